//! What can be wrong with an expression.

use super::doubt::Doubt;
use crate::cohort::CohortError;
use std::ops::Range;
use thiserror::Error;

/// What expressions can say, for messages.
const LANGUAGE: &str = "an expression may use = <> < <= > >=, and, or, not, + - * /, parentheses, \
     is null, between, in (..), like, case when .. then .. else .. end, functions such as \
     round(x, 1), numbers, 'text', true, false and column names";

/// An expression that cannot be read or evaluated; positions are bytes of its text.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExpressionError {
    /// The text is no expression.
    #[error("cannot read the expression at position {}: {message}; {LANGUAGE}", at.start + 1)]
    Syntax {
        /// What was found.
        message: String,
        /// Where.
        at: Range<usize>,
    },
    /// SQL, but more of it than expressions have.
    #[error("`{part}` at position {} is not supported; {LANGUAGE}", at.start + 1)]
    Unsupported {
        /// The part.
        part: String,
        /// Where.
        at: Range<usize>,
    },
    /// A part of the wrong kind, such as text where a number is needed.
    #[error("at position {}: {message}", at.start + 1)]
    Kind {
        /// What is wrong, and the way out.
        message: String,
        /// Where.
        at: Range<usize>,
    },
    /// A function that is not there, or a call of one that it does not take.
    #[error("at position {}: {message}", at.start + 1)]
    Call {
        /// What is wrong, and the way out.
        message: String,
        /// Where.
        at: Range<usize>,
    },
    /// A cell that is no date or no number where one is needed.
    #[error("at position {}: {}", at.start + 1, doubt.message())]
    Cell {
        /// The word, and the rows where it stands.
        doubt: Doubt,
        /// Where.
        at: Range<usize>,
    },
    /// A level that the category does not have.
    #[error("`{column}` has no level '{level}'{}; its levels are: {known}", nearest.as_ref().map(|n| format!(" (did you mean '{n}'?)")).unwrap_or_default())]
    Level {
        /// The category.
        column: String,
        /// The level asked for.
        level: String,
        /// The closest level there is.
        nearest: Option<String>,
        /// All levels, comma separated.
        known: String,
        /// Where.
        at: Range<usize>,
    },
    /// A column that is not there or may not be read.
    #[error("{source}")]
    Column {
        /// What the table said.
        source: CohortError,
        /// Where.
        at: Range<usize>,
    },
}

impl ExpressionError {
    /// Where in the expression's text, in bytes.
    #[must_use]
    pub fn at(&self) -> Range<usize> {
        match self {
            Self::Syntax { at, .. }
            | Self::Unsupported { at, .. }
            | Self::Kind { at, .. }
            | Self::Call { at, .. }
            | Self::Cell { at, .. }
            | Self::Level { at, .. }
            | Self::Column { at, .. } => at.clone(),
        }
    }
}
