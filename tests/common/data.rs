//! Cohorts from files that a test writes.
#![allow(dead_code, reason = "every test file is its own crate and uses part of this")]

use matchwell::cohort::Cohort;
use matchwell::fault::Fault;
use matchwell::job::Job;
use matchwell::{harmonise, ingest, job, score};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Reads a job whose text is known to be right.
pub fn job(text: &str, folder: &Path) -> Job {
    let reading = job::read(text, folder);
    assert!(reading.faults.is_empty(), "{:#?}", reading.faults);
    reading.job.expect("a job without faults")
}

/// The scored cohort of a job.
pub fn cohort(job: &Job) -> Result<Cohort, Vec<Fault>> {
    score::run(harmonise::run(ingest::run(job)?, job)?, job).map(|scored| scored.cohort)
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// A column of numbers, one entry a unit.
pub fn number(cohort: &Cohort, name: &str) -> Vec<Option<f64>> {
    let column = cohort.number(name).expect(name);
    (0..cohort.len()).map(|i| column.get(i)).collect()
}

/// Why each unit takes part or not, in words.
pub fn reasons(cohort: &Cohort) -> Vec<String> {
    (0..cohort.len()).map(|i| cohort.entry().of(i).words.clone()).collect()
}
