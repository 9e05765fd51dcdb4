//! Regression of a yes/no answer (and least squares), on rows that come in blocks.
//!
//! Every score model is a `linfa` learner: [`Binomial`] (maximum likelihood for four links), [`Firth`] and
//! [`Ridge`] implement [`linfa::traits::Fit`] over [`Blocks`] of rows and a [`Response`], and give a
//! [`Fitted`], which implements [`linfa::traits::Predict`].

mod blocks;
mod error;
mod firth;
mod irls;
mod least;
mod link;
mod model;
mod pass;
mod ridge;
mod scale;
#[cfg(test)]
mod tests;

pub use blocks::{Blocks, Dense, Response, RowBlocks};
pub use error::GlmError;
pub use firth::Firth;
pub use irls::{Binomial, Stop};
pub use least::least_squares;
pub use link::{Link, Local};
pub use model::{Fitted, logistic};
pub use ridge::Ridge;
