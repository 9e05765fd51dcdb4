//! Missing covariates filled in m times by chained equations.
//!
//! Each covariate with gaps is regressed on all others among those who have a value; the gaps are drawn from
//! what the regression predicts, its coefficients drawn too; and so on round the covariates, several times
//! (van Buuren and Groothuis-Oudshoorn 2011; White, Royston and Wood 2011). Each arm by itself, without end
//! values, so that an outcome-blind design stays one.

mod augment;
mod chain;
mod choice;
mod column;
mod donors;
mod error;
mod linear;
mod ordered;
mod passive;
mod run;
mod spec;
mod terms;
mod trace;

pub use chain::{Completed, Settings, complete};
pub use column::{Block, Column, Part, Scale};
pub use error::ImputeError;
pub use run::{Imputed, run};
pub use spec::{ImputationSpec, Method};
pub use trace::{Trace, rhat};

#[cfg(test)]
mod tests;
