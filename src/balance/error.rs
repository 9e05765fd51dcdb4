//! Why balance cannot be judged.

use crate::cohort::CohortError;
use thiserror::Error;

/// Balance that cannot be computed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BalanceError {
    /// A column that is not there or of the wrong kind.
    #[error(transparent)]
    Cohort(#[from] CohortError),
}

impl BalanceError {
    /// Stable code, explained in `data-schemas/codes/balance.toml`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cohort(_) => "MW440",
        }
    }
}
