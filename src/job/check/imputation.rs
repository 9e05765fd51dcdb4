//! `[imputation]`, and which covariates can be imputed.

use super::scene::{Place, Scene};
use crate::cohort::Kind;
use crate::impute::Method;
use crate::job::faults::Faults;
use crate::job::spec::{CovariateSpec, MissingPolicy, Specification};
use crate::matching::Ties;
use crate::stats::text::nearest;

/// Most imputations, rounds and donors that make sense.
const MOST: u32 = 1000;

/// Checks the section and every covariate it is about.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    for (name, covariate) in &scene.spec.covariates {
        if covariate.missing == MissingPolicy::Impute && covariate.after_start {
            let message = format!("`{name}` was measured after the start and cannot be imputed");
            let help = "use `exclude`, or take `after_start` out if it is a fact from before the programme";
            faults.add("MW087", scene.at(&["covariates", name, "missing"]), message, help);
        }
    }
    if scene.spans.has(&["imputation"]) && !scene.spec.imputes() {
        let help = "give a covariate `missing = \"impute\"`, or take the section out";
        let message = "`[imputation]` is set, but nothing is imputed";
        faults.add("MW088", scene.key(&["imputation"]), message, help);
    }
    files(scene, faults);
    sizes(scene, faults);
    methods(scene, faults);
}

/// Files that were completed elsewhere leave nothing to impute, and hold no other rows.
fn files(scene: &Scene<'_>, faults: &mut Faults) {
    let files = scene.spec.completed_files();
    if files.iter().any(|f| f.rows.is_some()) {
        let help = "take `rows` out: each data set is read by itself";
        faults.add("MW089", 0..0, "a file has both `imputed` and `rows`", help);
    }
    if !files.is_empty() && scene.spec.imputes() {
        let message = "a file comes with completed data sets, and covariates have `missing = \"impute\"`";
        let help = "impute there or here: take `imputed` out and read the original, or use another policy";
        faults.add("MW089", 0..0, message, help);
    }
}

fn sizes(scene: &Scene<'_>, faults: &mut Faults) {
    let Some(spec) = &scene.spec.imputation else { return };
    let ranges = [("m", spec.m, 2), ("iterations", spec.iterations, 1), ("donors", spec.donors, 1)];
    for (key, value, least) in ranges {
        if !(least..=MOST).contains(&value) {
            let message = format!("`{key} = {value}` is not possible");
            let help = format!(
                "take a number from {least} to {MOST}; 20 imputations, 10 rounds, 5 donors are usual"
            );
            faults.add("MW085", scene.at(&["imputation", key]), message, help);
        }
    }
}

fn methods(scene: &Scene<'_>, faults: &mut Faults) {
    let Some(spec) = &scene.spec.imputation else { return };
    for (name, &method) in &spec.method {
        let at = scene.at(&["imputation", "method", name]);
        let Some(covariate) = scene.spec.covariates.get(name) else {
            let names: Vec<&str> = scene.spec.covariates.keys().map(String::as_str).collect();
            let help = nearest(name, &names).map_or_else(
                || format!("covariates are: {}", names.join(", ")),
                |n| format!("did you mean `{n}`?"),
            );
            faults.add("MW086", at, format!("there is no covariate `{name}`"), help);
            continue;
        };
        if covariate.missing != MissingPolicy::Impute {
            let help = "give it `missing = \"impute\"`, or take the method out";
            faults.add("MW086", at, format!("`{name}` is not imputed"), help);
        } else if let Some(help) = unfit(covariate, method) {
            let message = format!("`{}` does not fit the kind of `{name}`", method.word());
            faults.add("MW086", at, message, help);
        }
    }
}

/// The way out, where a method does not fit a covariate.
fn unfit(covariate: &CovariateSpec, method: Method) -> Option<&'static str> {
    match (covariate.kind, method) {
        (Kind::Number, Method::Pmm | Method::Norm)
        | (Kind::YesNo, Method::Logistic)
        | (Kind::Category, Method::Multinomial) => None,
        (Kind::Category, Method::Ordered) if covariate.levels.len() > 1 => None,
        (Kind::Category, Method::Ordered) => Some("list all its `levels` in order"),
        (Kind::Number, _) => Some("numbers take `pmm` or `norm`"),
        (Kind::YesNo, _) => Some("yes/no takes `logistic`"),
        (Kind::Category, _) => Some("categories take `multinomial` or, with `levels` in order, `ordered`"),
    }
}

/// Checks what one specification cannot do with imputed covariates.
pub(super) fn specification(scene: &Scene<'_>, said: &Specification, place: &Place<'_>, faults: &mut Faults) {
    if scene.spec.imputes() && said.matching.ties == Ties::Average {
        let message = "`ties = \"average\"` is not possible with imputed covariates";
        let help = "use `hash` or `id`: how far the headline hangs on ties is shown for the first imputation";
        faults.add("MW087", place.at(&["matching", "ties"]), message, help);
    }
}
