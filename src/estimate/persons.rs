//! The people one effect rests on, for those who ask what could undo it.

use super::columns::Columns;
use super::contrast::Measured;
use super::error::EstimateError;
use super::rows::Cell;
use super::spec::{EstimateSpec, EstimatorKind, Measure};
use super::types::{Base, EffectRow};
use super::work::Work;
use crate::cohort::{Cohort, Contrast, Outcome};
use crate::design::{Design, variables};
use crate::matching::{Matching, Structure};

/// The people of one effect, with what was compared.
#[derive(Debug, Clone)]
pub struct Persons {
    /// How they were brought together.
    pub structure: Structure,
    /// Cohort row of each, ascending.
    pub rows: Vec<u32>,
    /// Arm of each.
    pub treated: Vec<bool>,
    /// Weight of each, as in the estimate.
    pub weight: Vec<f64>,
    /// Set of each, where there are disjoint sets.
    pub set: Option<Vec<u32>>,
    /// Value of each.
    pub y: Vec<f64>,
    /// `true` if values are yes or no.
    pub binary: bool,
    /// Width of the scale of one value, where it has ends.
    pub width: Option<f64>,
    /// Columns of the covariates, or why there are none.
    pub covariates: Result<Vec<Facet>, String>,
}

/// One term of the regression.
#[derive(Debug, Clone)]
pub struct Facet {
    /// Variables the term is made of: one, or several for a product.
    pub variables: Vec<String>,
    /// Values of each person, one list a column.
    pub columns: Vec<Vec<f64>>,
}

/// The settings and people of one specification, at hand for several effects.
#[derive(Debug)]
pub struct Backing<'a> {
    work: Work<'a>,
    terms: Vec<(Vec<String>, Columns)>,
}

impl<'a> Backing<'a> {
    /// Opens the columns that effects and regressions are made from.
    ///
    /// # Errors
    /// As [`super::run`].
    pub fn new(
        cohort: &'a Cohort,
        design: &'a Design,
        matching: &'a Matching,
        spec: &'a EstimateSpec,
    ) -> Result<Self, EstimateError> {
        let work = Work::new(cohort, design, matching, spec)?;
        let one = |term: &String| {
            let term = std::slice::from_ref(term);
            Ok((variables(term)?, Columns::new(cohort, term, &work.compared.units)?))
        };
        let terms = spec.adjust.as_ref().unwrap_or(&design.terms).iter().map(one);
        let terms = terms.collect::<Result<_, EstimateError>>()?;
        Ok(Self { work, terms })
    }

    /// The people behind `row`; `None` if it is no row of this specification, or rests on other weights.
    #[must_use]
    pub fn of(&self, row: &EffectRow) -> Option<Persons> {
        let work = &self.work;
        let measured = work.outcomes.iter().find(|m| m.outcome.name == row.outcome)?;
        let group = work.groups.iter().position(|g| g.name == row.group)?;
        if row.estimator == EstimatorKind::CompletionWeighted {
            return None;
        }
        let (sample, y) = Cell::new(work, measured, row.contrast, group, row.base).sample();
        let compared = &work.compared;
        let set = compared.set.as_ref().filter(|_| compared.structure == Structure::Sets);
        Some(Persons {
            structure: compared.structure,
            rows: sample.rows.iter().map(|&p| compared.units[p]).collect(),
            set: set.map(|s| sample.rows.iter().map(|&p| s[p]).collect()),
            binary: measured.binary(row.contrast),
            width: measured.width(row.contrast),
            covariates: self.facets(&sample.rows),
            treated: sample.treated,
            weight: sample.weight,
            y,
        })
    }

    /// Value of what `row` is about for every cohort unit that is eligible and belongs to its base and group; `None`
    /// for others, and where it is not known.
    #[must_use]
    pub fn values(&self, row: &EffectRow) -> Vec<Option<f64>> {
        let work = &self.work;
        let measured = work.outcomes.iter().find(|m| m.outcome.name == row.outcome);
        let group = work.groups.iter().position(|g| g.name == row.group);
        let Some((measured, group)) = measured.zip(group) else { return vec![None; work.cohort.len()] };
        let cell = Cell::new(work, measured, row.contrast, group, row.base);
        let one = |i: usize| {
            let there = work.design.eligible.stays(i) && cell.belongs(i) && measured.known(i);
            there.then(|| measured.value(row.contrast, i)).flatten()
        };
        (0..work.cohort.len()).map(one).collect()
    }

    /// Everyone eligible of the base and group of `row` whose value and covariates are known, each counted once: the
    /// people before matching.
    ///
    /// # Errors
    /// Columns that are not there.
    pub fn before(&self, row: &EffectRow) -> Result<Persons, EstimateError> {
        let work = &self.work;
        let values = self.values(row);
        let all: Vec<u32> = (0..values.len()).filter(|&i| values[i].is_some()).map(|i| i as u32).collect();
        let terms = work.spec.adjust.as_ref().unwrap_or(&work.design.terms);
        let whole = Columns::new(work.cohort, terms, &all)?;
        let rows: Vec<u32> = all.iter().zip(&whole.complete).filter(|(_, c)| **c).map(|(i, _)| *i).collect();
        let facet = |term: &String| {
            let term = std::slice::from_ref(term);
            let columns = Columns::new(work.cohort, term, &rows)?.values;
            Ok(Facet { variables: variables(term)?, columns })
        };
        let covariates = terms.iter().map(facet).collect::<Result<_, EstimateError>>()?;
        let measured = work.outcomes.iter().find(|m| m.outcome.name == row.outcome);
        Ok(Persons {
            structure: work.compared.structure,
            treated: rows.iter().map(|&i| work.cohort.treated()[i as usize]).collect(),
            weight: vec![1.0; rows.len()],
            set: None,
            y: rows.iter().filter_map(|&i| values[i as usize]).collect(),
            binary: measured.is_some_and(|m| m.binary(row.contrast)),
            width: measured.and_then(|m| m.width(row.contrast)),
            covariates: Ok(covariates),
            rows,
        })
    }

    fn facets(&self, rows: &[usize]) -> Result<Vec<Facet>, String> {
        let lacking = |p: &&usize| self.terms.iter().any(|(_, c)| !c.complete[**p]);
        match rows.iter().filter(lacking).count() {
            0 => {}
            n => return Err(format!("{n} people have no value for a covariate of the regression")),
        }
        let facet = |(variables, c): &(Vec<String>, Columns)| Facet {
            variables: variables.clone(),
            columns: c.values.iter().map(|v| rows.iter().map(|&p| v[p]).collect()).collect(),
        };
        Ok(self.terms.iter().map(facet).collect())
    }

    /// The plain difference in a fact that the programme cannot have changed, as if it were an outcome.
    ///
    /// # Errors
    /// A column that is not there or holds no numbers.
    pub fn placebo(&self, outcome: &Outcome) -> Result<EffectRow, EstimateError> {
        let measured = Measured::new(self.work.cohort, outcome)?;
        let cell = Cell::new(&self.work, &measured, Contrast::Value, 0, Base::AllMatched);
        Ok(cell.one(EstimatorKind::Difference, Measure::Difference))
    }
}
