//! `matchwell run`: the whole analysis.

use super::{Answer, gate, load, lock};
use crate::error::Error;
use crate::job::Job;
use crate::pipeline::{self, Depth, Progress, Watch};
use crate::report::disk::Part;
use crate::report::words::curve::curve_lines;
use crate::report::words::{Names, band_line, effects, ranges, ties};
use crate::report::{self, Release};
use crate::study::{LockState, Study};
use serde_json::json;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Runs the job at `path` and writes its run folder.
///
/// # Errors
/// Faults of the job or the data, an infeasible design, too many supported people left out without a
/// reason, a folder that cannot be written.
pub fn run(path: &Path, out: Option<&Path>, watch: Watch<'_>) -> Result<Answer, Error> {
    let job = load::job(path)?;
    let out = out.map_or_else(|| folder_for(&job), Path::to_path_buf);
    let part = job.grid.as_ref().map(|_| Part::open(&out)).transpose()?;
    let mut study = pipeline::run_keeping(&job, Depth::Full, part.as_ref(), watch)?;
    gate::check(&study)?;
    let (state, changes) = lock::compare(path, &study)?;
    study.lock = state;
    let answer = write(&study, path, &out, &changes, watch)?;
    part.into_iter().for_each(Part::remove);
    Ok(answer)
}

/// Writes the run folder of a study and says what it found.
///
/// # Errors
/// A folder that cannot be written.
pub fn write(
    study: &Study,
    job: &Path,
    out: &Path,
    changes: &[String],
    watch: Watch<'_>,
) -> Result<Answer, Error> {
    watch(Progress::Stage("writing"));
    let written = report::run(study, job, out)?;
    let lock = match study.lock {
        LockState::Unlocked => {
            "The design was not locked before the outcomes were read (see `matchwell design --help`)."
                .to_owned()
        }
        LockState::Locked => "The design is the one locked before the outcomes were read.".to_owned(),
        LockState::Changed => format!("Changed after the design was locked: {}.", changes.join("; ")),
    };
    let headline = headline(&written.release)?;
    let mut text = format!("{headline}\n\n{lock}\n");
    for format in &study.job.spec.report.formats {
        let _ = writeln!(text, "Report: {}", out.join("release").join(format.file()).display());
    }
    let json = json!({
        "out": out.display().to_string(),
        "headline": headline,
        "lock": lock,
        "outputs": written.outputs.iter().map(|o| o.path.display().to_string()).collect::<Vec<_>>(),
    });
    Ok(Answer::both(text, json))
}

/// The primary finding in a sentence with its interval, and the range over the specifications.
fn headline(release: &Release) -> Result<String, Error> {
    let names = Names::new(release.primary()?);
    let effects = &release.tables().effects;
    let Some(primary) = effects.iter().find(|e| e.primary) else {
        return Ok("No effect could be estimated.".to_owned());
    };
    let mut text = effects::headline(primary, release.primary()?, &names);
    let found = effects::detectable(primary);
    if !found.is_empty() {
        let _ = write!(text, "\n{found}");
    }
    let hangs = ties(release.primary()?, primary);
    if !hangs.is_empty() {
        let _ = write!(text, "\n{hangs}");
    }
    let band = band_line(release, primary, &names);
    if !band.is_empty() {
        let _ = write!(text, "\n{}", band.replace(": see the band below", ""));
    }
    for range in ranges(release, primary, &names) {
        let _ = write!(text, "\n{range}");
    }
    for line in curve_lines(release, &names) {
        let _ = write!(text, "\n{line}");
    }
    Ok(text)
}

fn folder_for(job: &Job) -> PathBuf {
    let mut slug = String::new();
    for c in job.spec.name.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    Path::new("runs").join(if slug.is_empty() { "job" } else { slug })
}
