//! The answers that outcomes are made of.

use super::builder::Builder;
use super::{number, provenance, yes_no};
use crate::fault::{Fault, Place};
use crate::ingest::Score;
use crate::job::{FieldSpec, OutcomeSpec};

/// Adds the columns of every outcome: `<name>.start` and `<name>.end`, or `<name>` where there is no
/// start; for several items `<name>.start.item1` and so on.
pub(super) fn add(builder: &mut Builder<'_>) {
    for (name, spec) in &builder.job.outcomes {
        let scores: Vec<Option<Score<'_>>> = builder.sources.iter().map(|s| s.side.score(spec)).collect();
        let Some(scores) = scores.into_iter().collect::<Option<Vec<Score<'_>>>>() else {
            builder.faults.push(differs(name, "it has no columns for one of the arms"));
            continue;
        };
        let ends: Vec<&[&FieldSpec]> = scores.iter().map(|s| s.end.as_slice()).collect();
        let starts: Vec<&[&FieldSpec]> = scores.iter().filter_map(|s| s.start.as_deref()).collect();
        if starts.is_empty() {
            part(builder, name, spec, &ends, name);
        } else if starts.len() == scores.len() {
            part(builder, name, spec, &starts, &format!("{name}.start"));
            part(builder, name, spec, &ends, &format!("{name}.end"));
        } else {
            builder.faults.push(differs(name, "one arm has a start value and the other has none"));
        }
    }
}

fn part(builder: &mut Builder<'_>, name: &str, spec: &OutcomeSpec, arms: &[&[&FieldSpec]], column: &str) {
    let items = arms.first().map_or(0, |fields| fields.len());
    if arms.iter().any(|fields| fields.len() != items) {
        builder.faults.push(differs(name, "the arms have different numbers of items"));
        return;
    }
    for item in 0..items {
        let fields: Vec<Option<&FieldSpec>> = arms.iter().map(|fields| Some(fields[item])).collect();
        let array =
            if spec.binary { yes_no::column(builder, &fields) } else { number::column(builder, &fields) };
        let column = if items == 1 { column.to_owned() } else { format!("{column}.item{}", item + 1) };
        builder.add(&column, array);
        provenance::remember(builder, &column, &fields);
    }
}

fn differs(name: &str, how: &str) -> Fault {
    Fault {
        code: "MW234",
        message: format!("outcome `{name}` is not the same in both arms: {how}"),
        help: Some("give both arms the same parts, in the same order".to_owned()),
        place: Place::Whole,
    }
}
