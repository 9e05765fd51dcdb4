//! A column of an arm, from the rows of its file to the units in their order.

use super::arm::{ABSENT, Arm};
use super::builder::Builder;
use super::recode::Recode;
use super::taken::Taken;
use crate::fault::Fault;
use crate::ingest::{Cells, EMPTY, Reading, Repeated, Words};
use arrow::array::{ArrayRef, Float64Array};
use arrow::buffer::NullBuffer;
use std::sync::Arc;

/// What a word says.
pub(super) enum Meaning<T> {
    /// A value.
    Value(T),
    /// Missing.
    Missing,
    /// Nothing that is known here; the message and the way out.
    Unknown(String, String),
}

/// A column of words with their meaning: `meanings[codes[i]]` is the value of unit `i`.
pub(super) struct Meant<T> {
    pub(super) codes: Vec<u32>,
    pub(super) meanings: Vec<Option<T>>,
    /// Which words occur among the units that take part.
    pub(super) seen: Vec<bool>,
}

/// Appends `values` of the file's rows to `out` in the order of the units; absent ones are NaN.
pub(super) fn arrange(values: Vec<f64>, rows: &[u32], out: &mut Vec<f64>) {
    let in_order = rows.len() == values.len() && rows.iter().enumerate().all(|(i, &r)| i == r as usize);
    if in_order && out.capacity() == 0 {
        *out = values;
    } else if in_order {
        out.extend_from_slice(&values);
    } else {
        let value = |&row: &u32| values.get(row as usize).copied().unwrap_or(f64::NAN);
        out.extend(rows.iter().map(value));
    }
}

/// A column of numbers; NaN is missing.
pub(super) fn number_array(values: Vec<f64>) -> ArrayRef {
    let missing = values.iter().any(|v| v.is_nan());
    let nulls = missing.then(|| values.iter().map(|v| !v.is_nan()).collect::<NullBuffer>());
    Arc::new(Float64Array::new(values.into(), nulls))
}

/// Reads a column of words of `arm` and gives each word its meaning.
///
/// A word without meaning is a fault in `code` for each row that takes part, and missing elsewhere.
pub(super) fn words<T>(
    arm: &mut Arm,
    recode: &Recode<'_>,
    code: &'static str,
    meaning: impl Fn(&str) -> Meaning<T>,
    faults: &mut Vec<Fault>,
) -> Meant<T> {
    let mut taken = Taken::of(arm, recode, Reading::Words, faults);
    let words = if let Cells::Words(words) = taken.cells() { words } else { Words::default() };
    let meanings: Vec<Meaning<T>> = words.words.iter().map(|w| meaning(w)).collect();
    let mut seen = vec![0_usize; meanings.len()];
    let mut bad = Repeated::default();
    for (row, &at) in words.codes.iter().enumerate().filter(|(_, at)| **at != EMPTY) {
        if !taken.uses(arm, row) {
            continue;
        }
        seen[at as usize] += 1;
        if let Meaning::Unknown(message, help) = &meanings[at as usize] {
            bad.add(|| taken.fault(arm, code, Some(row), message.clone(), help));
        }
    }
    bad.finish(faults);
    for (at, _) in meanings.iter().enumerate().filter(|(_, m)| matches!(m, Meaning::Missing)) {
        arm.tally(recode.name, &words.words[at], seen[at]);
    }
    let seen = seen.into_iter().map(|rows| rows > 0).collect();
    let at = |&row: &u32| {
        if row == ABSENT { EMPTY } else { words.codes.get(row as usize).copied().unwrap_or(EMPTY) }
    };
    let codes = taken.rows(arm).iter().map(at).collect();
    let value = |m| if let Meaning::Value(v) = m { Some(v) } else { None };
    Meant { codes, meanings: meanings.into_iter().map(value).collect(), seen }
}

/// As [`words`], missing ones filled from the columns that the recode lets them be carried from.
pub(super) fn carried_words<T>(
    builder: &mut Builder<'_>,
    at: usize,
    recode: &Recode<'_>,
    code: &'static str,
    meaning: impl Fn(&str) -> Meaning<T>,
) -> Meant<T> {
    let mut meant = words(&mut builder.arms[at], recode, code, &meaning, &mut builder.faults);
    for name in recode.carry {
        let source = Recode { name, expression: None, ..recode.clone() };
        let earlier = words(&mut builder.arms[at], &source, code, &meaning, &mut builder.faults);
        let offset = builder.arms[at].offset;
        let carried = meant.fill(earlier, |unit| builder.entry.stays(offset + unit));
        builder.note_carried(at, recode.name, name, carried);
    }
    meant
}

impl<T> Meant<T> {
    fn knows(&self, code: u32) -> bool {
        self.meanings.get(code as usize).is_some_and(Option::is_some)
    }

    /// Takes what is missing from `earlier`; how many of those who `count` got a value.
    fn fill(&mut self, earlier: Self, counts: impl Fn(usize) -> bool) -> usize {
        let own = self.meanings.len() as u32;
        let mut carried = 0;
        for unit in 0..self.codes.len() {
            let code = earlier.codes[unit];
            if !self.knows(self.codes[unit]) && earlier.knows(code) {
                self.codes[unit] = own + code;
                carried += usize::from(counts(unit));
            }
        }
        self.meanings.extend(earlier.meanings);
        self.seen.extend(earlier.seen);
        carried
    }
}

impl<T: Copy> Meant<T> {
    /// The value of each unit.
    pub(super) fn values(&self) -> impl Iterator<Item = Option<T>> + '_ {
        self.codes.iter().map(|&code| self.meanings.get(code as usize).copied().flatten())
    }
}

/// `1.0` as `1`, so that a table of decimals and a text of whole numbers say the same word.
pub(super) fn canonical(word: &str) -> &str {
    match word.split_once('.') {
        Some((whole, zeros))
            if !zeros.is_empty()
                && zeros.bytes().all(|b| b == b'0')
                && crate::ingest::number(whole).is_some() =>
        {
            whole
        }
        _ => word,
    }
}
