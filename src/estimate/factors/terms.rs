//! The factors asked about, as columns of everybody.

use super::super::error::EstimateError;
use super::super::spec::FactorsSpec;
use super::super::work::Work;
use super::types::FactorKind;
use crate::cohort::{Column, Expression, Kind, Outcome};

/// One factor: whose value is unknown has `None`.
#[derive(Debug)]
pub(super) struct Factor {
    /// Column, or name of the group.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// What it is.
    pub kind: FactorKind,
    /// `true` if it was measured after the start.
    pub late: bool,
    /// Its values.
    pub values: Values,
}

/// Values of a factor, one a unit.
#[derive(Debug)]
pub(super) enum Values {
    /// A number.
    Number(Vec<Option<f64>>),
    /// Levels (the first is the reference) and the level of each.
    Levels(Vec<String>, Vec<Option<u16>>),
    /// Yes or no.
    YesNo(Vec<Option<bool>>),
}

impl Factor {
    /// `true` if unit `i` has a value.
    pub fn known(&self, i: usize) -> bool {
        match &self.values {
            Values::Number(v) => v[i].is_some(),
            Values::Levels(_, v) => v[i].is_some(),
            Values::YesNo(v) => v[i].is_some(),
        }
    }
}

/// The start score, the covariates, the groups.
pub(super) fn all(work: &Work, outcome: &Outcome, spec: &FactorsSpec) -> Result<Vec<Factor>, EstimateError> {
    let mut factors: Vec<Factor> = start(work, outcome, spec)?.into_iter().collect();
    let roles = work.cohort.roles();
    let declared: Vec<String> = match &spec.covariates {
        Some(named) => named.clone(),
        None => roles.covariates.iter().map(|c| c.name.clone()).collect(),
    };
    for name in declared.iter().filter(|n| outcome.start() != Some(n.as_str())) {
        factors.push(covariate(work, name)?);
    }
    for group in &spec.groups {
        let fault = |because| EstimateError::Subgroup { name: group.name.clone(), because };
        let rule = Expression::parse(&group.filter).map_err(fault)?;
        let truth = rule.truth(work.cohort.len(), &|c| work.cohort.column(c)).map_err(fault)?;
        let late = rule.columns().iter().any(|c| roles.covariate(c).is_some_and(|c| c.after_start));
        let (name, label) = (group.name.clone(), group.name.clone());
        factors.push(Factor { name, label, kind: FactorKind::Group, late, values: Values::YesNo(truth) });
    }
    Ok(factors)
}

fn covariate(work: &Work, name: &str) -> Result<Factor, EstimateError> {
    let cohort = work.cohort;
    let declared = cohort.roles().covariate(name);
    let yes_no = declared.is_some_and(|c| c.kind == Kind::YesNo);
    let n = cohort.len();
    let values = match cohort.column(name)? {
        Column::Category(c) => {
            Values::Levels(c.levels().map(str::to_owned).collect(), (0..n).map(|i| c.get(i)).collect())
        }
        Column::Number(x) if yes_no => Values::YesNo((0..n).map(|i| x.get(i).map(|v| v > 0.5)).collect()),
        Column::Number(x) => Values::Number((0..n).map(|i| x.get(i)).collect()),
    };
    Ok(Factor {
        name: name.to_owned(),
        label: declared.map_or_else(|| name.to_owned(), |c| c.label.clone()),
        kind: FactorKind::Covariate,
        late: declared.is_some_and(|c| c.after_start),
        values,
    })
}

/// The start score in bands, or as a number.
fn start(work: &Work, outcome: &Outcome, spec: &FactorsSpec) -> Result<Option<Factor>, EstimateError> {
    let Some(name) = outcome.start() else { return Ok(None) };
    let x = work.cohort.number(name)?;
    let n = work.cohort.len();
    let values = match spec.start_bands.as_slice() {
        [] => Values::Number((0..n).map(|i| x.get(i)).collect()),
        cuts => {
            let band = |v: f64| cuts.iter().filter(|c| v >= **c).count() as u16;
            Values::Levels(bands(cuts), (0..n).map(|i| x.get(i).map(band)).collect())
        }
    };
    let label = format!("{} at the start", outcome.label);
    Ok(Some(Factor { name: name.to_owned(), label, kind: FactorKind::Start, late: false, values }))
}

/// Names of the bands between cuts.
fn bands(cuts: &[f64]) -> Vec<String> {
    let (first, last) = (cuts[0], cuts[cuts.len() - 1]);
    let between = cuts.windows(2).map(|w| format!("{} to below {}", w[0], w[1]));
    std::iter::once(format!("below {first}")).chain(between).chain([format!("{last} and over")]).collect()
}
