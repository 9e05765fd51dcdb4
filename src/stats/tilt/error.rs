//! Why no weights balance.

use thiserror::Error;

/// Weights that cannot be found.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum TiltError {
    /// A value that is no number.
    #[error("`{column}` has a value that is not a finite number")]
    NotFinite {
        /// The column, or `weight`.
        column: String,
    },
    /// A target that lies outside what the people to be weighted have, or at its edge.
    #[error(
        "the mean of `{column}` is to be {target}, and the people to be weighted lie between {least} and {most}"
    )]
    Outside {
        /// The column.
        column: String,
        /// The mean asked for.
        target: f64,
        /// Smallest value of those to be weighted.
        least: f64,
        /// Largest value of those to be weighted.
        most: f64,
    },
    /// Targets that can be met one by one but not together.
    #[error("no positive weights reach all targets at once; the farthest are {}", columns.join(", "))]
    Apart {
        /// Columns whose coefficients grow without end, the fastest first.
        columns: Vec<String>,
    },
    /// A column that others fix among the people to be weighted, at a value that is not the target.
    #[error(
        "`{column}` follows from other columns among the people to be weighted, and stays {off} standard deviations off"
    )]
    Fixed {
        /// The column.
        column: String,
        /// Difference that remains, in standard deviations.
        off: f64,
    },
    /// Fewer people than columns.
    #[error("{columns} columns cannot be balanced by weighting {rows} people")]
    Few {
        /// Columns in use.
        columns: usize,
        /// People to be weighted.
        rows: usize,
    },
    /// The minimum was not reached.
    #[error(
        "no balance after {iterations} iterations (largest difference left {gradient:e} standard deviations)"
    )]
    NotConverged {
        /// Iterations done.
        iterations: usize,
        /// Largest difference left, in standard deviations.
        gradient: f64,
    },
}
