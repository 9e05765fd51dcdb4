//! `matchwell report`: the report again, from the released tables alone.

use super::Answer;
use crate::error::Error;
use crate::report::language::{names, translate};
use crate::report::{self, Release, disk};
use serde_json::json;
use std::path::Path;

/// Renders the report of a run folder; to `out`, or to standard output.
///
/// # Errors
/// A folder that holds no released tables, a file that cannot be written, no such language.
pub fn run(run: &Path, out: Option<&Path>, language: Option<&str>) -> Result<Answer, Error> {
    let inner = run.join("release");
    let folder = if inner.is_dir() { inner } else { run.to_path_buf() };
    let release = Release::read(&folder)?;
    let english = report::chapters::document(&release)?;
    let document = match super::words::open(language.unwrap_or("en"))? {
        Some(book) => translate(english, &book, names(&release)).document,
        None => english,
    };
    let bytes = report::html::render(&document)?;
    let Some(out) = out else { return Ok(Answer::text(String::from_utf8_lossy(&bytes).into_owned())) };
    disk::write_file(out, &bytes)?;
    Ok(Answer::both(format!("Report: {}\n", out.display()), json!({ "report": out.display().to_string() })))
}
