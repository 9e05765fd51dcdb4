//! What the cells of a column mean: a recode and its missing codes.

use crate::ingest::{Description, number};
use crate::job::{BinsSpec, CellSpec, FieldSpec};

/// A value to compare cells with: as a number where both are numbers, as text otherwise.
#[derive(Debug, Clone)]
pub(super) struct Code {
    text: String,
    number: Option<f64>,
}

impl Code {
    pub(super) fn of(cell: &CellSpec) -> Self {
        Self::read(&cell.word())
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
    /// Cells are read as their value labels.
    pub(super) labels: bool,
    /// Columns to take a missing value from.
    pub(super) carry: &'a [String],
    /// What the file says about the column.
    pub(super) file: Option<Description>,
    /// The formula it is computed with, instead of being a column.
    pub(super) expression: Option<&'a str>,
    /// Codes that mean 'missing' in the columns of the formula: those of the side.
    pub(super) missing_before: Vec<CellSpec>,
    /// Bins that numbers are put in.
    pub(super) bins: Option<&'a BinsSpec>,
    /// Words and the level that they are merged into.
    pub(super) collapse: Vec<(Code, &'a str)>,
}

impl<'a> Recode<'a> {
    /// The recode of `field`; `missing` are the codes of its side, `file` is what the file says.
    pub(super) fn new(field: &'a FieldSpec, missing: &[CellSpec], file: Option<&Description>) -> Self {
        let plain = Self::plain(field.column(), missing, file);
        let FieldSpec::Recoded(r) = field else { return plain };
        let own = r.missing.as_ref().map(|own| own.iter().map(Code::of).collect());
        // What is computed may well be -9: only codes of its own are missing.
        let (before, usual) =
            if r.expression.is_some() { (missing, Vec::new()) } else { (&[][..], plain.missing) };
        let merged = r.collapse.iter().flat_map(|(level, cells)| cells.iter().map(move |c| (c, level)));
        Self {
            map: r.map.iter().map(|(k, v)| (Code::read(k), v)).collect(),
            missing: own.unwrap_or(usual),
            scale: r.scale,
            labels: r.labels,
            carry: &r.carry,
            expression: r.expression.as_deref(),
            missing_before: before.to_vec(),
            bins: r.bins.as_ref(),
            collapse: merged.map(|(cell, level)| (Code::of(cell), level.as_str())).collect(),
            name: plain.name,
            file: plain.file,
        }
    }

    /// A column as it is, but for the missing codes.
    pub(super) fn plain(name: &'a str, missing: &[CellSpec], file: Option<&Description>) -> Self {
        Self {
            name,
            map: Vec::new(),
            missing: missing.iter().map(Code::of).collect(),
            scale: None,
            labels: false,
            carry: &[],
            file: file.cloned(),
            expression: None,
            missing_before: Vec::new(),
            bins: None,
            collapse: Vec::new(),
        }
    }

    /// What the map says about a cell, if it lists it.
    pub(super) fn mapped(&self, cell: &str) -> Option<&'a CellSpec> {
        self.map.iter().find(|(code, _)| code.is(cell)).map(|(_, value)| *value)
    }

    /// `true` if a cell that the map does not list means 'missing': by the job, or by the file itself.
    pub(super) fn is_missing(&self, cell: &str) -> bool {
        let declared = || self.file.as_ref().is_some_and(|file| file.declares_missing(cell));
        self.missing.iter().any(|code| code.is(cell)) || declared()
    }

    /// The same for a number.
    pub(super) fn is_missing_number(&self, x: f64) -> bool {
        let declared = || self.file.as_ref().is_some_and(|file| file.declares_number_missing(x));
        self.missing.iter().any(|code| code.number == Some(x)) || declared()
    }

    /// `true` if numbers stay as they are.
    pub(super) fn is_plain(&self) -> bool {
        let silent = self.file.as_ref().is_none_or(|file| file.missing.is_empty());
        self.map.is_empty() && self.missing.is_empty() && self.scale.is_none() && silent
    }

    /// The value label of a cell, where labels are asked for and there is one.
    pub(super) fn labelled(&self, cell: &str) -> Option<&str> {
        self.file.as_ref().filter(|_| self.labels).and_then(|file| file.label_of(cell))
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
