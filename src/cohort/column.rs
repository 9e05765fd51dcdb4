//! Typed views of the cohort's columns.

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, StringArray, UInt16Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Float64Type, UInt16Type};
use std::sync::Arc;

/// A column of numbers (yes/no columns are numbers 0 and 1).
#[derive(Debug, Clone, Copy)]
pub struct Number<'a> {
    values: &'a [f64],
    nulls: Option<&'a NullBuffer>,
}

/// A column of categories: a code a unit and the words for the codes.
#[derive(Debug, Clone, Copy)]
pub struct Category<'a> {
    codes: &'a [u16],
    levels: &'a StringArray,
    nulls: Option<&'a NullBuffer>,
}

/// A column of either kind.
#[derive(Debug, Clone, Copy)]
pub enum Column<'a> {
    /// Numbers, or yes/no as 0 and 1.
    Number(Number<'a>),
    /// Categories.
    Category(Category<'a>),
}

impl<'a> Number<'a> {
    /// The value of unit `i`, if it has one.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<f64> {
        self.known(i).then(|| self.values[i])
    }

    /// `true` if unit `i` has a value.
    #[must_use]
    pub fn known(&self, i: usize) -> bool {
        self.nulls.is_none_or(|n| n.is_valid(i))
    }

    /// Which units have a value; `None` = all.
    #[must_use]
    pub fn nulls(&self) -> Option<&'a NullBuffer> {
        self.nulls
    }

    /// All values; where [`Number::known`] is false the entry is arbitrary.
    #[must_use]
    pub fn values(&self) -> &'a [f64] {
        self.values
    }
}

impl<'a> Category<'a> {
    /// The code of unit `i`, if it has one.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<u16> {
        self.known(i).then(|| self.codes[i])
    }

    /// `true` if unit `i` has a category.
    #[must_use]
    pub fn known(&self, i: usize) -> bool {
        self.nulls.is_none_or(|n| n.is_valid(i))
    }

    /// All codes; where [`Category::known`] is false the entry is arbitrary.
    #[must_use]
    pub fn codes(&self) -> &'a [u16] {
        self.codes
    }

    /// How many levels there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.levels.len()
    }

    /// `true` if there is no level at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// The words for code `code`.
    #[must_use]
    pub fn level(&self, code: u16) -> &'a str {
        self.levels.value(usize::from(code))
    }

    /// All words, in code order.
    pub fn levels(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.levels.iter().flatten()
    }
}

impl<'a> Column<'a> {
    /// The typed view of an Arrow column, if it is of a kind a cohort holds: `Float64`, or a dictionary
    /// of text with `u16` keys.
    #[must_use]
    pub fn of(array: &'a ArrayRef) -> Option<Self> {
        view(array)
    }

    /// `true` if unit `i` has a value.
    #[must_use]
    pub fn known(&self, i: usize) -> bool {
        match self {
            Self::Number(n) => n.known(i),
            Self::Category(c) => c.known(i),
        }
    }

    /// The kind in words, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Category(_) => "a category",
        }
    }
}

/// The typed view of an Arrow column, if it is of a kind the cohort holds.
pub(super) fn view(array: &ArrayRef) -> Option<Column<'_>> {
    match array.data_type() {
        DataType::Float64 => {
            let a = array.as_primitive::<Float64Type>();
            Some(Column::Number(Number { values: a.values(), nulls: a.nulls() }))
        }
        DataType::Dictionary(k, _) if **k == DataType::UInt16 => {
            let a = array.as_dictionary::<UInt16Type>();
            let levels = a.values().as_string_opt::<i32>()?;
            Some(Column::Category(Category { codes: a.keys().values(), levels, nulls: a.nulls() }))
        }
        _ => None,
    }
}

/// A category column from codes (`None` = missing) and the words for them.
///
/// # Errors
/// A code beyond the last level.
pub fn category_array(
    codes: impl IntoIterator<Item = Option<u16>>,
    levels: &[String],
) -> Result<ArrayRef, arrow::error::ArrowError> {
    let keys: UInt16Array = codes.into_iter().collect();
    let values = StringArray::from_iter_values(levels);
    Ok(Arc::new(DictionaryArray::<UInt16Type>::try_new(keys, Arc::new(values))?))
}
