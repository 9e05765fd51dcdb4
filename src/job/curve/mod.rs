//! The specification curve: a grid of choices, and the cells it makes.

mod build;
mod idle;
mod levels;
mod settings;
mod spec;
mod types;

pub(super) use build::{MOST_COMBINATIONS, combinations, grid, skip};
pub(super) use settings::{NONE, Settings};
pub use spec::CurveSpec;
pub use types::{Cell, Choice, Grid, Level, NOT_APPLICABLE, Skipped};
