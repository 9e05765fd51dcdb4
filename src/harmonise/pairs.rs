//! Tables of distances: ids become units.

use crate::cohort::{Cohort, PairTable};
use crate::fault::Fault;
use crate::ingest::{CONTROL_ID, Cells, DISTANCE, Keys, Reading, SourceTable, TREATED_ID};
use std::collections::HashMap;

/// Adds every table of distances to the cohort.
///
/// Ids that are in no file, distances that are no number of at least 0 and pairs that come twice are faults.
pub(super) fn add(mut cohort: Cohort, tables: Vec<SourceTable>, faults: &mut Vec<Fault>) -> Cohort {
    for mut table in tables {
        let pairs = read(&cohort, &mut table, faults);
        let pairs = PairTable::new(cohort.len(), &pairs);
        cohort = cohort.with_pairs(table.file.clone(), pairs);
    }
    cohort
}

fn read(cohort: &Cohort, table: &mut SourceTable, faults: &mut Vec<Fault>) -> Vec<(u32, u32, f64)> {
    let treated = rows(cohort, true, table, TREATED_ID, faults);
    let control = rows(cohort, false, table, CONTROL_ID, faults);
    let Cells::Numbers(distances) = table.take(DISTANCE, Reading::Numbers) else { return Vec::new() };
    let (mut pairs, mut seen) = (Vec::with_capacity(table.rows), HashMap::new());
    for (row, &d) in distances.values.iter().enumerate() {
        if !(d >= 0.0 && d.is_finite()) {
            let message = "this distance is no number of at least 0".to_owned();
            faults.push(table.fault("MW237", Some(row), Some(DISTANCE), message, "mend or remove the row"));
            return Vec::new();
        }
        let (Some(t), Some(c)) = (treated[row], control[row]) else { continue };
        if let Some(before) = seen.insert((t, c), row) {
            let message = format!("this pair stands already in row {}", table.lines.of(before));
            faults.push(table.fault("MW238", Some(row), None, message, "keep one of the two"));
            return Vec::new();
        }
        pairs.push((t, c, d));
    }
    pairs
}

/// Cohort row of each entry of an id column; the first id that nobody has is a fault.
fn rows(
    cohort: &Cohort,
    arm: bool,
    table: &mut SourceTable,
    column: &str,
    faults: &mut Vec<Fault>,
) -> Vec<Option<u32>> {
    let Cells::Keys(keys) = table.take(column, Reading::Keys) else { return vec![None; table.rows] };
    let known: HashMap<String, u32> = (0..cohort.len())
        .filter(|&i| cohort.treated()[i] == arm)
        .map(|i| (cohort.ids().text(i).into_owned(), i as u32))
        .collect();
    let found: Vec<Option<u32>> =
        (0..table.rows).map(|row| known.get(text(&keys, row).as_str()).copied()).collect();
    if let Some(row) = found.iter().position(Option::is_none)
        && !table.lacks(column)
    {
        let message = format!("nobody of this arm has the id `{}`", text(&keys, row));
        let help = "take the pair out, or correct the id";
        faults.push(table.fault("MW236", Some(row), Some(column), message, help));
    }
    found
}

fn text(keys: &Keys, row: usize) -> String {
    match keys {
        Keys::Whole { values, .. } => values[row].to_string(),
        Keys::Text { ends, bytes } => {
            let start = row.checked_sub(1).map_or(0, |before| ends[before]);
            let range = usize::try_from(start).unwrap_or(0)..usize::try_from(ends[row]).unwrap_or(0);
            bytes.get(range).unwrap_or_default().to_owned()
        }
    }
}
