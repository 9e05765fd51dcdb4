//! Why a regression has no answer.

use thiserror::Error;

/// A regression that cannot be fitted.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum GlmError {
    /// Lengths that do not fit.
    #[error("{what} has {len} entries for {rows} rows")]
    Length {
        /// What has the wrong length.
        what: &'static str,
        /// Its length.
        len: usize,
        /// Rows of the design matrix.
        rows: usize,
    },
    /// A value that is no number.
    #[error("`{column}` has a value that is not a finite number")]
    NotFinite {
        /// The column, or `weight`.
        column: String,
    },
    /// Only one class.
    #[error("all {rows} rows are of one class; both are needed")]
    OneClass {
        /// Rows with a positive weight.
        rows: usize,
    },
    /// Too few rows.
    #[error("{columns} coefficients cannot be estimated from {rows} rows; use fewer terms")]
    MoreColumnsThanRows {
        /// Coefficients, the intercept included.
        columns: usize,
        /// Rows with a positive weight.
        rows: usize,
    },
    /// The classes can be told apart exactly.
    #[error("the two arms are told apart exactly by {}; leave it out, merge levels, or use `model = \"firth\"` or `model = \"ridge\"`, which have an answer", columns.join(", "))]
    Separation {
        /// Columns whose coefficients grow without end, the fastest first.
        columns: Vec<String>,
        /// Iterations done.
        iterations: usize,
    },
    /// The maximum was not reached.
    #[error(
        "no maximum after {iterations} iterations (largest gradient entry {gradient:e}); use fewer or better scaled terms"
    )]
    NotConverged {
        /// Iterations done.
        iterations: usize,
        /// Largest absolute entry of the gradient, per unit of weight.
        gradient: f64,
    },
    /// Case weights with a model that takes none.
    #[error("this score model takes no case weights; use `model = \"logit\"` or `weights = \"none\"`")]
    Weights,
    /// A fault of the learner library.
    #[error("the learner reports: {what}")]
    Learner {
        /// Its own words.
        what: String,
    },
}

impl From<linfa::Error> for GlmError {
    fn from(error: linfa::Error) -> Self {
        Self::Learner { what: error.to_string() }
    }
}
