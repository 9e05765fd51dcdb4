//! Who was supported and how: counts and shares of the people of the programme, as its own files have them.
//!
//! Nothing here is compared with anybody: no matching, no weights, no outcome model. Every figure carries
//! its numerator, its denominator and the people who are its base; those of whom something is not known are
//! counted and shown, never left out in silence.

mod fact;
mod number;
mod read;
mod rows;
mod run;
mod several;
pub mod spec;
mod types;

pub use run::run;
pub use spec::{DescribeKind, DescribeSpec, FactSpec, Of};
pub use types::{Base, Described, Description, Figure, Statistic};
