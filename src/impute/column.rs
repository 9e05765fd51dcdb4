//! Columns as chained equations see them.

use super::spec::Method;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Numbers.
    Number,
    /// Codes 0, 1, ... up to one less than this; yes/no is two.
    Levels(usize),
}

/// When a column was measured: it decides what may help to fill in what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A covariate: everything may help.
    Fact,
    /// A start score: end scores may not help.
    Start,
    /// An end score.
    End,
}

/// One arm's values of one column, some of them missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name: random draws are keyed by it.
    pub name: String,
    /// What its values are.
    pub scale: Scale,
    /// Values or codes, one a unit; arbitrary where missing. Finite where known.
    pub values: Vec<f64>,
    /// Which are known, one a unit.
    pub known: Vec<bool>,
    /// How gaps are drawn.
    pub method: Method,
    /// When it was measured.
    pub part: Part,
}

impl Column {
    /// Places with (`true`) or without (`false`) a value, in order.
    #[must_use]
    pub fn places(&self, known: bool) -> Vec<usize> {
        (0..self.known.len()).filter(|&i| self.known[i] == known).collect()
    }

    /// How many values are missing.
    #[must_use]
    pub fn gaps(&self) -> usize {
        self.known.iter().filter(|k| !**k).count()
    }

    /// `true` if `self` may be predicted by `other`: never itself, never a start score by an end score.
    #[must_use]
    pub fn may_use(&self, other: &Self) -> bool {
        self.name != other.name && !(self.part == Part::Start && other.part == Part::End)
    }
}

/// The columns of one arm, sorted by name, so that their order in a job or file tells nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// `treated` or `control`: random draws are keyed by it.
    pub arm: String,
    columns: Vec<Column>,
}

impl Block {
    /// Sorts the columns by name.
    #[must_use]
    pub fn new(arm: &str, mut columns: Vec<Column>) -> Self {
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        Self { arm: arm.to_owned(), columns }
    }

    /// The columns, sorted by name.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Columns with gaps in the order in which they are filled: fewest gaps first, then by name.
    #[must_use]
    pub fn visits(&self) -> Vec<usize> {
        let mut with: Vec<usize> = (0..self.columns.len()).filter(|&c| self.columns[c].gaps() > 0).collect();
        with.sort_by_key(|&c| self.columns[c].gaps());
        with
    }
}
