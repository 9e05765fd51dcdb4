//! What improvement goes with: marginal effects in the treated, beside the same in their matched comparison.

mod fit;
mod pool;
mod rows;
mod terms;
mod types;

pub use types::{FactorKind, FactorRow};

pub(super) use pool::pool;
pub(super) use rows::{adjust, all};
