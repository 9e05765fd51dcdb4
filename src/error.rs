//! One error that wraps each stage's own.

use thiserror::Error;

/// Anything that stops a run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The design cannot be made.
    #[error(transparent)]
    Design(#[from] crate::design::DesignError),
    /// No matching can be made.
    #[error(transparent)]
    Matching(#[from] crate::matching::MatchingError),
    /// Balance cannot be judged.
    #[error(transparent)]
    Balance(#[from] crate::balance::BalanceError),
    /// The effect cannot be estimated.
    #[error(transparent)]
    Estimate(#[from] crate::estimate::EstimateError),
}
