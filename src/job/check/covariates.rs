//! Covariates: a source for each arm, and settings that fit their kind.

use super::scene::Scene;
use crate::cohort::Kind;
use crate::job::faults::Faults;
use crate::job::spec::{CovariateSpec, FieldSpec, MissingPolicy};

/// Checks every covariate that could be read.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    for (name, covariate) in &scene.spec.covariates {
        if scene.clear() {
            sources(scene, name, faults);
        }
        kind(scene, name, covariate, faults);
        for side in ["treated", "control", "column"] {
            scale(scene, name, covariate, side, faults);
        }
    }
}

fn sources(scene: &Scene<'_>, name: &str, faults: &mut Faults) {
    let said = |key: &str| scene.spans.has(&["covariates", name, key]);
    let (wanted, unwanted): (&[&str], &[&str]) = if scene.one_file() {
        (&["column"], &["treated", "control"])
    } else {
        (&["treated", "control"], &["column"])
    };
    let shape = if scene.one_file() { "one file" } else { "two sets of files" };
    // What was measured after the start may be known of those supported alone.
    let late = scene.spec.covariates.get(name).is_some_and(|c| c.after_start);
    for key in wanted.iter().filter(|k| !said(k) && (!late || **k != "control")) {
        let message = format!("covariate `{name}` has no `{key}`");
        let help = format!("a job with {shape} takes {} of each covariate", listed(wanted));
        faults.add("MW012", scene.key(&["covariates", name]), message, help);
    }
    for key in unwanted.iter().filter(|k| said(k)) {
        let message = format!("covariate `{name}` has `{key}`, which does not fit a job with {shape}");
        let help = format!("use {}", listed(wanted));
        faults.add("MW012", scene.key(&["covariates", name, key]), message, help);
    }
}

fn listed(keys: &[&str]) -> String {
    keys.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(" and ")
}

fn kind(scene: &Scene<'_>, name: &str, covariate: &CovariateSpec, faults: &mut Faults) {
    let path = |key| scene.at(&["covariates", name, key]);
    if !covariate.levels.is_empty() && covariate.kind != Kind::Category {
        let message = format!("covariate `{name}` has levels, but is no category");
        faults.add("MW017", path("levels"), message, "set `kind = \"category\"` or take the levels out");
    }
    for (i, level) in covariate.levels.iter().enumerate() {
        if covariate.levels[..i].contains(level) {
            let at = scene.at(&["covariates", name, "levels", &i.to_string()]);
            faults.add("MW017", at, format!("level `{level}` of `{name}` is listed twice"), "list it once");
        }
    }
    let fits = match covariate.missing {
        MissingPolicy::Stop | MissingPolicy::Exclude | MissingPolicy::Impute => true,
        MissingPolicy::Indicator => covariate.kind != Kind::Category,
        MissingPolicy::Level => covariate.kind == Kind::Category,
    };
    if !fits {
        let message = format!("`missing` of `{name}` does not fit its kind");
        let help = "`indicator` is for numbers and yes-no, `level` for categories; `stop`, `exclude` and `impute` fit all";
        faults.add("MW017", path("missing"), message, help);
    }
}

fn scale(scene: &Scene<'_>, name: &str, covariate: &CovariateSpec, side: &str, faults: &mut Faults) {
    let field = match side {
        "treated" => &covariate.treated,
        "control" => &covariate.control,
        _ => &covariate.column,
    };
    let Some(FieldSpec::Recoded(recode)) = field else { return };
    let Some(scale) = recode.scale else { return };
    let at = scene.at(&["covariates", name, side, "scale"]);
    if covariate.kind != Kind::Number && recode.bins.is_none() {
        let message = format!("covariate `{name}` has a scale, but is no number");
        faults.add("MW017", at, message, "take `scale` out");
    } else if scale == 0.0 {
        faults.add(
            "MW040",
            at,
            format!("a scale of 0 makes `{name}` the same for all"),
            "give another number",
        );
    }
}
