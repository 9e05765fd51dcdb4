//! What could undo the result.

mod attrition;
pub mod curve;
pub mod fallible;
pub mod gap;
mod spec;
mod ties;
mod types;

pub use attrition::{AttritionDoubt, Bounds, attrition, bounds, tipping_point};
pub use spec::SensitivitySpec;
pub use ties::{TieSpread, average};
pub use types::{Doubt, Doubts, Evidence};

use crate::design::review::Finding;
use crate::estimate::{self, Behind};

/// Everything that could undo the results of one specification, and what the design review is told of it.
#[must_use]
pub fn run(evidence: Evidence<'_>, spec: &SensitivitySpec) -> (Doubts, Vec<Finding>) {
    let (attrition, findings) = attrition(evidence.effects);
    let mut rows = Vec::new();
    let behind = behind(&evidence);
    let parts: Vec<Vec<Behind>> = evidence.parts.iter().map(self::behind).collect();
    rows.extend(fallible::doubts(&evidence, &behind, &spec.fallible_baseline));
    rows.extend(gap::doubts(&evidence, &behind, &parts, &spec.follow_up_gap));
    (Doubts { attrition, rows }, findings)
}

/// What lies behind the main before/after rows; nothing where the effects themselves could not be made.
fn behind(e: &Evidence<'_>) -> Vec<Behind> {
    estimate::behind(e.cohort, e.design, e.matching, &e.specification.estimate, e.effects).unwrap_or_default()
}
