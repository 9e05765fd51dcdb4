//! Did the matching work: how alike the groups are, before and after.

mod brief;
mod error;
mod groups;
mod l1;
mod lights;
mod measure;
mod overlap;
mod pairs;
mod pool;
mod ranked;
mod review;
mod rows;
mod run;
mod spec;
mod types;
mod variables;

pub use brief::{Brief, brief};
pub use error::BalanceError;
pub use pool::pool;
pub use run::run;
pub use spec::*;
pub use types::*;
