//! What of a job with faults is left for looking at the data.

use super::spans::Spans;
use super::spec::JobSpec;
use crate::fault::{Fault, Place};

/// Leaves out covariates, outcomes, scales and expressions that have a fault, so that the data are not blamed
/// for it again. A job without faults stays as it is.
pub(super) fn leave_out(spec: &mut JobSpec, faults: &[Fault], spans: &Spans<'_>) {
    let broken = |path: &[&str]| {
        let parts = spans.parts(path);
        faults.iter().any(|fault| match &fault.place {
            Place::Job(at) => parts.iter().any(|p| p.start <= at.start && at.end <= p.end),
            _ => false,
        })
    };
    let all = spec.covariates.len();
    spec.covariates.retain(|name, _| !broken(&["covariates", name]));
    spec.outcomes.retain(|name, _| !broken(&["outcomes", name]));
    let outcomes: Vec<String> = spec.outcomes.keys().cloned().collect();
    let known = |outcome: &Option<String>| outcome.as_ref().is_none_or(|o| outcomes.contains(o));
    spec.scales.retain(|name, scale| known(&scale.outcome) && !broken(&["scales", name]));
    let lost = spec.covariates.len() < all || spans.keys("covariates").len() > all;
    let derived = spec.derive.len();
    spec.derive.retain(|name, _| !lost && !broken(&["derive", name]));
    if lost || spec.derive.len() < derived || broken(&["where"]) {
        spec.filter = None;
    }
    for (name, side) in [("treated", &mut spec.treated), ("control", &mut spec.control)] {
        if let Some(side) = side
            && broken(&[name, "where"])
        {
            side.filter = None;
        }
    }
    if let Some(units) = &mut spec.units
        && broken(&["units", "where"])
    {
        units.filter = None;
    }
}
