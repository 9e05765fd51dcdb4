//! `[estimate]`: the headline, its scale and its variance.

use super::outcomes::reported;
use super::scene::{Place, Scene};
use super::terms::{self, Use};
use super::{expressions, factors, moderators, variance};
use crate::cohort::Contrast;
use crate::estimate::{EstimateSpec, Measure};
use crate::job::faults::Faults;
use crate::job::spec::{OutcomeSpec, Specification};
use crate::stats::text::nearest;

/// Checks the estimate of one specification.
pub(super) fn check(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    headline(scene, &said.estimate, place, faults);
    if let Some(adjust) = &said.estimate.adjust {
        terms::check(scene, adjust, ["estimate", "adjust"], place, Use::Adjusted, faults);
    }
    expressions::subgroups(scene, &said.estimate.subgroups, place, faults);
    if let Some(asked) = &said.estimate.factors {
        factors::check(scene, asked, place, faults);
    }
    moderators::check(scene, &said.estimate.moderators, place, faults);
    variance::check(scene, said, place, faults);
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
    let list = reported(scene, outcome);
    let contrast = estimate.contrast.or_else(|| list.first().copied());
    if let Some(c) = estimate.contrast.filter(|c| !list.contains(c)) {
        let words: Vec<&str> = list.iter().map(|c| c.word()).collect();
        let message = format!("`{}` is not among what `{name}` reports", c.word());
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
