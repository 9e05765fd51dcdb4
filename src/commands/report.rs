//! `matchwell report`: the report again, from the released tables alone.

use super::Answer;
use crate::error::Error;
use crate::report::{self, Release, disk};
use serde_json::json;
use std::path::Path;

/// Renders the report of a run folder; to `out`, or to standard output.
///
/// # Errors
/// A folder that holds no released tables, a file that cannot be written.
pub fn run(run: &Path, out: Option<&Path>) -> Result<Answer, Error> {
    let inner = run.join("release");
    let folder = if inner.is_dir() { inner } else { run.to_path_buf() };
    let bytes = report::html::render(&report::chapters::document(&Release::read(&folder)?)?)?;
    let Some(out) = out else { return Ok(Answer::text(String::from_utf8_lossy(&bytes).into_owned())) };
    disk::write_file(out, &bytes)?;
    Ok(Answer::both(format!("Report: {}\n", out.display()), json!({ "report": out.display().to_string() })))
}
