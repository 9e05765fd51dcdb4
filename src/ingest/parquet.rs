//! Parquet files: each column is read by itself, so that columns are read side by side and no other
//! is touched.

use super::arrays::{Arrays, unreadable};
use super::cells::Cells;
use super::format::{Outline, whole};
use super::metadata::describe;
use super::names::resolve;
use super::table::{Content, Lines};
use super::thrift;
use super::wanted::{Reading, Request};
use crate::fault::Fault;
use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use arrow::error::ArrowError;
use rayon::prelude::*;
use std::fs::File;
use std::path::Path;

/// Rows decoded at a time.
const BATCH: usize = 1 << 16;
/// Cells that fit into the memory of any computer: half a gigabyte.
const PLAUSIBLE: usize = 1 << 26;

/// Reads the columns of `request` from the Parquet file at `path`.
pub(super) fn read(path: &Path, request: &Request) -> Result<Content, Vec<Fault>> {
    let (_, metadata) = load(path, request)?;
    let names: Vec<String> = metadata.schema().fields().iter().map(|f| f.name().clone()).collect();
    let mut faults = Vec::new();
    let places = resolve(&names, request, &mut faults);
    let rows = rows(path, &metadata, request.columns.len()).map_err(|why| {
        vec![whole(request, "MW209", format!("the table is damaged: {why}"), "write it again")]
    })?;
    let rows = request.limit.map_or(rows, |limit| rows.min(limit));
    if rows == 0 {
        let message = "the table has no rows".to_owned();
        return Err(vec![whole(request, "MW204", message, "give a table with at least one row")]);
    }
    swollen(path, rows, places.iter().flatten().count(), request)?;
    let schema = metadata.schema();
    let said = |p: &Option<usize>| p.map(|p| describe(schema.field(p))).unwrap_or_default();
    let descriptions = places.iter().map(said).collect();
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
    let mut content = Content::new(rows, Lines::from_line(1), columns, faults);
    content.descriptions = descriptions;
    Ok(content)
}

/// Refuses a table that would take more than a gibibyte and more than a thousand times its size.
fn swollen(path: &Path, rows: usize, columns: usize, request: &Request) -> Result<(), Vec<Fault>> {
    let size = std::fs::metadata(path).map_or(0, |m| m.len());
    let takes = (rows as u64).saturating_mul(columns as u64).saturating_mul(8);
    if takes <= 1 << 30 || takes <= size.saturating_mul(1000) {
        return Ok(());
    }
    let message = format!("a file of {size} bytes claims {rows} rows");
    Err(vec![whole(request, "MW255", message, "write it again; no table of people compresses so well")])
}

/// The columns of the table at `path`.
pub(super) fn outline(path: &Path, request: &Request) -> Result<Outline, Vec<Fault>> {
    let (_, metadata) = load(path, request)?;
    let fields = metadata.schema().fields().iter();
    let rows = usize::try_from(metadata.metadata().file_metadata().num_rows()).ok();
    Ok(Outline { rows, columns: fields.map(|f| (f.name().clone(), describe(f))).collect() })
}

fn load(path: &Path, request: &Request) -> Result<(File, ArrowReaderMetadata), Vec<Fault>> {
    let damaged =
        |e: &str| vec![whole(request, "MW209", format!("the table is damaged: {e}"), "write it again")];
    let mut file = File::open(path).map_err(|e| damaged(&e.to_string()))?;
    thrift::footer(&mut file).map_err(|e| damaged(&e))?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default());
    Ok((file, metadata.map_err(|e| damaged(&e.to_string()))?))
}

/// How many rows there are: as many as the groups of rows have, and no more than the file can hold.
///
/// A page of one value may stand for many rows, but not every column of a table is such a one: people have
/// ids of their own.
fn rows(path: &Path, metadata: &ArrowReaderMetadata, columns: usize) -> Result<usize, String> {
    let claimed = metadata.metadata().file_metadata().num_rows();
    let groups = metadata.metadata().row_groups().iter();
    let sum = groups.fold(0_i64, |sum, group| sum.saturating_add(group.num_rows()));
    if sum != claimed {
        return Err(format!("{claimed} rows are announced, {sum} are there"));
    }
    let bytes = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    let rows = usize::try_from(claimed).map_err(|_| format!("{claimed} rows are announced"))?;
    if rows > u32::MAX as usize
        || rows.saturating_mul(columns) > PLAUSIBLE && rows as u64 > bytes.saturating_mul(16)
    {
        return Err(format!("{rows} rows are announced, which {bytes} bytes cannot hold"));
    }
    Ok(rows)
}

/// A reader of one column. It opens the file anew: clones of a file share one position.
fn open(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    place: usize,
    rows: usize,
) -> Result<ParquetRecordBatchReader, ArrowError> {
    let mut file = File::open(path)?;
    for group in metadata.metadata().row_groups() {
        let leaves = group.columns().iter().enumerate();
        let of_root =
            leaves.filter(|(leaf, _)| metadata.parquet_schema().get_column_root_idx(*leaf) == place);
        for (_, chunk) in of_root {
            let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
            let start = u64::try_from(start.min(chunk.data_page_offset())).unwrap_or(0);
            let length = u64::try_from(chunk.compressed_size()).unwrap_or(0);
            thrift::pages(&mut file, start, start.saturating_add(length))
                .map_err(ArrowError::ParquetError)?;
        }
    }
    let mask = ProjectionMask::roots(metadata.parquet_schema(), [place]);
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
    Ok(builder.with_projection(mask).with_batch_size(BATCH).with_limit(rows).build()?)
}

fn column(reader: ParquetRecordBatchReader, reading: Reading, rows: usize) -> Result<Cells, ArrowError> {
    let (mut cells, mut read) = (Arrays::new(reading, rows), 0);
    for batch in reader {
        let batch = batch?;
        read += batch.num_rows();
        cells.add(batch.column(0))?;
    }
    if read != rows {
        return Err(ArrowError::ParquetError(format!("it has {read} rows where the table has {rows}")));
    }
    Ok(cells.build())
}
