//! Who is treated.

use super::builder::Builder;
use super::field::{Meaning, words};
use super::recode::Code;
use crate::fault::{Fault, Place};
use crate::ingest::{Repeated, Side, Source};
use crate::job::TreatedSpec;

/// Fills in the arm of each unit: by file, or by the treatment column of a one-file job.
pub(super) fn assign(builder: &mut Builder<'_>) {
    for at in 0..builder.arms.len() {
        let source = builder.sources[at].clone();
        let range = builder.arms[at].offset..builder.arms[at].offset + builder.arms[at].len();
        match (source.side, source.treated) {
            (Side::Treated, _) => builder.treated[range].fill(true),
            (Side::Units, Some(spec)) => by_column(builder, at, &source, spec),
            _ => builder.treated[range].fill(false),
        }
    }
}

fn by_column(builder: &mut Builder<'_>, at: usize, source: &Source<'_>, spec: &TreatedSpec) {
    let (is, recode) = (Code::of(&spec.is), builder.arms[at].plain(&spec.column, source.missing));
    let meaning = |cell: &str| {
        if is.is(cell) {
            Meaning::Value(true)
        } else if recode.is_missing(cell) {
            Meaning::Missing
        } else {
            Meaning::Value(false)
        }
    };
    let arm = &mut builder.arms[at];
    if arm.lacks(&spec.column) {
        builder.unclear = true;
        return;
    }
    let meant = words(arm, &recode, "MW213", meaning, &mut builder.faults);
    let mut unknown = Repeated::default();
    for (unit, value) in meant.values().enumerate() {
        builder.treated[arm.offset + unit] = value.unwrap_or(false);
        if value.is_none() {
            let help = "say for every row whether it is treated";
            unknown
                .add(|| arm.fault("MW213", unit, &spec.column, "the treatment is missing".to_owned(), help));
        }
    }
    unknown.finish(&mut builder.faults);
    let treated = builder.treated.iter().filter(|t| **t).count();
    let who = match treated {
        0 => "nobody is treated",
        n if n == builder.treated.len() => "everybody is treated",
        _ => return,
    };
    builder.faults.push(Fault {
        code: "MW214",
        message: format!("{who}: no row differs in whether `{}` is `{}`", spec.column, is.text()),
        help: Some("look at the values of this column and at `is`".to_owned()),
        place: Place::Data {
            file: builder.arms[at].tables[0].file.clone(),
            row: None,
            column: Some(spec.column.clone()),
        },
    });
}
