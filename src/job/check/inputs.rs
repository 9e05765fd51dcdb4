//! The two input shapes: which files there are, and the time between start and end.

use super::scene::{Scene, before_after};
use crate::job::faults::Faults;
use crate::job::spec::{GapSpec, SideSpec};

/// Whether the job says well enough which files to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::job) enum Inputs {
    /// The files can be looked at.
    Usable,
    /// They cannot.
    Unclear,
}

/// Checks the shape, the sides and the gaps.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) -> Inputs {
    let said = |key: &str| scene.spans.has(&[key]);
    let (units, treated, control) = (said("units"), said("treated"), said("control"));
    let mut usable = match (units, treated, control) {
        (true, false, false) => scene.spec.units.is_some(),
        (false, true, true) => scene.spec.treated.is_some() && scene.spec.control.is_some(),
        _ => shape(scene, units, [treated, control], faults),
    };
    for (name, side) in [("treated", &scene.spec.treated), ("control", &scene.spec.control)] {
        if let Some(side) = side {
            usable &= files(scene, name, side, faults);
        }
    }
    no_sample(scene, faults);
    gaps(scene, faults);
    if usable { Inputs::Usable } else { Inputs::Unclear }
}

fn shape(scene: &Scene<'_>, units: bool, sides: [bool; 2], faults: &mut Faults) -> bool {
    let help =
        "give [treated] and [control] for two sets of files, or [units] for one file with a treatment column";
    let (at, message) = match (units, sides) {
        (true, _) => (scene.key(&["units"]), "[units] stands beside [treated] or [control]"),
        (_, [true, _]) => (scene.key(&["treated"]), "[treated] is there, but [control] is not"),
        (_, [_, true]) => (scene.key(&["control"]), "[control] is there, but [treated] is not"),
        _ => (0..0, "the job names no data"),
    };
    faults.add("MW010", at, message, help);
    false
}

fn files(scene: &Scene<'_>, name: &str, side: &SideSpec, faults: &mut Faults) -> bool {
    let source = scene.spans.has(&[name, "source"]);
    let waves = scene.spans.has(&[name, "waves"]);
    if source == waves {
        let (message, at) = if source {
            (format!("[{name}] has `source` and `waves`"), scene.key(&[name, "waves"]))
        } else {
            (format!("[{name}] has neither `source` nor `waves`"), scene.key(&[name]))
        };
        let help = "one file: `source`; several joined on the id: `waves = { start = \"..\", end = \"..\" }`";
        faults.add("MW011", at, message, help);
        return false;
    }
    if waves && scene.spec.outcomes.values().any(before_after) {
        for wave in ["start", "end"].into_iter().filter(|w| !scene.spans.has(&[name, "waves", w])) {
            let message = format!("[{name}] has no wave called `{wave}`, but outcomes are before and after");
            faults.add("MW011", scene.at(&[name, "waves"]), message, "name the two waves `start` and `end`");
        }
    }
    named_twice(scene, name, side, faults);
    side.source.is_some() || !side.waves.is_empty()
}

/// A side file may not be called like a wave: columns are written with the name of their file.
fn named_twice(scene: &Scene<'_>, name: &str, side: &SideSpec, faults: &mut Faults) {
    for file in side.files.keys().filter(|file| side.waves.contains_key(*file)) {
        let message = format!("[{name}] has a wave and a side file called `{file}`");
        faults.add("MW018", scene.key(&[name, "files", file]), message, "give one of them another name");
    }
}

/// Service users were not drawn: they have neither strata nor sampling units.
fn no_sample(scene: &Scene<'_>, faults: &mut Faults) {
    for key in ["strata", "psu"].into_iter().filter(|key| scene.spans.has(&["treated", key])) {
        let message = format!("[treated] has `{key}`, but service users are no sample of a survey");
        let help = "move it to [control]; sites or workers of service users are a `cluster`";
        faults.add("MW095", scene.key(&["treated", key]), message, help);
    }
}

/// Before/after outcomes need to know how long people had to change, in each arm.
fn gaps(scene: &Scene<'_>, faults: &mut Faults) {
    let needed = scene.spec.outcomes.values().any(before_after);
    let gap = |name: &str| match name {
        "treated" => scene.spec.treated.as_ref().and_then(|s| s.gap_weeks.as_ref()),
        "control" => scene.spec.control.as_ref().and_then(|s| s.gap_weeks.as_ref()),
        _ => scene.spec.units.as_ref().and_then(|s| s.gap_weeks.as_ref()),
    };
    for name in ["treated", "control", "units"].into_iter().filter(|n| scene.spans.has(&[n])) {
        if needed && !scene.spans.has(&[name, "gap_weeks"]) {
            let message = format!("[{name}] does not say how long after the start the end was measured");
            let help =
                "add `gap_weeks = 12`, or two date columns: `gap_weeks = { from = \"..\", to = \"..\" }`";
            faults.add("MW014", scene.key(&[name]), message, help);
        }
        if let Some(GapSpec::Weeks(weeks)) = gap(name)
            && *weeks <= 0.0
        {
            let message = format!("a gap of {weeks} weeks is not possible");
            faults.add("MW040", scene.at(&[name, "gap_weeks"]), message, "give a number above 0");
        }
    }
}
