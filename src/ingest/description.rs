//! What a file itself says about its columns: labels, value labels, which codes are missing.

use super::cells::number;

/// A value that a file's own words speak of.
#[derive(Debug, Clone, PartialEq)]
pub enum Code {
    /// A number.
    Number(f64),
    /// A text, or one of Stata's extended missing values (`.a`).
    Text(String),
}

/// Values that a file declares missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// This one.
    Is(Code),
    /// From this one to that one, both included; an end may be infinite.
    Between(f64, f64),
}

/// What a file says about one of its columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Description {
    /// What the column is.
    pub label: Option<String>,
    /// What its codes mean, in the file's order.
    pub values: Vec<(Code, String)>,
    /// Which values are missing.
    pub missing: Vec<Missing>,
}

impl Code {
    /// The code as the word a cell is written with.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Number(x) => x.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// `true` if a cell that says `word` says this.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        match self {
            Self::Number(x) => number(word) == Some(*x),
            Self::Text(text) => text == word,
        }
    }
}

impl Description {
    /// `true` if the file says nothing about the column.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.label.is_none() && self.values.is_empty() && self.missing.is_empty()
    }

    /// `true` if the file declares a cell that says `word` missing.
    #[must_use]
    pub fn declares_missing(&self, word: &str) -> bool {
        self.missing.iter().any(|m| match m {
            Missing::Is(code) => code.is(word),
            Missing::Between(..) => number(word).is_some_and(|x| self.declares_number_missing(x)),
        })
    }

    /// `true` if the file declares the number `x` missing.
    #[must_use]
    pub fn declares_number_missing(&self, x: f64) -> bool {
        self.missing.iter().any(|m| match m {
            Missing::Is(Code::Number(code)) => *code == x,
            Missing::Is(Code::Text(_)) => false,
            Missing::Between(low, high) => (*low..=*high).contains(&x),
        })
    }

    /// The label of a cell that says `word`.
    #[must_use]
    pub fn label_of(&self, word: &str) -> Option<&str> {
        self.values.iter().find(|(code, _)| code.is(word)).map(|(_, label)| label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_ranges_are_missing() {
        let missing = vec![
            Missing::Between(f64::NEG_INFINITY, -8.0),
            Missing::Is(Code::Number(99.0)),
            Missing::Is(Code::Text(".a".to_owned())),
        ];
        let d = Description { missing, ..Description::default() };
        for (word, is) in
            [("-9", true), ("-8.0", true), ("-7", false), ("99", true), (".a", true), (".b", false)]
        {
            assert_eq!(d.declares_missing(word), is, "{word}");
        }
    }
}
