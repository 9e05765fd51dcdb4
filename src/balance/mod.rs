//! Did the matching work: how alike the groups are, before and after.

mod error;
mod spec;
mod types;

pub use error::BalanceError;
pub use spec::*;
pub use types::*;
