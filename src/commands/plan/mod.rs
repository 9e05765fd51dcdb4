//! `matchwell plan`: are there enough people?

mod from_job;
mod from_run;
mod said;
mod words;

pub use said::Said;

use super::Answer;
use crate::error::Error;
use crate::pipeline::Watch;
use crate::plan::{Assumed, Measured};
use std::path::Path;

/// Plans from numbers alone, from a job, or from a finished run.
///
/// * `target`: a job file, or the folder of a run; `None` = from `said` alone.
///
/// # Errors
/// Numbers that are missing or cannot be; faults of a job or its data; a folder that is no run.
pub fn run(target: Option<&Path>, said: &Said, watch: Watch<'_>) -> Result<Answer, Error> {
    match target {
        None => from_numbers(said),
        Some(path) if path.is_dir() => from_run::run(path, said),
        Some(path) => from_job::run(path, said, watch),
    }
}

fn from_numbers(said: &Said) -> Result<Answer, Error> {
    let Some(treated) = said.treated else {
        return Err(Error::Usage(
            "`plan` needs a job file, a run folder, or `--treated` with `--base-rate` (yes/no) or `--sd` (a number)"
                .to_owned(),
        ));
    };
    let measured = said.measured()?.ok_or_else(|| {
        Error::Usage("say what is measured: `--base-rate 0.4` for yes/no, `--sd 1.8` for a number".to_owned())
    })?;
    let assumed = said.over(Assumed { treated, measured, ..Assumed::default() })?;
    let unit =
        if matches!(measured, Measured::Share(_)) { "percentage points" } else { "units of the outcome" };
    words::answer(
        "numbers",
        &[words::Chapter { title: None, assumed, effect: said.effect, unit, notes: Vec::new() }],
    )
}
