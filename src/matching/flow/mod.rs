//! Least-distance matchings of any shape as flows in a network, proven optimal over all pairs.
//!
//! Numbers only: two sides counted from 0, [`Rules`] for what a matching must look like, an [`Oracle`] for
//! who is near whom. [`solve`] writes down few pairs and proves that no other could help.

mod basis;
mod complete;
mod cost;
mod list;
mod network;
mod oracle;
mod priced;
mod proof;
mod rules;
mod search;
mod simplex;
mod stars;

pub use complete::solve_complete;
pub use cost::Cost;
pub use list::Listed;
pub use oracle::{Offer, Oracle, Request};
pub use priced::{PricedTree, Standing};
pub use rules::{Aim, Layer, Rules};
pub use search::{Asker, Portions, Solution, solve};
pub use stars::stars;
