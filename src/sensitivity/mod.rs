//! What could undo the result.

mod attrition;
mod spec;
mod ties;
mod types;

pub use attrition::{AttritionDoubt, Bounds, attrition, bounds, tipping_point};
pub use spec::SensitivitySpec;
pub use ties::{TieSpread, average};
pub use types::{Doubt, Doubts, Evidence};

use crate::design::review::Finding;

/// Everything that could undo the results of one specification, and what the design review is told of it.
#[must_use]
pub fn run(evidence: Evidence<'_>, _spec: &SensitivitySpec) -> (Doubts, Vec<Finding>) {
    let (attrition, findings) = attrition(evidence.effects);
    (Doubts { attrition, rows: Vec::new() }, findings)
}
