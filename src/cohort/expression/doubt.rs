//! Cells that say nothing where a date or a number is needed, and where an expression looks at them.

use super::sort::Sort;
use arrow::array::{Array, BooleanArray};
use arrow::buffer::BooleanBuffer;

/// A text that is no date, or no number, in rows where the expression needs one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The text.
    pub word: String,
    /// What is needed: a date or a number.
    pub needs: Sort,
    /// The column, where the text is a cell of one.
    pub column: Option<String>,
    /// The rows, ascending, from 0; at least one.
    pub rows: Vec<u32>,
}

impl Doubt {
    /// What is wrong, in words.
    #[must_use]
    pub fn message(&self) -> String {
        match self.needs {
            Sort::Date => format!("`{}` is no date", self.word),
            _ => format!("`{}` is no number", self.word),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self.needs {
            Sort::Date => {
                "write dates as YYYY-MM-DD, list the word as missing, or ask for it first with `case when`"
            }
            _ => "list the word as missing, or ask for it first with `case when`",
        }
    }
}

/// The rows in which the value of a part matters.
pub(super) enum Only {
    /// Where this is not false: the right of `and`.
    NotFalse(BooleanArray),
    /// Where this is not true: the right of `or`.
    NotTrue(BooleanArray),
    /// These: a branch of `case`.
    These(BooleanBuffer),
}

impl Only {
    pub(super) fn has(&self, row: usize) -> bool {
        match self {
            Self::NotFalse(a) => a.is_null(row) || a.value(row),
            Self::NotTrue(a) => a.is_null(row) || !a.value(row),
            Self::These(rows) => rows.value(row),
        }
    }
}
