//! The job file: what was said ([`JobSpec`]), checked into what is meant ([`Job`]).
//!
//! [`read`] collects every fault of a job at once: the text is parsed into a table that knows where
//! each value stands, walked against the schema of [`JobSpec`], merged (specifications override the
//! job key by key), and what is left is checked for sense.

pub(crate) mod beside;
mod bracket;
mod check;
mod completed;
mod costs;
pub(crate) mod curve;
mod disclosure;
mod faults;
mod fields;
mod files;
mod gaps;
mod meant;
mod own;
mod partial;
mod read;
mod resolve;
mod schema;
mod shapes;
mod sides;
mod spans;
mod spec;
mod theme;
mod values;
mod walk;

pub use bracket::NAME as BRACKET;
pub use curve::{Cell, Choice, CurveSpec, Grid, Level, NOT_APPLICABLE, Skipped};
pub use files::{Decimal, FileSpec, ImputedSpec, Join, ReadSpec, RowsSpec};
pub use read::{Reading, Scale, read, read_with};
pub use schema::schema;
pub use sides::SideKeys;
pub use spec::*;
