//! Everything else: lights, disclosure, what the review lets pass, names of specifications.

use super::scene::{Place, Scene};
use crate::job::faults::Faults;
use crate::job::spec::Specification;

/// Checks the settings that stand once in a job.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    let spec = scene.spec;
    if spec.name.trim().is_empty() && scene.spans.has(&["name"]) {
        faults.add("MW040", scene.at(&["name"]), "the job's name is empty", "give the report a title");
    }
    for (key, value) in [("threshold", spec.disclosure.threshold), ("round_to", spec.disclosure.round_to)] {
        if value == 0 {
            let help = "take 1 or more; public data can say `profile = \"none\"`";
            faults.add("MW040", scene.at(&["disclosure", key]), format!("`{key}` cannot be 0"), help);
        }
    }
    allowed(scene, faults);
    names(scene, faults);
}

/// Checks the balance settings of one specification.
pub(super) fn specification(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let (green, amber) = (said.balance.green, said.balance.amber);
    if green <= 0.0 {
        let message = format!("green up to {green} could never be reached");
        faults.add("MW040", place.at(&["balance", "green"]), message, "take a number above 0, such as 0.05");
    } else if green > amber {
        let message = format!("green goes up to {green}, beyond amber ({amber})");
        faults.add("MW040", place.at(&["balance", "amber"]), message, "set `green` <= `amber`");
    }
}

fn allowed(scene: &Scene<'_>, faults: &mut Faults) {
    for (i, allow) in scene.spec.review.allow.iter().enumerate() {
        let at = |key| scene.at(&["review", "allow", &i.to_string(), key]);
        let digits = allow.rule.strip_prefix("MW1").unwrap_or_default();
        if digits.len() != 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            let message = format!("`{}` is no rule of the design review", allow.rule);
            faults.add("MW050", at("rule"), message, "rules are called MW101, MW102 ...");
        }
        if allow.because.trim().is_empty() {
            let message = format!("nothing says why {} is allowed", allow.rule);
            faults.add("MW050", at("because"), message, "write a sentence; the report prints it");
        }
    }
}

fn names(scene: &Scene<'_>, faults: &mut Faults) {
    let list = &scene.spec.specification;
    for (i, specification) in list.iter().enumerate() {
        let at = || scene.at(&["specification", &i.to_string(), "name"]);
        let name = specification.name.trim();
        if name.is_empty() {
            faults.add("MW051", at(), "a specification needs a name", "say what it changes");
        } else if name == "primary" {
            let message = "`primary` is the name of the job itself";
            faults.add("MW051", at(), message, "take another name");
        } else if list[..i].iter().any(|s| s.name.trim() == name) {
            let message = format!("two specifications are called `{name}`");
            faults.add("MW051", at(), message, "rename one");
        }
    }
}
