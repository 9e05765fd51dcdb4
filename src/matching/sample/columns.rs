//! What is balanced: every covariate, level, and product asked for, on one ruler.

use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use crate::cohort::{Blinded, Column};
use crate::design::{Coding, Estimand, Matrix, variables};
use crate::stats::glm::RowBlocks;
use crate::stats::moments::moments;
use crate::stats::text::nearest;
use indexmap::IndexMap;
use rayon::prelude::*;

/// Rules on means, whichever method sets them.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Rules<'a> {
    /// Largest difference, in standard deviations.
    pub tolerance: f64,
    /// Exceptions by name.
    pub tolerances: &'a IndexMap<String, f64>,
    /// Means to be met, by name.
    pub target: &'a IndexMap<String, f64>,
    /// Powers of numbers.
    pub powers: u32,
    /// Products of pairs.
    pub interactions: bool,
}

/// One column whose means are balanced.
#[derive(Debug, Clone)]
pub(in super::super) struct Balanced {
    /// Such as `age`, `race: white`, `age^2`.
    pub name: String,
    /// Value of each cohort unit in standard deviations from the focal mean; 0 where not eligible.
    pub x: Vec<f64>,
    /// Largest difference of means, in standard deviations.
    pub tolerance: f64,
    /// Mean to be met, on the scale of `x`.
    pub target: Option<f64>,
}

/// The columns to be balanced: the design's terms, every level of a category, powers and products.
///
/// ```text
/// x = (value - mean of the focal arm) / s,   s = SD of the focal arm (ATE: root of the mean of both variances)
/// ```
///
/// over eligible units; p(1 - p) is the variance of a 0/1 column. Where the focal arm does not vary the
/// pooled ruler stands in, and where neither arm does, the column's own unit. Columns that are the same for
/// everybody are left out. Cost: two passes a column.
///
/// # Errors
/// A term that cannot be read, or a tolerance or target for a name that is not balanced.
pub(in super::super) fn columns(
    candidates: &Candidates<'_>,
    rules: &Rules<'_>,
) -> Result<Vec<Balanced>, MatchingError> {
    let terms = terms(candidates, rules)?;
    let mut rows: Vec<u32> = candidates.focal.iter().chain(&candidates.pool).copied().collect();
    rows.sort_unstable();
    let matrix = Matrix::new(candidates.cohort, &terms, Coding::Full, rows)?;
    known(&matrix, rules)?;
    let n = matrix.rows();
    let mut whole = vec![0.0; n * matrix.names().len()];
    matrix.fill(0..n, &mut whole);
    let each = matrix.names().par_iter().zip(whole.par_chunks_exact(n.max(1)));
    Ok(each.filter_map(|(name, values)| column(candidates, &matrix, rules, name, values)).collect())
}

/// The terms of the design with the powers and products asked for.
fn terms(candidates: &Candidates<'_>, rules: &Rules<'_>) -> Result<Vec<String>, MatchingError> {
    let mut terms = candidates.design.terms.clone();
    let names = variables(&terms)?;
    for name in names.iter().filter(|name| has_powers(candidates.cohort, name)) {
        terms.extend((2..=rules.powers).map(|k| format!("{name}^{k}")));
    }
    if rules.interactions {
        for (i, a) in names.iter().enumerate() {
            terms.extend(names[i + 1..].iter().map(|b| format!("{a}:{b}")));
        }
    }
    let mut seen: Vec<String> = Vec::with_capacity(terms.len());
    terms.retain(|term| {
        let new = !seen.contains(term);
        seen.extend(new.then(|| term.clone()));
        new
    });
    Ok(terms)
}

/// `true` for numbers other than 0 and 1.
fn has_powers(cohort: Blinded<'_>, name: &str) -> bool {
    let Ok(Column::Number(number)) = cohort.column(name) else { return false };
    (0..cohort.len()).filter_map(|i| number.get(i)).any(|x| x != 0.0 && x != 1.0)
}

/// `true` if a key of the job speaks of a column: by its whole name, or by the variable of a level.
fn speaks_of(key: &str, column: &str) -> bool {
    key == column || column.strip_prefix(key).is_some_and(|rest| rest.starts_with(": "))
}

fn known(matrix: &Matrix<'_>, rules: &Rules<'_>) -> Result<(), MatchingError> {
    let names: Vec<&str> = matrix.names().iter().map(String::as_str).collect();
    let tolerances = rules.tolerances.keys().find(|k| !names.iter().any(|n| speaks_of(k, n)));
    let targets = rules.target.keys().find(|k| !names.contains(&k.as_str()));
    match tolerances.or(targets) {
        None => Ok(()),
        Some(name) => Err(MatchingError::NotBalanced {
            name: name.clone(),
            hint: nearest(name, &names).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default(),
            known: names.join(", "),
        }),
    }
}

/// One column on its ruler; `None` if it is the same for everybody and nothing is asked of it.
fn column(
    candidates: &Candidates<'_>,
    matrix: &Matrix<'_>,
    rules: &Rules<'_>,
    name: &str,
    values: &[f64],
) -> Option<Balanced> {
    let treated = candidates.cohort.treated();
    let focal_arm = candidates.design.estimand != Estimand::Atc;
    let rows = matrix.cohort_rows();
    let arm = |focal: bool| {
        let own =
            values.iter().zip(rows).filter(move |(_, row)| (treated[**row as usize] == focal_arm) == focal);
        own.map(|(&x, _)| (x, 1.0))
    };
    let size = two_valued(values);
    // A level is coded 0 and 1/sqrt(2), and spoken of as a proportion.
    let unit = size.unwrap_or(1.0);
    let [focal, pool] = [moments(arm(true))?, moments(arm(false))?];
    let variance = |m: crate::stats::moments::Moments| match size {
        Some(size) => m.mean * (size - m.mean),
        None => m.variance.unwrap_or(0.0),
    };
    let pooled = f64::midpoint(variance(focal), variance(pool)).sqrt();
    let own = if candidates.design.estimand == Estimand::Ate { pooled } else { variance(focal).sqrt() };
    let ruler = [own, pooled, unit].into_iter().find(|s| *s > 0.0)?;
    let target = rules.target.get(name).map(|m| (m * unit - focal.mean) / ruler);
    let same = values.windows(2).all(|pair| pair[0] == pair[1]);
    if same && target.is_none() {
        return None;
    }
    let mut x = vec![0.0; treated.len()];
    rows.iter().zip(values).for_each(|(&row, v)| x[row as usize] = (v - focal.mean) / ruler);
    let own = rules.tolerances.get(name);
    let of_variable = || rules.tolerances.iter().find(|(key, _)| speaks_of(key, name)).map(|(_, t)| t);
    let tolerance = own.or_else(of_variable).copied().unwrap_or(rules.tolerance);
    Some(Balanced { name: name.to_owned(), x, tolerance, target })
}

/// The value other than 0, if there are only these two.
fn two_valued(values: &[f64]) -> Option<f64> {
    let size = values.iter().copied().find(|x| *x != 0.0)?;
    (size > 0.0 && values.iter().all(|x| *x == 0.0 || *x == size)).then_some(size)
}
