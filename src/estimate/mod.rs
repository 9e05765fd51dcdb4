//! The effect: differences attributable to the programme, with their uncertainty.

mod error;
mod spec;
mod types;

pub use error::EstimateError;
pub use spec::*;
pub use types::*;
