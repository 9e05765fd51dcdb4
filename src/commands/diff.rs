//! `matchwell diff`: what differs between two run folders.

use super::Answer;
use crate::error::Error;
use crate::report::{self, Manifest};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type};
use arrow::util::display::array_value_to_string;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Tables compared, with the columns that name a row in each.
const KEYS: [(&str, &[&str]); 3] = [
    ("effects", &["specification", "outcome", "contrast", "group", "base", "estimator", "measure"]),
    ("balance", &["specification", "covariate", "level", "statistic"]),
    ("review", &["specification", "rule", "subject"]),
];

/// Relative difference under which two numbers count as the same.
const SAME: f64 = 1e-10;

/// Compares settings, effects, balance and findings of two run folders.
///
/// # Errors
/// A folder that is not a run folder.
pub fn run(left: &Path, right: &Path) -> Result<Answer, Error> {
    let (a, b) = (Manifest::read(left)?, Manifest::read(right)?);
    let mut lines = settings(&a.settings, &b.settings, "job");
    for input in &a.inputs {
        let other = b.inputs.iter().find(|i| i.path == input.path);
        if other.is_some_and(|i| i.sha256 != input.sha256) {
            lines.push(format!("input {}: other content", input.path));
        }
    }
    for (table, keys) in KEYS {
        lines.extend(rows(
            table,
            keys,
            &report::read_table(left, table)?,
            &report::read_table(right, table)?,
        ));
    }
    let json = json!({ "same": lines.is_empty(), "differences": lines });
    if lines.is_empty() {
        return Ok(Answer::both(
            "No difference in settings, inputs, effects, balance or findings.\n".to_owned(),
            json,
        ));
    }
    let text = lines.join("\n") + "\n";
    Ok(Answer::both(text, json).with_status(1))
}

fn settings(a: &Value, b: &Value, path: &str) -> Vec<String> {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let mut keys: Vec<&String> = x.keys().chain(y.keys()).collect();
            keys.sort();
            keys.dedup();
            let null = Value::Null;
            keys.iter()
                .flat_map(|k| {
                    settings(x.get(*k).unwrap_or(&null), y.get(*k).unwrap_or(&null), &format!("{path}.{k}"))
                })
                .collect()
        }
        _ if a == b => Vec::new(),
        _ => vec![format!("{path}: {a} -> {b}")],
    }
}

fn rows(table: &str, keys: &[&str], a: &RecordBatch, b: &RecordBatch) -> Vec<String> {
    let (left, right) = (index(keys, a), index(keys, b));
    let mut lines = Vec::new();
    for (key, &i) in &left {
        match right.get(key) {
            None => lines.push(format!("{table} [{key}]: only in the first")),
            Some(&j) => lines.extend(cells(table, key, (a, i), (b, j))),
        }
    }
    lines.extend(
        right.keys().filter(|k| !left.contains_key(*k)).map(|k| format!("{table} [{k}]: only in the second")),
    );
    lines
}

fn index(keys: &[&str], batch: &RecordBatch) -> BTreeMap<String, usize> {
    let columns: Vec<_> = keys.iter().filter_map(|k| batch.column_by_name(k)).collect();
    let name = |i: usize| columns.iter().map(|c| show(c, i)).collect::<Vec<_>>().join(" / ");
    (0..batch.num_rows()).map(|i| (name(i), i)).collect()
}

fn cells(
    table: &str,
    key: &str,
    (a, i): (&RecordBatch, usize),
    (b, j): (&RecordBatch, usize),
) -> Vec<String> {
    let schema = a.schema();
    let differs = |name: &String| {
        let (x, y) = (a.column_by_name(name)?, b.column_by_name(name)?);
        (!same(x, i, y, j)).then(|| format!("{table} [{key}] {name}: {} -> {}", show(x, i), show(y, j)))
    };
    schema.fields().iter().filter_map(|f| differs(f.name())).collect()
}

fn same(x: &dyn Array, i: usize, y: &dyn Array, j: usize) -> bool {
    if x.is_null(i) || y.is_null(j) {
        return x.is_null(i) == y.is_null(j);
    }
    if x.data_type() == &DataType::Float64 && y.data_type() == &DataType::Float64 {
        let (p, q) = (x.as_primitive::<Float64Type>().value(i), y.as_primitive::<Float64Type>().value(j));
        return (p - q).abs() <= SAME * p.abs().max(q.abs());
    }
    show(x, i) == show(y, j)
}

fn show(array: &dyn Array, i: usize) -> String {
    if array.is_null(i) { "-".to_owned() } else { array_value_to_string(array, i).unwrap_or_default() }
}
