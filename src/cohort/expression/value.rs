//! What an expression gives.

use super::term::as_numbers;
use arrow::array::{ArrayRef, BooleanArray, Float64Array};
use std::sync::Arc;

/// The values of an expression, one a row, each known or missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Numbers, finite where known.
    Number(Float64Array),
    /// True or false.
    Truth(BooleanArray),
}

impl Value {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Number(a) => a.len(),
            Self::Truth(a) => a.len(),
        }
    }

    /// `true` if there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values as a `Float64` column of a cohort: true is 1, false is 0, missing stays missing.
    #[must_use]
    pub fn into_array(self) -> ArrayRef {
        match self {
            Self::Number(a) => Arc::new(a),
            Self::Truth(a) => Arc::new(as_numbers(&a)),
        }
    }
}
