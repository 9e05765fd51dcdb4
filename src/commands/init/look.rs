//! A first look at a file: its columns, what it says about them, and the cells of its first rows.

use super::vocabulary;
use crate::error::Error;
use crate::fault::Fault;
use crate::ingest::{self, Cells, Description, EMPTY, FileOptions, Outline, Reading, number};
use std::path::{Path, PathBuf};

/// How many rows are looked at.
const ROWS: usize = 2_000;
/// A file with more columns is looked at only where a name or a label promises something.
const MANY: usize = 400;
/// Rows tried for the heading where the first holds no names.
const DEEPEST_HEADING: u32 = 12;
/// Share of the columns that must have a name of their own for a row to be the heading.
const NAMED: f64 = 0.8;

/// A file as it looks from outside.
#[derive(Debug, Clone)]
pub struct Look {
    /// Path as typed.
    pub path: PathBuf,
    /// How it had to be read.
    pub options: FileOptions,
    /// Columns in file order; those whose name stands twice or is empty are left out.
    pub columns: Vec<Column>,
    /// Names that stand more than once.
    pub twice: Vec<String>,
}

/// A column as it looks from outside.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Name.
    pub name: String,
    /// What the file says about it.
    pub said: Description,
    /// Its first cells, where they were looked at.
    pub sample: Option<Sample>,
}

/// The cells of the rows looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// Rows looked at.
    pub rows: usize,
    /// Distinct cells with the rows that have them, in order of appearance; empty cells apart.
    pub words: Vec<(String, usize)>,
}

impl Column {
    /// Distinct cells that are neither empty nor declared missing by the file, with their rows.
    pub fn known(&self) -> impl Iterator<Item = (&str, usize)> {
        let words = self.sample.iter().flat_map(|s| &s.words);
        words.map(|(w, n)| (w.as_str(), *n)).filter(|(w, _)| !self.said.declares_missing(w))
    }

    /// Distinct numbers among the cells, with their rows.
    pub fn numbers(&self) -> impl Iterator<Item = (f64, usize)> {
        self.known().filter_map(|(w, n)| Some((number(w)?, n)))
    }

    /// `true` if every cell with something in it is a number.
    pub fn numeric(&self) -> bool {
        self.known().next().is_some() && self.known().all(|(w, _)| number(w).is_some())
    }

    /// `true` if every row looked at has a cell of its own.
    pub fn unique(&self) -> bool {
        self.sample.as_ref().is_some_and(|s| s.rows > 0 && s.words.len() == s.rows)
    }

    /// The label, or nothing.
    pub fn label(&self) -> &str {
        self.said.label.as_deref().unwrap_or_default()
    }
}

impl Look {
    /// Looks at the file in `path`.
    ///
    /// # Errors
    /// A file that cannot be read, with its faults.
    pub fn at(path: &Path) -> Result<Self, Error> {
        let (options, outline) = open(path).map_err(Error::Data)?;
        let names: Vec<String> = outline.columns.iter().map(|(n, _)| n.clone()).collect();
        let stands = |name: &String| names.iter().filter(|n| *n == name).count();
        let wide = names.len() > MANY;
        let (mut columns, mut twice) = (Vec::new(), Vec::new());
        for (name, said) in outline.columns {
            if name.trim().is_empty() || (!wide && stands(&name) > 1) {
                if !name.trim().is_empty() && !twice.contains(&name) {
                    twice.push(name);
                }
                continue;
            }
            columns.push(Column { name, said, sample: None });
        }
        let mut look = Self { path: path.to_path_buf(), options, columns, twice };
        look.sample(wide)?;
        Ok(look)
    }

    fn sample(&mut self, wide: bool) -> Result<(), Error> {
        let wanted = |c: &Column| !wide || vocabulary::promises(&c.name, c.label());
        let wanted: Vec<(String, Reading)> =
            self.columns.iter().filter(|c| wanted(c)).map(|c| (c.name.clone(), Reading::Words)).collect();
        let mut table =
            ingest::columns(&self.path, &self.options, &wanted, Some(ROWS)).map_err(Error::Data)?;
        for column in &mut self.columns {
            if !wanted.iter().any(|(n, _)| *n == column.name) {
                continue;
            }
            if let Some(said) = table.description(&column.name) {
                column.said = said.clone();
            }
            if let Cells::Words(words) = table.take(&column.name, Reading::Words) {
                column.sample = Some(counted(words.words, &words.codes));
            }
        }
        Ok(())
    }

    /// The column called `name`, in any case of letters.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let exact = self.columns.iter().find(|c| c.name == name);
        exact.or_else(|| self.columns.iter().find(|c| c.name.eq_ignore_ascii_case(name)))
    }

    /// The file's name without folder and ending, in lower case.
    pub fn stem(&self) -> String {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        // `survey.csv.gz` has two endings.
        stem.split('.').next().unwrap_or_default().to_owned()
    }
}

fn counted(words: Vec<String>, codes: &[u32]) -> Sample {
    let mut counts = vec![0; words.len()];
    for &code in codes.iter().filter(|&&code| code != EMPTY) {
        counts[code as usize] += 1;
    }
    let words = words.into_iter().zip(counts).filter(|(word, n)| *n > 0 && !word.trim().is_empty());
    Sample { rows: codes.len(), words: words.collect() }
}

/// The columns, under the first row that looks like a heading; of several sheets those of the one with the
/// most columns.
fn open(path: &Path) -> Result<(FileOptions, Outline), Vec<Fault>> {
    let plain = FileOptions::default();
    let first = match ingest::outline(path, &plain) {
        Ok(outline) if heading(&outline) && reads(path, &plain, &outline) => return Ok((plain, outline)),
        first => first,
    };
    let sheets = ingest::sheets(path);
    let choices: Vec<Option<String>> =
        if sheets.len() > 1 { sheets.into_iter().map(Some).collect() } else { vec![None] };
    let found = choices.into_iter().filter_map(|sheet| below_titles(path, sheet.as_ref()));
    // The first of equals: `max_by_key` gives the last.
    match found.reduce(|a, b| if b.1.columns.len() > a.1.columns.len() { b } else { a }) {
        Some(found) => Ok(found),
        None => first.map(|outline| (plain, outline)),
    }
}

/// The columns under the first row of a sheet, or of a text, that looks like a heading.
fn below_titles(path: &Path, sheet: Option<&String>) -> Option<(FileOptions, Outline)> {
    (1..=DEEPEST_HEADING).find_map(|row| {
        let heading_row = (row > 1).then_some(row);
        let options = FileOptions { sheet: sheet.cloned(), heading: heading_row, ..FileOptions::default() };
        let outline = ingest::outline(path, &options).ok()?;
        (heading(&outline) && reads(path, &options, &outline)).then_some((options, outline))
    })
}

/// `true` if the first rows below the heading can be read: under a title with merged cells they cannot.
fn reads(path: &Path, options: &FileOptions, outline: &Outline) -> bool {
    if outline.columns.len() > MANY {
        return true;
    }
    let columns: Vec<(String, Reading)> =
        outline.columns.iter().map(|(name, _)| (name.clone(), Reading::Words)).collect();
    let told = |f: &Fault| f.code == "MW257";
    ingest::columns(path, options, &columns, Some(1)).err().is_none_or(|faults| !faults.iter().any(told))
}

/// `true` if most columns have a name, different from the others' and no number.
fn heading(outline: &Outline) -> bool {
    let names: Vec<&str> = outline.columns.iter().map(|(n, _)| n.trim()).collect();
    let mut distinct = names.clone();
    distinct.retain(|n| !n.is_empty() && number(n).is_none());
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() as f64 >= NAMED * names.len().max(1) as f64 && names.len() > 1
}
