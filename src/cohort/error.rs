//! What can be wrong with a request for a column of the cohort.

use thiserror::Error;

/// A fault in the cohort or in a request to it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CohortError {
    /// No such column.
    #[error("no column `{name}`{}; columns are: {known}", nearest.as_ref().map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default())]
    NoColumn {
        /// The name asked for.
        name: String,
        /// The closest name there is.
        nearest: Option<String>,
        /// All names, comma separated.
        known: String,
    },
    /// A column of another kind than asked for.
    #[error("column `{name}` is {is}, but {wanted} is needed here")]
    WrongKind {
        /// The column.
        name: String,
        /// What it is.
        is: &'static str,
        /// What was asked for.
        wanted: &'static str,
    },
    /// The outcome of service users may not be read before the design is fixed.
    #[error("column `{name}` holds an end value: it cannot be read while the design is made")]
    Blinded {
        /// The column.
        name: String,
    },
    /// Two units of one source share an id.
    #[error("id `{id}` occurs more than once in one source; ids must be unique")]
    DuplicateId {
        /// The id.
        id: String,
    },
    /// Columns of unequal length, or another broken invariant.
    #[error("the table of units is inconsistent: {what}")]
    Inconsistent {
        /// What is inconsistent.
        what: String,
    },
}
