//! `[sensitivity]`: strengths of a hidden bias, and placebos.

use super::scene::Scene;
use crate::job::faults::Faults;
use crate::job::spec::{CovariateSpec, Specification};
use crate::stats::text::nearest;

/// No study withstands more; a larger Gamma is a slip.
const LARGEST: f64 = 1000.0;

/// Checks what is asked about hidden differences.
pub(super) fn check(scene: &Scene<'_>, specifications: &[Specification], faults: &mut Faults) {
    let said = &scene.spec.sensitivity;
    for (i, gamma) in said.gamma.iter().enumerate() {
        if !(1.0..=LARGEST).contains(gamma) {
            let message = format!("a hidden bias of {gamma} is not possible");
            let help = "1 is none, 2 means that the odds of being supported may differ by a factor of 2";
            faults.add("MW040", scene.at(&["sensitivity", "gamma", &i.to_string()]), message, help);
        }
    }
    if said.inner < 0.0 || !said.inner.is_finite() {
        let message = format!("`inner` cannot be {}", said.inner);
        faults.add("MW040", scene.at(&["sensitivity", "inner"]), message, "take 0, or up to about 0.5");
    }
    if said.trim <= said.inner || !said.trim.is_finite() {
        let message = format!("`trim` must be above `inner` ({})", said.inner);
        faults.add("MW040", scene.at(&["sensitivity", "trim"]), message, "take 2.5; 1 trims more");
    }
    for (i, name) in said.placebo.iter().enumerate() {
        placebo(scene, i, name, faults);
    }
    headline(scene, specifications, faults);
}

fn placebo(scene: &Scene<'_>, i: usize, name: &str, faults: &mut Faults) {
    let at = scene.at(&["sensitivity", "placebo", &i.to_string()]);
    let outcomes = scene.spans.keys("outcomes");
    let mut known = scene.names.facts();
    known.extend(outcomes.iter().map(String::as_str));
    if !known.contains(&name) {
        let hint = nearest(name, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        let message = format!("no outcome or covariate is called `{name}`{hint}");
        faults.add("MW020", at, message, format!("known: {}", known.join(", ")));
    } else if scene.names.is_category(name) {
        let message = format!("`{name}` is a category, which has no difference in means");
        faults.add(
            "MW017",
            at,
            message,
            "derive a yes-no column from it, such as `white = \"race = 'white'\"`",
        );
    } else if scene.spec.covariates.get(name).is_some_and(|c| c.after_start && one_sided(c)) {
        let message = format!("`{name}` is known of one group only, so there is nothing to compare it with");
        faults.add("MW017", at, message, "name something known of both groups from before the start");
    } else if scene.spec.sensitivity.placebo[..i].iter().any(|p| p == name) {
        faults.add("MW040", at, format!("`{name}` is listed twice"), "list it once");
    }
}

/// `true` for a covariate that has a source in one of two sets of files.
fn one_sided(c: &CovariateSpec) -> bool {
    c.column.is_none() && (c.treated.is_none() || c.control.is_none())
}

/// The headline cannot be about something that the programme cannot have changed.
fn headline(scene: &Scene<'_>, specifications: &[Specification], faults: &mut Faults) {
    let first = scene.spans.keys("outcomes").into_iter().next();
    let placebos = &scene.spec.sensitivity.placebo;
    let about = |s: &Specification| s.estimate.outcome.clone().or_else(|| first.clone());
    let Some(name) = specifications.iter().filter_map(about).find(|o| placebos.contains(o)) else { return };
    let at = placebos.iter().position(|p| *p == name).unwrap_or_default();
    let message = format!("`{name}` is a placebo and the outcome of the headline");
    let help = "take it off `placebo`, or name another outcome under `[estimate] outcome`";
    faults.add("MW034", scene.at(&["sensitivity", "placebo", &at.to_string()]), message, help);
}
