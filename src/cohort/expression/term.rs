//! A part of an expression once it is evaluated.

use super::error::ExpressionError;
use crate::cohort::{Category, Column};
use arrow::array::{BooleanArray, Float64Array};
use arrow::compute::is_null;
use std::ops::Range;

/// A part with its values: one a row, or one for all rows.
pub(super) enum Term<'a> {
    Number(Float64Array),
    Constant(f64),
    Truth(BooleanArray),
    Known(bool),
    Category(String, Category<'a>),
    Text(String),
}

/// A part that is a number.
pub(super) enum Operand {
    Each(Float64Array),
    All(f64),
}

/// Drops what is no number and the sign of zero, so that Arrow's total order is the usual one.
pub(super) fn tidy(x: f64) -> Option<f64> {
    x.is_finite().then_some(x + 0.0)
}

impl<'a> Term<'a> {
    pub(super) fn column(name: &str, column: Column<'a>) -> Self {
        match column {
            Column::Category(c) => Self::Category(name.to_owned(), c),
            Column::Number(n) => {
                Self::Number((0..n.values().len()).map(|i| n.get(i).and_then(tidy)).collect())
            }
        }
    }

    /// What it is, in words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Number(_) | Self::Constant(_) => "a number".to_owned(),
            Self::Truth(_) | Self::Known(_) => "true or false".to_owned(),
            Self::Category(name, _) => format!("the category `{name}`"),
            Self::Text(text) => format!("the text '{text}'"),
        }
    }

    pub(super) fn number(self, at: &Range<usize>) -> Result<Operand, ExpressionError> {
        match self {
            Self::Number(a) => Ok(Operand::Each(a)),
            Self::Constant(x) => Ok(Operand::All(x)),
            Self::Truth(a) => Ok(Operand::Each(as_numbers(&a))),
            Self::Known(b) => Ok(Operand::All(f64::from(u8::from(b)))),
            other => {
                let message = format!("a number is needed here, but this is {}", other.words());
                Err(ExpressionError::Kind { message, at: at.clone() })
            }
        }
    }

    pub(super) fn truth(self, rows: usize, at: &Range<usize>) -> Result<BooleanArray, ExpressionError> {
        let known = |b: bool| BooleanArray::from(vec![b; rows]);
        match self {
            Self::Truth(a) => Ok(a),
            Self::Known(b) => Ok(known(b)),
            Self::Constant(x) if x == 0.0 || x == 1.0 => Ok(known(x == 1.0)),
            Self::Number(a) if a.iter().flatten().all(|x| x == 0.0 || x == 1.0) => {
                Ok(a.iter().map(|v| v.map(|x| x == 1.0)).collect())
            }
            other => {
                let message = format!(
                    "true or false is needed here, but this is {}; compare it with something",
                    other.words()
                );
                Err(ExpressionError::Kind { message, at: at.clone() })
            }
        }
    }

    pub(super) fn missing(&self) -> Result<Term<'a>, arrow::error::ArrowError> {
        Ok(match self {
            Self::Number(a) => Term::Truth(is_null(a)?),
            Self::Truth(a) => Term::Truth(is_null(a)?),
            Self::Category(_, c) => Term::Truth((0..c.codes().len()).map(|i| Some(!c.known(i))).collect()),
            Self::Constant(_) | Self::Known(_) | Self::Text(_) => Term::Known(false),
        })
    }
}

/// False is 0, true is 1, missing stays missing.
pub(super) fn as_numbers(truth: &BooleanArray) -> Float64Array {
    truth.iter().map(|v| v.map(|b| f64::from(u8::from(b)))).collect()
}
