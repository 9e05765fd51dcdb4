//! Rows of placebo outcomes: effects on what the programme cannot have changed.

use super::types::{Doubt, Evidence};
use crate::cohort::{Better, Contrast, Kind, Outcome, OutcomeShape, Roles};
use crate::design::{Design, variables};
use crate::estimate::{Backing, EffectRow, EstimatorKind, Measure};

/// What one placebo shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placebo {
    /// Its name in the job.
    pub name: String,
    /// The row.
    pub doubt: Doubt,
    /// `true` if it is matched on, so that it can show nothing.
    pub matched: bool,
}

/// The effect on each placebo, in the order of the job.
pub(super) fn rows(names: &[String], evidence: &Evidence<'_>, backing: &Backing<'_>) -> Vec<Placebo> {
    names.iter().filter_map(|name| one(name, evidence, backing)).collect()
}

fn one(name: &str, evidence: &Evidence<'_>, backing: &Backing<'_>) -> Option<Placebo> {
    let headline = evidence.effects.rows.get(evidence.effects.primary)?;
    let blank = || Doubt { outcome: name.to_owned(), ..Doubt::about(headline, "placebo") };
    let blank = || Doubt { contrast: Contrast::Value, unit: String::new(), ..blank() };
    let named = |d: Doubt| Doubt { subject: Some(name.to_owned()), measure: Measure::Difference, ..d };
    let matched = matched_on(evidence.design).iter().any(|v| v == name);
    let doubt = if matched {
        let reason = "it is matched on, so that it cannot differ and shows nothing";
        Doubt { null_reason: Some(reason.to_owned()), ..blank() }
    } else {
        row(name, evidence, backing).map_or_else(
            || {
                let reason = "it is no outcome and no covariate of numbers or yes and no";
                Doubt { null_reason: Some(reason.to_owned()), ..blank() }
            },
            |row| Doubt {
                estimate: row.estimate,
                lower: row.lower,
                upper: row.upper,
                p_value: row.p_value,
                null_reason: row.null_reason.clone(),
                ..Doubt::about(&row, "placebo")
            },
        )
    };
    Some(Placebo { name: name.to_owned(), doubt: named(doubt), matched })
}

/// The first result of a declared outcome, or the difference in a covariate.
fn row(name: &str, evidence: &Evidence<'_>, backing: &Backing<'_>) -> Option<EffectRow> {
    let plain = |r: &&EffectRow| {
        r.outcome == name
            && r.group == "all"
            && (r.measure, r.estimator) == (Measure::Difference, EstimatorKind::Difference)
    };
    if let Some(row) = evidence.effects.rows.iter().find(plain) {
        return Some(row.clone());
    }
    backing.placebo(&as_outcome(name, evidence.cohort.roles())?).ok()
}

/// A covariate as if it were an outcome.
fn as_outcome(name: &str, roles: &Roles) -> Option<Outcome> {
    let covariate = roles.covariate(name).filter(|c| c.kind != Kind::Category)?;
    Some(Outcome {
        name: name.to_owned(),
        label: covariate.label.clone(),
        shape: OutcomeShape::Plain { column: name.to_owned() },
        better: Better::Higher,
        binary: covariate.kind == Kind::YesNo,
        meaningful: 0.0,
        range: None,
        case: None,
        report: vec![Contrast::Value],
        unit: covariate.unit.clone().unwrap_or_default(),
        source: None,
        retest: None,
    })
}

/// Variables that a design matches on in any way.
fn matched_on(design: &Design) -> Vec<String> {
    let spec = &design.spec;
    let mut all = variables(&design.terms).unwrap_or_default();
    all.extend(spec.exact.iter().chain(&spec.antiexact).chain(&spec.mahalanobis).cloned());
    all.extend(spec.all_calipers().into_iter().map(|c| c.on));
    all
}
