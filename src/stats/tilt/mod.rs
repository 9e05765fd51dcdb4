//! Weights that balance: exponential functions of a linear predictor, solved for moments.
//!
//! Entropy balancing, covariate balancing propensity scores and inverse probability tilting are one
//! convex problem each, all of the same kind:
//!
//! ```text
//! minimise over b:  sum_i d_i exp(s_i x_i'b) - K'b,   s_i = 1 or -1
//! ```
//!
//! whose gradient is a difference of moments, so that the minimum is balance. [`tilt`] is the problem of
//! one arm (every `s` is 1), [`logistic_balance`] that of both arms with one logistic score.

mod error;
mod moments;
mod pass;
mod solve;
mod standard;
#[cfg(test)]
mod tests;

pub use error::TiltError;
pub use moments::{Moments, moments};
pub use solve::{Settings, Solved, Target, logistic_balance, tilt};
