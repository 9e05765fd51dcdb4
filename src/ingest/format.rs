//! What kind of file it is.

use super::description::Description;
use super::table::{Content, SourceTable};
use super::wanted::{FileOptions, Reading, Request};
use super::{delimited, parquet, survey};
use crate::fault::{Fault, Place};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Reads the columns of `request` from the file at `path`.
pub(super) fn read(path: &Path, request: &Request) -> Result<Content, Vec<Fault>> {
    let file = open(path, request).map_err(|f| vec![f])?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let head = reader.fill_buf().map_err(|e| vec![unreadable(request, &e.to_string())])?;
    if head.starts_with(b"PAR1") {
        return parquet::read(path, request);
    }
    if let Some(kind) = survey::kind(path, head) {
        return survey::read(kind, path, request);
    }
    let delimiter = delimiter(path, head, request).map_err(|f| vec![f])?;
    delimited::read(reader, delimiter, request)
}

/// The columns of a file, without its cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// How many rows there are, where the file says so.
    pub rows: Option<usize>,
    /// Name of each column, and what the file says about it.
    pub columns: Vec<(String, Description)>,
}

/// Looks at the columns of the file at `path`.
///
/// # Errors
/// A file that cannot be read, or that is none of the kinds that can.
pub fn outline(path: &Path, options: &FileOptions) -> Result<Outline, Vec<Fault>> {
    let request = Request::open_ended(path, options);
    let file = open(path, &request).map_err(|f| vec![f])?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let head = reader.fill_buf().map_err(|e| vec![unreadable(&request, &e.to_string())])?;
    if head.starts_with(b"PAR1") {
        return parquet::outline(path, &request);
    }
    if let Some(kind) = survey::kind(path, head) {
        return survey::outline(kind, path, &request);
    }
    let delimiter = delimiter(path, head, &request).map_err(|f| vec![f])?;
    delimited::outline(reader, delimiter, &request)
}

/// For each column of the file at `path`, whether it holds texts; `None` where the file's kind does not tell.
///
/// # Errors
/// A file that cannot be read.
pub fn texts(path: &Path, options: &FileOptions) -> Result<Option<Vec<bool>>, Vec<Fault>> {
    let request = Request::open_ended(path, options);
    let file = open(path, &request).map_err(|f| vec![f])?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let head = reader.fill_buf().map_err(|e| vec![unreadable(&request, &e.to_string())])?;
    survey::kind(path, head).map(|kind| survey::texts(kind, path, &request)).transpose()
}

/// Reads columns of the file at `path`, the first `limit` rows of them.
///
/// # Errors
/// A file that cannot be read, a column that is not there, cells that cannot be what they are read as.
pub fn columns(
    path: &Path,
    options: &FileOptions,
    wanted: &[(String, Reading)],
    limit: Option<usize>,
) -> Result<SourceTable, Vec<Fault>> {
    let mut request = Request::open_ended(path, options);
    request.limit = limit;
    request.columns = wanted.iter().map(|key| (key.clone(), 1)).collect();
    let content = read(path, &request)?;
    if content.faults.is_empty() { Ok(SourceTable::new(request, content)) } else { Err(content.faults) }
}

fn open(path: &Path, request: &Request) -> Result<File, Fault> {
    let file = File::open(path).map_err(|e| unreadable(request, &e.to_string()))?;
    match file.metadata() {
        Ok(m) if m.is_dir() => Err(unreadable(request, "it is a folder")),
        Ok(m) if m.len() == 0 => Err(whole(
            request,
            "MW204",
            "the file is empty".to_owned(),
            "give a file with a heading and at least one row",
        )),
        Ok(_) => Ok(file),
        Err(e) => Err(unreadable(request, &e.to_string())),
    }
}

fn unreadable(request: &Request, why: &str) -> Fault {
    let help = "check the path; it is taken from the folder of the job file";
    whole(request, "MW202", format!("the file cannot be read: {why}"), help)
}

/// The delimiter of a text file, by its extension and its first line.
fn delimiter(path: &Path, head: &[u8], request: &Request) -> Result<u8, Fault> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let foreign = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    match extension.as_str() {
        "xlsx" | "xls" | "arrow" | "feather" | "parquet" | "zip" | "gz" => Err(whole(
            request,
            "MW203",
            format!("a `.{extension}` file of this kind cannot be read"),
            "save it as CSV, TSV or Parquet",
        )),
        _ if foreign => Err(whole(request, "MW203", "the text is in UTF-16".to_owned(), "save it as UTF-8")),
        "tsv" | "tab" => Ok(b'\t'),
        _ => Ok(most_frequent(head)),
    }
}

/// Whichever of comma, semicolon and tab stands most often in the heading outside quotes.
fn most_frequent(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for &byte in head.iter().take_while(|&&b| b != b'\n') {
        quoted ^= byte == b'"';
        if !quoted && let Some(entry) = counts.iter_mut().find(|(d, _)| *d == byte) {
            entry.1 += 1;
        }
    }
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| *d)
}

/// A fault of a whole file.
pub(super) fn whole(request: &Request, code: &'static str, message: String, help: &str) -> Fault {
    let place = Place::Data { file: request.path.clone(), row: None, column: None };
    Fault { code, message, help: Some(help.to_owned()), place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_tells_the_delimiter() {
        assert_eq!(most_frequent(b"a,b,c\n1;2;3;4"), b',');
        assert_eq!(most_frequent(b"a;\"b,c,d\";e\n"), b';');
        assert_eq!(most_frequent(b"a\tb\n"), b'\t');
        assert_eq!(most_frequent(b"only\n"), b',');
    }
}
