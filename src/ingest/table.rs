//! What was read.

use super::cells::Cells;
use super::description::Description;
use super::source::Side;
use super::wanted::{Reading, Request};
use crate::fault::{Fault, Note, Place};
use crate::study::InputFile;
use indexmap::IndexMap;
use std::path::PathBuf;

/// Everything that was read, file by file, in the order of the job.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// One entry a file and wave.
    pub sources: Vec<SourceTable>,
    /// Tables of distances.
    pub pairs: Vec<SourceTable>,
    pub(super) inputs: Vec<InputFile>,
    /// Faults that leave enough to look for more; [`crate::score::run`] refuses data with any.
    pub(crate) faults: Vec<Fault>,
    /// What was decided about the files that nobody had said.
    pub(crate) notes: Vec<Note>,
}

impl Tables {
    /// The files that were read, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputFile> {
        self.inputs.clone()
    }
}

/// The columns of one file that the job names.
#[derive(Debug, Clone)]
pub struct SourceTable {
    /// Whose file it is.
    pub side: Side,
    /// Its name among the files of its side: the wave, or the side file; none for the only file.
    pub wave: Option<String>,
    /// The file, as typed in the job.
    pub file: PathBuf,
    /// How many rows of data.
    pub rows: usize,
    /// Where each row stands in the file.
    pub lines: Lines,
    columns: IndexMap<(String, Reading), Column>,
    /// What the file says about those of them that it describes.
    descriptions: IndexMap<String, Description>,
}

#[derive(Debug, Clone)]
struct Column {
    cells: Option<Cells>,
    uses: u32,
}

/// What one file yields.
pub(super) struct Content {
    pub(super) rows: usize,
    pub(super) lines: Lines,
    /// In the order of the request; `None` where the file has no such column.
    pub(super) columns: Vec<Option<Cells>>,
    /// What the file says about each, in the order of the request; shorter where it says nothing more.
    pub(super) descriptions: Vec<Description>,
    pub(super) faults: Vec<Fault>,
    /// What was decided about the file that nobody had said.
    pub(super) notes: Vec<Note>,
}

impl Content {
    /// Columns of which the file says nothing more.
    pub(super) fn new(rows: usize, lines: Lines, columns: Vec<Option<Cells>>, faults: Vec<Fault>) -> Self {
        Self { rows, lines, columns, descriptions: Vec::new(), faults, notes: Vec::new() }
    }
}

/// Where each row stands in its file: the line of a text file, the row of a table, from 1.
///
/// Rows mostly follow one another line by line; only where they do not is anything stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    spans: Vec<(u32, u32)>,
}

impl Lines {
    /// Row 0 stands on line `first`.
    #[must_use]
    pub fn from_line(first: u32) -> Self {
        Self { spans: vec![(0, first)] }
    }

    /// Notes that row `row` starts on `line`; rows come in ascending order.
    pub(super) fn note(&mut self, row: usize, line: u64) {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        if self.of(row) != line as usize {
            self.spans.push((row as u32, line));
        }
    }

    /// The line of row `row`.
    #[must_use]
    pub fn of(&self, row: usize) -> usize {
        let after = self.spans.partition_point(|&(start, _)| start as usize <= row);
        let (start, line) = self.spans[after.max(1) - 1];
        line as usize + row - start as usize
    }
}

impl SourceTable {
    pub(super) fn new(request: Request, content: Content) -> Self {
        let Request { side, wave, path, columns, .. } = request;
        let said = columns.keys().map(|(name, _)| name.clone()).zip(content.descriptions);
        let descriptions = said.filter(|(_, d)| !d.is_empty()).collect();
        let columns = columns.into_iter().zip(content.columns);
        let columns = columns.map(|((key, uses), cells)| (key, Column { cells, uses })).collect();
        Self { side, wave, file: path, rows: content.rows, lines: content.lines, columns, descriptions }
    }

    /// What the file says about a column, if it says anything.
    #[must_use]
    pub fn description(&self, name: &str) -> Option<&Description> {
        self.descriptions.get(name)
    }

    /// `true` if the job names the column but the file lacks it, which was told as a fault.
    #[must_use]
    pub fn lacks(&self, name: &str) -> bool {
        self.columns.iter().any(|((column, _), c)| column == name && c.cells.is_none())
    }

    /// Takes a column for one of its uses; at the last use it leaves the table, so that its memory is
    /// free as soon as nobody needs it. A column that the file lacks is empty throughout.
    pub fn take(&mut self, name: &str, reading: Reading) -> Cells {
        let key = (name.to_owned(), reading);
        let cells = match self.columns.get_mut(&key) {
            Some(column) if column.uses > 1 => {
                column.uses -= 1;
                column.cells.clone()
            }
            Some(column) => column.cells.as_mut().map(std::mem::take),
            None => None,
        };
        cells.unwrap_or_else(|| Cells::none(reading, self.rows))
    }

    /// A fault in this file, at a row counted from 0.
    #[must_use]
    pub fn fault(
        &self,
        code: &'static str,
        row: Option<usize>,
        column: Option<&str>,
        message: String,
        help: &str,
    ) -> Fault {
        let place = Place::Data {
            file: self.file.clone(),
            row: row.map(|r| self.lines.of(r)),
            column: column.map(str::to_owned),
        };
        Fault { code, message, help: Some(help.to_owned()), place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_follow_quoted_line_breaks() {
        let mut lines = Lines::from_line(2);
        for (row, line) in [(0, 2), (1, 3), (2, 6), (3, 7)] {
            lines.note(row, line);
        }
        assert_eq!([0, 1, 2, 3].map(|r| lines.of(r)), [2, 3, 6, 7]);
        assert_eq!(lines.spans.len(), 2);
    }
}
