//! Distances from a file.

use crate::cohort::{Blinded, PairTable};
use crate::design::error::DesignError;
use crate::design::spec::DesignSpec;

/// The table that the job names.
///
/// # Errors
/// No table is named.
pub(super) fn of(cohort: Blinded<'_>, spec: &DesignSpec) -> Result<PairTable, DesignError> {
    let path = spec.distance_table.as_ref();
    path.and_then(|path| cohort.pairs(path)).cloned().ok_or(DesignError::NoTable)
}
