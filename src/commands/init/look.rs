//! A first look at a file: its columns and some of their cells.

use crate::error::Error;
use arrow::util::display::array_value_to_string;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

/// How many rows are looked at.
const ROWS: usize = 2_000;

/// A file as it looks from outside.
#[derive(Debug, Clone)]
pub struct Look {
    /// Path as typed.
    pub path: PathBuf,
    /// Columns in file order.
    pub columns: Vec<Seen>,
}

/// A column as it looks from outside.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Name.
    pub name: String,
    /// Distinct cells in the rows looked at, sorted.
    pub cells: BTreeSet<String>,
    /// Rows looked at.
    pub rows: usize,
}

impl Seen {
    /// `true` if every non-empty cell is a number.
    pub fn numeric(&self) -> bool {
        let mut cells = self.cells.iter().filter(|c| !c.trim().is_empty()).peekable();
        cells.peek().is_some() && cells.all(|c| c.trim().parse::<f64>().is_ok())
    }

    /// `true` if no cell repeats.
    pub fn unique(&self) -> bool {
        self.rows > 0 && self.cells.len() == self.rows
    }
}

/// Looks at the file in `path`.
///
/// # Errors
/// A file that cannot be read.
pub fn at(path: &Path) -> Result<Look, Error> {
    let parquet = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet"));
    let (names, rows) = if parquet { from_parquet(path)? } else { from_text(path)? };
    let mut columns: Vec<Seen> =
        names.into_iter().map(|name| Seen { name, cells: BTreeSet::new(), rows: rows.len() }).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.cells.insert(cell);
        }
    }
    Ok(Look { path: path.to_path_buf(), columns })
}

type Rows = (Vec<String>, Vec<Vec<String>>);

fn from_text(path: &Path) -> Result<Rows, Error> {
    let fail = |e: &dyn std::fmt::Display| Error::Usage(format!("cannot read {}: {e}", path.display()));
    let bytes = std::fs::read(path).map_err(|e| fail(&e))?;
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)).into_owned();
    let heading = text.lines().next().unwrap_or_default();
    let count = |c: char| heading.matches(c).count();
    let delimiter = [('\t', b'\t'), (';', b';'), (',', b',')].into_iter().max_by_key(|&(c, _)| count(c));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.map_or(b',', |(_, d)| d))
        .flexible(true)
        .from_reader(text.as_bytes());
    let names = reader.headers().map_err(|e| fail(&e))?.iter().map(str::to_owned).collect();
    let rows = reader.records().take(ROWS).map(|r| r.map(|r| r.iter().map(str::to_owned).collect()));
    Ok((names, rows.collect::<Result<_, _>>().map_err(|e| fail(&e))?))
}

fn from_parquet(path: &Path) -> Result<Rows, Error> {
    let fail = |e: &dyn std::fmt::Display| Error::Usage(format!("cannot read {}: {e}", path.display()));
    let file = File::open(path).map_err(|e| fail(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| fail(&e))?;
    let names = builder.schema().fields().iter().map(|f| f.name().clone()).collect();
    let mut reader = builder.with_batch_size(ROWS).build().map_err(|e| fail(&e))?;
    let Some(batch) = reader.next() else { return Ok((names, Vec::new())) };
    let batch = batch.map_err(|e| fail(&e))?;
    let cell = |c: &dyn arrow::array::Array, i: usize| array_value_to_string(c, i).unwrap_or_default();
    let rows = (0..batch.num_rows()).map(|i| batch.columns().iter().map(|c| cell(c, i)).collect()).collect();
    Ok((names, rows))
}
