//! `[matching]`: numbers of partners, and settings that fit the method.

use super::scene::{Place, Scene};
use crate::job::faults::Faults;
use crate::job::spec::Specification;
use crate::matching::{MatchingSpec, Method, SurveyWeights};
use crate::stats::text::nearest;

/// Checks the matching of one specification.
pub(super) fn check(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let matching = &said.matching;
    inapplicable(said, place, faults);
    if matching.method.knows("matching", "ratio") {
        ratio(matching, place, faults);
    }
    if matching.method == Method::Full {
        sets(matching, place, faults);
    }
    if !matching.fine_balance.is_empty() && matching.max_controls.is_some() {
        let message = "what a category should give is not a whole number when the ratio varies";
        faults.add("MW040", place.at(&["matching", "fine_balance"]), message, "take out `max_controls`");
    }
    if matching.method.knows("matching", "reuse") {
        reuse(matching, place, faults);
    }
    if matching.method == Method::Exact && said.design.exact.is_empty() {
        let message = "exact matching has nothing to match on";
        let help = "name the columns: `exact = [..]` in [design]";
        faults.add("MW043", place.at(&["matching", "method"]), message, help);
    }
    if matching.method == Method::Weighting {
        weights(said, place, faults);
    }
    super::strata::check(scene, said, place, faults);
    if let Some(id) = &matching.unit_id {
        identifier(scene, id, place, faults);
    }
    if matching.survey_weights == SurveyWeights::Product && !scene.weighted() {
        let message = "survey weights are to enter, but no column holds them";
        let help = "add `weight = \"..\"` to [control] (or [units])";
        faults.add("MW045", place.at(&["matching", "survey_weights"]), message, help);
    }
}

fn ratio(matching: &MatchingSpec, place: &Place<'_>, faults: &mut Faults) {
    let MatchingSpec { ratio, min_controls, max_controls, .. } = *matching;
    let at = |key| place.at(&["matching", key]);
    let mut add = |key, message: String, help: &str| faults.add("MW040", at(key), message, help);
    if matching.method == Method::Cardinality && ratio == 0.0 {
        return;
    }
    if ratio < 1.0 {
        add("ratio", format!("a ratio of {ratio} is below 1"), "everyone needs at least one control");
        return;
    }
    let Some(most) = max_controls else {
        if ratio.fract() != 0.0 {
            add(
                "ratio",
                format!("a ratio of {ratio} is no whole number"),
                "for a mean ratio add `max_controls`",
            );
        }
        if min_controls.is_some() {
            let message = "`min_controls` means nothing without `max_controls`".to_owned();
            add("min_controls", message, "add `max_controls`, or take it out");
        }
        return;
    };
    let least = min_controls.unwrap_or(1);
    if least == 0 {
        add("min_controls", "the fewest controls cannot be 0".to_owned(), "take 1 or more");
    }
    if ratio < f64::from(least) || ratio > f64::from(most) {
        let message = format!("the mean ratio {ratio} does not lie between {least} and {most} controls");
        add("ratio", message, "set `min_controls` <= `ratio` <= `max_controls`");
    }
}

/// Sizes of the sets of a full matching.
fn sets(matching: &MatchingSpec, place: &Place<'_>, faults: &mut Faults) {
    let MatchingSpec { min_controls, max_controls, max_treated, mean_controls, omit, .. } = *matching;
    let mut add = |key, message: &str, help: &str| {
        faults.add("MW040", place.at(&["matching", key]), message.to_owned(), help);
    };
    let (least, most) = (min_controls.unwrap_or(1), max_controls.unwrap_or(u32::MAX));
    if least == 0 || least > most {
        add("min_controls", "the fewest controls are at least 1 and at most the most", "correct one of them");
    }
    if max_treated == Some(0) {
        add("max_treated", "a control that serves nobody is no control", "take 1 or more");
    }
    if least > 1 && max_treated.is_some_and(|most| most > 1) {
        let message = "a set has several treated people with one control, or one with several";
        add("max_treated", message, "take out `min_controls` or `max_treated`");
    }
    if mean_controls.is_some_and(|mean| !(mean >= f64::from(least) && mean <= f64::from(most))) {
        let message = "the mean does not lie between the fewest controls (or 1) and the most";
        add("mean_controls", message, "set `min_controls` <= `mean_controls` <= `max_controls`");
    }
    if omit.is_some_and(|share| !(0.0..1.0).contains(&share)) {
        add("omit", "a share left out is at least 0 and below 1", "give a share such as 0.2");
    }
    if mean_controls.is_some() && omit.is_some() {
        add("omit", "`mean_controls` and `omit` both say how many controls are used", "take one of them out");
    }
}

fn reuse(matching: &MatchingSpec, place: &Place<'_>, faults: &mut Faults) {
    let at = |key| place.at(&["matching", key]);
    if matching.reuse == 0 {
        faults.add("MW040", at("reuse"), "a control that serves nobody is no control", "take 1 or more");
    }
    if !matching.replace {
        return;
    }
    if matching.reuse > 1 {
        let message =
            "`replace` lets a control serve any number of people, `reuse` limits it: they contradict";
        faults.add("MW042", at("reuse"), message, "take one of them out");
    }
    if matching.unit_id.is_some() {
        let message = "`replace` uses people again and again, `unit_id` only once: they contradict";
        faults.add("MW042", at("unit_id"), message, "take one of them out");
    }
}

/// `[matching.weights]`.
fn weights(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let (weights, estimand) = (&said.matching.weights, said.design.estimand);
    if !weights.kind.knows(estimand) {
        let (kind, word) = (weights.kind.word(), estimand.word());
        let message = format!("weights of kind `{kind}` cannot stand for the population of {word}");
        let help = "take `kind = \"propensity\"`, or ATT, ATC or ATE";
        faults.add("MW061", place.at(&["matching", "weights", "kind"]), message, help);
    }
    if let Some((key, why)) = weights.fault(estimand) {
        let message = format!("`{key}` cannot be used: {why}");
        faults.add("MW060", place.at(&["matching", "weights", key]), message, "change it, or take it out");
    }
}

/// Settings that mean nothing to the method.
fn inapplicable(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let method = said.matching.method;
    for (section, key) in method.idle(&said.design, &said.matching) {
        let message = format!("`{key}` is not applicable to method `{}`: {}", method.word(), method.nature());
        faults.add("MW043", place.at(&[section, key]), message, "take it out");
    }
}

fn identifier(scene: &Scene<'_>, id: &str, place: &Place<'_>, faults: &mut Faults) {
    let sides = [&scene.spec.treated, &scene.spec.control].into_iter().flatten().map(|s| &s.identifiers);
    let units = scene.spec.units.iter().map(|u| &u.identifiers);
    let known: Vec<&str> = sides.chain(units).flatten().map(String::as_str).collect();
    if known.contains(&id) {
        return;
    }
    let hint = nearest(id, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    let help = if known.is_empty() {
        format!("keep it with `identifiers = [\"{id}\"]` in [control]")
    } else {
        format!("identifiers: {}", known.join(", "))
    };
    let message = format!("no identifier is called `{id}`{hint}");
    faults.add("MW024", place.at(&["matching", "unit_id"]), message, help);
}
