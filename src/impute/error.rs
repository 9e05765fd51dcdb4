//! Why gaps cannot be filled.

use thiserror::Error;

/// What stops the chained equations.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ImputeError {
    /// There is nothing to learn from.
    #[error(
        "nobody in the {arm} arm has a value for `{column}`: there is nothing to fill its {missing} gaps from"
    )]
    AllMissing {
        /// The column.
        column: String,
        /// `treated` or `control`.
        arm: String,
        /// How many values are missing.
        missing: usize,
    },
    /// A model of categories would have too many coefficients.
    #[error(
        "filling in `{column}` in the {arm} arm takes a model with {coefficients} coefficients, more than {most}: collapse its {levels} levels"
    )]
    TooWide {
        /// The column.
        column: String,
        /// `treated` or `control`.
        arm: String,
        /// Coefficients of the model.
        coefficients: usize,
        /// The limit.
        most: usize,
        /// Levels seen.
        levels: usize,
    },
    /// A regression has no maximum that can be found.
    #[error(
        "the {method} regression that fills in `{column}` in the {arm} arm did not converge (gradient {gradient:e}): use another method for it, or leave it out"
    )]
    NotConverged {
        /// The column.
        column: String,
        /// `treated` or `control`.
        arm: String,
        /// Method in words.
        method: &'static str,
        /// Largest entry of the gradient at the end.
        gradient: f64,
    },
}
