//! Columns of text: a code a row and the words for the codes, so that words are looked at once each.

use arrow::array::{BooleanArray, Float64Array};
use arrow::buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use indexmap::IndexSet;
use std::sync::Arc;

/// The code of a row without a text.
const ABSENT: u32 = u32::MAX;

/// Text, one a row, each known or missing.
#[derive(Debug, Clone)]
pub struct Texts {
    codes: ScalarBuffer<u32>,
    words: Arc<Vec<String>>,
    /// The column it is, if it is one: then a word to compare it with must occur in it.
    pub(super) name: Option<String>,
}

impl Texts {
    /// Row `i` says `words[codes[i]]`; a code beyond the last word is a missing text.
    #[must_use]
    pub fn new(codes: Vec<u32>, words: Vec<String>) -> Self {
        Self { codes: codes.into(), words: Arc::new(words), name: None }
    }

    /// The same text as that of the column `name`, or of none.
    pub(super) fn named(mut self, name: Option<&str>) -> Self {
        self.name = name.map(str::to_owned);
        self
    }

    /// `rows` rows without a text.
    pub(super) fn none(rows: usize) -> Self {
        Self::new(vec![ABSENT; rows], Vec::new())
    }

    /// The same word in all rows.
    pub(super) fn same(word: String, rows: usize) -> Self {
        Self::new(vec![0; rows], vec![word])
    }

    /// Row `i` says `values[codes[i]]`; values that are the same become one word. A code beyond the last
    /// value, and a value that is none, is a missing text.
    #[must_use]
    pub fn of(codes: &[u32], values: Vec<Option<String>>) -> Self {
        let mut words = IndexSet::new();
        let place: Vec<u32> =
            values.into_iter().map(|v| v.map_or(ABSENT, |w| words.insert_full(w).0 as u32)).collect();
        let code = |c: &u32| place.get(*c as usize).copied().unwrap_or(ABSENT);
        Self::new(codes.iter().map(code).collect(), words.into_iter().collect())
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// `true` if there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The text of row `i`, if it has one.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<&str> {
        self.words.get(self.codes[i] as usize).map(String::as_str)
    }

    /// The code of each row; one beyond the last word is a missing text.
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// What the codes say, each word once; some may be in no row.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Which rows have a text; `None` = all.
    pub(super) fn nulls(&self) -> Option<NullBuffer> {
        let most = self.words.len() as u32;
        let missing = self.codes.iter().any(|&c| c >= most);
        missing.then(|| BooleanBuffer::collect_bool(self.len(), |i| self.codes[i] < most).into())
    }

    /// A question asked of each word, answered for each row.
    pub(super) fn truth(&self, ask: impl Fn(&str) -> bool) -> BooleanArray {
        truths(&self.codes, &self.words.iter().map(|w| ask(w)).collect::<Vec<_>>())
    }

    /// A number for each word that has one, told for each row.
    pub(super) fn numbers(&self, value: impl Fn(&str) -> Option<f64>) -> Float64Array {
        numbers(&self.codes, &self.words.iter().map(|w| value(w)).collect::<Vec<_>>())
    }
}

/// `values[codes[i]]` for each row, missing where there is none.
pub(super) fn truths(codes: &[u32], values: &[bool]) -> BooleanArray {
    let yes =
        BooleanBuffer::collect_bool(codes.len(), |i| values.get(codes[i] as usize).is_some_and(|yes| *yes));
    let missing = codes.iter().any(|&c| c as usize >= values.len());
    let known = || BooleanBuffer::collect_bool(codes.len(), |i| (codes[i] as usize) < values.len());
    BooleanArray::new(yes, missing.then(|| known().into()))
}

/// `values[codes[i]]` for each row, missing where there is none or it is not finite.
pub(super) fn numbers(codes: &[u32], values: &[Option<f64>]) -> Float64Array {
    let value = |c: &u32| values.get(*c as usize).copied().flatten().unwrap_or(f64::NAN);
    super::numeric::finite(codes.iter().map(value).collect(), None)
}
