//! `matchwell check`: is the job right, can the data be read, what is in them?

mod exact;
mod overlap;
mod page;
mod sheet;
mod text;
mod withhold;

use super::{Answer, load};
use crate::error::Error;
use crate::pipeline::{self, Watch};
use crate::report::disk;
use serde_json::json;
use sheet::Sheet;
use std::fmt::Write as _;
use std::path::Path;

/// Checks the job at `path` and profiles its data, in words, as JSON and, where `html` names a file, as a
/// page; nothing is matched, no end value is shown, and the job's rule for small numbers holds.
///
/// # Errors
/// All faults of the job and the data at once; a page that cannot be written.
pub fn run(path: &Path, html: Option<&Path>, watch: Watch<'_>) -> Result<Answer, Error> {
    let job = load::job(path)?;
    let prepared = pipeline::read(&job, watch)?;
    let exact = exact::Profile::of(&job, &prepared);
    let sheet = Sheet::of(&exact, &job.spec.disclosure);
    let mut words = format!("{}: the job is right and the data can be read.\n\n", path.display());
    words.push_str(&text::write(&sheet));
    if let Some(grid) = &job.grid {
        let _ = writeln!(
            words,
            "  and a curve: {} combinations, {} of them different",
            grid.combinations,
            grid.cells.len()
        );
    }
    if let Some(file) = html {
        disk::write_file(file, &page::render(&sheet)?)?;
        let _ = writeln!(words, "\nThe same as a page: {}", file.display());
    }
    let profile = serde_json::to_value(&sheet).unwrap_or_default();
    Ok(Answer::both(
        words,
        json!({ "profile": profile, "specifications": job.specifications.len(), "cells": job.grid.map(|g| g.cells.len()) }),
    ))
}
