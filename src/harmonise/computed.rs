//! Formulas over the columns of a source's files: its `where`, and fields that are computed.

use super::arm::{ABSENT, Arm};
use super::field::{arrange, canonical};
use super::number::recoded;
use crate::cohort::{Answer, CohortError, Doubt, Expression, Input, Sort, Texts, Use, Value};
use crate::fault::Fault;
use crate::ingest::{Cells, EMPTY, Numbers, Reading, Repeated, Words, number};
use crate::job::{CellSpec, FieldSpec};
use arrow::array::{Array, AsArray, Float64Array};
use arrow::datatypes::Float64Type;
use indexmap::IndexMap;
use std::collections::HashMap;

/// The columns that `expression` reads, one entry a unit of `arm`; `None` where one is not there, which
/// was told.
pub(super) fn columns(
    arm: &mut Arm,
    expression: &Expression,
    missing: &[CellSpec],
) -> Option<IndexMap<(String, bool), Input>> {
    let uses = expression.uses();
    let lacking = uses.iter().any(|(name, _)| arm.lacks(&actual(arm, name)));
    let mut columns = IndexMap::new();
    for (name, used) in uses {
        let input = match used {
            Use::Text => text(arm, &name, missing),
            Use::Plain => plain(arm, &name, missing),
        };
        columns.insert((name, used == Use::Text), input);
    }
    (!lacking).then_some(columns)
}

/// A column among `columns` as an expression reads it.
pub(super) fn look(
    columns: &IndexMap<(String, bool), Input>,
    name: &str,
    used: Use,
) -> Result<Input, CohortError> {
    columns.get(&(name.to_owned(), used == Use::Text)).cloned().ok_or_else(|| {
        let known: Vec<&str> = columns.keys().map(|(name, _)| name.as_str()).collect();
        CohortError::NoColumn { name: name.to_owned(), nearest: None, known: known.join(", ") }
    })
}

/// What the column that a formula calls `name` is called in its file.
pub(super) fn actual(arm: &Arm, name: &str) -> String {
    let known = arm.known.get(name).and_then(|recode| recode.column.as_deref());
    known.unwrap_or(name).to_owned()
}

/// The field of a column that the codebook knows.
fn known(arm: &Arm, name: &str) -> Option<FieldSpec> {
    arm.known.get(name).map(|recode| FieldSpec::Recoded(Box::new(recode.clone())))
}

/// A column as text.
fn text(arm: &mut Arm, name: &str, missing: &[CellSpec]) -> Input {
    let (field, name) = (known(arm, name), &actual(arm, name));
    let recode = field.as_ref().map_or_else(|| arm.plain(name, missing), |f| arm.recode(f, missing));
    let (file, cells) = arm.take(name, Reading::Words);
    let words = if let Cells::Words(words) = cells { words } else { Words::default() };
    let value = |word: &String| (!recode.is_missing(word)).then(|| canonical(word).to_owned());
    let codes: Vec<u32> = units(&words.codes, &arm.rows[file]);
    Input::Text(Texts::of(&codes, words.words.iter().map(value).collect()))
}

/// A column of numbers if every cell is one, of text otherwise.
fn plain(arm: &mut Arm, name: &str, missing: &[CellSpec]) -> Input {
    let (field, name) = (known(arm, name), &actual(arm, name));
    let recode = field.as_ref().map_or_else(|| arm.plain(name, missing), |f| arm.recode(f, missing));
    let (file, cells) = arm.take(name, Reading::Numbers);
    let Cells::Numbers(mut cells) = cells else { return Input::Number(Float64Array::new_null(arm.len())) };
    recoded(&mut cells, &recode, |_| false);
    cells.odd.retain(|&(_, code)| !recode.is_missing(&cells.words[code as usize]));
    if cells.odd.is_empty() {
        let mut values = Vec::new();
        arrange(cells.values, &arm.rows[file], &mut values);
        return Input::Number(super::field::number_array(values).as_primitive::<Float64Type>().clone());
    }
    let (codes, words) = worded(&cells.values, |row| {
        let at = cells.odd.binary_search_by_key(&(row as u32), |&(row, _)| row).ok()?;
        Some(cells.words[cells.odd[at].1 as usize].clone())
    });
    Input::Text(Texts::of(&units(&codes, &arm.rows[file]), words.into_iter().map(Some).collect()))
}

/// The codes of a file's rows in the order of the units.
fn units(codes: &[u32], rows: &[u32]) -> Vec<u32> {
    let code =
        |&row: &u32| if row == ABSENT { EMPTY } else { codes.get(row as usize).copied().unwrap_or(EMPTY) };
    rows.iter().map(code).collect()
}

/// Numbers as words, and what stands in rows without a number.
fn worded(values: &[f64], other: impl Fn(usize) -> Option<String>) -> (Vec<u32>, Vec<String>) {
    let (mut seen, mut words): (HashMap<u64, u32>, IndexMap<String, ()>) = (HashMap::new(), IndexMap::new());
    let mut codes = Vec::with_capacity(values.len());
    for (row, &value) in values.iter().enumerate() {
        let mut code = |word: String| words.insert_full(word, ()).0 as u32;
        codes.push(if value.is_nan() {
            other(row).map_or(EMPTY, code)
        } else {
            *seen.entry(value.to_bits()).or_insert_with(|| code(value.to_string()))
        });
    }
    (codes, words.into_keys().collect())
}

/// Tells the cells that an expression could make nothing of, among units that take part.
pub(super) fn doubtful(arm: &Arm, text: &str, doubts: &[Doubt], faults: &mut Vec<Fault>) {
    for needs in [Sort::Date, Sort::Number] {
        let code = if needs == Sort::Date { "MW260" } else { "MW261" };
        let of_sort = doubts.iter().filter(|d| d.needs == needs);
        let mut cells: Vec<(u32, &Doubt)> =
            of_sort.flat_map(|d| d.rows.iter().map(move |&row| (row, d))).collect();
        cells.sort_by_key(|(row, doubt)| (*row, doubt.column.clone()));
        cells.dedup_by(|a, b| a.0 == b.0 && a.1.column == b.1.column);
        let mut found = Repeated::default();
        for (unit, doubt) in cells.into_iter().filter(|(unit, _)| takes_part(arm, *unit as usize)) {
            found.add(|| match &doubt.column {
                Some(column) => arm.fault(code, unit as usize, column, doubt.message(), doubt.help()),
                None => fault(arm, code, unit as usize, text, doubt.message(), doubt.help()),
            });
        }
        found.finish(faults);
    }
}

/// A fault in the value of unit `unit` that the formula `text` gives.
pub(super) fn fault(
    arm: &Arm,
    code: &'static str,
    unit: usize,
    text: &str,
    message: String,
    help: &str,
) -> Fault {
    arm.tables[0].fault(code, Some(arm.rows[0][unit] as usize), Some(text), message, help)
}

/// `true` if a unit of `arm` takes part.
pub(super) fn takes_part(arm: &Arm, unit: usize) -> bool {
    arm.uses(0, arm.rows[0][unit] as usize)
}

/// The values of a computed field as cells, one a unit.
pub(super) fn cells(
    arm: &mut Arm,
    text: &str,
    missing: &[CellSpec],
    reading: Reading,
    faults: &mut Vec<Fault>,
) -> Cells {
    let value = Expression::parse(text).and_then(|expression| {
        let columns = columns(arm, &expression, missing);
        let compute = |c| expression.compute(arm.len(), &|name, used| look(&c, name, used));
        columns.map(compute).transpose()
    });
    match value {
        Ok(None) => Cells::none(reading, arm.len()),
        Ok(Some(Answer { value: Value::Date(_), .. })) => {
            let message = format!("`expression = \"{text}\"` gives dates");
            let help = "take the time between two dates, such as days_between(a, b), or the year of one";
            faults.push(arm.tables[0].fault("MW262", None, None, message, help));
            Cells::none(reading, arm.len())
        }
        Ok(Some(Answer { value, doubts })) => {
            doubtful(arm, text, &doubts, faults);
            if reading == Reading::Numbers { numbers(&value) } else { words(&value) }
        }
        Err(e) => {
            let message = format!("`expression = \"{text}\"` of {}: {e}", arm.side.words());
            let help = "compare columns of the file with values that occur in them";
            faults.push(arm.tables[0].fault("MW224", None, None, message, help));
            Cells::none(reading, arm.len())
        }
    }
}

/// Values as cells of numbers; text that says no number stands beside them.
fn numbers(value: &Value) -> Cells {
    if let Some(array) = value.numbers() {
        let values = (0..array.len()).map(|i| if array.is_valid(i) { array.value(i) } else { f64::NAN });
        return Cells::Numbers(Numbers { values: values.collect(), ..Numbers::default() });
    }
    let Value::Text(texts) = value else { return Cells::none(Reading::Numbers, value.len()) };
    let said: Vec<Option<f64>> = texts.words().iter().map(|w| number(w)).collect();
    let mut cells = Numbers { words: texts.words().to_vec(), ..Numbers::default() };
    for (row, &code) in texts.codes().iter().enumerate() {
        let word = texts.words().get(code as usize).filter(|w| !w.is_empty());
        let value = said.get(code as usize).copied().flatten();
        cells.values.push(value.unwrap_or(f64::NAN));
        if word.is_some() && value.is_none() {
            cells.odd.push((row as u32, code));
        }
    }
    Cells::Numbers(cells)
}

/// Values as cells of words: numbers as they are written, `yes` and `no`, text; empty text is missing.
fn words(value: &Value) -> Cells {
    if let Value::Text(texts) = value {
        let word = |c: &u32| texts.words().get(*c as usize).is_some_and(|w| !w.is_empty());
        let codes = texts.codes().iter().map(|c| if word(c) { *c } else { EMPTY }).collect();
        return Cells::Words(Words { codes, words: texts.words().to_vec() });
    }
    let Some(array) = value.numbers() else { return Cells::none(Reading::Words, value.len()) };
    let values: Vec<f64> =
        (0..array.len()).map(|i| if array.is_valid(i) { array.value(i) } else { f64::NAN }).collect();
    let (codes, mut words) = worded(&values, |_| None);
    if matches!(value, Value::Truth(_)) {
        for word in &mut words {
            *word = String::from(if word == "1" { "yes" } else { "no" });
        }
    }
    Cells::Words(Words { codes, words })
}
