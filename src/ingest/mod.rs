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
mod rationed;
mod repeated;
mod rows;
mod source;
mod spss;
mod stamp;
mod stata;
mod survey;
mod table;
mod text;
mod thrift;
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
use crate::text_file;
use stamp::Stamp;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use wanted::Request;

/// The record of small files that stand beside a job and are read with it (instruments, codebooks); those
/// that cannot be read are faults of the job. Rows are lines.
#[must_use]
pub fn beside(files: &[PathBuf], folder: &Path) -> Vec<InputFile> {
    let record = |file: &PathBuf| {
        let path = folder.join(file);
        let text = text_file::read(&path, text_file::WRITTEN).ok()?;
        let sha256 = digest::sha256(&path, &AtomicBool::new(false)).ok()?;
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
    let requests: Vec<Request> = requests.into_iter().chain(pairs::requests(job)).collect();
    let stamps: Vec<Option<Stamp>> =
        requests.iter().map(|request| Stamp::of(&job.folder.join(&request.path))).collect();
    let mut moved = Vec::new();
    for (at, (request, stamp)) in requests.into_iter().zip(stamps).enumerate() {
        let path = job.folder.join(&request.path);
        let in_vain = AtomicBool::new(false);
        let read = || {
            let content = format::read(&path, &request);
            in_vain.store(content.is_err(), Ordering::Relaxed);
            content
        };
        let (content, sha256) = rayon::join(read, || digest::sha256(&path, &in_vain).unwrap_or_default());
        let content = content.and_then(|content| rows::keep(content, &request).map_err(|f| vec![f]));
        if let Some(Err(fault)) = stamp.map(|stamp| stamp.check(&path, &request))
            && !moved.iter().any(|told: &Fault| told.place == fault.place)
        {
            moved.push(fault);
        }
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
    if !moved.is_empty() {
        return Err(moved);
    }
    if faults.is_empty() {
        return Ok(tables);
    }
    tables.faults.append(&mut faults);
    Err(tables.faults)
}
