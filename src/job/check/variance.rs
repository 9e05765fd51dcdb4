//! `variance`: only what is defined for the way of matching (METHODS 17).

use super::scene::{Place, Scene};
use crate::estimate::{EstimatorKind, Measure, VARIANCES};
use crate::job::faults::Faults;
use crate::job::spec::Specification;
use crate::matching::{Method, SurveyWeights};
use crate::stats::text::nearest;

/// Nobody says who lives together.
const NO_HOUSEHOLD: (&str, &str) =
    ("no column holds the household", "add `cluster = \"..\"` to [control] (or [units])");

/// Nobody says how the survey was drawn.
const NO_SAMPLE: (&str, &str) = (
    "no column holds the primary sampling unit",
    "add `psu = \"..\"` (or `strata`) to [control] (or [units])",
);

/// Why a variance is not defined here, and the way out.
type Refusal = Option<(&'static str, &'static str)>;

/// Checks the variance of one specification.
pub(super) fn check(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let (word, at) = (said.estimate.variance.as_str(), place.at(&["estimate", "variance"]));
    if !VARIANCES.contains(&word) {
        let hint = nearest(word, &VARIANCES).map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default();
        let help = format!("one of: {}", VARIANCES.join("; "));
        faults.add("MW004", at, format!("\"{word}\" is no variance{hint}"), help);
        return;
    }
    if let Some((why, help)) = undefined(scene, said, word) {
        faults.add("MW046", at, format!("the variance \"{word}\" is not defined here: {why}"), help);
    }
}

fn undefined(scene: &Scene<'_>, said: &Specification, word: &str) -> Refusal {
    match word {
        "stacked" if said.matching.method != Method::Weighting => {
            Some(("it is for weights from a score", "take \"auto\""))
        }
        "cluster(set)" | "cluster(set, unit)" | "cluster(set, household)" | "cluster(set, psu)" => {
            clusters(scene, said, word)
        }
        "cluster(psu)" if !scene.sampled() => Some(NO_SAMPLE),
        "cluster(household)" if !scene.clustered() => Some(NO_HOUSEHOLD),
        "abadie-imbens" => abadie_imbens(scene, said),
        _ => None,
    }
}

fn clusters(scene: &Scene<'_>, said: &Specification, word: &str) -> Refusal {
    match said.matching.method {
        Method::Weighting => Some(("weighting makes no sets", "take \"stacked\" or \"auto\"")),
        Method::Exact | Method::Cem | Method::Subclass | Method::Cardinality | Method::Profile => {
            Some(("strata are not sampled, so they are no clusters", "take \"hc3\" or \"auto\""))
        }
        _ if word == "cluster(set, psu)" => (!scene.sampled()).then_some(NO_SAMPLE),
        _ => (word == "cluster(set, household)" && !scene.clustered()).then_some(NO_HOUSEHOLD),
    }
}

fn abadie_imbens(scene: &Scene<'_>, said: &Specification) -> Refusal {
    let matching = &said.matching;
    let again = matching.replace || matching.reuse > 1;
    let weighted = scene.weighted() && matching.survey_weights != SurveyWeights::None;
    let nearest = matches!(matching.method, Method::Nearest | Method::Genetic);
    let why = if !nearest || !again {
        return Some(("it is for nearest neighbours with replacement", "take \"auto\""));
    } else if weighted || scene.clustered() || scene.sampled() {
        "it knows neither survey weights nor clusters"
    } else if !matches!(said.estimate.estimator, EstimatorKind::Difference | EstimatorKind::BiasCorrected) {
        "it is for differences of means, plain or bias-corrected, not for regression"
    } else if !matches!(said.estimate.measure, Measure::Difference | Measure::PerHundred) {
        "it is for differences, not for ratios"
    } else {
        return None;
    };
    Some((why, "take \"cluster(set, unit)\" or \"auto\""))
}
