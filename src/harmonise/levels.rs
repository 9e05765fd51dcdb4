//! Do the arms have the same levels?

use super::builder::Builder;
use super::origin::Note;
use crate::cohort::{Category, Column, Kind};
use crate::fault::Fault;

/// Compares the levels of every category between the arms, among units that take part.
///
/// A level that only service users have stops a two-sided run: nobody in the pool is like them. A level
/// that only the pool has is noted; so is either in a one-file job.
pub(super) fn compare(builder: &mut Builder<'_>) {
    let in_arm = |arm: bool| (0..builder.len()).any(|u| builder.treated[u] == arm && builder.entry.stays(u));
    // Where an arm is empty it lacks every level, and that nobody is left is told by the design.
    if builder.unclear || !in_arm(true) || !in_arm(false) {
        return;
    }
    let two_sided = builder.job.units.is_none();
    let categories = builder
        .covariates
        .iter()
        .filter(|c| c.kind == Kind::Category && !c.after_start && !builder.broken.contains(&c.name));
    let names: Vec<String> = categories.map(|c| c.name.clone()).collect();
    for name in names {
        let Some(Column::Category(column)) = builder.columns.get(&name).and_then(Column::of) else {
            continue;
        };
        let tallies = tally(builder, column);
        let mut notes = Vec::new();
        let mut faults = Vec::new();
        for (code, tally) in tallies.into_iter().enumerate() {
            let level = column.level(code as u16);
            match tally {
                Tally { treated: 1.., control: 0, .. } if two_sided => {
                    faults.push(only_treated(builder, &name, level, &tally));
                }
                Tally { treated: 1.., control: 0, .. } => {
                    notes.push(only(&name, level, tally.treated, "treated people"));
                }
                Tally { treated: 0, control: 1.., .. } => {
                    notes.push(only(&name, level, tally.control, "the pool"));
                }
                Tally { .. } => {}
            }
        }
        builder.notes.append(&mut notes);
        builder.faults.append(&mut faults);
    }
}

/// How often a level occurs, and the first service user who has it.
#[derive(Clone, Default)]
struct Tally {
    treated: usize,
    control: usize,
    first: usize,
}

fn tally(builder: &Builder<'_>, column: Category<'_>) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); column.len()];
    for (unit, &treated) in builder.treated.iter().enumerate() {
        let Some(code) = column.get(unit).filter(|_| builder.entry.stays(unit)) else { continue };
        let tally = &mut tallies[usize::from(code)];
        if treated && tally.treated == 0 {
            tally.first = unit;
        }
        *(if treated { &mut tally.treated } else { &mut tally.control }) += 1;
    }
    tallies
}

fn only_treated(builder: &Builder<'_>, name: &str, level: &str, tally: &Tally) -> Fault {
    let side = builder.arm_of(tally.first).side;
    let field = builder.job.covariates.get(name).and_then(|spec| side.field(spec));
    let column = field.map_or(name, |f| f.column());
    let message = format!(
        "level `{level}` of `{name}` is seen among {} service users and nobody in the pool",
        tally.treated
    );
    let help = "map it to a level that both have, or leave these people out with `where`";
    builder.fault("MW219", tally.first, column, message, help)
}

fn only(name: &str, level: &str, count: usize, who: &str) -> Note {
    Note {
        code: "MW290",
        message: format!("level `{level}` of `{name}` is seen among {count} of {who} only"),
        subject: Some(name.to_owned()),
    }
}
