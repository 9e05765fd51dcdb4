//! `matchwell codebook`: drafts a codebook from what a file says about its own columns.

use super::Answer;
use crate::codebook::{self, draft};
use crate::error::Error;
use crate::ingest::{FileOptions, outline};
use crate::report::disk;
use serde_json::json;
use std::path::Path;

/// Drafts a codebook of the file at `path`, and writes it to `out` or prints it.
///
/// # Errors
/// A file that cannot be read; `out` exists already: a codebook somebody worked on is never overwritten.
pub fn run(path: &Path, out: Option<&Path>) -> Result<Answer, Error> {
    if let Some(out) = out.filter(|o| o.exists()) {
        return Err(Error::Usage(format!("{} exists; give another name with --out", out.display())));
    }
    let outline = outline(path, &FileOptions::default()).map_err(Error::Data)?;
    let text = draft(&outline, path);
    codebook::read(&text, Path::new("draft.toml")).map_err(Error::Data)?;
    let questions = text.lines().filter(|l| l.starts_with("# ?")).count();
    let columns = outline.columns.len();
    let json = json!({ "columns": columns, "questions": questions, "codebook": text });
    let Some(out) = out else { return Ok(Answer::both(text, json)) };
    disk::write_file(out, text.as_bytes())?;
    let said = format!(
        "{}: a codebook of {columns} columns with {questions} questions to answer (lines that begin with `# ?`).\n",
        out.display()
    );
    Ok(Answer::both(said, json))
}
