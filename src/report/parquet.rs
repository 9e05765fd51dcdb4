//! How Parquet is written: the one place for its options.

use super::ReportError;
use super::tables::{Row, Table};
use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Rows of a row group.
pub const ROW_GROUP: usize = 131_072;

/// Columns with hardly a value twice: a dictionary would only cost time.
const MOSTLY_DISTINCT: [&str; 6] = ["unit_id", "treated_id", "control_id", "set_id", "score", "distance"];

/// The options of every file: fixed, and without a timestamp, so that the same rows give the same bytes.
fn properties() -> WriterProperties {
    let start = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by("matchwell".to_owned());
    let plain = |p: parquet::file::properties::WriterPropertiesBuilder, name: &&str| {
        p.set_column_dictionary_enabled(ColumnPath::from(*name), false)
    };
    MOSTLY_DISTINCT.iter().fold(start, plain).build()
}

/// The columns of any table, called `name` in messages, as the bytes of a Parquet file.
///
/// # Errors
/// [`ReportError::Table`] if the library refuses.
pub fn of_batch(name: &'static str, batch: &RecordBatch) -> Result<Vec<u8>, ReportError> {
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), Some(properties()))
        .map_err(ReportError::table(name))?;
    writer.write(batch).map_err(ReportError::table(name))?;
    writer.close().map_err(ReportError::table(name))?;
    Ok(out)
}

/// The rows of a small table from a Parquet file.
///
/// # Errors
/// [`ReportError::Table`] or [`ReportError::Column`] if it is not what it should be.
pub fn rows<R: Row>(file: File) -> Result<Vec<R>, ReportError> {
    let name = R::table().name;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(ReportError::table(name))?;
    let mut rows = Vec::new();
    for batch in reader {
        let batch: RecordBatch = batch.map_err(ReportError::table(name))?;
        rows.append(&mut R::rows(&batch)?);
    }
    Ok(rows)
}

/// A released table of a run folder, as it stands.
///
/// # Errors
/// The table is missing or cannot be read.
pub fn read_table(run: &Path, table: &str) -> Result<RecordBatch, ReportError> {
    let path = run.join("release").join(format!("{table}.parquet"));
    if !path.is_file() {
        return Err(ReportError::MissingTable { path, table: table.to_owned() });
    }
    let file = File::open(&path).map_err(ReportError::io("read", &path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(ReportError::table(table))?;
    let schema = builder.schema().clone();
    let batches = builder.build().map_err(ReportError::table(table))?.collect::<Result<Vec<_>, _>>();
    let batches =
        batches.map_err(|e| ReportError::Table { table: table.to_owned(), reason: e.to_string() })?;
    arrow::compute::concat_batches(&schema, &batches)
        .map_err(|e| ReportError::Table { table: table.to_owned(), reason: e.to_string() })
}

/// Makes the values of one column for a range of rows.
pub type Make<'a> = Box<dyn Fn(Range<usize>) -> ArrayRef + Send + Sync + 'a>;

/// A large table, made one row group and one column at a time.
pub struct Stream<'a> {
    /// Its declaration.
    pub table: &'static Table,
    /// Columns beyond the declared ones.
    pub further: Vec<Field>,
    /// Blocks of rows, one after the other: how many rows, and how each column is made.
    pub blocks: Vec<(usize, Vec<Make<'a>>)>,
}

impl Stream<'_> {
    /// Writes the table. Memory: one row group; its columns are encoded in parallel and appended in
    /// order, so threads do not change a byte.
    ///
    /// # Errors
    /// [`ReportError::Table`] if the library or the disk refuses.
    pub fn write<W: Write + Send>(&self, to: W) -> Result<(), ReportError> {
        let fail = ReportError::table(self.table.name);
        let schema = self.schema();
        let writer = ArrowWriter::try_new(to, Arc::clone(&schema), Some(properties())).map_err(&fail)?;
        let (mut file, factory) = writer.into_serialized_writer().map_err(&fail)?;
        let groups = self.blocks.iter().flat_map(|(rows, columns)| {
            (0..*rows).step_by(ROW_GROUP).map(move |at| (at..(at + ROW_GROUP).min(*rows), columns))
        });
        for (index, (range, columns)) in groups.enumerate() {
            let writers = factory.create_column_writers(index).map_err(&fail)?;
            let work: Vec<_> = writers.into_iter().zip(columns).zip(schema.fields()).collect();
            let chunks: Vec<_> = work
                .into_par_iter()
                .map(|((writer, make), field)| encode(writer, make, field, range.clone()))
                .collect();
            let mut group = file.next_row_group().map_err(&fail)?;
            for chunk in chunks {
                chunk.and_then(|c| c.append_to_row_group(&mut group)).map_err(&fail)?;
            }
            group.close().map_err(&fail)?;
        }
        file.close().map_err(&fail)?;
        Ok(())
    }

    fn schema(&self) -> Arc<Schema> {
        let declared = self.table.arrow_schema();
        let mut fields: Vec<_> = declared.fields().iter().cloned().collect();
        fields.extend(self.further.iter().cloned().map(Arc::new));
        Arc::new(Schema::new_with_metadata(fields, declared.metadata().clone()))
    }
}

fn encode(
    mut writer: ArrowColumnWriter,
    make: &Make<'_>,
    field: &Field,
    range: Range<usize>,
) -> Result<ArrowColumnChunk, parquet::errors::ParquetError> {
    for leaf in compute_leaves(field, &make(range))? {
        writer.write(&leaf)?;
    }
    writer.close()
}
