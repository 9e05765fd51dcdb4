//! What was found, handed on: tabulate, disclose, render, write.

pub mod chapters;
pub mod charts;
pub mod disclose;
pub mod disk;
pub mod document;
pub mod docx;
mod error;
pub mod formats;
pub mod html;
pub mod language;
pub mod manifest;
pub mod markdown;
mod parquet;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod pictures;
pub mod reconcile;
mod release;
mod run;
mod spec;
pub mod tables;
pub mod tabulate;
pub mod theme;
mod units;
pub mod words;
pub mod xlsx;

pub use disclose::disclose;
pub use disk::{Output, hash_file};
pub use error::ReportError;
pub use manifest::{Hashed, Manifest};
pub use parquet::{of_batch, read_table};
pub use release::{Release, Tables};
pub use run::{Written, hashes, rendered, run};
pub use spec::{ReportSpec, StatementSpec};
pub use tabulate::tabulate;
