//! Are there enough people? What could be found with those there are, and how many more it would take.

mod assume;
mod reckon;
mod seen;

pub use assume::{Assumed, Doubtful, Measured};
pub use reckon::{Point, Reckoning, reckon};
pub use seen::{Seen, needed};
