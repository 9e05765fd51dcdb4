//! `[matching.cem]`, `[matching.subclass]`, `[matching.quick]` and `[matching.genetic]`.

use super::scene::{Place, Scene};
use super::terms;
use crate::design::{Distance, Estimand};
use crate::job::faults::Faults;
use crate::job::spec::Specification;
use crate::matching::{CemSpec, Method};

/// Checks what these methods alone know.
pub(super) fn check(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    match said.matching.method {
        Method::Cem => coarsening(scene, said, place, faults),
        Method::Subclass => classes(said, place, faults),
        Method::Quick => sets(said, place, faults),
        Method::Genetic => search(said, place, faults),
        _ => {}
    }
}

fn coarsening(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let cem = &said.matching.cem;
    let at = |key: &str, name: &str| place.at(&["matching", "cem", key, name]);
    if let Err(why) = cem.rule.cut() {
        faults.add("MW065", place.at(&["matching", "cem", "rule"]), why, "take \"sturges\", the default");
    }
    for (name, cut) in &cem.cutpoints {
        if let Err(why) = cut.cut() {
            let message = format!("`{name}` cannot be cut: {why}");
            faults.add(
                "MW065",
                at("cutpoints", name),
                message,
                "write a rule, a number of bins or a rising list",
            );
        }
        if scene.names.is_category(name) {
            let message = format!("`{name}` is a category: it has no cut points");
            faults.add("MW065", at("cutpoints", name), message, "merge its levels with `grouping`");
        }
    }
    for name in cem.grouping.keys().filter(|n| scene.names.knows(n) && !scene.names.is_category(n)) {
        let message = format!("`{name}` is no category: it has no levels to merge");
        faults.add("MW065", at("grouping", name), message, "cut it with `cutpoints`");
    }
    known(scene, cem, place, faults);
    if cem.k2k && said.design.estimand == Estimand::Ate {
        let message = "pairs (`k2k`) are found for one arm's people and give no ATE";
        faults.add("MW044", place.at(&["matching", "cem", "k2k"]), message, "take `k2k` out, or ATT or ATC");
    }
}

/// Every covariate that is named is there.
fn known(scene: &Scene<'_>, cem: &CemSpec, place: &Place<'_>, faults: &mut Faults) {
    let cut = cem.cutpoints.keys().map(|name| ("cutpoints", name));
    let merged = cem.grouping.keys().map(|name| ("grouping", name));
    for (key, name) in cut.chain(merged) {
        terms::name(scene, name, &place.at(&["matching", "cem", key, name]), faults);
    }
}

fn classes(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    if let Err(why) = said.matching.subclass.classes.probabilities() {
        let at = place.at(&["matching", "subclass", "classes"]);
        faults.add("MW066", at, why, "write a number such as 6, or rising quantiles such as [0.2, 0.5, 0.8]");
    }
    if !matches!(said.design.distance, Distance::Propensity | Distance::LinearPredictor) {
        let message = "classes are cut on a score, and the distance is another";
        let help = "take `distance = \"propensity\"` or `\"linear_predictor\"`, or take it out";
        faults.add("MW066", place.at(&["design", "distance"]), message, help);
    }
}

/// The search for the weights of a distance.
fn search(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    if matches!(said.design.distance, Distance::Gower | Distance::Table | Distance::Prognostic) {
        let message = "weights are searched for the variables of a covariate distance, and this one has none";
        let help = "take `distance = \"mahalanobis\"`, or take it out";
        faults.add("MW075", place.at(&["design", "distance"]), message, help);
    }
    if let Some((key, why)) = said.matching.genetic.fault() {
        let message = format!("`{key}` cannot be used: {why}");
        let at = place.at(&["matching", "genetic", key]);
        faults.add("MW076", at, message, "change it, or take it out");
    }
}

fn sets(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    if let Some(why) = said.matching.quick.fault() {
        faults.add("MW067", place.at(&["matching", "quick"]), why, "the defaults are 1, 1 and 2");
    }
    let help = "use `method = \"full\"`, or take it out";
    if said.design.distance == Distance::Table {
        let message = "sets of several people of both arms cannot follow a list of pairs";
        faults.add("MW067", place.at(&["design", "distance"]), message, help);
    }
    for (i, _) in said.design.calipers.iter().enumerate().filter(|(_, c)| c.width < 0.0) {
        let at = place.at(&["design", "calipers", &i.to_string(), "width"]);
        let message = "sets of several people of both arms cannot keep all their pairs apart";
        faults.add("MW067", at, message, help);
    }
    if said.design.caliper.is_some_and(|width| width < 0.0) {
        let message = "sets of several people of both arms cannot keep all their pairs apart";
        faults.add("MW067", place.at(&["design", "caliper"]), message, help);
    }
}
