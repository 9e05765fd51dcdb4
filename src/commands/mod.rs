//! One file a command. They hand bytes to `report::disk` and an [`Answer`] to the program.

mod answer;
mod book;
pub mod check;
pub mod codebook;
pub mod convert;
pub mod demo;
pub mod design;
pub mod diff;
pub mod explain;
pub mod frontier;
mod gate;
pub mod init;
pub mod instruments;
mod load;
mod lock;
pub mod plan;
pub mod report;
pub mod run;
pub mod schema;
pub mod synth;
pub mod together;
pub mod verify;
pub mod words;

pub use answer::{Answer, failure_json};
pub use book::{Entry, book};
