//! `matchwell demo`: two whole evaluations, made and run on the spot.

use super::{Answer, gate, load, run, synth as made};
use crate::error::Error;
use crate::pipeline::{self, Depth, Watch};
use crate::synth::{self, SynthFile, SynthSpec};
use serde_json::json;
use std::path::{Path, PathBuf};

const LONELINESS_JOB: &str = include_str!("../../examples/loneliness/job.toml");
const NSW: [(&str, &[u8]); 3] = [
    ("job.toml", include_bytes!("../../examples/nsw/job.toml")),
    ("participants.csv", include_bytes!("../../examples/nsw/participants.csv")),
    ("cps1.csv", include_bytes!("../../examples/nsw/cps1.csv")),
];

/// Writes the loneliness evaluation (made data) and the job-training evaluation (real data) below
/// `out`, and runs both.
///
/// # Errors
/// A folder that cannot be written.
pub fn run(out: &Path, watch: Watch<'_>) -> Result<Answer, Error> {
    let loneliness = one(out, "loneliness", &loneliness_files(), watch)?;
    let nsw = one(out, "nsw", &nsw_files(), watch)?;
    let text = format!(
        "A befriending service and an ELSA-shaped survey (made data, known truth)\n{}\nJob training and a national survey (real data; the experiment says 1,794 dollars)\n{}",
        loneliness.text, nsw.text
    );
    Ok(Answer::both(text, json!({ "loneliness": loneliness.json, "nsw": nsw.json })))
}

fn one(out: &Path, name: &str, files: &[SynthFile], watch: Watch<'_>) -> Result<Answer, Error> {
    let folder = out.join(name);
    made::write(&folder, files)?;
    let path = folder.join("job.toml");
    let study = pipeline::run(&load::job(&path)?, Depth::Full, watch)?;
    gate::check(&study)?;
    run::write(&study, &path, &folder.join("run"), &[], watch)
}

fn loneliness_files() -> Vec<SynthFile> {
    let mut files = synth::make(&SynthSpec::default());
    for file in &mut files {
        file.path = Path::new("data").join(&file.path);
    }
    files.push(SynthFile { path: PathBuf::from("job.toml"), bytes: LONELINESS_JOB.as_bytes().to_vec() });
    files
}

fn nsw_files() -> Vec<SynthFile> {
    NSW.iter().map(|(name, bytes)| SynthFile { path: PathBuf::from(name), bytes: bytes.to_vec() }).collect()
}
