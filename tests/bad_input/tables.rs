//! Parquet tables: sound ones, and what time, mistakes and malice make of them.

use crate::recipes::{Recipe, job, repeat};
use arrow::array::{ArrayRef, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Recipes of this file.
pub const RECIPES: [Recipe; 16] = [
    ("parquet_of_users", |at| users(at).map(drop)),
    ("parquet_garbage", |at| change(at, |bytes| bytes[4..].fill(b'x'))),
    ("parquet_damaged_footer", |at| {
        change(at, |bytes| {
            let end = bytes.len();
            bytes[end - 400..end - 8].iter_mut().step_by(3).for_each(|b| *b ^= 0x5A);
        })
    }),
    ("parquet_cut_off", |at| change(at, |bytes| bytes.truncate(bytes.len() / 2))),
    ("parquet_footer_longer_than_the_file", |at| {
        change(at, |bytes| {
            let end = bytes.len();
            bytes[end - 8..end - 4].copy_from_slice(&i32::MAX.to_le_bytes());
        })
    }),
    ("parquet_damaged_pages", |at| {
        change(at, |bytes| bytes[20..900].iter_mut().step_by(7).for_each(|b| *b ^= 0xA5))
    }),
    ("parquet_of_a_billion_columns", |at| {
        footer(at, &[0x15, 0x02, 0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07])
    }),
    ("parquet_of_a_billion_row_groups", |at| {
        footer(at, &[&SCHEMA[..], &[0x16, 0x0A, 0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]].concat())
    }),
    ("parquet_of_4e18_rows", |at| {
        let rows = [0x16, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x19, 0x0C, 0x00];
        footer(at, &[&SCHEMA[..], &rows].concat())
    }),
    ("parquet_of_no_rows", |at| {
        let batch = users_batch(at)?.slice(0, 0);
        write(at, &batch)
    }),
    ("parquet_with_a_list", |at| {
        let lists = ListArray::from_iter_primitive::<Int64Type, _, _>((0..24).map(|i| Some(vec![Some(i)])));
        replaced(at, "age", &(Arc::new(lists) as ArrayRef))
    }),
    ("parquet_with_huge_ids", |at| {
        replaced(
            at,
            "client",
            &(Arc::new(UInt64Array::from_iter_values((0..24).map(|i| u64::MAX - i))) as ArrayRef),
        )
    }),
    ("parquet_without_some_ids", |at| {
        replaced(
            at,
            "client",
            &(Arc::new((0..24).map(|i| (i % 9 > 0).then_some(i)).collect::<Int64Array>()) as ArrayRef),
        )
    }),
    ("parquet_with_infinite_ages", |at| {
        let age = |i: i32| if i % 2 == 0 { f64::INFINITY } else { f64::NAN };
        replaced(at, "age", &(Arc::new(Float64Array::from_iter_values((0..24).map(age))) as ArrayRef))
    }),
    ("parquet_with_a_column_twice", |at| {
        let batch = users_batch(at)?;
        let mut fields: Vec<Field> = batch.schema().fields().iter().map(|f| f.as_ref().clone()).collect();
        let age = fields[1].clone();
        fields.push(age);
        let mut columns = batch.columns().to_vec();
        columns.push(columns[1].clone());
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(io::Error::other)?;
        write(at, &batch)
    }),
    ("parquet_of_a_page_that_claims_2_gb", page_that_claims),
];

/// Version, and a schema of one column of whole numbers.
const SCHEMA: [u8; 23] = [
    0x15, 0x02, 0x19, 0x2C, 0x48, 0x01, b'r', 0x15, 0x02, 0x00, 0x15, 0x04, 0x25, 0x00, 0x18, 0x06, b'c',
    b'l', b'i', b'e', b'n', b't', 0x00,
];

/// The service users as a table.
fn users_batch(at: &Path) -> io::Result<RecordBatch> {
    let text = fs::read_to_string(at.join("users.csv"))?;
    let mut lines = text.lines().map(|l| l.split(',').collect::<Vec<_>>());
    let names = lines.next().unwrap_or_default();
    let rows: Vec<Vec<&str>> = lines.collect();
    let columns = names.iter().enumerate().map(|(place, name)| {
        let whole: Result<Vec<i64>, _> = rows.iter().map(|r| r[place].parse::<i64>()).collect();
        let text = || Arc::new(StringArray::from_iter_values(rows.iter().map(|r| r[place]))) as ArrayRef;
        (*name, whole.map_or_else(|_| text(), |w| Arc::new(Int64Array::from(w))))
    });
    RecordBatch::try_from_iter(columns).map_err(io::Error::other)
}

fn write(at: &Path, batch: &RecordBatch) -> io::Result<()> {
    let file = fs::File::create(at.join("users.parquet"))?;
    let mut writer = {
        let packed =
            parquet::file::properties::WriterProperties::builder().set_compression(Compression::SNAPPY);
        ArrowWriter::try_new(file, batch.schema(), Some(packed.build()))?
    };
    writer.write(batch)?;
    writer.close()?;
    job(at, "users.csv", "users.parquet")
}

/// The service users as a Parquet table, and a job that reads it.
fn users(at: &Path) -> io::Result<Vec<u8>> {
    write(at, &users_batch(at)?)?;
    fs::read(at.join("users.parquet"))
}

fn change(at: &Path, change: impl Fn(&mut Vec<u8>)) -> io::Result<()> {
    let mut bytes = users(at)?;
    change(&mut bytes);
    fs::write(at.join("users.parquet"), bytes)
}

fn replaced(at: &Path, name: &str, array: &ArrayRef) -> io::Result<()> {
    let batch = users_batch(at)?;
    let schema = batch.schema();
    let old = schema.fields().iter().zip(batch.columns());
    let columns =
        old.map(|(f, c)| (f.name().clone(), if f.name() == name { array.clone() } else { c.clone() }));
    let kinds: Vec<(String, ArrayRef)> = columns.collect();
    debug_assert!(kinds.iter().all(|(_, a)| *a.data_type() != DataType::Null));
    write(at, &RecordBatch::try_from_iter(kinds).map_err(io::Error::other)?)
}

/// A table that is nothing but a footer.
fn footer(at: &Path, footer: &[u8]) -> io::Result<()> {
    let mut bytes = b"PAR1".to_vec();
    bytes.extend_from_slice(footer);
    bytes.extend_from_slice(&[0; 16]);
    let length = u32::try_from(footer.len() + 16).map_err(io::Error::other)?;
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(b"PAR1");
    fs::write(at.join("users.parquet"), bytes)?;
    job(at, "users.csv", "users.parquet")
}

/// The first page of the first column says that it unpacks to 2 GB.
fn page_that_claims(at: &Path) -> io::Result<()> {
    let mut bytes = users(at)?;
    // A page header in Thrift's compact form: 15 = a number follows; kind, size unpacked, size packed.
    let claim = [0x15, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F];
    let (from, to) = (6, 6 + 1 + bytes[7..].iter().position(|b| b & 0x80 == 0).unwrap_or(0) + 1);
    let moved = claim.len() - (to - from);
    bytes.splice(from..to, claim);
    // What follows moves with it; the rest of the page makes room, so that the footer stays in place.
    bytes.drain(60..60 + moved);
    let mut file = fs::File::create(at.join("users.parquet"))?;
    repeat(&mut file, &bytes, bytes.len())
}
