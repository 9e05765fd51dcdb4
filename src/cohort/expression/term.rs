//! A part of an expression once it is evaluated.

use super::error::ExpressionError;
use super::sort::Sort;
use super::texts::Texts;
use crate::cohort::Column;
use arrow::array::{Array, BooleanArray, Float64Array};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use std::ops::Range;

/// A part with its values: one a row, or one for all rows.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Number(Float64Array),
    Constant(f64),
    Truth(BooleanArray),
    Known(bool),
    Texts(Texts),
    Text(String),
    /// Days since 1970-01-01.
    Dates(Float64Array),
    Day(f64),
    /// A column of unknown sort, where only the sorts of the parts are looked at: it has no row.
    Open,
}

/// A part that is a number.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    Each(Float64Array),
    All(f64),
}

/// Drops what is no number and the sign of zero, so that Arrow's total order is the usual one.
pub(super) fn tidy(x: f64) -> Option<f64> {
    x.is_finite().then_some(x + 0.0)
}

impl Operand {
    /// The value in row `i`; arbitrary where it is missing.
    pub(super) fn at(&self, i: usize) -> f64 {
        match self {
            Self::Each(a) => a.value(i),
            Self::All(x) => *x,
        }
    }

    pub(super) fn nulls(&self) -> Option<&NullBuffer> {
        match self {
            Self::Each(a) => a.nulls(),
            Self::All(_) => None,
        }
    }

    pub(super) fn known(&self, i: usize) -> bool {
        self.nulls().is_none_or(|n| n.is_valid(i))
    }
}

impl Term {
    /// A column of the table.
    pub(super) fn column(name: &str, column: Column<'_>) -> Self {
        match column {
            Column::Category(c) => {
                let code = |i: usize| c.get(i).map_or(u32::MAX, u32::from);
                let codes = (0..c.codes().len()).map(code).collect();
                let texts = Texts::new(codes, c.levels().map(str::to_owned).collect());
                Self::Texts(texts.named(Some(name)))
            }
            Column::Number(n) => {
                Self::Number(super::numeric::finite(n.values().to_vec(), n.nulls().cloned()))
            }
        }
    }

    /// How many rows it has, if it has one value a row.
    pub(super) fn rows(&self) -> Option<usize> {
        match self {
            Self::Number(a) | Self::Dates(a) => Some(a.len()),
            Self::Truth(a) => Some(a.len()),
            Self::Texts(t) => Some(t.len()),
            _ => None,
        }
    }

    /// What it is; `None` where that is open.
    pub(super) fn sort(&self) -> Option<Sort> {
        match self {
            Self::Number(_) | Self::Constant(_) => Some(Sort::Number),
            Self::Truth(_) | Self::Known(_) => Some(Sort::Truth),
            Self::Texts(_) | Self::Text(_) => Some(Sort::Text),
            Self::Dates(_) | Self::Day(_) => Some(Sort::Date),
            Self::Open => None,
        }
    }

    /// What it is, in words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Texts(Texts { name: Some(name), .. }) => format!("the category `{name}`"),
            Self::Text(text) => format!("the text '{text}'"),
            other => other.sort().map_or("a column", Sort::words).to_owned(),
        }
    }

    /// `true` for numbers none of which is known, such as a column without a single cell.
    pub(super) fn blank(&self) -> bool {
        matches!(self, Self::Number(a) if !a.is_empty() && a.null_count() == a.len())
    }

    pub(super) fn number(self, at: &Range<usize>) -> Result<Operand, ExpressionError> {
        match self {
            Self::Number(a) => Ok(Operand::Each(a)),
            Self::Constant(x) => Ok(Operand::All(x)),
            Self::Truth(a) => Ok(Operand::Each(as_numbers(&a))),
            Self::Known(b) => Ok(Operand::All(f64::from(u8::from(b)))),
            Self::Open => Ok(Operand::Each(Float64Array::new_null(0))),
            other => {
                let help = match other.sort() {
                    Some(Sort::Date) => "; take days_between, or year, month or day of it",
                    _ => "",
                };
                let message = format!("a number is needed here, but this is {}{help}", other.words());
                Err(ExpressionError::Kind { message, at: at.clone() })
            }
        }
    }

    pub(super) fn truth(self, rows: usize, at: &Range<usize>) -> Result<BooleanArray, ExpressionError> {
        let known = |b: bool| BooleanArray::from(vec![b; rows]);
        match self {
            Self::Truth(a) => Ok(a),
            Self::Known(b) => Ok(known(b)),
            Self::Open => Ok(BooleanArray::new_null(0)),
            Self::Constant(x) if x == 0.0 || x == 1.0 => Ok(known(x == 1.0)),
            Self::Number(a) if a.iter().flatten().all(|x| x == 0.0 || x == 1.0) => {
                let yes = BooleanBuffer::collect_bool(a.len(), |i| a.value(i) == 1.0);
                Ok(BooleanArray::new(yes, a.nulls().cloned()))
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

    /// Text, one a row.
    pub(super) fn texts(self, rows: usize, at: &Range<usize>) -> Result<Texts, ExpressionError> {
        match self {
            Self::Texts(t) => Ok(t),
            Self::Text(word) => Ok(Texts::same(word, rows)),
            Self::Open => Ok(Texts::none(0)),
            blank if blank.blank() => Ok(Texts::none(rows)),
            other => {
                let message =
                    format!("text is needed here, but this is {}; write text(..) around it", other.words());
                Err(ExpressionError::Kind { message, at: at.clone() })
            }
        }
    }

    /// Which rows have a value; `None` = all.
    pub(super) fn nulls(&self) -> Option<NullBuffer> {
        match self {
            Self::Number(a) | Self::Dates(a) => a.nulls().cloned(),
            Self::Truth(a) => a.nulls().cloned(),
            Self::Texts(t) => t.nulls(),
            _ => None,
        }
    }

    /// Is it missing, row by row?
    pub(super) fn missing(&self) -> Self {
        match self.nulls() {
            Some(known) => Self::Truth(BooleanArray::new(!known.inner(), None)),
            None => self.rows().map_or(Self::Known(false), |n| Self::Truth(vec![false; n].into())),
        }
    }
}

/// False is 0, true is 1, missing stays missing.
pub(super) fn as_numbers(truth: &BooleanArray) -> Float64Array {
    let values: Vec<f64> = (0..truth.len()).map(|i| f64::from(u8::from(truth.value(i)))).collect();
    Float64Array::new(values.into(), truth.nulls().cloned())
}
