//! Does the effect differ between people? Sub-groups against everyone else, levels of a category, slopes of a number.

mod asked;
mod parts;
mod pool;
mod review;
mod rows;
mod slope;
mod tests_made;
mod types;

pub use types::{Counted, Figure, Jointly, Moderation, ModeratorKind};

pub(super) use parts::figure;
pub(super) use pool::{pool, together};
pub(super) use review::review;
pub(super) use rows::all;
pub(super) use tests_made::adjust;
