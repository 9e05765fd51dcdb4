//! Two releases about nearly the same people: what they tell together that neither tells alone.
//!
//! Works on the tables as they stand in a release, so it needs no microdata and no knowledge of a table but its
//! declaration: which columns are its key, and which count people.

use super::super::ReportError;
use super::super::tables::{ALL, Field, Folder, Row, Table, Type};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray, new_null_array};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::util::display::array_value_to_string;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// A release, table by table.
pub type Batches = Vec<(&'static Table, RecordBatch)>;

/// Relative difference up to which two figures are the same.
const SAME: f64 = 1e-10;

/// Figures of `specifications`; its other numbers are settings.
const FIGURES: [&str; 23] = [
    "treat_mean",
    "comparison_mean",
    "estimate",
    "lower",
    "upper",
    "difference",
    "difference_lower",
    "difference_upper",
    "control_ess",
    "worst_before",
    "worst_after",
    "l1_before",
    "l1_after",
    "cost",
    "bound",
    "gap",
    "score_auc",
    "tie_mean",
    "tie_low",
    "tie_high",
    "missing_information",
    "partners_kept",
    "most_used",
];

/// A figure of two releases that are about few people more or fewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Table.
    pub table: &'static str,
    /// Values of its key.
    pub key: String,
    /// Column.
    pub column: &'static str,
    /// What the first release says.
    pub before: String,
    /// What the second says.
    pub now: String,
    /// `true` for a count that moved by few; `false` for another figure of as many people.
    pub count: bool,
    row: usize,
}

/// The tables of a release folder, or of the run folder it is in; those of other versions are left out.
///
/// # Errors
/// A table cannot be read.
pub fn read(folder: &Path) -> Result<Batches, ReportError> {
    let run = if folder.join("release").is_dir() { Some(folder) } else { folder.parent() };
    let name = folder.file_name().is_some_and(|n| n == "release");
    let Some(run) = run.filter(|r| *r == folder || name) else {
        let why = "it has no release/".to_owned();
        return Err(ReportError::NoRun { path: folder.to_path_buf(), why });
    };
    let mut batches = Vec::new();
    for table in ALL.into_iter().filter(|t| t.folder == Folder::Release) {
        if run.join(table.path()).is_file() {
            batches.push((table, super::super::read_table(run, table.name)?));
        }
    }
    if batches.is_empty() {
        let (path, table) = (run.join("release/effects.parquet"), "effects".to_owned());
        return Err(ReportError::MissingTable { path, table });
    }
    Ok(batches)
}

/// What is told by `now` on top of `before` about fewer people than may be told of.
///
/// * `margin`: printed counts that differ by less may differ by fewer than the threshold: the threshold and the
///   grain of counts together.
///
/// Three things are looked for: counts that moved by few; other figures that moved while the counts of treated
/// people, as printed, did not; and figures of tables without counts, where the counts of their specification are such.
#[must_use]
pub fn near(before: &Batches, now: &Batches, margin: f64) -> Vec<Near> {
    let mut found = Vec::new();
    let pairs = || {
        now.iter().filter_map(|(table, b)| {
            let (_, a) = before.iter().find(|(t, _)| t.name == table.name)?;
            Some((*table, a, b))
        })
    };
    for (table, a, b) in pairs().filter(|p| counts(p.0).next().is_some()) {
        for (key, i, j) in matched(table, a, b) {
            found.extend(row(table, &key, (a, i), (b, j), margin));
        }
    }
    let close: BTreeSet<String> =
        found.iter().map(|n| n.key.clone()).filter_map(|k| specification(&k)).collect();
    for (table, a, b) in pairs().filter(|p| counts(p.0).next().is_none()) {
        for (key, i, j) in matched(table, a, b) {
            if table.fields[0].name == "specification"
                && specification(&key).is_some_and(|s| close.contains(&s))
            {
                found.extend(moved(table, &key, (a, i), (b, j)));
            }
        }
    }
    found
}

fn specification(key: &str) -> Option<String> {
    key.split(" / ").next().map(str::to_owned)
}

fn counts(table: &'static Table) -> impl Iterator<Item = &'static Field> {
    table.fields.iter().filter(|f| matches!(f.unit, "people" | "pairs") && f.nullable)
}

fn figures(table: &'static Table) -> impl Iterator<Item = &'static Field> {
    let setting = |f: &&Field| table.name == "specifications" && !FIGURES.contains(&f.name);
    let number = |f: &&Field| matches!(f.kind, Type::Number | Type::Whole) && f.nullable;
    table
        .fields
        .iter()
        .filter(number)
        .filter(|f| {
            !matches!(f.unit, "people" | "pairs") && f.name != "imputation" && !table.key.contains(&f.name)
        })
        .filter(move |f| !setting(f))
}

/// Columns that tell rows apart; the order of rows of the flow moves when reasons merge.
fn keys(table: &'static Table) -> Vec<&'static str> {
    if table.name == "flow" {
        return vec!["specification", "imputation", "arm", "step", "reason"];
    }
    let imputation = table.fields.iter().any(|f| f.name == "imputation").then_some("imputation");
    let mut keys: Vec<&str> = table.key.to_vec();
    keys.splice(1.min(keys.len()).., imputation.into_iter().chain(table.key.iter().copied().skip(1)));
    keys
}

fn index(table: &'static Table, batch: &RecordBatch) -> BTreeMap<String, usize> {
    let columns: Vec<&ArrayRef> = keys(table).into_iter().filter_map(|k| batch.column_by_name(k)).collect();
    let name = |i: usize| columns.iter().map(|c| show(c, i)).collect::<Vec<_>>().join(" / ");
    (0..batch.num_rows()).map(|i| (name(i), i)).collect()
}

/// Rows of both tables with the same key.
fn matched(table: &'static Table, a: &RecordBatch, b: &RecordBatch) -> Vec<(String, usize, usize)> {
    let left = index(table, a);
    index(table, b).into_iter().filter_map(|(key, j)| Some((key.clone(), *left.get(&key)?, j))).collect()
}

type At<'a> = (&'a RecordBatch, usize);

fn number(at: At<'_>, column: &str) -> Option<f64> {
    let array = at.0.column_by_name(column)?;
    if array.is_null(at.1) {
        return None;
    }
    match array.data_type() {
        DataType::Float64 => Some(array.as_primitive::<Float64Type>().value(at.1)),
        DataType::Int64 => Some(array.as_primitive::<Int64Type>().value(at.1) as f64),
        _ => None,
    }
}

fn row(table: &'static Table, key: &str, a: At<'_>, b: At<'_>, margin: f64) -> Vec<Near> {
    let both = |f: &&'static Field| Some((*f, number(a, f.name)?, number(b, f.name)?));
    let known: Vec<_> = counts(table).collect::<Vec<_>>().iter().filter_map(both).collect();
    let apart = |x: f64, y: f64| (x - y).abs() > SAME * x.abs().max(y.abs());
    let few: Vec<Near> = known
        .iter()
        .filter(|(_, x, y)| apart(*x, *y) && (x - y).abs() < margin)
        .map(|(f, ..)| tell(table, key, f.name, (a, b), true))
        .collect();
    let treated =
        || known.iter().filter(|(f, ..)| !f.name.contains("control") && !f.name.contains("comparison"));
    let as_many = treated().count() > 0 && treated().all(|(_, x, y)| !apart(*x, *y));
    if few.is_empty() && as_many { moved(table, key, a, b) } else { few }
}

/// Figures that are not the same in both.
fn moved(table: &'static Table, key: &str, a: At<'_>, b: At<'_>) -> Vec<Near> {
    let differs = |f: &&'static Field| match (number(a, f.name), number(b, f.name)) {
        (Some(x), Some(y)) => (x - y).abs() > SAME * x.abs().max(y.abs()),
        _ => false,
    };
    figures(table).filter(differs).map(|f| tell(table, key, f.name, (a, b), false)).collect()
}

fn tell(
    table: &'static Table,
    key: &str,
    column: &'static str,
    (a, b): (At<'_>, At<'_>),
    count: bool,
) -> Near {
    let text = |at: At<'_>| at.0.column_by_name(column).map_or_else(String::new, |c| show(c, at.1));
    Near { table: table.name, key: key.to_owned(), column, before: text(a), now: text(b), count, row: b.1 }
}

fn show(array: &ArrayRef, i: usize) -> String {
    if array.is_null(i) { "-".to_owned() } else { array_value_to_string(array, i).unwrap_or_default() }
}

/// What stands instead of a reason where a row is withheld for the sake of an earlier release.
const WHY: &str = "withheld: an earlier release tells this about few people more or fewer";

/// The rows of a table without the figures of those named.
///
/// # Errors
/// [`ReportError::Table`] if Arrow refuses.
pub(super) fn without<R: Row>(rows: Vec<R>, near: &[Near]) -> Result<Vec<R>, ReportError> {
    let table = R::table();
    let hidden: BTreeSet<usize> = near.iter().filter(|n| n.table == table.name).map(|n| n.row).collect();
    if hidden.is_empty() {
        return Ok(rows);
    }
    let batch = R::batch(&rows)?;
    let blank: BTreeSet<&str> = counts(table).chain(figures(table)).map(|f| f.name).collect();
    let column = |(field, array): (&Field, &ArrayRef)| -> Result<ArrayRef, ReportError> {
        let hide = |i: &usize| hidden.contains(i);
        let all = 0..array.len();
        match field.name {
            name if blank.contains(name) || name == "label" && field.nullable => {
                let nulls = new_null_array(array.data_type(), array.len());
                let mask: BooleanArray = all.map(|i| Some(hide(&i))).collect();
                arrow::compute::kernels::zip::zip(&mask, &nulls, array)
                    .map_err(ReportError::table(table.name))
            }
            "suppressed" => {
                let old = array.as_boolean();
                Ok(Arc::new(all.map(|i| Some(hide(&i) || old.value(i))).collect::<BooleanArray>()))
            }
            "null_reason" => {
                let old = array.as_string::<i32>();
                let text =
                    |i: usize| if hide(&i) { Some(WHY) } else { old.is_valid(i).then(|| old.value(i)) };
                Ok(Arc::new(all.map(text).collect::<StringArray>()))
            }
            _ => Ok(Arc::clone(array)),
        }
    };
    let columns = table.fields.iter().zip(batch.columns()).map(column).collect::<Result<Vec<_>, _>>()?;
    R::rows(&RecordBatch::try_new(batch.schema(), columns).map_err(ReportError::table(table.name))?)
}
