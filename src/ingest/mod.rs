//! From files to columns: reads what the job names and nothing else.
//!
//! Nothing is interpreted here. Cells stay as they stand in the file; what they mean is settled in
//! `harmonise`.

mod arrays;
mod builders;
mod bytes;
mod calendar;
mod cells;
mod damage;
mod description;
mod digest;
mod format;
mod ipc;
mod kind;
mod metadata;
mod names;
mod pairs;
mod parquet;
mod repeated;
mod rows;
mod source;
mod spss;
mod stata;
mod survey;
mod table;
mod text;
mod typed;
mod wanted;
mod workbook;

pub use cells::{Cells, EMPTY, Keys, Numbers, Words, number};
pub use description::{Code, Description, Missing};
pub use format::{Outline, columns, outline, texts};
pub use pairs::{CONTROL_ID, DISTANCE, TREATED_ID};
pub use repeated::Repeated;
pub use source::{Score, Side, Source, SourceFile, sources};
pub use table::{Lines, SourceTable, Tables};
pub use wanted::{FileOptions, Reading};
pub use workbook::sheets;

use crate::fault::Fault;
use crate::job::Job;
use crate::study::InputFile;
use std::path::{Path, PathBuf};

/// The record of small files that stand beside a job and are read with it (instruments, codebooks); those
/// that cannot be read are faults of the job. Rows are lines.
#[must_use]
pub fn beside(files: &[PathBuf], folder: &Path) -> Vec<InputFile> {
    let record = |file: &PathBuf| {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).ok()?;
        let sha256 = digest::sha256(&path).ok()?;
        Some(InputFile { path: file.clone(), sha256, rows: text.lines().count() })
    };
    files.iter().filter_map(record).collect()
}

/// Reads the columns that `job` names from all of its files.
///
/// Text with a delimiter (CSV, TSV, TAB; UTF-8, UTF-16, Windows-1252 and whatever encoding the job names;
/// packed with gzip or Zstandard or not), Excel workbooks, Arrow files and streams, and Parquet; the first
/// bytes of a file tell its kind. Cost: one pass over each file for its columns, one for its SHA-256, side by side.
///
/// # Errors
/// A file that cannot be read at all, with every fault of every file. Faults that leave enough to look
/// for more (columns that are not there, rows of another length than the heading, bytes that are not
/// UTF-8) travel with the tables, so that they are told together with those of the cells.
pub fn run(job: &Job) -> Result<Tables, Vec<Fault>> {
    let requests = wanted::requests(&job.spec)?;
    let sources = requests.len();
    let mut faults = Vec::new();
    let mut tables = Tables::default();
    for (at, request) in requests.into_iter().chain(pairs::requests(job)).enumerate() {
        let path = job.folder.join(&request.path);
        let (content, sha256) =
            rayon::join(|| format::read(&path, &request), || digest::sha256(&path).unwrap_or_default());
        let content = content.and_then(|content| rows::keep(content, &request).map_err(|f| vec![f]));
        match content {
            Ok(mut content) => {
                tables.faults.append(&mut content.faults);
                for note in std::mem::take(&mut content.notes) {
                    if !tables.notes.contains(&note) {
                        tables.notes.push(note);
                    }
                }
                let input = InputFile { path: request.path.clone(), sha256, rows: content.rows };
                if !tables.inputs.iter().any(|i| i.path == input.path) {
                    tables.inputs.push(input);
                }
                let list = if at < sources { &mut tables.sources } else { &mut tables.pairs };
                list.push(SourceTable::new(request, content));
            }
            Err(mut found) => faults.append(&mut found),
        }
    }
    if faults.is_empty() {
        return Ok(tables);
    }
    tables.faults.append(&mut faults);
    Err(tables.faults)
}
