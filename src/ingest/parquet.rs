//! Parquet files: each column is read by itself, so that columns are read side by side and no other
//! is touched.

use super::builders::{KeysBuilder, NumbersBuilder, WordsBuilder};
use super::cells::{Cells, Keys};
use super::description::Description;
use super::format::{Outline, whole};
use super::names::resolve;
use super::table::{Content, Lines};
use super::wanted::{Reading, Request};
use crate::fault::{Fault, Place};
use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;
use rayon::prelude::*;
use std::fs::File;
use std::path::Path;

/// Rows decoded at a time.
const BATCH: usize = 1 << 16;

/// Reads the columns of `request` from the Parquet file at `path`.
pub(super) fn read(path: &Path, request: &Request) -> Result<Content, Vec<Fault>> {
    let (_, metadata) = load(path, request)?;
    let names: Vec<String> = metadata.schema().fields().iter().map(|f| f.name().clone()).collect();
    let mut faults = Vec::new();
    let places = resolve(&names, request, &mut faults);
    let rows = usize::try_from(metadata.metadata().file_metadata().num_rows()).unwrap_or(0);
    let rows = request.limit.map_or(rows, |limit| rows.min(limit));
    if rows == 0 {
        let message = "the table has no rows".to_owned();
        return Err(vec![whole(request, "MW204", message, "give a table with at least one row")]);
    }
    let wanted: Vec<_> = places.into_iter().zip(request.columns.keys()).collect();
    let read: Vec<Option<Result<Cells, Fault>>> = wanted
        .into_par_iter()
        .map(|(place, (name, reading))| {
            let cells = open(path, &metadata, place?, rows).and_then(|reader| column(reader, *reading, rows));
            Some(cells.map_err(|e| unreadable(request, name, &e)))
        })
        .collect();
    let mut columns = Vec::new();
    for cells in read {
        columns.push(cells.and_then(|cells| cells.map_err(|fault| faults.push(fault)).ok()));
    }
    Ok(Content { rows, lines: Lines::from_line(1), columns, descriptions: Vec::new(), faults })
}

/// The columns of the table at `path`.
pub(super) fn outline(path: &Path, request: &Request) -> Result<Outline, Vec<Fault>> {
    let (_, metadata) = load(path, request)?;
    let fields = metadata.schema().fields().iter();
    let rows = usize::try_from(metadata.metadata().file_metadata().num_rows()).ok();
    Ok(Outline { rows, columns: fields.map(|f| (f.name().clone(), Description::default())).collect() })
}

fn load(path: &Path, request: &Request) -> Result<(File, ArrowReaderMetadata), Vec<Fault>> {
    let damaged =
        |e: &str| vec![whole(request, "MW209", format!("the table is damaged: {e}"), "write it again")];
    let file = File::open(path).map_err(|e| damaged(&e.to_string()))?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default());
    Ok((file, metadata.map_err(|e| damaged(&e.to_string()))?))
}

/// A reader of one column. It opens the file anew: clones of a file share one position.
fn open(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    place: usize,
    rows: usize,
) -> Result<ParquetRecordBatchReader, ArrowError> {
    let file = File::open(path)?;
    let mask = ProjectionMask::roots(metadata.parquet_schema(), [place]);
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
    Ok(builder.with_projection(mask).with_batch_size(BATCH).with_limit(rows).build()?)
}

fn column(reader: ParquetRecordBatchReader, reading: Reading, rows: usize) -> Result<Cells, ArrowError> {
    match reading {
        Reading::Numbers => numbers(reader, rows),
        Reading::Words => words(reader),
        Reading::Keys => keys(reader),
    }
}

fn numbers(reader: ParquetRecordBatchReader, rows: usize) -> Result<Cells, ArrowError> {
    let mut cells = NumbersBuilder::with_capacity(rows);
    for batch in reader {
        let batch = batch?;
        let array = batch.column(0);
        if is_number(array.data_type()) {
            let array = to(array, &DataType::Float64)?;
            let values = array.as_primitive::<Float64Type>();
            if values.null_count() == 0 {
                cells.extend_numbers(values.values());
            } else {
                values.iter().for_each(|v| cells.push_number(v.unwrap_or(f64::NAN)));
            }
        } else {
            each_text(array, |cell| cells.push(cell))?;
        }
    }
    Ok(Cells::Numbers(cells.build()))
}

fn words(reader: ParquetRecordBatchReader) -> Result<Cells, ArrowError> {
    let mut cells = WordsBuilder::default();
    for batch in reader {
        let batch = batch?;
        let array = batch.column(0);
        if is_number(array.data_type()) && *array.data_type() != DataType::Boolean {
            let array = to(array, &DataType::Float64)?;
            let values = array.as_primitive::<Float64Type>().iter();
            values.for_each(|v| cells.push_number(v.unwrap_or(f64::NAN)));
        } else {
            each_text(array, |cell| cells.push(cell))?;
        }
    }
    Ok(Cells::Words(cells.build()))
}

fn keys(reader: ParquetRecordBatchReader) -> Result<Cells, ArrowError> {
    let (mut whole, mut empty, mut text) = (Vec::new(), Vec::new(), KeysBuilder::default());
    for batch in reader {
        let batch = batch?;
        let array = batch.column(0);
        if array.data_type().is_integer() {
            for value in to(array, &DataType::Int64)?.as_primitive::<Int64Type>() {
                if value.is_none() {
                    empty.push(whole.len() as u32);
                }
                whole.push(value.unwrap_or(0));
            }
        } else {
            each_text(array, |cell| text.push(cell))?;
        }
    }
    let keys = if whole.is_empty() { text.build() } else { Keys::Whole { values: whole, empty } };
    Ok(Cells::Keys(keys))
}

fn is_number(kind: &DataType) -> bool {
    kind.is_numeric() || matches!(kind, DataType::Boolean)
}

fn to(array: &ArrayRef, kind: &DataType) -> Result<ArrayRef, ArrowError> {
    cast_with_options(array, kind, &CastOptions { safe: false, ..CastOptions::default() })
}

/// Hands on each cell as text; a missing cell is empty.
fn each_text(array: &ArrayRef, mut take: impl FnMut(&str)) -> Result<(), ArrowError> {
    let text = to(array, &DataType::Utf8)?;
    text.as_string::<i32>().iter().for_each(|cell| take(cell.unwrap_or_default()));
    Ok(())
}

fn unreadable(request: &Request, name: &str, error: &ArrowError) -> Fault {
    Fault {
        code: "MW210",
        message: format!("this column cannot be read: {error}"),
        help: Some("store it as numbers, text, dates or yes/no".to_owned()),
        place: Place::Data { file: request.path.clone(), row: None, column: Some(name.to_owned()) },
    }
}
