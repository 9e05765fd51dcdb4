//! The names of units: whole numbers where every id is one, text otherwise.

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, LargeStringArray};
use arrow::datatypes::{DataType, Int64Type};
use std::borrow::Cow;
use std::sync::Arc;

/// One id a unit. Ids are unique within a source, not across sources.
#[derive(Debug, Clone)]
pub enum Ids {
    /// Every id of every source is a canonical whole number.
    Whole(Int64Array),
    /// Text, in one buffer.
    Text(LargeStringArray),
}

impl Ids {
    /// How many ids.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(a) => a.len(),
            Self::Text(a) => a.len(),
        }
    }

    /// `true` if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of unit `i` as text.
    #[must_use]
    pub fn text(&self, i: usize) -> Cow<'_, str> {
        match self {
            Self::Whole(a) => Cow::Owned(a.value(i).to_string()),
            Self::Text(a) => Cow::Borrowed(a.value(i)),
        }
    }

    /// The ids as an Arrow column.
    #[must_use]
    pub fn array(&self) -> ArrayRef {
        match self {
            Self::Whole(a) => Arc::new(a.clone()),
            Self::Text(a) => Arc::new(a.clone()),
        }
    }

    /// Ids from an Arrow column of whole numbers or large text without missing entries.
    #[must_use]
    pub fn from_array(array: &ArrayRef) -> Option<Self> {
        if array.null_count() > 0 {
            return None;
        }
        match array.data_type() {
            DataType::Int64 => Some(Self::Whole(array.as_primitive::<Int64Type>().clone())),
            DataType::LargeUtf8 => Some(Self::Text(array.as_string::<i64>().clone())),
            _ => None,
        }
    }
}
