//! Large tables for timing: a treated file, a pool file and a job for them.
//!
//! Eight covariates of mixed kinds, every one of them imbalanced, overlap kept (area under the ROC
//! curve of the score about 0.79), and an outcome; after the generator of the comparison with peers.

use super::draw::{Draw, Purpose, logistic};
use super::spec::SynthFile;
use arrow::array::{ArrayRef, Float64Array, Int64Array};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// Rows a block: one random stream, one row group.
const BLOCK: usize = 1 << 17;
/// Blocks of the pool start here, so that the two arms never share a stream.
const POOL: u64 = 1 << 32;

const NAMES: [&str; 10] = ["id", "age", "fem", "educ", "inc", "part", "hlth", "ucla", "cesd", "y"];

/// Which file of the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableArm {
    /// People treated.
    Treated,
    /// The pool.
    Pool,
}

/// The pair of Parquet files and `job.toml`, in memory.
///
/// # Panics
/// Never: writing to memory cannot fail.
#[must_use]
pub fn table(treated: usize, controls: usize, seed: u64) -> Vec<SynthFile> {
    let file = |name: &str, arm, rows| {
        let mut bytes = Vec::new();
        write_table(arm, rows, seed, &mut bytes).expect("writing to memory cannot fail");
        SynthFile { path: PathBuf::from(name), bytes }
    };
    vec![
        file("treated.parquet", TableArm::Treated, treated),
        file("pool.parquet", TableArm::Pool, controls),
        SynthFile { path: PathBuf::from("job.toml"), bytes: table_job().as_bytes().to_vec() },
    ]
}

/// Writes one file of the pair to `sink`, block by block: memory does not grow with `rows`.
///
/// # Errors
/// A sink that cannot be written to.
pub fn write_table<W: Write + Send>(
    arm: TableArm,
    rows: usize,
    seed: u64,
    sink: W,
) -> Result<(), ParquetError> {
    let schema = Arc::new(Schema::new(NAMES.map(field).to_vec()));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(sink, schema.clone(), Some(properties))?;
    for start in (0..rows).step_by(BLOCK) {
        let columns = block(arm, start, BLOCK.min(rows - start), seed);
        let batch = RecordBatch::try_new(schema.clone(), columns)?;
        writer.write(&batch)?;
        writer.flush()?;
    }
    writer.close()?;
    Ok(())
}

/// The job of the pair: nearest neighbour 1:1 on the score, without replacement.
#[must_use]
pub fn table_job() -> &'static str {
    include_str!("table_job.toml")
}

fn field(name: &str) -> Field {
    let whole = !matches!(name, "age" | "inc" | "y");
    Field::new(name, if whole { DataType::Int64 } else { DataType::Float64 }, false)
}

fn block(arm: TableArm, start: usize, rows: usize, seed: u64) -> Vec<ArrayRef> {
    let number = (start / BLOCK) as u64 + if arm == TableArm::Pool { POOL } else { 0 };
    let mut d = Draw::new(seed, Purpose::Block(number));
    let z = f64::from(arm == TableArm::Treated);
    let mut columns = [const { Vec::new() }; 9];
    for column in &mut columns {
        column.reserve(rows);
    }
    for _ in 0..rows {
        for (column, value) in columns.iter_mut().zip(row(&mut d, z)) {
            column.push(value);
        }
    }
    let ids = Int64Array::from_iter_values((start + 1..=start + rows).map(|i| i.cast_signed() as i64));
    let made = NAMES[1..].iter().zip(columns).map(|(name, values)| array(name, values));
    std::iter::once(Arc::new(ids) as ArrayRef).chain(made).collect()
}

fn array(name: &str, values: Vec<f64>) -> ArrayRef {
    match field(name).data_type() {
        DataType::Int64 => Arc::new(Int64Array::from_iter_values(values.into_iter().map(|v| v as i64))),
        _ => Arc::new(Float64Array::from(values)),
    }
}

/// Age, female, education 0-3, income, partner, health 1-5, loneliness 3-9, depression 0-8, outcome.
fn row(d: &mut Draw, z: f64) -> [f64; 9] {
    let frailty = d.normal();
    let age = tenth((66.0 + 5.0 * z + 2.0 * frailty + 9.0 * d.normal()).clamp(50.0, 99.0));
    let female = f64::from(d.chance(logistic(0.15 + 0.55 * z)));
    let schooled = logistic(0.2 - 0.5 * z - 0.2 * frailty);
    let education = (0..3).map(|_| f64::from(d.chance(schooled))).sum();
    let income = libm::exp(9.9 - 0.35 * z - 0.15 * frailty + 0.55 * d.normal()).round();
    let partner = f64::from(d.chance(logistic(0.7 - 0.9 * z - 0.2 * frailty)));
    let health = (2.7 + 0.45 * z + 0.4 * frailty + d.normal()).round().clamp(1.0, 5.0);
    let lonely = f64::from(3 + d.poisson(libm::exp(0.35 + 0.45 * z + 0.3 * frailty)).min(6));
    let depressed = f64::from(d.poisson(libm::exp(0.40 + 0.35 * z + 0.35 * frailty)).min(8));
    let drift = -0.15 * z - 0.2 * (lonely - 5.0) + 0.02 * (age - 66.0) + 0.1 * depressed;
    let outcome = lonely + drift + 1.1 * d.normal();
    [age, female, education, income, partner, health, lonely, depressed, outcome]
}

fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}
