//! Columns in the making from Arrow arrays, which Parquet and Arrow files both yield.

use super::builders::{KeysBuilder, NumbersBuilder, WordsBuilder};
use super::cells::{Cells, Keys};
use super::wanted::{Reading, Request};
use crate::fault::{Fault, Place};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;

/// A column in the making, array by array.
pub(super) enum Arrays {
    /// Of numbers.
    Numbers(NumbersBuilder),
    /// Of words.
    Words(WordsBuilder),
    /// Of keys: whole numbers with the rows that have none, or text.
    Keys(Vec<i64>, Vec<u32>, KeysBuilder),
}

impl Arrays {
    /// An empty column with room for `rows` numbers.
    pub(super) fn new(reading: Reading, rows: usize) -> Self {
        match reading {
            Reading::Numbers => Self::Numbers(NumbersBuilder::with_capacity(rows)),
            Reading::Words => Self::Words(WordsBuilder::default()),
            Reading::Keys => Self::Keys(Vec::new(), Vec::new(), KeysBuilder::default()),
        }
    }

    /// Takes the cells of an array; every array of a column has the same type.
    pub(super) fn add(&mut self, array: &ArrayRef) -> Result<(), ArrowError> {
        let kind = array.data_type();
        if kind.is_nested() {
            return Err(nested(kind));
        }
        match self {
            Self::Numbers(cells) if is_number(kind) => numbers(array, cells),
            Self::Numbers(cells) => each_text(array, |cell| cells.push(cell)),
            Self::Words(cells) if is_number(kind) && *kind != DataType::Boolean => {
                let array = to(array, &DataType::Float64)?;
                let values = array.as_primitive::<Float64Type>().iter();
                values.for_each(|v| cells.push_number(v.unwrap_or(f64::NAN)));
                Ok(())
            }
            Self::Words(cells) => each_text(array, |cell| cells.push(cell)),
            Self::Keys(whole, empty, _) if kind.is_integer() => {
                for value in to(array, &DataType::Int64)?.as_primitive::<Int64Type>() {
                    if value.is_none() {
                        empty.push(whole.len() as u32);
                    }
                    whole.push(value.unwrap_or(0));
                }
                Ok(())
            }
            Self::Keys(_, _, text) => each_text(array, |cell| text.push(cell)),
        }
    }

    /// The finished column.
    pub(super) fn build(self) -> Cells {
        match self {
            Self::Numbers(cells) => Cells::Numbers(cells.build()),
            Self::Words(cells) => Cells::Words(cells.build()),
            Self::Keys(whole, _, text) if whole.is_empty() => Cells::Keys(text.build()),
            Self::Keys(values, empty, _) => Cells::Keys(Keys::Whole { values, empty }),
        }
    }
}

fn numbers(array: &ArrayRef, cells: &mut NumbersBuilder) -> Result<(), ArrowError> {
    let array = to(array, &DataType::Float64)?;
    let values = array.as_primitive::<Float64Type>();
    if values.null_count() == 0 {
        cells.extend_numbers(values.values());
    } else {
        values.iter().for_each(|v| cells.push_number(v.unwrap_or(f64::NAN)));
    }
    Ok(())
}

fn is_number(kind: &DataType) -> bool {
    kind.is_numeric() || matches!(kind, DataType::Boolean)
}

fn to(array: &ArrayRef, kind: &DataType) -> Result<ArrayRef, ArrowError> {
    cast_with_options(array, kind, &CastOptions { safe: false, ..CastOptions::default() })
}

/// Hands on each cell as text; a missing cell is empty. Text is never copied, so that an array that
/// speaks of one long text many times takes no more memory than it says it does.
fn each_text(array: &ArrayRef, mut take: impl FnMut(&str)) -> Result<(), ArrowError> {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().for_each(|c| take(c.unwrap_or_default())),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().for_each(|c| take(c.unwrap_or_default())),
        DataType::Utf8View => array.as_string_view().iter().for_each(|c| take(c.unwrap_or_default())),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let words = to(dictionary.values(), &DataType::LargeUtf8)?;
            let words = words.as_string::<i64>();
            // A dictionary without words has no keys that count.
            let codes = if words.is_empty() { vec![0; array.len()] } else { dictionary.normalized_keys() };
            for (row, code) in codes.into_iter().enumerate() {
                let known = array.is_valid(row) && code < words.len() && words.is_valid(code);
                take(if known { words.value(code) } else { "" });
            }
        }
        _ => {
            let text = to(array, &DataType::LargeUtf8)?;
            text.as_string::<i64>().iter().for_each(|c| take(c.unwrap_or_default()));
        }
    }
    Ok(())
}

/// Lists and records have no place in a cell.
pub(super) fn nested(kind: &DataType) -> ArrowError {
    ArrowError::CastError(format!("it holds lists or records ({kind})"))
}

/// A fault of a column that cannot be read.
pub(super) fn unreadable(request: &Request, name: &str, error: &ArrowError) -> Fault {
    let place = Place::Data { file: request.path.clone(), row: None, column: Some(name.to_owned()) };
    if let ArrowError::ParquetError(why) | ArrowError::IpcError(why) = error {
        let help = Some("write the table again".to_owned());
        return Fault { code: "MW209", message: format!("this column is damaged: {why}"), help, place };
    }
    Fault {
        code: "MW210",
        message: format!("this column cannot be read: {error}"),
        help: Some("store it as numbers, text, dates or yes/no".to_owned()),
        place: Place::Data { file: request.path.clone(), row: None, column: Some(name.to_owned()) },
    }
}
