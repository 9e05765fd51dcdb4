//! Files of every kind, and what is read from them.

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use matchwell::fault::{Fault, Place};
use matchwell::ingest::{Cells, FileOptions, Reading, columns};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A file of the collection.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files").join(name)
}

/// The cells of columns of a file, with the row each stands in.
pub fn read(
    path: &Path,
    options: &FileOptions,
    wanted: &[(&str, Reading)],
) -> Result<(Vec<Cells>, Vec<usize>), Vec<Fault>> {
    let wanted: Vec<_> = wanted.iter().map(|(name, reading)| ((*name).to_owned(), *reading)).collect();
    let mut table = columns(path, options, &wanted, None)?;
    let lines = (0..table.rows).map(|r| table.lines.of(r)).collect();
    Ok((wanted.iter().map(|(name, reading)| table.take(name, *reading)).collect(), lines))
}

/// A file of these bytes, in a folder that is there as long as it is held.
pub fn written(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join(name);
    fs::write(&path, bytes).expect("a file");
    (dir, path)
}

/// The words of a column, empty cells as nothing.
pub fn words(cells: &Cells) -> Vec<String> {
    match cells {
        Cells::Words(w) => {
            w.codes.iter().map(|c| w.words.get(*c as usize).cloned().unwrap_or_default()).collect()
        }
        Cells::Numbers(n) => {
            n.values.iter().map(|v| if v.is_nan() { String::new() } else { v.to_string() }).collect()
        }
        Cells::Keys(k) => (0..k.len())
            .map(|i| if k.is_missing(i) { String::new() } else { k.text(i).into_owned() })
            .collect(),
    }
}

/// Code, row and column of a fault.
pub fn placed(fault: &Fault) -> (&'static str, Option<usize>, Option<&str>) {
    match &fault.place {
        Place::Data { row, column, .. } => (fault.code, *row, column.as_deref()),
        _ => (fault.code, None, None),
    }
}

/// The first fault of a file that cannot be read.
pub fn fault(result: Result<(Vec<Cells>, Vec<usize>), Vec<Fault>>) -> Fault {
    result.expect_err("a fault").remove(0)
}

/// Packed with gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// Packed with Zstandard.
pub fn zstandard(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// A table of whole numbers, quarters and coded words.
pub fn batch(rows: &[(i64, Option<i32>, String)]) -> RecordBatch {
    let ids: ArrayRef = Arc::new(rows.iter().map(|r| r.0).collect::<Int64Array>());
    let x: ArrayRef =
        Arc::new(rows.iter().map(|r| r.1.map(|v| f64::from(v) / 4.0)).collect::<Float64Array>());
    let words = rows.iter().map(|r| Some(r.2.as_str()).filter(|w| !w.is_empty()));
    let words: ArrayRef = Arc::new(words.collect::<StringArray>());
    let dictionary = DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8));
    let coded = arrow::compute::cast(&words, &dictionary).expect("codes");
    RecordBatch::try_from_iter([("id", ids), ("x", x), ("word", coded)]).expect("columns of one length")
}

/// An Arrow file or stream.
pub fn ipc(batch: &RecordBatch, file: bool, lz4: bool) -> Vec<u8> {
    let compression = lz4.then_some(arrow_ipc::CompressionType::LZ4_FRAME);
    let options =
        arrow_ipc::writer::IpcWriteOptions::default().try_with_compression(compression).expect("lz4");
    let (mut bytes, schema) = (Vec::new(), batch.schema());
    if file {
        let mut writer = arrow_ipc::writer::FileWriter::try_new_with_options(&mut bytes, &schema, options)
            .expect("a writer");
        writer.write(batch).and_then(|()| writer.finish()).expect("written");
    } else {
        let mut writer = arrow_ipc::writer::StreamWriter::try_new_with_options(&mut bytes, &schema, options)
            .expect("a writer");
        writer.write(batch).and_then(|()| writer.finish()).expect("written");
    }
    bytes
}

/// A Parquet file.
pub fn parquet_bytes(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(batch).expect("written");
    writer.close().expect("closed");
    bytes
}
