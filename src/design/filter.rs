//! Who takes part: the specification's `where`.

use super::error::DesignError;
use crate::cohort::{Blinded, Expression};

/// The truth of `text` for each unit; `None` where a missing value leaves it open.
///
/// # Errors
/// An expression that cannot be read, a column that is not there, or an end value.
pub(super) fn truth(cohort: Blinded<'_>, text: &str) -> Result<Vec<Option<bool>>, DesignError> {
    let fault =
        |e: crate::cohort::ExpressionError| DesignError::Filter { text: text.to_owned(), why: e.to_string() };
    let expression = Expression::parse(text).map_err(fault)?;
    expression.truth(cohort.len(), &|name| cohort.column(name)).map_err(fault)
}
