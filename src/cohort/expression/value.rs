//! What an expression gives.

use super::doubt::Doubt;
use super::sort::Sort;
use super::term::as_numbers;
use super::texts::Texts;
use arrow::array::{BooleanArray, Float64Array};

/// The values of an expression, one a row, each known or missing.
#[derive(Debug, Clone)]
pub enum Value {
    /// Numbers, finite where known.
    Number(Float64Array),
    /// True or false.
    Truth(BooleanArray),
    /// Text.
    Text(Texts),
    /// Dates, as days since 1970-01-01.
    Date(Float64Array),
}

/// The values of an expression, and the cells it could make nothing of; their rows are missing.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The values.
    pub value: Value,
    /// Cells that are no dates or no numbers, where they matter.
    pub doubts: Vec<Doubt>,
}

impl Value {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Number(a) | Self::Date(a) => a.len(),
            Self::Truth(a) => a.len(),
            Self::Text(t) => t.len(),
        }
    }

    /// `true` if there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the values are.
    #[must_use]
    pub fn sort(&self) -> Sort {
        match self {
            Self::Number(_) => Sort::Number,
            Self::Truth(_) => Sort::Truth,
            Self::Text(_) => Sort::Text,
            Self::Date(_) => Sort::Date,
        }
    }

    /// Numbers as they are, true as 1 and false as 0; `None` for text and dates.
    #[must_use]
    pub fn numbers(&self) -> Option<Float64Array> {
        match self {
            Self::Number(a) => Some(a.clone()),
            Self::Truth(a) => Some(as_numbers(a)),
            Self::Text(_) | Self::Date(_) => None,
        }
    }
}
