//! Matchwell tells whether the people a programme supported changed more than similar people it did
//! not support, how much more, how sure we are, and what could still explain it away.
//!
//! One pipeline, one direction; each stage leaves a value that the next one reads:
//!
//! ```text
//! job -> ingest -> harmonise -> score -> impute -> design -> matching -> balance -> estimate -> sensitivity -> report
//! ```
//!
//! [`pipeline::run`] is the whole story on one page.

pub mod balance;
pub mod codebook;
pub mod cohort;
pub mod commands;
pub mod describe;
pub mod design;
pub mod error;
pub mod estimate;
pub mod fault;
pub mod harmonise;
pub mod impute;
pub mod ingest;
pub mod job;
pub mod matching;
pub mod pipeline;
pub mod plan;
pub mod report;
pub mod scales;
pub mod score;
pub mod sensitivity;
pub mod stats;
pub mod study;
pub mod synth;
mod text_file;
pub mod value;

pub use error::Error;
