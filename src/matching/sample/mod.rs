//! The largest balanced sample, chosen as a whole by an integer programme.

mod alike;
mod audit;
mod cardinality;
mod choose;
mod columns;
mod pair;
mod profile;
mod programme;
mod search;
mod spec;

pub(super) use audit::audit;
pub(super) use cardinality::Cardinality;
pub(super) use columns::{Balanced, Rules, columns};
pub(super) use profile::Profile;
pub use spec::*;
