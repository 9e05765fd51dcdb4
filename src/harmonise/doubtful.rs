//! What is possible and yet hardly meant: told, and nothing is changed.

use super::arm::Arm;
use super::builder::Builder;
use super::order::compare;
use super::origin::Note;
use crate::ingest::Keys;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Float64Type;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

/// Negative numbers that surveys use as codes.
const CODES: [i64; 13] = [-1, -2, -3, -4, -5, -6, -7, -8, -9, -88, -99, -999, -9999];

/// Tells numbers that look like missing codes nobody declared: the only negative ones of a covariate, all
/// of them usual codes.
pub(super) fn codes(builder: &mut Builder<'_>, name: &str, array: &ArrayRef) {
    let Some(values) = array.as_primitive_opt::<Float64Type>() else { return };
    for at in 0..builder.arms.len() {
        let arm = &builder.arms[at];
        let mut found: BTreeMap<i64, usize> = BTreeMap::new();
        let mut people = 0;
        for unit in arm.offset..arm.offset + arm.len() {
            if unit >= values.len() || !values.is_valid(unit) || !builder.entry.stays(unit) {
                continue;
            }
            people += 1;
            let value = values.value(unit);
            if value < 0.0 {
                let Some(code) = CODES.into_iter().find(|c| *c as f64 == value) else {
                    found.clear();
                    break;
                };
                *found.entry(code).or_insert(0) += 1;
            }
        }
        let rows: usize = found.values().sum();
        if rows == 0 || 2 * rows > people {
            continue;
        }
        let list: Vec<String> = found.iter().rev().map(|(code, n)| format!("`{code}` in {n} rows")).collect();
        let message = format!(
            "`{name}` of {} is {}, and otherwise not negative: are these codes for missing, to be listed under \
             `missing`?",
            arm.side.words(),
            list.join(", ")
        );
        builder.notes.push(Note { code: "MW229", message, subject: Some(name.to_owned()) });
    }
}

/// Tells ids that stand in the files of both arms, each file naming people of its own.
pub(super) fn ids(builder: &mut Builder<'_>) {
    let [treated, control] = &builder.arms[..] else { return };
    let both = in_both(treated, control, |unit| builder.entry.stays(unit));
    if both == 0 {
        return;
    }
    let ids = if both == 1 { "1 id stands".to_owned() } else { format!("{both} ids stand") };
    let file = |arm: &Arm| arm.tables[0].file.display().to_string();
    let message = if file(treated) == file(control) {
        format!(
            "{ids} in both arms, which read the same file `{}`: unless `where` keeps them apart, people \
             are compared with themselves",
            file(treated)
        )
    } else {
        format!(
            "{ids} in `{}` and in `{}`: they are taken for different people",
            file(treated),
            file(control)
        )
    };
    builder.notes.push(Note { code: "MW294", message, subject: None });
}

/// How many ids two arms share, among units that take part; ids are in order.
fn in_both(a: &Arm, b: &Arm, stays: impl Fn(usize) -> bool) -> usize {
    let counts =
        |i: usize, j: usize| usize::from(!a.ids.is_missing(i) && stays(a.offset + i) && stays(b.offset + j));
    let (mut i, mut j, mut both) = (0, 0, 0);
    match (&a.ids, &b.ids) {
        (Keys::Whole { .. }, Keys::Text { .. }) | (Keys::Text { .. }, Keys::Whole { .. }) => {
            let known: HashMap<String, usize> =
                (0..b.len()).map(|j| (b.ids.text(j).into_owned(), j)).collect();
            let found = (0..a.len()).filter_map(|i| Some((i, *known.get(a.ids.text(i).as_ref())?)));
            found.map(|(i, j)| counts(i, j)).sum()
        }
        (x, y) => {
            while i < a.len() && j < b.len() {
                match compare(x, i, y, j) {
                    Ordering::Less => i += 1,
                    Ordering::Greater => j += 1,
                    Ordering::Equal => {
                        both += counts(i, j);
                        i += 1;
                        j += 1;
                    }
                }
            }
            both
        }
    }
}
