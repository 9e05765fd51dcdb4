//! The lock of an outcome-blind design: what was decided before any end value of a service user was read.

use crate::error::Error;
use crate::job::CurveSpec;
use crate::study::{Analysis, LockState, Study};
use crate::text_file;
use crate::value::ValueSpec;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What a lock holds. Everything is a hash: no person can be recognised in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignLock {
    /// Version of this format.
    pub format: u32,
    /// Outcome facts that were read: one bit a unit, and what a prognostic score was learnt from.
    pub outcome_facts_read: Vec<String>,
    /// Input files, by path as typed.
    pub inputs: Vec<(PathBuf, String)>,
    /// Settings of who is compared, one hash a specification.
    pub designs: Vec<Part>,
    /// Who is compared with whom and with what weight, one hash a specification.
    pub matches: Vec<Part>,
    /// Everything that was filled in into covariates, where end scores helped: one hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imputed: Option<String>,
    /// Outcomes, measures, estimators, variances, bases, sub-groups: the plan, one hash a specification.
    pub plans: Vec<Part>,
}

/// One hash of one specification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Name of the specification.
    pub specification: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

impl DesignLock {
    /// The lock of a study.
    #[must_use]
    pub fn of(study: &Study) -> Self {
        let part = |hash: &dyn Fn(&Analysis) -> String| -> Vec<Part> {
            let one = |a: &Analysis| Part { specification: a.specification.name.clone(), sha256: hash(a) };
            study.analyses.iter().map(one).collect()
        };
        let outcomes = &study.job.spec.outcomes;
        Self {
            format: 1,
            outcome_facts_read: facts(study),
            inputs: study.inputs.iter().map(|i| (i.path.clone(), i.sha256.clone())).collect(),
            imputed: study.imputed.as_ref().filter(|i| i.outcome).map(|i| i.sha256.clone()),
            designs: part(&|a| {
                let s = &a.specification;
                let job = &study.job.spec;
                let facts = (&s.filter, &s.design, &s.matching, &job.covariates, &job.derive);
                match &job.imputation {
                    None => hash_json(&facts),
                    Some(imputation) => hash_json(&(facts, imputation)),
                }
            }),
            matches: part(&hash_matchings),
            plans: part(&|a| hash_json(&(&a.specification.estimate, outcomes)))
                .into_iter()
                .chain(study.job.spec.curve.as_ref().map(grid))
                .chain(study.job.spec.value.as_ref().map(worth))
                .collect(),
        }
    }

    /// What differs between this lock and `now`, in words.
    #[must_use]
    pub fn changes(&self, now: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.inputs != now.inputs {
            changes.push("the input files are not the same".to_owned());
        }
        if self.imputed != now.imputed {
            changes.push("what was filled in with the help of end scores is not the same".to_owned());
        }
        let kinds = [
            ("design", &self.designs, &now.designs),
            ("matches", &self.matches, &now.matches),
            ("analysis plan", &self.plans, &now.plans),
        ];
        for (what, then, now) in kinds {
            let gone = then.iter().filter(|p| !now.iter().any(|q| q.specification == p.specification));
            changes.extend(
                gone.map(|p| format!("specification `{}` is no longer there ({what})", p.specification)),
            );
            for part in now {
                match then.iter().find(|p| p.specification == part.specification) {
                    None => changes.push(format!("specification `{}` is new ({what})", part.specification)),
                    Some(p) if p.sha256 != part.sha256 => {
                        changes.push(format!("the {what} of specification `{}` changed", part.specification));
                    }
                    Some(_) => {}
                }
            }
        }
        changes
    }
}

/// Where the lock of a job lies: `<job>.lock` beside it.
#[must_use]
pub fn path(job: &Path) -> PathBuf {
    job.with_extension("lock")
}

/// Compares a study with the lock beside its job.
///
/// # Errors
/// A lock that cannot be read.
pub fn compare(job: &Path, study: &Study) -> Result<(LockState, Vec<String>), Error> {
    let path = path(job);
    let Ok(text) = text_file::read(&path, text_file::MANIFEST) else {
        return Ok((LockState::Unlocked, Vec::new()));
    };
    let lock: DesignLock = serde_json::from_str(&text).map_err(|e| {
        Error::Usage(format!(
            "{} is not a design lock ({e}); make it again with `matchwell design`",
            path.display()
        ))
    })?;
    let changes = lock.changes(&DesignLock::of(study));
    let state = if changes.is_empty() { LockState::Locked } else { LockState::Changed };
    Ok((state, changes))
}

/// Which facts of outcomes the designs of a study rest on, in words.
fn facts(study: &Study) -> Vec<String> {
    let observed = study.job.spec.outcomes.keys().map(|o| format!("`{o}`: end value observed or not"));
    let learnt = |a: &Analysis| {
        let p = a.design.prognostic.as_ref()?;
        let (name, label) = (&a.specification.name, &study.cohort.roles().control_label);
        Some(format!(
            "`{}`: end values of {} {label}, for the prognostic score of `{name}`",
            p.outcome, p.controls
        ))
    };
    let helped = |i: &crate::impute::Imputed| {
        let columns = i.traces.iter().map(|t| t.column.as_str()).collect::<std::collections::BTreeSet<_>>();
        let columns = columns.into_iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ");
        format!(
            "end values of both groups helped to fill in {columns}, in a step of its own before the design"
        )
    };
    let helped = study.imputed.as_ref().filter(|i| i.outcome).map(helped);
    observed.chain(study.analyses.iter().filter_map(learnt)).chain(helped).collect()
}

/// The grid of the specification curve is part of the plan (METHODS 8).
fn grid(curve: &CurveSpec) -> Part {
    Part { specification: "the cells of the curve".to_owned(), sha256: hash_json(curve) }
}

/// What a change is worth is part of the plan: it is easily chosen to fit the effect.
fn worth(value: &ValueSpec) -> Part {
    Part { specification: "value for money".to_owned(), sha256: hash_json(value) }
}

fn hash_json(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    format!("{:x}", Sha256::digest(text.as_bytes()))
}

/// One hash of the match, or of all those of completed data sets.
fn hash_matchings(a: &Analysis) -> String {
    match &a.imputed {
        None => hash_matching(a),
        Some(by) => hash_json(&by.parts.iter().map(hash_matching).collect::<Vec<_>>()),
    }
}

fn hash_matching(a: &Analysis) -> String {
    let mut hasher = Sha256::new();
    for &code in a.design.eligible.codes() {
        hasher.update([code]);
    }
    for w in &a.matching.analysis_weight {
        hasher.update(w.to_bits().to_le_bytes());
    }
    for e in a.matching.edges.iter().flatten() {
        hasher.update(e.treated.to_le_bytes());
        hasher.update(e.control.to_le_bytes());
    }
    format!("{:x}", hasher.finalize())
}
