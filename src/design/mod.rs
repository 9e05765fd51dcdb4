//! Who may be compared with whom: eligibility, score, distance, strata, calipers, and the design review.

mod error;
pub mod review;
mod spec;
mod types;

pub use error::DesignError;
pub use spec::*;
pub use types::*;
