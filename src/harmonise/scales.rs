//! The answers of the people supported that scales are made of.

use super::builder::Builder;
use super::number;
use crate::job::FieldSpec;
use crate::score::Time;

/// Column of the cohort with the score of a scale at a time, or before the name of its items. The colon stands in no
/// name of a job, so that nothing in it can ask for the column; `score` takes it out again.
#[must_use]
pub fn scale_column(name: &str, time: Time) -> String {
    format!("scale:{name}.{}", time.word())
}

/// Column of the cohort with the weeks from the end to the follow-up.
#[must_use]
pub fn weeks_column(name: &str) -> String {
    format!("scale:{name}.weeks")
}

/// Adds the columns of every scale; the pool has no values.
pub(super) fn add(builder: &mut Builder<'_>) {
    for (name, spec) in &builder.job.scales {
        for (time, items) in spec.times() {
            let fields = items.fields();
            let column = scale_column(name, time);
            for (at, field) in (1..).zip(&fields) {
                let column = if fields.len() == 1 { column.clone() } else { format!("{column}.item{at}") };
                one(builder, &column, field);
            }
        }
        if let Some(field) = spec.weeks_column() {
            one(builder, &weeks_column(name), field);
        }
    }
}

fn one(builder: &mut Builder<'_>, column: &str, field: &FieldSpec) {
    let side = |s: &crate::ingest::Source<'_>| s.side.supported().then_some(field);
    let fields: Vec<Option<&FieldSpec>> = builder.sources.iter().map(side).collect();
    let array = number::column(builder, &fields);
    builder.add(column, array);
}
