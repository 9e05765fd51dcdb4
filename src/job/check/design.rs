//! `[design]`: estimand, terms, exact rules and calipers.

use super::expressions;
use super::scene::{Place, Scene};
use super::terms::{self, Use};
use crate::design::{DesignSpec, Distance, Estimand, ScoreModel, ScoreWeights};
use crate::job::faults::Faults;
use crate::job::spec::Specification;

/// Checks the design of one specification.
pub(super) fn check(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let design = &said.design;
    names(scene, design, place, faults);
    calipers(scene, design, place, faults);
    table(design, place, faults);
    estimand(scene, said, place, faults);
    numbers(design, place, faults);
    score(scene, design, place, faults);
    prognostic(scene, design, place, faults);
    if design.propensity.weights == ScoreWeights::Survey && !scene.weighted() {
        let message = "the score is to use survey weights, but no column holds them";
        let help = "add `weight = \"..\"` to [control] (or [units])";
        faults.add("MW045", place.at(&["design", "propensity", "weights"]), message, help);
    }
}

fn names(scene: &Scene<'_>, design: &DesignSpec, place: &Place<'_>, faults: &mut Faults) {
    if let Some(list) = &design.terms {
        terms::check(scene, list, ["design", "terms"], place, Use::Matched, faults);
        if list.is_empty() {
            let help = "name the covariates, or take `terms` out to use them all";
            faults.add("MW021", place.at(&["design", "terms"]), "the list of terms is empty", help);
        }
    }
    for (i, term) in design.mahalanobis.iter().enumerate().filter(|(_, t)| *t != PROGNOSTIC) {
        terms::one(scene, term, &place.at(&["design", "mahalanobis", &i.to_string()]), faults);
    }
    for (key, list) in [("exact", &design.exact), ("antiexact", &design.antiexact)] {
        for (i, name) in list.iter().enumerate() {
            terms::name(scene, name, &place.at(&["design", key, &i.to_string()]), faults);
        }
    }
    for (i, name) in design.antiexact.iter().enumerate().filter(|(_, n)| design.exact.contains(n)) {
        let message = format!("`{name}` is in `exact` and in `antiexact`: nobody could be matched");
        let at = place.at(&["design", "antiexact", &i.to_string()]);
        faults.add("MW043", at, message, "take it out of one of them");
    }
}

/// A table of distances and the word that asks for it come together.
fn table(design: &DesignSpec, place: &Place<'_>, faults: &mut Faults) {
    let (asked, named) = (design.distance == Distance::Table, design.distance_table.is_some());
    if asked && !named {
        let message = "distances are to come from a file, but none is named";
        let help = "add `distance_table = \"distances.parquet\"`";
        faults.add("MW047", place.at(&["design", "distance"]), message, help);
    }
    if named && !asked {
        let message = "a table of distances is named, but the distance is another";
        let help = "add `distance = \"table\"`, or take the table out";
        faults.add("MW047", place.at(&["design", "distance_table"]), message, help);
    }
}

fn calipers(scene: &Scene<'_>, design: &DesignSpec, place: &Place<'_>, faults: &mut Faults) {
    let zero = "a caliper of 0 lets nobody be matched but twins";
    let help = "give a width, such as 0.2; for twins use `exact`";
    if design.caliper == Some(0.0) {
        faults.add("MW041", place.at(&["design", "caliper"]), zero, help);
    }
    for (i, caliper) in design.calipers.iter().enumerate() {
        let at = |key| place.at(&["design", "calipers", &i.to_string(), key]);
        if caliper.width == 0.0 {
            faults.add("MW041", at("width"), zero, help);
        }
        if caliper.on == "propensity" || caliper.on == PROGNOSTIC {
            continue;
        }
        terms::name(scene, &caliper.on, &at("on"), faults);
        if scene.names.is_category(&caliper.on) {
            let message = format!("`{}` is a category: it has no distance", caliper.on);
            faults.add("MW041", at("on"), message, "use `exact` for categories");
        }
    }
}

fn estimand(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let (design, at) = (&said.design, place.at(&["design", "estimand"]));
    let mixing = || place.at(&["design", "mixing_share"]);
    let method = said.matching.method;
    if design.estimand == Estimand::Ate && !method.allows_ate() {
        let help = "take ATT or ATC, or `method = \"full\"` or \"weighting\"";
        let message = format!("method \"{}\" gives an effect for one arm's people, not ATE", method.word());
        faults.add("MW044", at.clone(), message, help);
    }
    if design.estimand.is_overlap() && !method.allows(design.estimand) {
        let message = format!(
            "method \"{}\" does not make the population of {}",
            method.word(),
            design.estimand.word()
        );
        faults.add("MW044", at.clone(), message, "take `method = \"weighting\"`, or ATT");
    }
    if design.mixing_share.is_some_and(|m| m <= 0.0 || m >= 1.0) {
        faults.add("MW040", mixing(), "the mixing share must lie between 0 and 1", "");
    }
    if scene.one_file() {
        if design.mixing_share.is_some() {
            let message = "a mixing share means nothing in a job with one file: the file is the mixture";
            faults.add("MW044", mixing(), message, "take `mixing_share` out");
        }
        return;
    }
    if design.estimand.one_arm().is_none() && design.mixing_share.is_none() {
        let word = design.estimand.word();
        let message = format!("two sets of files have no natural mixture, so {word} is not defined");
        let help = "take ATT, or say which share of the population is supported: `mixing_share = 0.01`";
        faults.add("MW044", at.clone(), message, help);
    }
    if design.estimand == Estimand::Atc && !scene.weighted() {
        let message = "ATC is about the surveyed population, which only survey weights can represent";
        faults.add("MW044", at, message, "add `weight = \"..\"` to [control], or take ATT");
    }
}

fn numbers(design: &DesignSpec, place: &Place<'_>, faults: &mut Faults) {
    if design.propensity.penalty <= 0.0 {
        let at = place.at(&["design", "propensity", "penalty"]);
        faults.add(
            "MW040",
            at,
            "the ridge penalty must be above 0",
            "for no penalty take `model = \"logit\"`",
        );
    }
}

/// The word for the prognostic score among variables and calipers.
const PROGNOSTIC: &str = "prognostic";
/// Folds there may be: with more, nothing is gained and everything is fitted again.
const FOLDS: std::ops::RangeInclusive<u32> = 2..=100;

fn score(scene: &Scene<'_>, design: &DesignSpec, place: &Place<'_>, faults: &mut Faults) {
    let spec = &design.propensity;
    let at = |key| place.at(&["design", "propensity", key]);
    match (spec.model, &spec.column) {
        (ScoreModel::Column, None) => {
            let message = "`model = \"column\"` needs the covariate that is the score";
            faults.add("MW040", at("model"), message, "name it: `column = \"..\"`");
        }
        (ScoreModel::Column, Some(name)) => {
            terms::name(scene, name, &at("column"), faults);
            if scene.names.is_category(name) {
                let message = format!("`{name}` is a category: a score is a number between 0 and 1");
                faults.add("MW040", at("column"), message, "name a covariate of kind \"number\"");
            }
        }
        (_, Some(name)) => {
            let message = format!("`{name}` is named as the score, but the model makes its own");
            faults.add("MW043", at("column"), message, "add `model = \"column\"`, or take `column` out");
        }
        (_, None) => {}
    }
    if spec.weights == ScoreWeights::Survey && !spec.model.takes_weights() {
        let message = "this score model takes no survey weights";
        faults.add(
            "MW043",
            at("weights"),
            message,
            "take \"none\", or a model by likelihood such as \"logit\"",
        );
    }
    folds(spec.folds, at("folds"), faults);
    let ranges =
        [("trees", spec.trees, 1..=5_000), ("depth", spec.depth, 1..=30), ("leaf", spec.leaf, 1..=500)];
    for (key, value, range) in ranges {
        if !range.contains(&value) {
            let help = format!("take {} to {}", range.start(), range.end());
            faults.add("MW040", at(key), format!("`{key} = {value}` makes no forest"), help);
        }
    }
}

fn prognostic(scene: &Scene<'_>, design: &DesignSpec, place: &Place<'_>, faults: &mut Faults) {
    let Some(spec) = &design.prognostic else {
        let help = "add a section `[design.prognostic]`";
        let asked = [
            (design.distance == Distance::Prognostic, place.at(&["design", "distance"])),
            (design.mahalanobis.iter().any(|t| t == PROGNOSTIC), place.at(&["design", "mahalanobis"])),
            (design.calipers.iter().any(|c| c.on == PROGNOSTIC), place.at(&["design", "calipers"])),
        ];
        for (_, at) in asked.into_iter().filter(|(asked, _)| *asked) {
            faults.add("MW048", at, "the prognostic score is asked for, but not declared", help);
        }
        return;
    };
    if scene.spec.outcomes.is_empty() {
        let message = "a prognostic score foretells an outcome, and the job declares none";
        faults.add("MW048", place.at(&["design", "prognostic"]), message, "add one under [outcomes]");
    }
    let at = |key| place.at(&["design", "prognostic", key]);
    folds(spec.folds, at("folds"), faults);
    for (i, term) in spec.terms.iter().flatten().enumerate() {
        let at = place.at(&["design", "prognostic", "terms", &i.to_string()]);
        terms::one(scene, term, &at, faults);
    }
    if spec.terms.as_ref().is_some_and(Vec::is_empty) {
        let help = "name covariates, or take `terms` out to use those of the design";
        faults.add("MW021", at("terms"), "the list of terms is empty", help);
    }
    if let Some(pilot) = &spec.pilot {
        expressions::pilot(scene, pilot, &at("pilot"), faults);
    }
}

fn folds(folds: u32, at: std::ops::Range<usize>, faults: &mut Faults) {
    if !FOLDS.contains(&folds) {
        let help = format!("take {} to {}; 5 or 10 is common", FOLDS.start(), FOLDS.end());
        faults.add("MW040", at, format!("{folds} folds leave nobody out, or nobody in"), help);
    }
}
