//! `[sensitivity]`: the band of a fallible start score, the fractions of follow-up.

use super::scene::Scene;
use crate::job::faults::Faults;
use crate::sensitivity::fallible::ReliabilitySpec;

/// Checks what is asked about start scores and times of follow-up.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    let band = &scene.spec.sensitivity.fallible_baseline;
    let at = |key: &str| scene.at(&["sensitivity", "fallible_baseline", key]);
    if let Some(ReliabilitySpec::Number(r)) = band.reliability.filter(|r| !possible(*r)) {
        let message = format!("a retest reliability of {r} is not possible");
        faults.add("MW096", at("reliability"), message, "write a correlation between 0 and 1, or \"pool\"");
    }
    if !(0.0..1.0).contains(&band.margin) {
        let message = format!("a margin of {} around a reliability is not possible", band.margin);
        faults.add("MW096", at("margin"), message, "write a number from 0 to below 1, such as 0.15");
    }
    if band.long_run_mean.is_some_and(|(a, b)| !(a.is_finite() && b.is_finite())) {
        let message = "a long-run mean must be a number";
        faults.add(
            "MW096",
            at("long_run_mean"),
            message,
            "write the lowest and the highest, such as [4.2, 7.0]",
        );
    }
    if band.omit_because.as_ref().is_some_and(|why| why.trim().is_empty()) {
        let message = "nothing says why the analysis of the start score is left out";
        faults.add("MW096", at("omit_because"), message, "write a sentence; the report prints it");
    }
    let fractions = &scene.spec.sensitivity.follow_up_gap.fractions;
    if let Some(f) = fractions.iter().find(|f| !(f.is_finite() && **f >= 0.0)) {
        let place = scene.at(&["sensitivity", "follow_up_gap", "fractions"]);
        let message = format!("{f} is no share of a change");
        faults.add("MW096", place, message, "write shares from 0 up, such as [0, 0.5, 1, 1.5]");
    }
}

fn possible(r: ReliabilitySpec) -> bool {
    match r {
        ReliabilitySpec::Number(r) => r > 0.0 && r < 1.0,
        ReliabilitySpec::Word(_) => true,
    }
}
