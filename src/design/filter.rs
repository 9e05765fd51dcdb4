//! Who takes part: the specification's `where`.

use super::error::DesignError;
use crate::cohort::Blinded;

/// The truth of `text` for each unit; `None` where a missing value leaves it open.
///
/// # Errors
/// An expression that cannot be read, a column that is not there, or an end value.
pub(super) fn truth(cohort: Blinded<'_>, text: &str) -> Result<Vec<Option<bool>>, DesignError> {
    let _ = cohort;
    Err(DesignError::Filter {
        text: text.to_owned(),
        why: "expressions are not part of this build".to_owned(),
    })
}
