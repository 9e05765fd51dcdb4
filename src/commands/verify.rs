//! `matchwell verify`: run again from the manifest, compare byte for byte.

use super::{Answer, load};
use crate::error::Error;
use crate::pipeline::{self, Depth, Watch};
use crate::report::{self, Manifest};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Runs the job of the run folder `run` again and says which file differs, if any.
///
/// Three things are compared: the files in the folder with the hashes of the manifest, the input
/// files with theirs, and the outputs of a new run with both.
///
/// # Errors
/// A folder without a manifest; whatever stops the new run.
pub fn run(run: &Path, inputs: Option<&Path>, watch: Watch<'_>) -> Result<Answer, Error> {
    let manifest = Manifest::read(run)?;
    let typed = PathBuf::from(&manifest.job_path);
    let folder =
        inputs.map_or_else(|| typed.parent().unwrap_or(Path::new("")).to_path_buf(), Path::to_path_buf);
    let job = load::from_text(&manifest.job_text, &folder, &manifest.job_path)?;
    let mut study = pipeline::run(&job, Depth::Full, watch)?;
    study.lock = manifest.lock_state();
    let now = report::hashes(&study)?;
    let mut lines = edited(run, &manifest)?;
    for input in &study.inputs {
        let then = manifest.inputs.iter().find(|i| i.path == input.path.display().to_string());
        if then.is_none_or(|i| i.sha256 != input.sha256) {
            lines.push(format!("input {}: its content has changed since the run", input.path.display()));
        }
    }
    for output in &manifest.outputs {
        match now.iter().find(|o| o.path == Path::new(&output.path)) {
            None => lines.push(format!("output {}: a new run does not make it", output.path)),
            Some(o) if o.sha256 != output.sha256 => {
                lines.push(format!("output {}: a new run gives other bytes", output.path));
            }
            Some(_) => {}
        }
    }
    Ok(answer(&lines, manifest.outputs.len()))
}

fn edited(run: &Path, manifest: &Manifest) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    for output in &manifest.outputs {
        let path = run.join(&output.path);
        if !path.is_file() {
            lines.push(format!("file {}: it is gone from the run folder", output.path));
        } else if report::hash_file(&path)? != output.sha256 {
            lines.push(format!("file {}: it was changed after the run", output.path));
        }
    }
    Ok(lines)
}

fn answer(lines: &[String], outputs: usize) -> Answer {
    let json = json!({ "same": lines.is_empty(), "outputs": outputs, "differences": lines });
    if lines.is_empty() {
        return Answer::both(format!("Verified: {outputs} files, the same bytes.\n"), json);
    }
    let text = lines.join("\n");
    Answer::both(format!("{text}\nNot verified: {} difference(s).\n", lines.len()), json).with_status(1)
}
