//! What the cells of a column mean: a recode and its missing codes.

use crate::ingest::number;
use crate::job::{CellSpec, FieldSpec};

/// A value to compare cells with: as a number where both are numbers, as text otherwise.
#[derive(Debug, Clone)]
pub(super) struct Code {
    text: String,
    number: Option<f64>,
}

impl Code {
    pub(super) fn of(cell: &CellSpec) -> Self {
        Self::read(&word(cell))
    }

    fn read(text: &str) -> Self {
        Self { text: text.trim().to_owned(), number: number(text) }
    }

    /// `true` if a cell that says `text` says this: `-9` is `-9.0`.
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text || self.number.is_some() && self.number == number(text)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn number(&self) -> Option<f64> {
        self.number
    }
}

/// A value of the job as the word it is written with.
pub(super) fn word(cell: &CellSpec) -> String {
    match cell {
        CellSpec::Whole(v) => v.to_string(),
        CellSpec::Number(v) => v.to_string(),
        CellSpec::Text(v) => v.clone(),
    }
}

/// A recode in a form fit for cells.
#[derive(Debug, Clone)]
pub(super) struct Recode<'a> {
    /// The column as the job calls it.
    pub(super) name: &'a str,
    /// From cells to values, in job order.
    pub(super) map: Vec<(Code, &'a CellSpec)>,
    /// Codes that mean 'missing'; `map` is asked first.
    pub(super) missing: Vec<Code>,
    /// What numbers are multiplied by.
    pub(super) scale: Option<f64>,
}

impl<'a> Recode<'a> {
    /// The recode of `field`; `missing` are the codes of its side.
    pub(super) fn new(field: &'a FieldSpec, missing: &[CellSpec]) -> Self {
        let own = match field {
            FieldSpec::Recoded(r) => r.missing.as_deref(),
            FieldSpec::Column(_) => None,
        };
        let (map, scale) = match field {
            FieldSpec::Recoded(r) => (r.map.iter().map(|(k, v)| (Code::read(k), v)).collect(), r.scale),
            FieldSpec::Column(_) => (Vec::new(), None),
        };
        let missing = own.unwrap_or(missing).iter().map(Code::of).collect();
        Self { name: field.column(), map, missing, scale }
    }

    /// A column as it is, but for the missing codes.
    pub(super) fn plain(name: &'a str, missing: &[CellSpec]) -> Self {
        Self { name, map: Vec::new(), missing: missing.iter().map(Code::of).collect(), scale: None }
    }

    /// What the map says about a cell, if it lists it.
    pub(super) fn mapped(&self, cell: &str) -> Option<&'a CellSpec> {
        self.map.iter().find(|(code, _)| code.is(cell)).map(|(_, value)| *value)
    }

    /// `true` if a cell that the map does not list means 'missing'.
    pub(super) fn is_missing(&self, cell: &str) -> bool {
        self.missing.iter().any(|code| code.is(cell))
    }

    /// The cells that the map lists, for messages.
    pub(super) fn listed(&self) -> Vec<&str> {
        self.map.iter().map(|(code, _)| code.text()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_compare_as_numbers_where_both_are() {
        let code = Code::of(&CellSpec::Whole(-9));
        assert!(code.is("-9") && code.is("-9.0") && !code.is("9") && !code.is("-9x"));
        let text = Code::of(&CellSpec::Text("NA".to_owned()));
        assert!(text.is("NA") && !text.is("na"));
    }
}
