//! `matchwell init`: looks at the files a person has and writes a commented job.

mod answers;
mod book;
mod draft;
mod levels;
mod look;
mod scales;
mod side;
mod sources;
mod survey;
mod times;
mod vocabulary;
mod words;

use super::Answer;
use crate::error::Error;
use crate::report::disk;
use draft::OneFile;
use serde_json::json;
use side::Side;
use std::path::{Path, PathBuf};

/// Drafts a job from the files of one or two sides and writes it to `out`.
///
/// * `treated`: files of the service users, or the only file.
/// * `control`: files of the survey: waves, side files; none for a one-file job.
/// * `treatment`: treatment column of a one-file job; without it, it is looked for.
///
/// # Errors
/// A file that cannot be read, or `out` exists already: a job somebody wrote is never overwritten.
pub fn run(
    treated: &[PathBuf],
    control: &[PathBuf],
    treatment: Option<&str>,
    out: &Path,
) -> Result<Answer, Error> {
    if out.exists() {
        return Err(Error::Usage(format!("{} exists; give another name with --out", out.display())));
    }
    let text = text(treated, control, treatment, out.parent().unwrap_or(Path::new("")))?;
    disk::write_file(out, text.as_bytes())?;
    let gaps = gaps(&text);
    let words = format!(
        "Wrote {}. Fill in the {gaps} gap(s) marked FILL IN, then: matchwell check {}\n",
        out.display(),
        out.display()
    );
    Ok(Answer::both(words, json!({ "job": out.display().to_string(), "gaps": gaps })))
}

/// The drafted job; `here` is the folder it will stand in.
///
/// # Errors
/// A file that cannot be read.
pub fn text(
    treated: &[PathBuf],
    control: &[PathBuf],
    treatment: Option<&str>,
    here: &Path,
) -> Result<String, Error> {
    let first = Side::at(treated)?;
    if control.is_empty() {
        return Ok(draft::one_file(&OneFile::guess(first, treatment)?, here));
    }
    Ok(draft::two_sides(&first, &Side::at(control)?, here))
}

/// Gaps in the code, those of the comments apart.
fn gaps(text: &str) -> usize {
    text.lines().filter(|l| !l.starts_with('#')).map(|l| l.matches("\"FILL IN").count()).sum()
}
