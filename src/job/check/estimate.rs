//! `[estimate]`: the headline, its scale and its variance.

use super::outcomes::{reported, word};
use super::scene::{Place, Scene};
use super::terms::{self, Use};
use super::{expressions, scene};
use crate::cohort::Contrast;
use crate::estimate::{EstimateSpec, EstimatorKind, Measure};
use crate::job::faults::Faults;
use crate::job::spec::{OutcomeSpec, Specification};
use crate::matching::{Method, SurveyWeights};
use crate::stats::text::nearest;

/// Words of the variance key.
const VARIANCES: [&str; 10] = [
    "auto",
    "hc0",
    "hc1",
    "hc2",
    "hc3",
    "cluster(set)",
    "cluster(set, unit)",
    "cluster(set, household)",
    "abadie-imbens",
    "stacked",
];

/// Checks the estimate of one specification.
pub(super) fn check(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    headline(scene, &said.estimate, place, faults);
    if let Some(adjust) = &said.estimate.adjust {
        terms::check(scene, adjust, ["estimate", "adjust"], place, Use::Adjusted, faults);
    }
    expressions::subgroups(scene, &said.estimate.subgroups, place, faults);
    variance(scene, said, place, faults);
    let level = said.estimate.level;
    if level <= 0.0 || level >= 1.0 {
        let message = format!("a confidence level of {level} is not possible");
        faults.add("MW040", place.at(&["estimate", "level"]), message, "write a share, such as 0.95");
    }
}

fn headline(scene: &Scene<'_>, estimate: &EstimateSpec, place: &Place<'_>, faults: &mut Faults) {
    let known = scene.spans.keys("outcomes");
    let Some(name) = estimate.outcome.as_ref().or(known.first()) else { return };
    if !known.contains(name) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let hint = nearest(name, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        let message = format!("no outcome is called `{name}`{hint}");
        faults.add(
            "MW034",
            place.at(&["estimate", "outcome"]),
            message,
            format!("outcomes: {}", known.join(", ")),
        );
        return;
    }
    let Some(outcome) = scene.spec.outcomes.get(name) else { return };
    let list = reported(outcome);
    let contrast = estimate.contrast.or_else(|| list.first().copied());
    if let Some(c) = estimate.contrast.filter(|c| !list.contains(c)) {
        let words: Vec<&str> = list.iter().map(|c| word(*c)).collect();
        let message = format!("`{}` is not among what `{name}` reports", word(c));
        let help = format!("it reports: {}; add it to `report`", words.join(", "));
        faults.add("MW034", place.at(&["estimate", "contrast"]), message, help);
    }
    if estimate.measure != Measure::Difference && contrast.is_some_and(|c| !proportion(c, outcome)) {
        let message = "ratios are for proportions, but the headline is a mean";
        let help = "take `measure = \"difference\"`, or a contrast such as `improved`";
        faults.add("MW034", place.at(&["estimate", "measure"]), message, help);
    }
}

/// `true` if a contrast is a share of people.
fn proportion(contrast: Contrast, outcome: &OutcomeSpec) -> bool {
    match contrast {
        Contrast::Change => false,
        Contrast::End | Contrast::Value => outcome.binary,
        _ => true,
    }
}

fn variance(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
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

/// Why a variance is not defined for a specification (METHODS 17), and the way out.
fn undefined(
    scene: &scene::Scene<'_>,
    said: &Specification,
    word: &str,
) -> Option<(&'static str, &'static str)> {
    let matching = &said.matching;
    let again = matching.replace || matching.reuse > 1;
    let weighted = scene.weighted() && matching.survey_weights != SurveyWeights::None;
    match (word, matching.method) {
        ("stacked", Method::Weighting) => None,
        ("stacked", _) => Some(("it is for weights from a score", "take \"auto\"")),
        ("cluster(set)" | "cluster(set, unit)" | "cluster(set, household)", Method::Weighting) => {
            Some(("weighting makes no sets", "take \"stacked\" or \"auto\""))
        }
        ("cluster(set)" | "cluster(set, unit)" | "cluster(set, household)", Method::Exact) => {
            Some(("strata are not sampled, so they are no clusters", "take \"hc3\" or \"auto\""))
        }
        ("cluster(set, household)", _) if !scene.clustered() => {
            Some(("no column holds the household", "add `cluster = \"..\"` to [control] (or [units])"))
        }
        ("abadie-imbens", Method::Nearest) if !again => {
            Some(("it is for matching with replacement", "take \"cluster(set)\" or \"auto\""))
        }
        ("abadie-imbens", Method::Nearest) if weighted || scene.clustered() => {
            Some(("it knows neither survey weights nor clusters", "take \"cluster(set, unit)\" or \"auto\""))
        }
        ("abadie-imbens", Method::Nearest) if said.estimate.estimator != EstimatorKind::Difference => Some((
            "it is for differences of means, not for regression",
            "take \"cluster(set, unit)\" or \"auto\"",
        )),
        ("abadie-imbens", Method::Nearest) if said.estimate.measure != Measure::Difference => {
            Some(("it is for differences, not for ratios", "take \"cluster(set, unit)\" or \"auto\""))
        }
        ("abadie-imbens", Method::Exact | Method::Weighting) => {
            Some(("it is for nearest neighbours with replacement", "take \"auto\""))
        }
        _ => None,
    }
}
