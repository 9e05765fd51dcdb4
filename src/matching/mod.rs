//! Who is compared with whom: partners and weights.

mod error;
mod spec;
mod types;

pub use error::MatchingError;
pub use spec::*;
pub use types::*;
