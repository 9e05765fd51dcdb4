//! Columns in the making, cell by cell.

use super::cells::{Cells, EMPTY, Keys, Numbers, Words, trimmed_number};
use super::text::{Seen, Style};
use super::wanted::Reading;
use std::collections::HashMap;

/// A column in the making from cells of text.
pub(super) enum Builder {
    /// Of numbers.
    Numbers(NumbersBuilder),
    /// Of words.
    Words(WordsBuilder),
    /// Of keys.
    Keys(KeysBuilder),
}

impl Builder {
    /// An empty column whose decimals, if it is one of numbers, are written as `style` says.
    pub(super) fn new(reading: Reading, style: Style) -> Self {
        match reading {
            Reading::Numbers => Self::Numbers(NumbersBuilder { style, ..NumbersBuilder::default() }),
            Reading::Words => Self::Words(WordsBuilder::default()),
            Reading::Keys => Self::Keys(KeysBuilder::default()),
        }
    }

    /// Takes a cell as it is written.
    pub(super) fn push(&mut self, cell: &str) {
        match self {
            Self::Numbers(b) => b.push(cell),
            Self::Words(b) => b.push(cell),
            Self::Keys(b) => b.push(cell),
        }
    }

    /// Takes a cell that is a number.
    pub(super) fn push_number(&mut self, value: f64) {
        match self {
            Self::Numbers(b) => b.push_number(value),
            Self::Words(b) => b.push_number(value),
            Self::Keys(b) => b.push(&value.to_string()),
        }
    }

    /// How decimals were written, in a column of numbers.
    pub(super) fn decimals(&self) -> Option<&Seen> {
        match self {
            Self::Numbers(b) => Some(&b.seen),
            Self::Words(_) | Self::Keys(_) => None,
        }
    }

    /// The finished column.
    pub(super) fn build(self) -> Cells {
        match self {
            Self::Numbers(b) => Cells::Numbers(b.build()),
            Self::Words(b) => Cells::Words(b.build()),
            Self::Keys(b) => Cells::Keys(b.build()),
        }
    }
}

/// Gives each distinct word a code.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    codes: HashMap<Box<str>, u32>,
    words: Vec<String>,
    last: u32,
}

impl Dictionary {
    pub(super) fn code(&mut self, word: &str) -> u32 {
        if self.words.get(self.last as usize).is_some_and(|w| w == word) {
            return self.last;
        }
        if let Some(&code) = self.codes.get(word) {
            self.last = code;
            return code;
        }
        let code = self.words.len() as u32;
        self.codes.insert(word.into(), code);
        self.words.push(word.to_owned());
        self.last = code;
        code
    }
}

/// A column of numbers in the making.
#[derive(Debug, Default)]
pub(super) struct NumbersBuilder {
    values: Vec<f64>,
    odd: Vec<(u32, u32)>,
    words: Dictionary,
    style: Style,
    seen: Seen,
}

impl NumbersBuilder {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), ..Self::default() }
    }

    pub(super) fn push(&mut self, cell: &str) {
        let cell = cell.trim_ascii();
        let mut value = trimmed_number(cell);
        if self.style != Style::Point {
            let row = self.values.len();
            match value {
                Some(_) => self.seen.number(cell, row),
                None => value = self.seen.comma(cell, row),
            }
        }
        if value.is_none() && !cell.is_empty() {
            self.odd.push((self.values.len() as u32, self.words.code(cell)));
        }
        self.values.push(value.unwrap_or(f64::NAN));
    }

    /// Takes a number that is one already; not-finite ones are missing.
    pub(super) fn push_number(&mut self, value: f64) {
        self.values.push(if value.is_finite() { value } else { f64::NAN });
    }

    pub(super) fn extend_numbers(&mut self, values: &[f64]) {
        let known = |&v: &f64| if v.is_finite() { v } else { f64::NAN };
        self.values.extend(values.iter().map(known));
    }

    pub(super) fn build(mut self) -> Numbers {
        self.values.shrink_to_fit();
        Numbers { values: self.values, odd: self.odd, words: self.words.words }
    }
}

/// A column of words in the making.
#[derive(Debug, Default)]
pub(super) struct WordsBuilder {
    codes: Vec<u32>,
    words: Dictionary,
    numbers: HashMap<u64, u32>,
}

impl WordsBuilder {
    pub(super) fn push(&mut self, cell: &str) {
        let cell = cell.trim_ascii();
        let code = if cell.is_empty() { EMPTY } else { self.words.code(cell) };
        self.codes.push(code);
    }

    /// Takes a number as the word it is written with; NaN is an empty cell.
    pub(super) fn push_number(&mut self, value: f64) {
        if value.is_nan() {
            self.codes.push(EMPTY);
            return;
        }
        let words = &mut self.words;
        let code = *self.numbers.entry(value.to_bits()).or_insert_with(|| words.code(&value.to_string()));
        self.codes.push(code);
    }

    pub(super) fn build(mut self) -> Words {
        self.codes.shrink_to_fit();
        Words { codes: self.codes, words: self.words.words }
    }
}

/// A column of keys in the making.
#[derive(Debug, Default)]
pub(super) struct KeysBuilder {
    ends: Vec<u64>,
    bytes: String,
}

impl KeysBuilder {
    pub(super) fn push(&mut self, cell: &str) {
        self.bytes.push_str(cell.trim_ascii());
        self.ends.push(self.bytes.len() as u64);
    }

    /// How many bytes of text it holds.
    pub(super) fn held(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn text(self) -> Keys {
        Keys::Text { ends: self.ends, bytes: self.bytes }
    }

    /// Whole numbers if every key is one, text otherwise.
    pub(super) fn build(self) -> Keys {
        let text = self.text();
        let (mut values, mut empty) = (Vec::with_capacity(text.len()), Vec::new());
        for i in 0..text.len() {
            let key = text.slice(i);
            if key.is_empty() {
                empty.push(i as u32);
                values.push(0);
            } else if let Some(value) = whole(key) {
                values.push(value);
            } else {
                return text;
            }
        }
        Keys::Whole { values, empty }
    }
}

/// The whole number a key says, if it is written canonically or as an integral decimal.
fn whole(key: &str) -> Option<i64> {
    let (head, tail) = key.split_once('.').unwrap_or((key, "0"));
    let digits = head.strip_prefix('-').unwrap_or(head);
    let canonical = digits == "0" || !digits.starts_with('0');
    let zeros = !tail.is_empty() && tail.bytes().all(|b| b == b'0');
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && head != "-0";
    (canonical && zeros && plain).then(|| head.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_canonical() {
        let cases = [
            ("7", Some(7)),
            ("233.0", Some(233)),
            ("-4", Some(-4)),
            ("0", Some(0)),
            ("007", None),
            ("-0", None),
            ("1.5", None),
            ("1.", None),
            ("", None),
            ("1e3", None),
            ("99999999999999999999", None),
        ];
        for (key, expected) in cases {
            assert_eq!(whole(key), expected, "{key}");
        }
    }

    #[test]
    fn keys_fall_back_to_text_together() {
        let mut keys = KeysBuilder::default();
        for key in ["12", "", "007"] {
            keys.push(key);
        }
        let keys = keys.build();
        assert_eq!((keys.text(0).as_ref(), keys.text(2).as_ref()), ("12", "007"));
        assert!(keys.is_missing(1) && !keys.is_missing(2));
    }

    #[test]
    fn odd_cells_are_kept_beside_the_numbers() {
        let mut cells = NumbersBuilder::default();
        for cell in ["1", "", "90+", "2"] {
            cells.push(cell);
        }
        let cells = cells.build();
        assert_eq!(cells.odd, [(2, 0)]);
        assert_eq!(cells.words, ["90+"]);
        assert!(cells.values[1].is_nan() && cells.values[3] == 2.0);
    }
}
