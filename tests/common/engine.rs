//! Runs whole jobs in tests.
#![allow(dead_code, reason = "every test file is its own crate and uses part of this")]
use matchwell::fault::Fault;
use matchwell::job::{self, Job};
use matchwell::pipeline::{self, Depth};
use matchwell::study::Study;
use std::path::Path;

/// The job in `text`, whose paths start at `folder`.
///
/// # Panics
/// If the job has faults.
pub fn job_of(text: &str, folder: &Path) -> Job {
    let reading = job::read(text, folder);
    let told: Vec<String> = reading.faults.iter().map(Fault::to_string).collect();
    assert!(told.is_empty(), "faults in the job:\n{}\n{text}", told.join("\n"));
    reading.job.expect("a job without faults")
}

/// Runs the job in `text`.
///
/// # Panics
/// If it cannot be run.
pub fn run_text(text: &str, folder: &Path) -> Study {
    pipeline::run(&job_of(text, folder), Depth::Full, &|_| ()).unwrap_or_else(|e| panic!("{e:?}\n{text}"))
}

/// Asserts that two numbers agree to `tolerance`, relative above 1 and absolute below.
///
/// # Panics
/// If they do not.
pub fn close(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    let off = (ours - theirs).abs() / theirs.abs().max(1.0);
    assert!(off <= tolerance, "{what}: {ours} here, {theirs} there, off by {off:e}");
}
