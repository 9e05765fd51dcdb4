//! From a grid as the job says it to its cells.

use super::idle;
use super::levels;
use super::settings::{Settings, WHERE};
use super::types::{Cell, Choice, Grid, Level, Skipped};
use crate::job::resolve::{Base, further};
use crate::job::spec::{JobSpec, Role, Specification, SpecificationSpec};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// Most combinations that are worked out.
pub(in crate::job) const MOST_COMBINATIONS: usize = 50_000;

/// How many combinations the levels make; `None` when too many to count.
pub(in crate::job) fn combinations(job: &JobSpec) -> Option<usize> {
    let vary = &job.curve.as_ref()?.vary;
    vary.values().try_fold(1_usize, |n, levels| n.checked_mul(levels.len()))
}

/// The cells of the job's grid, in the order of its levels (the last choice runs fastest).
///
/// A setting that means nothing in a combination is taken out of it; combinations that are then the same are one
/// cell. `None` without a grid, or with more combinations than are worked out.
pub(in crate::job) fn grid(
    job: &JobSpec,
    base: &Base,
    first_id: usize,
    settings: &Settings<'_>,
) -> Option<Grid> {
    let spec = job.curve.as_ref()?;
    let total = combinations(job).filter(|n| (1..=MOST_COMBINATIONS).contains(n))?;
    let choices = levels::choices(spec, settings);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut grid = Grid { combinations: total, ..Grid::default() };
    if let Some(primary) = further_of(job, base, &[]) {
        seen.insert(key(&primary), usize::MAX);
    }
    let mut primary_is_a_cell = false;
    for at in 0..total {
        let picked = places(&choices, at);
        let Some(made) = combine(job, base, &choices, &picked) else { continue };
        let same = seen.get(&key(&made.specification)).copied();
        let primary = same == Some(usize::MAX) && !primary_is_a_cell;
        if same.is_some() && !primary {
            skip(&mut grid.skipped, made.twin_reason(&choices), false);
            continue;
        }
        primary_is_a_cell |= primary;
        let number = grid.cells.len() + 1;
        seen.entry(key(&made.specification)).or_insert(number);
        let id = u32::try_from(first_id + grid.cells.len()).unwrap_or(u32::MAX);
        let name = format!("curve {number:04}");
        let specification = Specification { id, name, role: Role::Curve, ..made.specification };
        grid.cells.push(Cell { number, levels: made.levels, specification, primary });
    }
    grid.choices = choices;
    Some(grid)
}

/// Counts a combination that is no cell of its own.
pub(in crate::job) fn skip(skipped: &mut Vec<Skipped>, reason: String, impossible: bool) {
    match skipped.iter_mut().find(|s| s.reason == reason && s.impossible == impossible) {
        Some(s) => s.combinations += 1,
        None => skipped.push(Skipped { reason, impossible, combinations: 1 }),
    }
}

/// Levels of combination number `at`.
fn places(choices: &[Choice], at: usize) -> Vec<usize> {
    let mut rest = at;
    let mut places: Vec<usize> = choices
        .iter()
        .rev()
        .map(|c| {
            let place = rest % c.levels.len();
            rest /= c.levels.len();
            place
        })
        .collect();
    places.reverse();
    places
}

struct Made {
    specification: Specification,
    levels: Vec<Option<usize>>,
    /// Why a choice means nothing here.
    idle: Vec<(usize, String)>,
}

impl Made {
    fn twin_reason(&self, choices: &[Choice]) -> String {
        let Some((_, why)) = self.idle.first() else {
            return "the same settings as another combination".to_owned();
        };
        let same = self.idle.iter().filter(|(_, w)| w == why);
        let names: Vec<String> = same.map(|(c, _)| format!("`{}`", choices[*c].name)).collect();
        match names.as_slice() {
            [one] => format!("{one} {}", why.replacen("mean ", "means ", 1)),
            several => format!("{} {why}", several.join(", ")),
        }
    }
}

/// One combination; what means nothing in it is taken out, which may leave more that means nothing.
fn combine(job: &JobSpec, base: &Base, choices: &[Choice], picked: &[usize]) -> Option<Made> {
    let levels: Vec<&Level> = choices.iter().zip(picked).map(|(c, &l)| &c.levels[l]).collect();
    let mut idle: Vec<(usize, String)> = Vec::new();
    loop {
        let active: Vec<&Level> = levels
            .iter()
            .enumerate()
            .filter(|(c, _)| !idle.iter().any(|(i, _)| i == c))
            .map(|(_, level)| *level)
            .collect();
        let specification = further_of(job, base, &active)?;
        let fresh = levels.iter().enumerate().filter(|(c, _)| !idle.iter().any(|(i, _)| i == c)).find_map(
            |(c, level)| {
                let all: Option<Vec<String>> =
                    level.sets.iter().map(|(name, _)| idle::reason(&specification, name)).collect();
                all.and_then(|reasons| Some((c, reasons.into_iter().next()?)))
            },
        );
        if let Some(found) = fresh {
            idle.push(found);
            continue;
        }
        let meant = |c: usize| !idle.iter().any(|(i, _)| *i == c);
        let levels = picked.iter().enumerate().map(|(c, &l)| Some(l).filter(|_| meant(c))).collect();
        return Some(Made { specification, levels, idle });
    }
}

/// The specification that some levels make of the job.
fn further_of(job: &JobSpec, base: &Base, levels: &[&Level]) -> Option<Specification> {
    let mut said = Table::new();
    let mut out: Vec<&str> = Vec::new();
    let mut filters: Vec<&str> = Vec::new();
    for (name, value) in levels.iter().flat_map(|l| &l.sets) {
        match value {
            Some(Value::String(text)) if name == WHERE => filters.push(text),
            None if name == WHERE => {}
            Some(value) => place(&mut said, name, value.clone()),
            None => out.push(name),
        }
    }
    if !filters.is_empty() {
        let all = match filters.as_slice() {
            [one] => (*one).to_owned(),
            several => several.iter().map(|f| format!("({f})")).collect::<Vec<_>>().join(" and "),
        };
        said.insert(WHERE.to_owned(), Value::String(all));
    }
    said.insert("name".to_owned(), Value::String("cell".to_owned()));
    base.complete(&mut said);
    for name in out {
        remove(&mut said, name);
    }
    let spec = SpecificationSpec::deserialize(Value::Table(said)).ok()?;
    Some(further(job, &spec, 0))
}

/// What makes two specifications the same analysis.
fn key(specification: &Specification) -> String {
    let Specification { filter, design, matching, balance, estimate, .. } = specification;
    serde_json::to_string(&(filter, design, matching, balance, estimate)).unwrap_or_default()
}

fn place(table: &mut Table, name: &str, value: Value) {
    match name.split_once('.') {
        None => {
            table.insert(name.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = table.entry(first.to_owned()).or_insert_with(|| Value::Table(Table::new()));
            if !inner.is_table() {
                *inner = Value::Table(Table::new());
            }
            if let Some(inner) = inner.as_table_mut() {
                place(inner, rest, value);
            }
        }
    }
}

fn remove(table: &mut Table, name: &str) {
    match name.split_once('.') {
        None => {
            table.remove(name);
        }
        Some((first, rest)) => {
            if let Some(inner) = table.get_mut(first).and_then(Value::as_table_mut) {
                remove(inner, rest);
            }
        }
    }
}
