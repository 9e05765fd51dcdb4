//! Why no matching can be made.

use crate::cohort::CohortError;
use thiserror::Error;

/// A matching that cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MatchingError {
    /// A column that is not there, of the wrong kind, or blinded.
    #[error(transparent)]
    Cohort(#[from] CohortError),
}
