//! What is wrong with a job or with data: collected, so that all of it is told at once.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// Where a fault lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the job's text: bytes from start to end.
    Job(Range<usize>),
    /// In a data file.
    Data {
        /// The file, as typed in the job.
        file: PathBuf,
        /// Line of a text file or row of a table, from 1 (a text file's heading is line 1).
        row: Option<usize>,
        /// The column.
        column: Option<String>,
    },
    /// Nowhere in particular.
    Whole,
}

/// One fault, with a stable code and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code, such as `MW201`.
    pub code: &'static str,
    /// What is wrong, with the offending value.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where.
    pub place: Place,
}

/// Something worth knowing about the data that stops nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Stable code, such as `MW290`.
    pub code: &'static str,
    /// What was seen, with the figures.
    pub message: String,
    /// Which covariate it is about, if any.
    pub subject: Option<String>,
}

impl Fault {
    /// `true` for a fault of the job's text.
    #[must_use]
    pub fn in_job(&self) -> bool {
        matches!(self.place, Place::Job(_))
    }
}

/// Line and column (both from 1, columns in characters) of byte `at` of `text`.
///
/// A place beyond the end is the end; a place inside a character is its start.
///
/// ```
/// use matchwell::fault::line_column;
/// assert_eq!(line_column("a = 1\nb = 2\n", 6), (2, 1));
/// ```
#[must_use]
pub fn line_column(text: &str, at: usize) -> (usize, usize) {
    let mut end = at.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] ", self.code)?;
        if let Place::Data { file, row, column } = &self.place {
            write!(f, "{}", file.display())?;
            if let Some(row) = row {
                write!(f, ", row {row}")?;
            }
            if let Some(column) = column {
                write!(f, ", column `{column}`")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

impl Fault {
    /// A fault without a place.
    #[must_use]
    pub fn whole(code: &'static str, message: &str) -> Self {
        Self { code, message: message.to_owned(), help: None, place: Place::Whole }
    }
}
