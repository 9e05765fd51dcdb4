//! `[estimate]`: the headline, its scale and its variance.

use super::outcomes::reported;
use super::scene::{Place, Scene};
use super::terms::{self, Use};
use super::{expressions, factors, moderators, variance};
use crate::cohort::Contrast;
use crate::estimate::{EstimateSpec, EstimatorKind, Measure, REPLICATES, Which};
use crate::job::faults::Faults;
use crate::job::spec::{OutcomeSpec, Role, Specification};
use crate::matching::{Method, WeightKind};
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
    bootstrap(said, place, faults);
    estimator(said, place, faults);
    let level = said.estimate.level;
    if level <= 0.0 || level >= 1.0 {
        let message = format!("a confidence level of {level} is not possible");
        faults.add("MW040", place.at(&["estimate", "level"]), message, "write a share, such as 0.95");
    }
}

/// The headline's estimator needs weights, or partners.
fn estimator(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let matching = &said.matching;
    let weighs = matching.method == Method::Weighting && matching.weights.kind != WeightKind::Strata;
    let (message, help) = match said.estimate.estimator {
        EstimatorKind::Augmented if !weighs => (
            "augmented weighting needs weights of a score, or solved for balance",
            "take `estimator = \"bias_corrected\"`, which corrects matched people; or `method = \"weighting\"`",
        ),
        EstimatorKind::BiasCorrected if weighs => (
            "weighting makes no partners whose outcomes could be corrected",
            "take `estimator = \"augmented\"`, which corrects weights",
        ),
        _ => return,
    };
    faults.add("MW056", place.at(&["estimate", "estimator"]), message, help);
}

fn bootstrap(said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    let Some(spec) = &said.estimate.bootstrap else { return };
    let at = |key: &str| place.at(&["estimate", "bootstrap", key]);
    if !REPLICATES.contains(&spec.replicates) {
        let message = format!("{} resamples cannot give limits", spec.replicates);
        let help = format!("take {} to {}, such as 2000", REPLICATES.start(), REPLICATES.end());
        faults.add("MW040", at("replicates"), message, help);
    }
    let drawn = said.role == Role::Primary || spec.specifications == Which::All;
    if drawn && said.matching.replace {
        let message = "after matching with replacement the bootstrap gives no valid interval";
        let help = "take the section out: the variance of Abadie and Imbens is there already; or match without replacement";
        faults.add("MW049", place.at(&["estimate", "bootstrap"]), message, help);
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
    let at = place.at(&["estimate", "measure"]);
    let measure = estimate.measure;
    if measure == Measure::NumberNeeded {
        let message =
            "a number needed has no interval where the difference could be nought, so it is no headline";
        let help = "take `measure = \"difference\"`, and name it in `measures`";
        faults.add("MW034", at, message, help);
    } else if let Some(share) = contrast.map(|c| proportion(c, outcome)).filter(|s| !measure.fits(*s)) {
        let (message, help) = if share {
            (
                "a standardised difference is for means, but the headline is a proportion",
                "take `measure = \"difference\"`, or a contrast such as `change`",
            )
        } else {
            (
                "ratios, people per 100 and numbers needed are for proportions, but the headline is a mean",
                "take `measure = \"difference\"`, or a contrast such as `improved`",
            )
        };
        faults.add("MW034", at, message, help);
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
