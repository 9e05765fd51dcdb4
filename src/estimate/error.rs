//! Why an effect cannot be estimated.

use crate::cohort::CohortError;
use thiserror::Error;

/// An effect that cannot be estimated.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EstimateError {
    /// A column that is not there or of the wrong kind.
    #[error(transparent)]
    Cohort(#[from] CohortError),
}
