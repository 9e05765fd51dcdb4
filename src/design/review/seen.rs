//! What every rule looks at.

use super::super::eligibility;
use super::super::error::DesignError;
use super::super::prognostic::PROGNOSTIC;
use super::super::spec::Distance;
use super::super::terms;
use super::super::types::Design;
use super::{Finding, Severity};
use crate::cohort::{Blinded, Outcome, Roles};
use crate::job::Specification;
use crate::matching::Method;

/// One design under review.
pub(super) struct Seen<'a> {
    pub cohort: Blinded<'a>,
    pub specification: &'a Specification,
    pub design: &'a Design,
    /// The primary outcome.
    pub primary: Option<&'a Outcome>,
    /// Variables that score, distance, exact rule or calipers rest on.
    pub matched_on: Vec<String>,
}

impl<'a> Seen<'a> {
    pub fn new(
        cohort: Blinded<'a>,
        specification: &'a Specification,
        design: &'a Design,
    ) -> Result<Self, DesignError> {
        let primary = eligibility::primary(cohort, specification)?;
        let matched_on = matched_on(specification, design)?;
        Ok(Self { cohort, specification, design, primary, matched_on })
    }

    pub fn roles(&self) -> &'a Roles {
        self.cohort.roles()
    }

    /// `true` if unit `i` is eligible and in the arm.
    pub fn counts(&self, i: usize, treated: bool) -> bool {
        self.cohort.treated()[i] == treated && self.design.eligible.stays(i)
    }

    /// Positions of the eligible units of an arm.
    pub fn arm(&self, treated: bool) -> impl Iterator<Item = usize> {
        (0..self.cohort.len()).filter(move |&i| self.counts(i, treated))
    }

    pub fn is_matched_on(&self, name: &str) -> bool {
        self.matched_on.iter().any(|m| m == name)
    }
}

fn matched_on(specification: &Specification, design: &Design) -> Result<Vec<String>, DesignError> {
    let spec = &design.spec;
    let searched = specification.matching.method == Method::Genetic;
    let by_distance = specification.matching.has_distance() && (searched || spec.distance.on_covariates());
    let by_twins = specification.matching.method == Method::Exact && spec.exact.is_empty();
    let own_list = !spec.mahalanobis.is_empty();
    let mut names = spec.exact.clone();
    names.extend(design.calipers.iter().map(|c| c.on.clone()));
    if by_distance && own_list {
        names.extend(terms::variables(&spec.mahalanobis)?);
    }
    let by_means = matches!(specification.matching.method, Method::Cardinality | Method::Profile);
    if design.propensity.is_some() || by_twins || by_means || (by_distance && !own_list) {
        names.extend(terms::variables(&design.terms)?);
    }
    // The word stands for the variables that the prognostic score is made of.
    let by_prognosis = spec.distance == Distance::Prognostic || names.iter().any(|n| n == PROGNOSTIC);
    names.retain(|n| n != PROGNOSTIC);
    if let Some(p) = design.prognostic.as_ref().filter(|_| by_prognosis) {
        names.extend(terms::variables(&p.terms)?);
    }
    Ok(names)
}

/// A finding.
pub(super) fn finding(
    rule: &'static str,
    severity: Severity,
    subject: Option<&str>,
    message: String,
) -> Finding {
    Finding { rule, severity, message, subject: subject.map(str::to_owned) }
}

/// `12 of 80 (15 %)`.
pub(super) fn share(part: usize, whole: usize) -> String {
    let percent = 100.0 * part as f64 / whole.max(1) as f64;
    if percent == 0.0 || percent >= 1.0 {
        format!("{part} of {whole} ({percent:.0} %)")
    } else {
        format!("{part} of {whole} ({percent:.1} %)")
    }
}
