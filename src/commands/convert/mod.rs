//! `matchwell convert`: any file that can be read, as Parquet, with what it says about its columns.

mod field;
mod said;

use super::Answer;
use crate::error::Error;
use crate::fault::{Fault, Place};
use crate::ingest::{self, Cells, Description, FileOptions, Reading};
use crate::report::{disk, of_batch};
use crate::text_file;
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use indexmap::IndexSet;
use rayon::prelude::*;
use serde_json::json;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Writes the file at `input`, or some of its columns, to the Parquet file `output`.
///
/// Columns of numbers stay numbers; all others become text, dates as ISO 8601 says them. A cell that
/// carries a missing code instead of a number (`.a`) is null, and its code stands in a column
/// `<name>.missing`. Label, value labels and missing values are in the metadata of each field, under
/// `label`, `values` and `missing`. Cost: one pass over the input, two over columns of texts in text files.
///
/// # Errors
/// What makes the input unreadable, a column that is not there, an output that cannot be written.
pub fn run(input: &Path, output: &Path, columns: &[String]) -> Result<Answer, Error> {
    let (rows, fields) = one(input, output, columns)?;
    let text = format!("{}: {rows} rows, {fields} columns\n", output.display());
    Ok(Answer::both(text, json!({ "file": output, "rows": rows, "columns": fields })))
}

/// The same for many files: each line of the file `list` says an input and an output, with a tab between.
///
/// # Errors
/// The faults of all inputs that cannot be converted; the others are.
pub fn batch(list: &Path) -> Result<Answer, Error> {
    let text = text_file::read(list, text_file::MANIFEST).map_err(|e| {
        Error::Usage(format!("cannot read the list {}: {}; {}", list.display(), e.why, e.help))
    })?;
    let pairs: Option<Vec<(&str, &str)>> = text.lines().map(|line| line.split_once('\t')).collect();
    let Some(pairs) = pairs else {
        return Err(Error::Usage("each line of the list needs an input, a tab and an output".to_owned()));
    };
    let done: Vec<Result<(usize, usize), Error>> =
        pairs.par_iter().map(|(input, output)| one(Path::new(input), Path::new(output), &[])).collect();
    let mut faults = Vec::new();
    for result in done {
        match result {
            Ok(_) => {}
            Err(Error::Data(mut found)) => faults.append(&mut found),
            Err(other) => return Err(other),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Data(faults));
    }
    let files: Vec<PathBuf> = pairs.iter().map(|(_, output)| output.into()).collect();
    Ok(Answer::both(format!("{} files\n", files.len()), json!({ "files": files })))
}

/// Converts one file; returns how many rows and columns it has.
fn one(input: &Path, output: &Path, columns: &[String]) -> Result<(usize, usize), Error> {
    let same =
        |a: &Path, b: &Path| a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b);
    if same(input, output) {
        return Err(Error::Data(vec![Fault {
            code: "MW609",
            message: "the output would replace its own input".to_owned(),
            help: Some("give the output another name".to_owned()),
            place: Place::Data { file: input.to_path_buf(), row: None, column: None },
        }]));
    }
    let (rows, columns) = read(input, columns).map_err(Error::Data)?;
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    for column in columns {
        for (field, array) in field::of(column) {
            fields.push(field);
            arrays.push(array);
        }
    }
    let count = fields.len();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays);
    let batch = batch.map_err(|e| Error::Usage(format!("cannot write {}: {e}", output.display())))?;
    disk::write_file(output, &of_batch("convert", &batch)?)?;
    Ok((rows, count))
}

/// A column as it was read.
struct Column {
    name: String,
    cells: Cells,
    description: Description,
}

fn read(input: &Path, columns: &[String]) -> Result<(usize, Vec<Column>), Vec<Fault>> {
    let options = FileOptions::default();
    let outline = ingest::outline(input, &options)?;
    let texts = ingest::texts(input, &options)?;
    let all = outline.columns.iter().map(|(name, _)| name);
    let names: IndexSet<&String> = if columns.is_empty() { all.collect() } else { columns.iter().collect() };
    let told = outline.columns.iter().zip(texts.iter().flatten());
    let of_text: HashSet<&String> = told.filter(|(_, text)| **text).map(|((name, _), _)| name).collect();
    let reading = |name| if of_text.contains(name) { Reading::Words } else { Reading::Numbers };
    let wanted: Vec<_> = names.iter().map(|&name| (name.clone(), reading(name))).collect();
    let mut table = ingest::columns(input, &options, &wanted, None)?;
    let mut read = Vec::with_capacity(wanted.len());
    for (name, reading) in wanted {
        let cells = table.take(&name, reading);
        let description = table.description(&name).cloned().unwrap_or_default();
        read.push(Column { name, cells, description });
    }
    if texts.is_none() {
        words_where_not_numbers(input, &options, &mut read)?;
    }
    Ok((table.rows, read))
}

/// Reads columns that turned out to be no numbers again, as words.
fn words_where_not_numbers(
    input: &Path,
    options: &FileOptions,
    columns: &mut [Column],
) -> Result<(), Vec<Fault>> {
    let odd = |c: &Column| matches!(&c.cells, Cells::Numbers(n) if !n.odd.is_empty());
    let wanted: Vec<_> =
        columns.iter().filter(|c| odd(c)).map(|c| (c.name.clone(), Reading::Words)).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let mut table = ingest::columns(input, options, &wanted, None)?;
    for column in columns.iter_mut().filter(|c| odd(c)) {
        column.cells = table.take(&column.name, Reading::Words);
    }
    Ok(())
}
