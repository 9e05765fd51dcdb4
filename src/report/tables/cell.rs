//! The types a cell may have, and their Arrow columns.

use super::super::ReportError;
use super::define::Type;
use arrow::array::{ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{Float64Type, Int64Type};
use std::sync::Arc;

/// A type that a field may have.
pub trait Cell: Sized + 'static {
    /// Its type in the schema.
    const TYPE: Type;
    /// `true` if it may be missing.
    const NULLABLE: bool;

    /// A column of them.
    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef;

    /// The values of a column, or `None` when it is of another type.
    fn read(array: &ArrayRef) -> Option<Vec<Self>>;
}

impl Cell for String {
    const TYPE: Type = Type::Text;
    const NULLABLE: bool = false;

    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
        Arc::new(StringArray::from_iter_values(values))
    }

    fn read(array: &ArrayRef) -> Option<Vec<Self>> {
        Option::<Self>::read(array)?.into_iter().collect()
    }
}

impl Cell for Option<String> {
    const TYPE: Type = Type::Text;
    const NULLABLE: bool = true;

    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
        Arc::new(values.map(Option::as_deref).collect::<StringArray>())
    }

    fn read(array: &ArrayRef) -> Option<Vec<Self>> {
        Some(array.as_string_opt::<i32>()?.iter().map(|v| v.map(str::to_owned)).collect())
    }
}

impl Cell for Option<f64> {
    const TYPE: Type = Type::Number;
    const NULLABLE: bool = true;

    /// No NaN leaves the program: what is not finite is missing.
    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
        Arc::new(values.map(|v| v.filter(|x| x.is_finite())).collect::<Float64Array>())
    }

    fn read(array: &ArrayRef) -> Option<Vec<Self>> {
        Some(array.as_primitive_opt::<Float64Type>()?.iter().collect())
    }
}

impl Cell for Option<i64> {
    const TYPE: Type = Type::Whole;
    const NULLABLE: bool = true;

    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
        Arc::new(values.copied().collect::<Int64Array>())
    }

    fn read(array: &ArrayRef) -> Option<Vec<Self>> {
        Some(array.as_primitive_opt::<Int64Type>()?.iter().collect())
    }
}

impl Cell for i64 {
    const TYPE: Type = Type::Whole;
    const NULLABLE: bool = false;

    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(values.copied()))
    }

    fn read(array: &ArrayRef) -> Option<Vec<Self>> {
        Option::<Self>::read(array)?.into_iter().collect()
    }
}

impl Cell for bool {
    const TYPE: Type = Type::YesNo;
    const NULLABLE: bool = false;

    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
        Arc::new(values.copied().map(Some).collect::<BooleanArray>())
    }

    fn read(array: &ArrayRef) -> Option<Vec<Self>> {
        array.as_boolean_opt()?.iter().collect()
    }
}

/// The values of column `column` of a table.
///
/// # Errors
/// [`ReportError::Column`] if it is missing or of another type.
pub fn read_column<C: Cell>(batch: &RecordBatch, table: &str, column: &str) -> Result<Vec<C>, ReportError> {
    let found = batch.column_by_name(column).and_then(C::read);
    found.ok_or_else(|| ReportError::Column {
        table: table.to_owned(),
        column: column.to_owned(),
        wanted: C::TYPE.word(),
    })
}
