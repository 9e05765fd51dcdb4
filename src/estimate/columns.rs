//! Columns of the outcome regression.

use super::error::EstimateError;
use crate::cohort::{Cohort, Column};

/// Columns of the regression for the units of a comparison.
#[derive(Debug)]
pub(super) struct Columns {
    /// One vector a column, one entry a unit; 0 where missing.
    pub values: Vec<Vec<f64>>,
    /// `true` for units with every value.
    pub complete: Vec<bool>,
}

impl Columns {
    /// Columns of `terms` (`age`, `age^2`, `educ:re74`, a category) for `units`.
    ///
    /// A category gives one yes/no column a level but the first; a product, all products of its parts.
    pub fn new(cohort: &Cohort, terms: &[String], units: &[u32]) -> Result<Self, EstimateError> {
        let mut all = Self { values: Vec::new(), complete: vec![true; units.len()] };
        for term in terms {
            let mut product = vec![vec![1.0; units.len()]];
            for factor in term.split([':', '*']).map(str::trim) {
                let (name, power) = split_power(cohort, term, factor)?;
                let part = all.part(cohort, name, power, units)?;
                product = product.iter().flat_map(|a| part.iter().map(|b| times(a, b))).collect();
            }
            all.values.append(&mut product);
        }
        Ok(all)
    }

    fn part(
        &mut self,
        cohort: &Cohort,
        name: &str,
        power: i32,
        units: &[u32],
    ) -> Result<Vec<Vec<f64>>, EstimateError> {
        let column = cohort.column(name)?;
        self.complete.iter_mut().zip(units).for_each(|(c, &i)| *c &= column.known(i as usize));
        Ok(match column {
            Column::Number(n) => {
                vec![units.iter().map(|&i| n.get(i as usize).map_or(0.0, |v| v.powi(power))).collect()]
            }
            Column::Category(c) => (1..c.len() as u16)
                .map(|level| {
                    let is = |&i: &u32| f64::from(u8::from(c.get(i as usize) == Some(level)));
                    units.iter().map(is).collect()
                })
                .collect(),
        })
    }
}

fn times(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x * y).collect()
}

fn split_power<'t>(cohort: &Cohort, term: &str, factor: &'t str) -> Result<(&'t str, i32), EstimateError> {
    let fault = |because: &str| EstimateError::Term { term: term.to_owned(), because: because.to_owned() };
    match factor.rsplit_once('^') {
        Some((name, power)) if !cohort.has(factor) => {
            let power =
                power.trim().parse().map_err(|_| fault("a power is a whole number, as in `age^2`"))?;
            if (1..=9).contains(&power) {
                Ok((name.trim(), power))
            } else {
                Err(fault("a power lies between 1 and 9"))
            }
        }
        _ => Ok((factor, 1)),
    }
}
