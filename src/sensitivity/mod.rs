//! What could undo the result.

mod ties;

pub use ties::{TieSpread, average};
