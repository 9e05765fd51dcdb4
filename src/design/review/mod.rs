//! The design review: coded findings with a severity, a message and a remedy.
//!
//! The rule book itself (title, reason, remedy, reference of each code) is data, in
//! `data-schemas/codes/`; a finding is one application of a rule to one analysis.

mod baseline;
mod covariates;
mod loss;
mod model;
mod outcomes;
mod seen;
mod support;
mod survey;
mod time;

use super::error::DesignError;
use super::types::Design;
use crate::cohort::Blinded;
use crate::job::Specification;
use seen::Seen;

/// Applies every rule that can be judged before anybody is matched; findings in order of their codes.
///
/// # Errors
/// A column that is not there.
pub(super) fn run(
    cohort: Blinded<'_>,
    specification: &Specification,
    design: &Design,
) -> Result<Vec<Finding>, DesignError> {
    let seen = Seen::new(cohort, specification, design)?;
    let groups = [
        baseline::find(&seen),
        time::find(&seen),
        support::find(&seen)?,
        model::find(&seen),
        covariates::find(&seen),
        survey::find(&seen),
        outcomes::find(&seen)?,
        loss::find(&seen),
    ];
    let mut findings = groups.concat();
    findings.sort_by_key(|finding| finding.rule);
    Ok(findings)
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Weakens the result; must be read.
    Warning,
    /// Undermines the result unless allowed with a reason.
    Serious,
}

/// One finding about one analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Code of the rule, such as `MW101`.
    pub rule: &'static str,
    /// How serious.
    pub severity: Severity,
    /// What was found here, in one or two sentences with the figures.
    pub message: String,
    /// What it is about (a covariate, an outcome), where that applies.
    pub subject: Option<String>,
}
