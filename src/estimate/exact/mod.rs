//! Tests and intervals that rest on chance within sets alone: no formula for a variance, no normal distribution.

mod run;
mod sets;
mod types;

pub(super) use run::all;
pub use types::{TestMethod, TestRow};
