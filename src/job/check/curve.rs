//! `[curve]`: a grid that can be worked out, whose levels all work somewhere.

use super::expressions;
use super::one;
use super::scene::{Place, Scene};
use crate::fault::Fault;
use crate::job::curve::{Cell, Grid, MOST_COMBINATIONS, combinations, skip};
use crate::job::faults::Faults;
use crate::job::spec::Specification;
use crate::stats::shapley::MOST_FACTORS;

/// Most replicates of the joint test.
const MOST_REPLICATES: u32 = 10_000;
/// Fewest, where there is a test: its least p-value is 1 in so many.
const FEWEST_REPLICATES: u32 = 99;

/// Checks the grid; combinations that cannot be are counted with their reason, unless a level works in none.
pub(super) fn check(scene: &Scene<'_>, grid: Option<&mut Grid>, faults: &mut Faults) {
    let Some(spec) = &scene.spec.curve else { return };
    let at = |key: &str| scene.at(&["curve", key]);
    // A key alone, and its empty value: what was written and could not be used is told by itself.
    if spec.vary.is_empty() && scene.spans.parts(&["curve", "vary"]).len() <= 2 {
        let help = "such as `vary = { \"design.caliper\" = [\"none\", 0.1, 0.2] }`";
        faults.add("MW053", scene.key(&["curve"]), "`[curve]` varies nothing", help);
    }
    if spec.replicates != 0 && !(FEWEST_REPLICATES..=MOST_REPLICATES).contains(&spec.replicates) {
        let message = format!("`replicates = {}` is not possible", spec.replicates);
        let help = format!("take {FEWEST_REPLICATES} to {MOST_REPLICATES}, or 0 for no test");
        faults.add("MW040", at("replicates"), message, help);
    }
    if spec.vary.len() > MOST_FACTORS {
        let message = format!("{} choices are too many to tell apart", spec.vary.len());
        faults.add("MW054", at("vary"), message, format!("vary at most {MOST_FACTORS} at once"));
    }
    levels(scene, faults);
    match (combinations(scene.spec), grid) {
        (None, _) => too_many(scene, "more combinations than can be counted", faults),
        (Some(n), _) if n > MOST_COMBINATIONS => {
            too_many(scene, &format!("{n} combinations; at most {MOST_COMBINATIONS} are worked out"), faults);
        }
        (_, Some(grid)) if faults.is_empty() => {
            filters(scene, grid, faults);
            cells(scene, grid, faults);
            if grid.cells.len() > spec.cells as usize {
                let message = format!("{} different cells; the limit is {}", grid.cells.len(), spec.cells);
                too_many(scene, &message, faults);
            }
        }
        _ => {}
    }
}

fn too_many(scene: &Scene<'_>, message: &str, faults: &mut Faults) {
    let help = "vary fewer things, set several at once with `set = { .. }`, or raise `cells` in [curve]";
    faults.add("MW054", scene.key(&["curve", "vary"]), message, help);
}

/// Levels that are none, or have one name between them.
fn levels(scene: &Scene<'_>, faults: &mut Faults) {
    let Some(spec) = &scene.spec.curve else { return };
    for (key, levels) in &spec.vary {
        if levels.is_empty() {
            let message = format!("`{key}` has no levels");
            faults.add("MW053", scene.at(&["curve", "vary", key]), message, "list at least one");
        }
        let name = |l: &serde_json::Value| l.get("name").and_then(|n| n.as_str()).map(str::to_owned);
        for (i, level) in levels.iter().enumerate() {
            let twice = levels[..i].iter().any(|l| l == level || name(l).is_some() && name(l) == name(level));
            if twice {
                let at = scene.at(&["curve", "vary", key, &i.to_string()]);
                faults.add("MW053", at, format!("`{key}` has this level twice"), "take one of them out");
            }
        }
    }
}

/// Expressions of `where` levels.
fn filters(scene: &Scene<'_>, grid: &Grid, faults: &mut Faults) {
    for choice in &grid.choices {
        for (i, level) in choice.levels.iter().enumerate() {
            let texts = level.sets.iter().filter(|(name, _)| name == "where");
            for text in texts.filter_map(|(_, value)| value.as_ref().and_then(toml::Value::as_str)) {
                let at = place(scene, &choice.name, i);
                expressions::filter(scene, text, &at, faults);
            }
        }
    }
}

/// Where a level stands: what it sets, where it has a name.
fn place(scene: &Scene<'_>, choice: &str, level: usize) -> std::ops::Range<usize> {
    let level = level.to_string();
    let inner = |key| ["curve", "vary", choice, &level, key];
    let named = ["value", "set"].into_iter().find(|key| scene.spans.has(&inner(key)));
    named.map_or_else(|| scene.at(&["curve", "vary", choice, &level]), |key| scene.at(&inner(key)))
}

/// Takes out the cells that cannot be; a level of which none is left is a fault of the job.
fn cells(scene: &Scene<'_>, grid: &mut Grid, faults: &mut Faults) {
    let told: Vec<Option<Fault>> = grid.cells.iter().map(|c| fault(scene, &c.specification)).collect();
    for (c, choice) in grid.choices.iter().enumerate() {
        for level in 0..choice.levels.len() {
            let mut of_level = grid.cells.iter().zip(&told).filter(|(cell, _)| cell.levels[c] == Some(level));
            let Some((_, Some(first))) = of_level.next() else { continue };
            if of_level.all(|(_, fault)| fault.is_some()) {
                let message =
                    format!("no combination with this level is possible; the first: {}", first.message);
                let help = first.help.clone().unwrap_or_default();
                faults.add(first.code, place(scene, &choice.name, level), message, help);
            }
        }
    }
    let mut kept: Vec<Cell> = Vec::with_capacity(grid.cells.len());
    for (cell, fault) in std::mem::take(&mut grid.cells).into_iter().zip(told) {
        if let Some(fault) = fault {
            skip(&mut grid.skipped, fault.message, true);
            continue;
        }
        let number = kept.len() + 1;
        let name = format!("curve {number:04}");
        let id = cell.specification.id.saturating_sub(u32::try_from(cell.number - number).unwrap_or(0));
        kept.push(Cell { number, specification: Specification { id, name, ..cell.specification }, ..cell });
    }
    grid.cells = kept;
}

/// The first thing that is wrong with one cell.
fn fault(scene: &Scene<'_>, specification: &Specification) -> Option<Fault> {
    let mut own = Faults::default();
    one(scene, specification, &Place::of(scene.spans, 0), &mut own);
    own.sorted().into_iter().next()
}
