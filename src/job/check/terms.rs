//! Terms such as `age`, `age^2` and `educ:re74`.

use super::scene::{Place, Scene};
use crate::job::faults::Faults;
use std::ops::Range;

/// What a list of names is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Matched on: only what was measured before the start.
    Matched,
    /// Adjusted for in the outcome model.
    Adjusted,
}

/// Checks a list of terms at `path`.
pub(super) fn check(
    scene: &Scene<'_>,
    terms: &[String],
    path: [&str; 2],
    place: &Place<'_>,
    what: Use,
    faults: &mut Faults,
) {
    for (i, term) in terms.iter().enumerate() {
        let at = place.at(&[path[0], path[1], &i.to_string()]);
        single(scene, term, &at, what, faults);
    }
}

/// Checks one term that is matched on.
pub(super) fn one(scene: &Scene<'_>, term: &str, at: &Range<usize>, faults: &mut Faults) {
    single(scene, term, at, Use::Matched, faults);
}

fn single(scene: &Scene<'_>, term: &str, at: &Range<usize>, what: Use, faults: &mut Faults) {
    if scene.names.knows(term) {
        timely(scene, term, at, what, faults);
        return;
    }
    for factor in term.split(':') {
        factor_of(scene, term, factor, at, what, faults);
    }
}

/// Checks one plain name.
pub(super) fn name(scene: &Scene<'_>, name: &str, at: &Range<usize>, faults: &mut Faults) {
    if scene.names.knows(name) {
        timely(scene, name, at, Use::Matched, faults);
        return;
    }
    let (message, help) = scene.names.unknown(name, &scene.names.known());
    faults.add("MW020", at.clone(), message, help);
}

fn factor_of(scene: &Scene<'_>, term: &str, factor: &str, at: &Range<usize>, what: Use, faults: &mut Faults) {
    if let Some(inside) = factor.trim().strip_prefix("spline(").and_then(|f| f.strip_suffix(')')) {
        curve(scene, term, inside, at, what, faults);
        return;
    }
    let (base, power) = factor.split_once('^').map_or((factor, None), |(b, p)| (b, Some(p)));
    let base = base.trim();
    if base.is_empty() || power.is_some_and(|p| !matches!(p.trim().parse::<u32>(), Ok(2..=9))) {
        let help = "write a name, a power from 2 to 9 such as `age^2`, or a product such as `educ:re74`";
        faults.add("MW021", at.clone(), format!("the term `{term}` cannot be read"), help);
    } else if !scene.names.knows(base) {
        let (message, help) = scene.names.unknown(base, &scene.names.known());
        faults.add("MW020", at.clone(), message, help);
    } else {
        if power.is_some() && scene.names.is_category(base) {
            let message = format!("`{base}` is a category: it has no powers");
            faults.add("MW021", at.clone(), message, "write its name alone; each level gets its own column");
        }
        timely(scene, base, at, what, faults);
    }
}

fn curve(scene: &Scene<'_>, term: &str, inside: &str, at: &Range<usize>, what: Use, faults: &mut Faults) {
    let (base, df) = inside.split_once(',').unwrap_or((inside, ""));
    let base = base.trim();
    if base.is_empty() || !matches!(df.trim().parse::<u32>(), Ok(2..=9)) {
        let help = "write the variable and 2 to 9 degrees of freedom, such as `spline(age, 4)`";
        faults.add("MW021", at.clone(), format!("the term `{term}` cannot be read"), help);
    } else if !scene.names.knows(base) {
        let (message, help) = scene.names.unknown(base, &scene.names.known());
        faults.add("MW020", at.clone(), message, help);
    } else if scene.names.is_category(base) {
        let message = format!("`{base}` is a category: it has no curve");
        faults.add("MW021", at.clone(), message, "write its name alone; each level gets its own column");
    } else {
        timely(scene, base, at, what, faults);
    }
}

fn timely(scene: &Scene<'_>, name: &str, at: &Range<usize>, what: Use, faults: &mut Faults) {
    let late = scene.spec.covariates.get(name).is_some_and(|c| c.after_start);
    if late && what == Use::Matched {
        let message =
            format!("`{name}` was measured after the start (`after_start`), so it may not be matched on");
        faults.add(
            "MW022",
            at.clone(),
            message,
            "take it out: what the programme may have changed cannot make people alike",
        );
    }
}
