//! Columns of files whose cells have a type of their own: numbers stay numbers, texts stay texts.

use super::builders::{KeysBuilder, NumbersBuilder, WordsBuilder};
use super::cells::{Cells, Keys};
use super::wanted::Reading;

/// Above this not every whole number is a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A column in the making.
pub(super) enum Typed {
    Numbers(NumbersBuilder),
    Words(WordsBuilder),
    Keys(Ids),
}

impl Typed {
    /// A column that will be read as `reading` says.
    pub(super) fn new(reading: Reading) -> Self {
        match reading {
            Reading::Numbers => Self::Numbers(NumbersBuilder::default()),
            Reading::Words => Self::Words(WordsBuilder::default()),
            Reading::Keys => Self::Keys(Ids::Whole { values: Vec::new(), empty: Vec::new() }),
        }
    }

    /// Takes a number; one that is not finite is an empty cell.
    pub(super) fn number(&mut self, value: f64) {
        // Minus nought is nought, or it would be a word of its own.
        let value = value + 0.0;
        match self {
            Self::Numbers(b) => b.push_number(value),
            Self::Words(b) => b.push_number(if value.is_finite() { value } else { f64::NAN }),
            Self::Keys(b) => b.number(value),
        }
    }

    /// Takes a text.
    pub(super) fn text(&mut self, cell: &str) {
        match self {
            Self::Numbers(b) => b.push(cell),
            Self::Words(b) => b.push(cell),
            Self::Keys(b) => b.text(cell),
        }
    }

    /// Takes a code that means missing, such as `.a`: nobody is called that.
    pub(super) fn code(&mut self, code: &str) {
        if let Self::Keys(b) = self {
            b.number(f64::NAN);
        } else {
            self.text(code);
        }
    }

    /// Bytes held by keys, the only cells that are not shared between rows.
    pub(super) fn held(&self) -> usize {
        match self {
            Self::Keys(Ids::Text(b)) => b.held(),
            _ => 0,
        }
    }

    pub(super) fn build(self) -> Cells {
        match self {
            Self::Numbers(b) => Cells::Numbers(b.build()),
            Self::Words(b) => Cells::Words(b.build()),
            Self::Keys(Ids::Whole { values, empty }) => Cells::Keys(Keys::Whole { values, empty }),
            Self::Keys(Ids::Text(b)) => Cells::Keys(b.build()),
        }
    }
}

/// Keys in the making: whole numbers for as long as they are.
pub(super) enum Ids {
    Whole { values: Vec<i64>, empty: Vec<u32> },
    Text(KeysBuilder),
}

impl Ids {
    fn number(&mut self, value: f64) {
        match self {
            Self::Whole { values, empty } if !value.is_finite() => {
                empty.push(values.len() as u32);
                values.push(0);
            }
            Self::Whole { values, .. } if value.trunc() == value && value.abs() < EXACT => {
                values.push(value as i64);
            }
            Self::Whole { .. } => self.as_text().push(&value.to_string()),
            Self::Text(b) if value.is_finite() => b.push(&value.to_string()),
            Self::Text(b) => b.push(""),
        }
    }

    fn text(&mut self, cell: &str) {
        self.as_text().push(cell);
    }

    fn as_text(&mut self) -> &mut KeysBuilder {
        if let Self::Whole { values, empty } = self {
            let mut text = KeysBuilder::default();
            let mut gaps = empty.iter().peekable();
            for (i, value) in values.iter().enumerate() {
                let gap = gaps.next_if(|&&e| e as usize == i).is_some();
                text.push(&if gap { String::new() } else { value.to_string() });
            }
            *self = Self::Text(text);
        }
        match self {
            Self::Text(text) => text,
            Self::Whole { .. } => unreachable!("made text just now"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_whole_until_one_is_not() {
        let mut column = Typed::new(Reading::Keys);
        for value in [12.0, f64::NAN, -3.0] {
            column.number(value);
        }
        column.code(".a");
        let whole = Keys::Whole { values: vec![12, 0, -3, 0], empty: vec![1, 3] };
        let mut other = Typed::new(Reading::Keys);
        for value in [12.0, f64::NAN, 1.5, f64::NAN] {
            other.number(value);
        }
        assert_eq!(column.build(), Cells::Keys(whole));
        let Cells::Keys(keys) = other.build() else { panic!("keys were asked for") };
        assert_eq!((keys.text(0).as_ref(), keys.text(2).as_ref()), ("12", "1.5"));
        assert!(keys.is_missing(1) && keys.is_missing(3));
    }

    #[test]
    fn missing_codes_stay_beside_the_numbers() {
        let mut column = Typed::new(Reading::Numbers);
        column.number(1.0);
        column.code(".a");
        let Cells::Numbers(numbers) = column.build() else { panic!("numbers were asked for") };
        assert_eq!((numbers.odd, numbers.words), (vec![(1, 0)], vec![".a".to_owned()]));
    }
}
