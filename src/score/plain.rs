//! Outcomes that are plain numbers.

use super::fields::{Part, Scoring, numbers};
use crate::fault::{Fault, Place};
use crate::ingest::Repeated;

/// Checks the values of `part` against `range`; they stay as they are.
pub(super) fn check(scoring: &mut Scoring<'_>, part: &Part<'_>, range: Option<(f64, f64)>) {
    let columns = scoring.take(part);
    let [column] = &columns[..] else {
        scoring.faults.push(no_instrument(part, columns.len()));
        return;
    };
    let mut outside = Repeated::default();
    let beyond = |v: f64| range.is_some_and(|(low, high)| !(low..=high).contains(&v));
    for (unit, value) in numbers(column).enumerate() {
        if let (Some(value), Some((low, high))) = (value, range)
            && beyond(value)
            && scoring.counts(unit, part)
        {
            let message = format!("{value} is outside the range of `{}`, {low} to {high}", part.name);
            let help = "list missing codes under `missing`, or correct `range`";
            outside.add(|| scoring.fault("MW233", unit, part, 0, message, help));
        }
    }
    outside.finish(&mut scoring.faults);
    scoring.put(&part.column, numbers(column).map(|v| v.filter(|v| !beyond(*v))).collect());
}

fn no_instrument(part: &Part<'_>, items: usize) -> Fault {
    Fault {
        code: "MW231",
        message: format!("{} has {items} items but no instrument to add them up", part.what()),
        help: Some("name an `instrument`, or give one column".to_owned()),
        place: Place::Whole,
    }
}
