//! `matchwell synth`: data with a known true effect.

use super::Answer;
use crate::error::Error;
use crate::report::disk;
use crate::synth::{self, Mode, SynthFile, SynthSpec};
use serde_json::json;
use std::path::Path;

/// Writes the loneliness evaluation.
///
/// # Errors
/// A folder that cannot be written.
pub fn loneliness(out: &Path, mode: Mode, seed: u64) -> Result<Answer, Error> {
    let files = synth::make(&SynthSpec { mode, seed, ..SynthSpec::default() });
    write(out, &files)
}

/// Writes a large pair of Parquet files and a job for them.
///
/// # Errors
/// A folder that cannot be written.
pub fn table(out: &Path, treated: usize, controls: usize, seed: u64) -> Result<Answer, Error> {
    write(out, &synth::table(treated, controls, seed))
}

/// Writes made files below `out`.
///
/// # Errors
/// A folder that cannot be written.
pub(super) fn write(out: &Path, files: &[SynthFile]) -> Result<Answer, Error> {
    for file in files {
        disk::write_file(&out.join(&file.path), &file.bytes)?;
    }
    let names: Vec<String> = files.iter().map(|f| out.join(&f.path).display().to_string()).collect();
    let text = names.join("\n") + "\n";
    Ok(Answer::both(text, json!({ "files": names })))
}
