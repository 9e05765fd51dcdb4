//! `matchwell init`: looks at the files a person has and writes a commented job.

mod guess;
mod job;
mod look;

use super::Answer;
use crate::error::Error;
use crate::report::disk;
use guess::{OneFile, TwoSides};
use serde_json::json;
use std::path::Path;

/// Drafts a job from the files of one or two sides and writes it to `out`.
///
/// # Errors
/// A file that cannot be read, or `out` exists already: a job somebody wrote is never overwritten.
pub fn run(
    treated: &Path,
    control: &[std::path::PathBuf],
    treatment: Option<&str>,
    out: &Path,
) -> Result<Answer, Error> {
    if out.exists() {
        return Err(Error::Usage(format!("{} exists; give another name with --out", out.display())));
    }
    let here = out.parent().unwrap_or(Path::new(""));
    let first = look::at(treated)?;
    let text = match (treatment, control) {
        (Some(column), _) => job::one_file(&OneFile::guess(&first, column)?, here),
        (None, []) => {
            return Err(Error::Usage(
                "give the survey with --control FILE (twice for a start and an end wave), or the treatment column with --treatment COLUMN"
                    .to_owned(),
            ));
        }
        (None, files) => {
            let pool = files.iter().map(|f| look::at(f)).collect::<Result<Vec<_>, _>>()?;
            job::two_sides(&TwoSides::guess(&first, &pool), here)
        }
    };
    disk::write_file(out, text.as_bytes())?;
    let gaps = text.matches("FILL IN").count();
    let words = format!(
        "Wrote {}. Fill in the {gaps} gap(s) marked FILL IN, then: matchwell check {}\n",
        out.display(),
        out.display()
    );
    Ok(Answer::both(words, json!({ "job": out.display().to_string(), "gaps": gaps })))
}
