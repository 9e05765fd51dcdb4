//! `[[estimate.moderators]]`: what the effect may differ by.

use super::scene::{Place, Scene};
use crate::estimate::ModeratorSpec;
use crate::job::faults::Faults;

/// Checks the moderators of one specification.
pub(super) fn check(scene: &Scene<'_>, moderators: &[ModeratorSpec], place: &Place<'_>, faults: &mut Faults) {
    for (i, said) in moderators.iter().enumerate() {
        let at = |key: &str| place.at(&["estimate", "moderators", &i.to_string(), key]);
        if !scene.names.knows(&said.by) {
            let (message, help) = scene.names.unknown(&said.by, &scene.names.known());
            faults.add("MW020", at("by"), message, help);
        } else if scene.spec.covariates.get(&said.by).is_some_and(|c| c.after_start) {
            let message = format!("`{}` was measured after the start (`after_start`)", said.by);
            let help = "what the programme may have changed cannot say for whom it works; take it out";
            faults.add("MW054", at("by"), message, help);
        }
        if let Some(step) = said.step.filter(|s| *s <= 0.0 || !s.is_finite()) {
            faults.add(
                "MW040",
                at("step"),
                format!("a step of {step} is not possible"),
                "take a number above 0",
            );
        } else if said.step.is_some() && scene.names.is_category(&said.by) {
            let message = format!("`{}` is a category: it has levels, no step", said.by);
            faults.add("MW040", at("step"), message, "take `step` out");
        }
        if moderators[..i].iter().any(|m| m.by == said.by) {
            let message = format!("`{}` is asked about twice", said.by);
            faults.add("MW051", at("by"), message, "take one out: it would count as two tests");
        }
    }
}
