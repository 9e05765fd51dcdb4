//! What was found, handed on: tabulate, disclose, render, write.

pub mod charts;
pub mod disclose;
pub mod disk;
mod error;
pub mod html;
pub mod manifest;
mod parquet;
mod release;
mod run;
pub mod tables;
pub mod tabulate;
mod units;
pub mod words;

pub use disclose::disclose;
pub use error::ReportError;
pub use release::{Release, Tables};
pub use run::{Written, run};
pub use tabulate::tabulate;
