//! `manifest.json`: what went in, what came out; and the exact counts, kept apart.

use super::ReportError;
use super::disk::Output;
use super::tables::VERSION;
use crate::study::{LockState, Study};
use crate::text_file;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

/// The manifest: versions, settings, hashes of inputs and outputs. No count of people, no clock.
#[must_use]
pub fn manifest(study: &Study, job: &Path, outputs: &[Output]) -> Vec<u8> {
    let inputs: Vec<Value> = study
        .inputs
        .iter()
        .map(|i| json!({ "path": i.path.to_string_lossy(), "sha256": i.sha256 }))
        .collect();
    let outputs: Vec<Value> =
        outputs.iter().map(|o| json!({ "path": slashed(&o.path), "sha256": o.sha256 })).collect();
    pretty(&json!({
        "software": "matchwell",
        "version": env!("CARGO_PKG_VERSION"),
        "tables_version": VERSION,
        "target": format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
        "job": study.job.spec.name,
        "job_path": slashed(job),
        "seed": study.job.spec.seed,
        "lock": lock_word(study.lock),
        "disclosure": study.job.spec.disclosure,
        "inputs": inputs,
        "outputs": outputs,
        "settings": study.job.spec,
        "job_text": study.job.text,
    }))
}

/// The exact counts, for the analyst only.
#[must_use]
pub fn counts(study: &Study) -> Vec<u8> {
    let inputs: Vec<Value> =
        study.inputs.iter().map(|i| json!({ "path": i.path.to_string_lossy(), "rows": i.rows })).collect();
    let arm = |a: &crate::balance::ArmSize| json!({ "all": a.all, "eligible": a.eligible, "matched": a.matched, "ess": a.ess });
    let analyses: Vec<Value> = study
        .analyses
        .iter()
        .flat_map(|a| std::iter::once(a).chain(a.imputed.iter().flat_map(|i| &i.parts)))
        .map(|a| {
            json!({
                "specification": a.specification.name,
                "imputation": a.imputation,
                "treated": arm(&a.balance.treated),
                "control": arm(&a.balance.control),
                "people": a.effects.as_ref().map(|e| json!({
                    "supported": e.people.supported,
                    "starters": e.people.starters,
                    "both": e.people.both,
                    "matched": e.people.matched,
                    "missing_outcome": { "treated": e.missing_outcome[0], "control": e.missing_outcome[1] },
                })),
                "audit": { "edges": a.matching.audit.edges, "units": a.matching.audit.units },
            })
        })
        .collect();
    pretty(&json!({ "inputs": inputs, "units": study.cohort.len(), "analyses": analyses }))
}

/// The lock in one word.
#[must_use]
pub fn lock_word(lock: LockState) -> &'static str {
    match lock {
        LockState::Unlocked => "unlocked",
        LockState::Locked => "locked",
        LockState::Changed => "changed",
    }
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|p| p.to_string_lossy()).collect();
    parts.join("/")
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

/// A manifest read back, as far as `verify` and `diff` need it.
#[derive(Debug, Clone, Deserialize)]
pub struct Manifest {
    /// Path of the job as typed.
    pub job_path: String,
    /// The job's text.
    pub job_text: String,
    /// Settings with every default.
    pub settings: Value,
    /// Input files.
    pub inputs: Vec<Hashed>,
    /// Files of the run folder, without the manifest.
    pub outputs: Vec<Hashed>,
    /// Lock, in one word.
    pub lock: String,
}

/// A file and its hash.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Hashed {
    /// Path as in the manifest.
    pub path: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Reads the manifest of a run folder.
    ///
    /// # Errors
    /// No run folder.
    pub fn read(run: &Path) -> Result<Self, ReportError> {
        let not = |why: String| ReportError::NoRun { path: run.to_path_buf(), why };
        let text = text_file::read(&run.join("manifest.json"), text_file::MANIFEST);
        let text = text.map_err(|refusal| not(format!("its manifest.json: {}", refusal.why)))?;
        serde_json::from_str(&text).map_err(|e| not(format!("its manifest.json: {e}")))
    }

    /// The lock.
    #[must_use]
    pub fn lock_state(&self) -> LockState {
        let all = [LockState::Locked, LockState::Changed];
        all.into_iter().find(|&l| lock_word(l) == self.lock).unwrap_or(LockState::Unlocked)
    }
}
