//! `[matching.cardinality]` and `[matching.profile]`: tolerances, targets, limits of the search.

use super::scene::{Place, Scene};
use crate::job::faults::Faults;
use crate::job::spec::Specification;
use crate::matching::Method;
use indexmap::IndexMap;

/// The settings that both have.
struct Asked<'a> {
    section: &'static str,
    tolerance: f64,
    tolerances: &'a IndexMap<String, f64>,
    moments: u32,
    time: f64,
    gap: f64,
}

/// Checks what a specification asks of a balanced sample.
pub(super) fn check(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let (c, p) = (&said.matching.cardinality, &said.matching.profile);
    let asked = match said.matching.method {
        Method::Cardinality => Asked {
            section: "cardinality",
            tolerance: c.tolerance,
            tolerances: &c.tolerances,
            moments: c.moments,
            time: c.time,
            gap: c.gap,
        },
        Method::Profile => Asked {
            section: "profile",
            tolerance: p.tolerance,
            tolerances: &p.tolerances,
            moments: p.moments,
            time: p.time,
            gap: p.gap,
        },
        _ => return,
    };
    if !cfg!(feature = "milp") {
        let message = format!("method `{}` is not in this build", said.matching.method.word());
        let help = "build with `--features milp` (or `full`), or choose another method";
        faults.add("MW073", place.at(&["matching", "method"]), message, help);
    }
    numbers(&asked, place, faults);
    let at = |key: &str, name: &str| place.at(&["matching", asked.section, key, name]);
    for (name, tolerance) in asked.tolerances {
        named(scene, name, at("tolerances", name), faults);
        if !at_least_0(*tolerance) {
            let message = format!("a tolerance of {tolerance} for `{name}` is below 0");
            faults.add("MW070", at("tolerances", name), message, "take 0 or more standard deviations");
        }
    }
    if said.matching.method == Method::Profile {
        p.target.keys().for_each(|name| named(scene, name, at("target", name), faults));
    }
    contradictions(said, place, faults);
}

fn numbers(asked: &Asked<'_>, place: &Place<'_>, faults: &mut Faults) {
    let mut add = |key, message: String, help: &str| {
        faults.add("MW070", place.at(&["matching", asked.section, key]), message, help);
    };
    let Asked { tolerance, moments, time, gap, .. } = *asked;
    if !at_least_0(tolerance) {
        let message = format!("a tolerance of {tolerance} is below 0");
        add("tolerance", message, "take 0 or more standard deviations, such as 0.05");
    }
    if !(1..=4).contains(&moments) {
        add("moments", format!("{moments} moments are not possible"), "take 1 (means) to 4");
    }
    if time <= 0.0 {
        add("time", format!("a search of {time} seconds finds nothing"), "take some seconds, such as 60");
    }
    if !(0.0..1.0).contains(&gap) {
        add("gap", format!("a gap of {gap} is no share"), "take 0 (the largest sample) or a little more");
    }
}

fn at_least_0(x: f64) -> bool {
    x >= 0.0 && x.is_finite()
}

/// A name such as `age`, `age^2`, `age:educ` or `race: white`: every variable in it is known.
fn named(scene: &Scene<'_>, name: &str, at: std::ops::Range<usize>, faults: &mut Faults) {
    let variable = |factor: &str| factor.split('^').next().unwrap_or_default().trim().to_owned();
    let plain = name.split_once(": ").map_or(name, |(variable, _)| variable);
    let mut factors = plain.split(':').map(variable);
    if let Some(unknown) = factors.find(|f| !scene.names.knows(f)) {
        let (message, help) = scene.names.unknown(&unknown, &scene.names.known());
        faults.add("MW071", at, message, help);
    }
}

fn contradictions(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let matching = &said.matching;
    if matching.method == Method::Cardinality && matching.cardinality.pair && matching.ratio == 0.0 {
        let message = "without a ratio nobody knows how many partners each one gets";
        faults.add(
            "MW072",
            place.at(&["matching", "cardinality", "pair"]),
            message,
            "set `ratio`, or take it out",
        );
    }
    if matching.method == Method::Profile
        && !matching.profile.target.is_empty()
        && !said.design.exact.is_empty()
    {
        let message = "a target is met by a whole sample, and exact strata are solved one by one";
        faults.add(
            "MW072",
            place.at(&["matching", "profile", "target"]),
            message,
            "take `exact` out, or the target",
        );
    }
}
