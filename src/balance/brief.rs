//! Balance in a few numbers, where there are thousands of analyses.

use super::error::BalanceError;
use super::groups::Groups;
use super::measure::{Depth, Measures, measure};
use super::run::{most_used, size, words, worst_of};
use super::spec::BalanceSpec;
use super::types::ArmSize;
use super::variables::variables;
use crate::cohort::Cohort;
use crate::design::Design;
use crate::matching::Matching;
use serde::{Deserialize, Serialize};

/// What is kept of the balance of one cell of a specification curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Treated arm.
    pub treated: ArmSize,
    /// Control arm.
    pub control: ArmSize,
    /// Largest |standardised difference| over covariates before matching.
    pub worst_before: Option<f64>,
    /// The same after.
    pub worst_after: Option<f64>,
    /// Greatest number of focal units one control serves.
    pub most_used: usize,
    /// Words for the ruler in use.
    pub ruler: String,
}

/// The same figures as [`super::run`] gives, and no others: means and standard deviations alone are computed.
///
/// # Errors
/// A covariate without a column.
pub fn brief(
    cohort: &Cohort,
    design: &Design,
    matching: &Matching,
    spec: &BalanceSpec,
) -> Result<Brief, BalanceError> {
    let groups = Groups::new(cohort, design, matching);
    let list = variables(cohort, design, &groups)?;
    let one = |v: &super::variables::Variable<'_>| {
        measure(&v.values(&groups), &groups, spec.ruler, design.estimand, Depth::Means)
    };
    let measures: Vec<Measures> = list.iter().map(one).collect();
    let [worst_before, worst_after] = worst_of(list.iter().zip(&measures));
    Ok(Brief {
        treated: size(cohort, design, matching, true),
        control: size(cohort, design, matching, false),
        worst_before,
        worst_after,
        most_used: most_used(design, matching),
        ruler: words(spec.ruler, design.estimand).to_owned(),
    })
}
