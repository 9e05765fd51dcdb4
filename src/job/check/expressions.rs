//! Expressions: `where`, `[derive]` and sub-groups.

use super::scene::{Place, Scene};
use crate::cohort::{Expression, Sort};
use crate::job::faults::Faults;
use crate::job::spec::DeriveSpec;
use std::ops::Range;

/// Checks the job's own expressions and those of specifications.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    let known = scene.names.known();
    if let Some(text) = &scene.spec.filter {
        over(scene, text, &scene.at(&["where"]), &known, faults);
    }
    for (i, specification) in scene.spec.specification.iter().enumerate() {
        if let Some(text) = &specification.filter {
            let at = scene.at(&["specification", &i.to_string(), "where"]);
            over(scene, text, &at, &known, faults);
        }
    }
    derived(scene, faults);
}

/// Checks the sub-groups of one specification.
pub(super) fn subgroups(
    scene: &Scene<'_>,
    groups: &[crate::estimate::SubgroupSpec],
    place: &Place<'_>,
    faults: &mut Faults,
) {
    self::groups(scene, groups, &["estimate", "subgroups"], place, faults);
}

/// Checks named questions that stand at `path`.
pub(super) fn groups(
    scene: &Scene<'_>,
    groups: &[crate::estimate::SubgroupSpec],
    path: &[&str],
    place: &Place<'_>,
    faults: &mut Faults,
) {
    for (i, group) in groups.iter().enumerate() {
        let number = i.to_string();
        let at = |key| place.at(&[path, &[number.as_str(), key]].concat());
        over(scene, &group.filter, &at("where"), &scene.names.known(), faults);
        if groups[..i].iter().any(|g| g.name == group.name) {
            faults.add(
                "MW051",
                at("name"),
                format!("two sub-groups are called `{}`", group.name),
                "rename one",
            );
        }
    }
}

/// Checks the pilot sample of a prognostic score.
pub(super) fn pilot(scene: &Scene<'_>, text: &str, at: &Range<usize>, faults: &mut Faults) {
    over(scene, text, at, &scene.names.known(), faults);
}

/// Checks who takes part in some cells of a curve.
pub(super) fn filter(scene: &Scene<'_>, text: &str, at: &Range<usize>, faults: &mut Faults) {
    over(scene, text, at, &scene.names.known(), faults);
}

/// Reads an expression; `None` and a fault if it cannot be read.
pub(super) fn parse(
    scene: &Scene<'_>,
    text: &str,
    at: &Range<usize>,
    faults: &mut Faults,
) -> Option<Expression> {
    match Expression::parse(text) {
        Ok(expression) => Some(expression),
        Err(error) => {
            faults.add("MW023", scene.spans.within(at, text, &error.at()), error.to_string(), "");
            None
        }
    }
}

fn over(scene: &Scene<'_>, text: &str, at: &Range<usize>, known: &[&str], faults: &mut Faults) {
    let Some(expression) = parse(scene, text, at, faults) else { return };
    if named(scene, &expression, at, known, faults) {
        question(scene, &expression, at, &|name| scene.names.sort(name), faults);
    }
}

/// Tells parts that do not fit each other, and an expression that is no question.
pub(super) fn question(
    scene: &Scene<'_>,
    expression: &Expression,
    at: &Range<usize>,
    known: &dyn Fn(&str) -> Option<Sort>,
    faults: &mut Faults,
) {
    let message = match expression.sort_of(known) {
        Ok(Some(sort @ (Sort::Text | Sort::Date))) => {
            format!("true or false is needed here, but this is {}", sort.words())
        }
        Ok(_) => return,
        Err(error) => {
            let place = scene.spans.within(at, expression.text(), &error.at());
            faults.add("MW082", place, error.to_string(), "");
            return;
        }
    };
    faults.add("MW082", at.clone(), message, "compare it with something");
}

/// Tells names that are not known; `true` if all are.
fn named(
    scene: &Scene<'_>,
    expression: &Expression,
    at: &Range<usize>,
    known: &[&str],
    faults: &mut Faults,
) -> bool {
    let text = expression.text();
    let mut all = true;
    for (name, place) in expression.column_places() {
        if !known.contains(&name) {
            let (message, help) = scene.names.unknown(name, known);
            faults.add("MW020", scene.spans.within(at, text, &place), message, help);
            all = false;
        }
    }
    all
}

/// A derived column may use covariates and the derived columns above it.
fn derived(scene: &Scene<'_>, faults: &mut Faults) {
    let below = scene.spans.keys("derive");
    for (name, spec) in &scene.spec.derive {
        let text = spec.expression();
        let at = match spec {
            DeriveSpec::Formula(_) => scene.at(&["derive", name]),
            DeriveSpec::Labelled(_) => scene.at(&["derive", name, "expression"]),
        };
        let first = below.iter().position(|n| n == name).unwrap_or(0);
        let mut known = scene.names.facts();
        known.retain(|n| !below[first..].iter().any(|later| later == n));
        let Some(expression) = parse(scene, text, &at, faults) else { continue };
        if !named(scene, &expression, &at, &known, faults) {
            continue;
        }
        match expression.sort_of(&|name| scene.names.sort(name)) {
            Ok(Some(Sort::Date)) => {
                let message = format!("`{name}` would be a date, and no covariate is a date");
                let help = "take the time between two dates, such as years_between(a, b)";
                faults.add("MW082", at, message, help);
            }
            Ok(_) => {}
            Err(error) => {
                let place = scene.spans.within(&at, text, &error.at());
                faults.add("MW082", place, error.to_string(), "");
            }
        }
    }
}
