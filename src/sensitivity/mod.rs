//! What could undo the result.

mod attrition;
mod ties;

pub use attrition::{AttritionDoubt, Bounds, attrition, bounds, tipping_point};
pub use ties::{TieSpread, average};
