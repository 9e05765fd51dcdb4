//! Settings that mean nothing beside others: a combination that differs in them alone is no other analysis.

use crate::design::needs_score;
use crate::estimate::EstimatorKind;
use crate::job::spec::Specification;
use crate::matching::Method;

fn nothing_to(method: Method) -> String {
    format!("mean nothing to method `{}`", method.word())
}

/// Why the setting called `name` means nothing in a specification; `None` if it does mean something.
pub(super) fn reason(said: &Specification, name: &str) -> Option<String> {
    let (design, matching, method) = (&said.design, &said.matching, said.matching.method);
    let mut steps = name.split('.');
    let (section, key) = (steps.next()?, steps.next()?);
    if !method.knows(section, key) {
        return Some(nothing_to(method));
    }
    match (section, key) {
        ("design", "distance" | "mahalanobis" | "distance_table") if !matching.has_distance() => {
            Some(nothing_to(method))
        }
        ("design", "mahalanobis") if !design.distance.on_covariates() => {
            Some("mean nothing where the distance is a score".to_owned())
        }
        ("design", "caliper_scale" | "caliper_sd") if design.caliper.is_none() => {
            Some("mean nothing without a caliper".to_owned())
        }
        ("design", "propensity") if !needs_score(said) => {
            Some("mean nothing where no score is used".to_owned())
        }
        ("design", "reestimate") if design.discard == crate::design::Discard::None => {
            Some("mean nothing where nobody is discarded".to_owned())
        }
        ("matching", "ties" | "tie_orders") if !matching.meets_ties() => Some(nothing_to(method)),
        ("estimate", "adjust") if said.estimate.estimator == EstimatorKind::Difference => {
            Some("mean nothing to a plain difference".to_owned())
        }
        _ => None,
    }
}
