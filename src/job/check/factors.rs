//! `[estimate.factors]`: what improvement goes with.

use super::scene::{Place, Scene};
use super::{expressions, outcomes};
use crate::cohort::Contrast;
use crate::estimate::FactorsSpec;
use crate::job::faults::Faults;
use crate::stats::text::nearest;

/// Checks the factors of one specification.
pub(super) fn check(scene: &Scene<'_>, said: &FactorsSpec, place: &Place<'_>, faults: &mut Faults) {
    let at = |key: &str| place.at(&["estimate", "factors", key]);
    if let Some(name) = said.outcome.as_ref().filter(|n| !scene.spans.keys("outcomes").contains(n)) {
        let known = scene.spans.keys("outcomes");
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let hint = nearest(name, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        let message = format!("no outcome is called `{name}`{hint}");
        faults.add("MW034", at("outcome"), message, format!("outcomes: {}", known.join(", ")));
    }
    if matches!(said.contrast, Some(Contrast::Change)) {
        let message = "factors are of a share of people, but `change` is a mean";
        faults.add("MW034", at("contrast"), message, "take `improved`, `left_case` or another share");
    }
    if let Some(outcome) = said.outcome.as_ref().and_then(|n| scene.spec.outcomes.get(n)) {
        let list = outcomes::reported(scene, outcome);
        if let Some(c) = said.contrast.filter(|c| !list.contains(c)) {
            let message = format!("`{}` is not among what the outcome reports", c.word());
            faults.add("MW034", at("contrast"), message, "add it to its `report`");
        }
    }
    let rising = said.start_bands.windows(2).all(|w| w[0] < w[1]);
    if !rising || said.start_bands.iter().any(|b| !b.is_finite()) {
        let message = "the bands of the start score must begin at rising scores";
        faults.add("MW006", at("start_bands"), message, "write them such as [6, 8]");
    }
    for (i, name) in said.covariates.iter().flatten().enumerate() {
        if !scene.names.knows(name) {
            let (message, help) = scene.names.unknown(name, &scene.names.known());
            let at = place.at(&["estimate", "factors", "covariates", &i.to_string()]);
            faults.add("MW020", at, message, help);
        }
    }
    expressions::groups(scene, &said.groups, &["estimate", "factors", "groups"], place, faults);
}
