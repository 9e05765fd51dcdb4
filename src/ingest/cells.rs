//! Columns as they are read: typed and compact, with no text per cell.

use super::builders::KeysBuilder;
use super::wanted::Reading;

/// The code of an empty cell in [`Words`].
pub const EMPTY: u32 = u32::MAX;

/// One column of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Read as numbers.
    Numbers(Numbers),
    /// Read as words.
    Words(Words),
    /// Read as keys: ids, clusters, households.
    Keys(Keys),
}

impl Cells {
    /// A column of `rows` empty cells.
    #[must_use]
    pub fn none(reading: Reading, rows: usize) -> Self {
        match reading {
            Reading::Numbers => Self::Numbers(Numbers { values: vec![f64::NAN; rows], ..Numbers::default() }),
            Reading::Words => Self::Words(Words { codes: vec![EMPTY; rows], words: Vec::new() }),
            Reading::Keys => Self::Keys(Keys::none(rows)),
        }
    }
}

impl Default for Cells {
    fn default() -> Self {
        Self::none(Reading::Words, 0)
    }
}

/// A column of numbers, and the few cells of it that are none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Numbers {
    /// One entry a row; NaN where the cell is empty or not a number.
    pub values: Vec<f64>,
    /// Rows whose cell is neither empty nor a number, ascending, with the code of what it says.
    pub odd: Vec<(u32, u32)>,
    /// What the codes in `odd` say.
    pub words: Vec<String>,
}

/// A column of words: a code a row and what the codes say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// One code a row; [`EMPTY`] where the cell is empty.
    pub codes: Vec<u32>,
    /// What the codes say, in order of first appearance.
    pub words: Vec<String>,
}

/// A column of keys.
#[derive(Debug, Clone, PartialEq)]
pub enum Keys {
    /// Every key is a canonical whole number (`233.0` counts, `007` does not).
    Whole {
        /// One entry a row; 0 where the cell is empty.
        values: Vec<i64>,
        /// Rows whose cell is empty, ascending.
        empty: Vec<u32>,
    },
    /// Text in one buffer: row `i` is `bytes[ends[i - 1]..ends[i]]`; an empty text is an empty cell.
    Text {
        /// Where each row's text ends.
        ends: Vec<u64>,
        /// All texts, one after the other.
        bytes: String,
    },
}

impl Keys {
    /// `rows` rows without a key.
    pub(super) fn none(rows: usize) -> Self {
        Self::Whole { values: vec![0; rows], empty: (0..rows as u32).collect() }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Whole { values, .. } => values.len(),
            Self::Text { ends, .. } => ends.len(),
        }
    }

    /// `true` if there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `true` if the cell of row `i` is empty.
    #[must_use]
    pub fn is_missing(&self, i: usize) -> bool {
        match self {
            Self::Whole { empty, .. } => empty.binary_search(&(i as u32)).is_ok(),
            Self::Text { .. } => self.slice(i).is_empty(),
        }
    }

    /// The key of row `i` as text.
    #[must_use]
    pub fn text(&self, i: usize) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Whole { values, .. } => values[i].to_string().into(),
            Self::Text { .. } => self.slice(i).into(),
        }
    }

    /// The text of row `i`; empty for whole numbers.
    #[must_use]
    pub fn slice(&self, i: usize) -> &str {
        match self {
            Self::Whole { .. } => "",
            Self::Text { ends, bytes } => {
                let from = if i == 0 { 0 } else { ends[i - 1] as usize };
                &bytes[from..ends[i] as usize]
            }
        }
    }

    /// The same keys as text.
    #[must_use]
    pub fn into_text(self) -> Self {
        match self {
            Self::Text { .. } => self,
            Self::Whole { .. } => {
                let mut text = KeysBuilder::default();
                for i in 0..self.len() {
                    text.push(&if self.is_missing(i) { "".into() } else { self.text(i) });
                }
                text.text()
            }
        }
    }
}

/// The number a cell says, if it says a finite one.
///
/// ```
/// use matchwell::ingest::number;
/// assert_eq!(number(" -7.5 "), Some(-7.5));
/// assert_eq!(number("nan"), None);
/// assert_eq!(number("1,5"), None);
/// ```
#[must_use]
pub fn number(cell: &str) -> Option<f64> {
    trimmed_number(cell.trim_ascii())
}

pub(super) fn trimmed_number(cell: &str) -> Option<f64> {
    crate::stats::text::number(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_look_like_numbers_are_not() {
        for cell in ["nan", "NaN", "inf", "-inf", "infinity", "NA", "", "-", "1e999", "0x10"] {
            assert_eq!(number(cell), None, "{cell}");
        }
        assert_eq!(number(".5"), Some(0.5));
        assert_eq!(number("+1e3"), Some(1000.0));
    }
}
