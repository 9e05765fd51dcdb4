//! What a run has found out, before any of it is put into words.

use crate::balance::Balance;
use crate::cohort::Cohort;
use crate::describe::Described;
use crate::design::Design;
use crate::estimate::{Effects, TestRow};
use crate::impute::Imputed;
use crate::job::{Job, Specification};
use crate::matching::{Agreement, Matching};
use crate::scales::Findings;
use crate::score::Reliability;
use crate::sensitivity::curve::Curve;
use crate::sensitivity::{Doubts, TieSpread};
use crate::value::Valuation;
use std::path::PathBuf;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Path as typed in the job.
    pub path: PathBuf,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Rows read.
    pub rows: usize,
}

/// How the run relates to an outcome-blind design made before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockState {
    /// No lock: the design was made with the outcomes at hand.
    Unlocked,
    /// The design is the one that was locked.
    Locked,
    /// The design was changed after the lock.
    Changed,
}

/// One specification on one cohort.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Its settings.
    pub specification: Specification,
    /// Which imputation (`None` without imputation).
    pub imputation: Option<u32>,
    /// Who may be compared.
    pub design: Design,
    /// Who is compared.
    pub matching: Matching,
    /// How alike they are.
    pub balance: Balance,
    /// What the difference is; `None` in an outcome-blind run.
    pub effects: Option<Effects>,
    /// How far the headline hangs on ties, where that was looked at.
    pub ties: Option<TieSpread>,
    /// Results without a formula for their interval: exact tests and the bootstrap.
    pub tests: Vec<TestRow>,
    /// What could undo the results.
    pub doubts: Doubts,
    /// What lies behind pooled figures, where covariates were imputed. Design and matching of the pooled analysis
    /// are those of the first imputation.
    pub imputed: Option<ByImputation>,
}

/// One specification in every completed data set.
#[derive(Debug, Clone)]
pub struct ByImputation {
    /// The analyses, imputation 1 first.
    pub parts: Vec<Analysis>,
    /// How far they agree on who is matched with whom.
    pub agreement: Agreement,
}

/// Everything a run knows.
#[derive(Debug)]
pub struct Study {
    /// The job.
    pub job: Job,
    /// The units; with imputed covariates, as the first imputation completed them.
    pub cohort: Cohort,
    /// How well the items of each scale hang together.
    pub reliability: Vec<Reliability>,
    /// What the people supported say of themselves, before, after and later; nothing in an outcome-blind run.
    pub scales: Vec<Findings>,
    /// All completed data sets, where covariates were imputed.
    pub imputed: Option<Imputed>,
    /// One per specification, primary first.
    pub analyses: Vec<Analysis>,
    /// The specification curve, where the job declares one.
    pub curve: Option<Curve>,
    /// Who was supported and how, as the job asks; nothing in an outcome-blind run.
    pub described: Described,
    /// What the effect is worth beside what was spent, where the job asks; or why that cannot be said.
    pub value: Option<Result<Valuation, String>>,
    /// Files read.
    pub inputs: Vec<InputFile>,
    /// Lock.
    pub lock: LockState,
}
