//! Columns of the files: with several waves, each is written with the wave it comes from.

use super::expressions;
use super::scene::Scene;
use crate::cohort::Expression;
use crate::describe::DescribeKind;
use crate::job::faults::Faults;
use crate::job::spec::{FieldSpec, GapSpec, ItemsSpec, RecodeSpec, SideSpec, TimesSpec};
use crate::stats::text::nearest;
use std::ops::Range;

/// Checks every column of every side.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    for (name, side) in [("treated", &scene.spec.treated), ("control", &scene.spec.control)] {
        let Some(side) = side else { continue };
        let mut found = own(scene, name, side);
        fields(scene, name, &mut found);
        if let Some(text) = &side.filter {
            filter(scene, name, text, &mut found, faults);
        }
        if !side.waves.is_empty() {
            let waves: Vec<&str> = side.waves.keys().chain(side.files.keys()).map(String::as_str).collect();
            for (column, at) in &found {
                wave_of(name, column, at, &waves, faults);
            }
        }
    }
    if let Some(text) = scene.spec.units.as_ref().and_then(|u| u.filter.as_ref()) {
        filter(scene, "units", text, &mut Vec::new(), faults);
    }
}

type Found = Vec<(String, Range<usize>)>;

/// Columns that the side itself names.
fn own(scene: &Scene<'_>, name: &str, side: &SideSpec) -> Found {
    let mut found = Vec::new();
    for (table, files) in [("waves", &side.waves), ("files", &side.files)] {
        for (file, on) in files.iter().filter_map(|(f, spec)| Some((f, spec.read()?.on.as_ref()?))) {
            found.push((on.clone(), scene.at(&[name, table, file, "on"])));
        }
    }
    let one = [
        ("cluster", &side.cluster),
        ("household", &side.household),
        ("weight", &side.weight),
        ("strata", &side.strata),
        ("psu", &side.psu),
    ];
    for (key, column) in one.into_iter().filter_map(|(k, c)| c.as_ref().map(|c| (k, c))) {
        found.push((column.clone(), scene.at(&[name, key])));
    }
    for (i, column) in side.identifiers.iter().enumerate() {
        found.push((column.clone(), scene.at(&[name, "identifiers", &i.to_string()])));
    }
    if let Some(GapSpec::Dates { from, to }) = &side.gap_weeks {
        found.push((from.clone(), scene.at(&[name, "gap_weeks", "from"])));
        found.push((to.clone(), scene.at(&[name, "gap_weeks", "to"])));
    }
    found
}

/// Columns that covariates and outcomes take from the side.
fn fields(scene: &Scene<'_>, side: &str, found: &mut Found) {
    for (name, covariate) in &scene.spec.covariates {
        let field = if side == "treated" { &covariate.treated } else { &covariate.control };
        if let Some(field) = field {
            take(scene, field, &["covariates", name, side], found);
        }
    }
    for (name, outcome) in &scene.spec.outcomes {
        let times = if side == "treated" { &outcome.treated } else { &outcome.control };
        if let Some(TimesSpec { start, end }) = times {
            if let Some(start) = start {
                items(scene, start, &["outcomes", name, side, "start"], found);
            }
            items(scene, end, &["outcomes", name, side, "end"], found);
        }
    }
    for (name, scale) in scene.spec.scales.iter().filter(|_| side == "treated") {
        for (time, answers) in scale.times() {
            items(scene, answers, &["scales", name, time.word()], found);
        }
        if let Some(field) = scale.weeks_column() {
            take(scene, field, &["scales", name, "follow_up_weeks"], found);
        }
    }
    if side == "treated" {
        described(scene, found);
    }
}

/// Columns that are described, which are those of the people supported.
fn described(scene: &Scene<'_>, found: &mut Found) {
    for (name, section) in &scene.spec.describe {
        if let Some(field) = section.column.as_ref().filter(|_| section.kind != DescribeKind::Rows) {
            take(scene, field, &["describe", name, "column"], found);
        }
        for (part, field) in &section.columns {
            take(scene, field, &["describe", name, "columns", part], found);
        }
        for (fact, said) in &section.facts {
            take(scene, &said.column, &["describe", name, "facts", fact, "column"], found);
        }
    }
}

fn items(scene: &Scene<'_>, items: &ItemsSpec, path: &[&str], found: &mut Found) {
    match items {
        ItemsSpec::One(field) => take(scene, field, path, found),
        ItemsSpec::Items(list) => {
            for (i, field) in list.iter().enumerate() {
                let number = i.to_string();
                take(scene, field, &[path, &[&number]].concat(), found);
            }
        }
    }
}

fn take(scene: &Scene<'_>, field: &FieldSpec, path: &[&str], found: &mut Found) {
    match field {
        FieldSpec::Column(column) => found.push((column.clone(), scene.at(path))),
        FieldSpec::Recoded(recode) => {
            computed(scene, recode, path, found);
            if let Some(column) = &recode.column {
                found.push((column.clone(), scene.at(&[path, &["column"]].concat())));
            }
            for (i, column) in recode.carry.iter().enumerate() {
                found.push((column.clone(), scene.at(&[path, &["carry", &i.to_string()]].concat())));
            }
        }
    }
}

/// The columns of a formula, each where it stands in it.
fn computed(scene: &Scene<'_>, recode: &RecodeSpec, path: &[&str], found: &mut Found) {
    let Some(text) = &recode.expression else { return };
    let Ok(expression) = Expression::parse(text) else { return };
    let at = scene.at(&[path, &["expression"]].concat());
    let places = expression.column_places().into_iter();
    found.extend(places.map(|(name, inner)| (name.to_owned(), scene.spans.within(&at, text, &inner))));
}

fn filter(scene: &Scene<'_>, side: &str, text: &str, found: &mut Found, faults: &mut Faults) {
    let at = scene.at(&[side, "where"]);
    let Some(expression) = expressions::parse(scene, text, &at, faults) else { return };
    expressions::question(scene, &expression, &at, &|_| None, faults);
    let places = expression.column_places().into_iter();
    found.extend(places.map(|(name, place)| (name.to_owned(), scene.spans.within(&at, text, &place))));
}

fn wave_of(side: &str, column: &str, at: &Range<usize>, waves: &[&str], faults: &mut Faults) {
    let help = format!("waves of [{side}]: {}", waves.join(", "));
    let message = match column.split_once('.') {
        Some((wave, _)) if waves.contains(&wave) => return,
        Some((wave, _)) => {
            let hint = nearest(wave, waves).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            format!("`{column}`: [{side}] has no wave `{wave}`{hint}")
        }
        None => {
            let first = waves.first().copied().unwrap_or("start");
            format!("`{column}` does not say which wave it comes from; write it like `{first}.{column}`")
        }
    };
    faults.add("MW013", at.clone(), message, help);
}
