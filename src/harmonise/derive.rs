//! Computed columns.

use super::builder::Builder;
use super::filter::look;
use crate::cohort::{Covariate, Expression, Kind, Value};
use crate::fault::{Fault, Place};
use crate::ingest::Repeated;
use arrow::array::Array;

/// Adds the columns of `[derive]` as covariates, in job order, so that each may use those before it.
pub(super) fn add(builder: &mut Builder<'_>) {
    for (name, text) in &builder.job.derive {
        let value = Expression::parse(text)
            .and_then(|e| e.evaluate(builder.len(), &|column| look(&builder.columns, column)));
        match value {
            Ok(value) => insert(builder, name, text, value),
            Err(error) => builder.faults.push(Fault {
                code: "MW224",
                message: format!("`{name} = \"{text}\"` under `[derive]`: {error}"),
                help: None,
                place: Place::Whole,
            }),
        }
    }
}

fn insert(builder: &mut Builder<'_>, name: &str, text: &str, value: Value) {
    let kind = if matches!(value, Value::Truth(_)) { Kind::YesNo } else { Kind::Number };
    let array = value.into_array();
    let mut lost = Repeated::default();
    let units = if builder.broken.is_empty() && !builder.unclear { array.len() } else { 0 };
    for unit in (0..units).filter(|&i| array.is_null(i) && builder.entry.stays(i)) {
        let message = format!("`{name} = \"{text}\"` has no value here");
        let help = "look for a division by zero or a covariate without a value";
        lost.add(|| builder.row_fault("MW235", unit, message, help));
    }
    lost.finish(&mut builder.faults);
    builder.add(name, array);
    let label = name.to_owned();
    let name = name.to_owned();
    builder.covariates.push(Covariate { name, label, kind, unit: None, after_start: false });
}
