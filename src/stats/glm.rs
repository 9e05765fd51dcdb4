//! Logistic regression by maximum likelihood, on rows that come in blocks.
//!
//! Every score model is a `linfa` learner: [`Logit`] and [`Ridge`] implement [`linfa::traits::Fit`]
//! over [`Blocks`] of rows and a [`Response`], and give a [`Logistic`], which implements
//! [`linfa::traits::Predict`].

mod blocks;
mod error;
mod irls;
mod model;
mod pass;
mod ridge;
mod scale;
#[cfg(test)]
mod tests;

pub use blocks::{Blocks, Dense, Response, RowBlocks};
pub use error::GlmError;
pub use irls::{Logit, Stop};
pub use model::{Logistic, logistic};
pub use ridge::Ridge;
