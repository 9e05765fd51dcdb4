//! Columns of numbers.

use super::arm::Arm;
use super::builder::Builder;
use super::field::{arrange, number_array};
use super::recode::Recode;
use super::taken::Taken;
use crate::fault::Fault;
use crate::ingest::{Cells, Numbers, Reading, Repeated, number};
use crate::job::{CellSpec, FieldSpec};
use arrow::array::ArrayRef;

/// Largest number that is taken, either side of nought. Missing values of other programs, such as
/// Stata's 8.99e307 and 1.7e38, lie beyond, and a ninth power stays finite.
const LARGEST: f64 = 1e30;

/// One number a unit, each arm from its own field; an arm without a field is missing throughout.
pub(super) fn column(builder: &mut Builder<'_>, fields: &[Option<&FieldSpec>]) -> ArrayRef {
    let mut values = builder.room();
    for (at, field) in fields.iter().enumerate() {
        let missing = builder.sources[at].missing;
        let arm = &mut builder.arms[at];
        match field {
            Some(field) => {
                let recode = arm.recode(field, missing);
                let from = values.len();
                read(arm, &recode, &mut values, &mut builder.faults);
                carry(builder, at, &recode, &mut values[from..]);
            }
            None => values.extend(std::iter::repeat_n(f64::NAN, arm.len())),
        }
    }
    number_array(values)
}

/// Appends the numbers of one arm to `out`, in the order of its units.
pub(super) fn read(arm: &mut Arm, recode: &Recode<'_>, out: &mut Vec<f64>, faults: &mut Vec<Fault>) {
    let mut taken = Taken::of(arm, recode, Reading::Numbers, faults);
    if let Cells::Numbers(mut cells) = taken.cells() {
        check_map(arm, &taken, recode, faults);
        let coded = recoded(&mut cells, recode, |row| taken.uses(arm, row));
        for (code, rows) in coded {
            arm.tally(recode.name, &code.to_string(), rows);
        }
        odd(arm, &taken, recode, &mut cells, faults);
        too_large(arm, &taken, &mut cells, faults);
        arrange(cells.values, &taken.rows(arm), out);
    }
}

/// Fills missing values of one arm from the columns that the job lets them be carried from.
fn carry(builder: &mut Builder<'_>, at: usize, recode: &Recode<'_>, values: &mut [f64]) {
    for name in recode.carry {
        let mut earlier = Vec::new();
        let arm = &mut builder.arms[at];
        let source =
            Recode { name, expression: None, file: arm.description(name).cloned(), ..recode.clone() };
        read(arm, &source, &mut earlier, &mut builder.faults);
        let mut carried = 0;
        for (unit, (value, earlier)) in values.iter_mut().zip(earlier).enumerate() {
            if value.is_nan() && !earlier.is_nan() {
                *value = earlier;
                carried += usize::from(builder.entry.stays(builder.arms[at].offset + unit));
            }
        }
        builder.note_carried(at, recode.name, name, carried);
    }
}

/// A map to something that is no number is the job's fault.
fn check_map(arm: &Arm, taken: &Taken<'_>, recode: &Recode<'_>, faults: &mut Vec<Fault>) {
    for (code, value) in recode.map.iter().filter(|(_, v)| target(v).is_none()) {
        let message = format!("the map turns `{}` into `{}`, which is no number", code.text(), value.word());
        faults.push(taken.fault(arm, "MW215", None, message, "map it to a number"));
    }
}

fn target(cell: &CellSpec) -> Option<f64> {
    match cell {
        CellSpec::Whole(v) => Some(*v as f64),
        CellSpec::Number(v) => Some(*v),
        CellSpec::Text(v) => number(v),
    }
}

/// Applies map, missing codes and scale to cells that are numbers; each missing code and in how many
/// rows that take part it stands.
pub(super) fn recoded(
    cells: &mut Numbers,
    recode: &Recode<'_>,
    uses: impl Fn(usize) -> bool,
) -> Vec<(f64, usize)> {
    let pairs = recode.map.iter().filter_map(|(code, v)| Some((code.number()?, target(v)?)));
    let pairs: Vec<(f64, f64)> = pairs.collect();
    let scale = recode.scale.unwrap_or(1.0);
    let mut missing: Vec<(f64, usize)> = Vec::new();
    if recode.is_plain() {
        return missing;
    }
    for (row, value) in cells.values.iter_mut().enumerate() {
        let mapped = pairs.iter().find(|(from, _)| from == value).map(|(_, to)| *to);
        *value = match mapped {
            Some(to) => to * scale,
            None if recode.is_missing_number(*value) => {
                let counts = usize::from(uses(row));
                match missing.iter_mut().find(|(code, _)| code == value) {
                    Some((_, rows)) => *rows += counts,
                    None => missing.push((*value, counts)),
                }
                f64::NAN
            }
            None => *value * scale,
        };
    }
    missing.sort_by(|a, b| a.0.total_cmp(&b.0));
    missing
}

/// Gives cells that are no numbers their meaning, or reports them.
fn odd(arm: &mut Arm, taken: &Taken<'_>, recode: &Recode<'_>, cells: &mut Numbers, faults: &mut Vec<Fault>) {
    let mut bad = Repeated::default();
    let mut missing = vec![0; cells.words.len()];
    for &(row, code) in &cells.odd {
        let (row, cell) = (row as usize, cells.words[code as usize].as_str());
        if let Some(value) = recode.mapped(cell).and_then(target) {
            cells.values[row] = value * recode.scale.unwrap_or(1.0);
        } else if recode.is_missing(cell) {
            missing[code as usize] += usize::from(taken.uses(arm, row));
        } else if taken.uses(arm, row) {
            bad.add(|| not_a_number(arm, taken, row, cell));
        }
    }
    bad.finish(faults);
    for (word, rows) in cells.words.iter().zip(missing) {
        arm.tally(recode.name, word, rows);
    }
}

/// Reports numbers that cannot be reckoned with: their squares, or products of them, would overflow.
fn too_large(arm: &Arm, taken: &Taken<'_>, cells: &mut Numbers, faults: &mut Vec<Fault>) {
    let mut bad = Repeated::default();
    for (row, value) in cells.values.iter_mut().enumerate().filter(|(_, v)| v.abs() > LARGEST) {
        if taken.uses(arm, row) {
            let message = format!("{value:e} is too large to reckon with (beyond {LARGEST:e})");
            let help = "some programs store `missing` so: list it under `missing`, or correct it";
            bad.add(|| taken.fault(arm, "MW228", Some(row), message, help));
        }
        *value = f64::NAN;
    }
    bad.finish(faults);
}

fn not_a_number(arm: &Arm, taken: &Taken<'_>, row: usize, cell: &str) -> Fault {
    let comma = cell.contains(',') && number(&cell.replace(',', ".")).is_some();
    let help = if comma {
        "write decimals with a point".to_owned()
    } else {
        format!("list it as `missing = [\"{cell}\"]`, or say its value with `map = {{ \"{cell}\" = .. }}`")
    };
    let message = format!("`{cell}` is not a number");
    taken.fault(arm, "MW215", Some(row), message, &help)
}
