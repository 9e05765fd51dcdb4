//! Why no design can be made.

use crate::cohort::CohortError;
use thiserror::Error;

/// A design that cannot be made from this job and these data.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DesignError {
    /// A column that is not there, of the wrong kind, or blinded.
    #[error(transparent)]
    Cohort(#[from] CohortError),
}
