//! Scores that several specifications share.

use super::spec::PropensitySpec;
use super::types::Propensity;
use crate::cohort::Reasons;
use crate::stats::glm::GlmError;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What the specifications of one cohort share: the job's seed, and what was fitted before.
///
/// The key holds all that a fit depends on: who is eligible, the terms, the model and the weights. One
/// cache belongs to one cohort. Two threads that miss at the same time both fit, and get the same
/// bits: a lock held while fitting could wait for itself, since a waiting thread of the pool takes up
/// other specifications.
#[derive(Debug, Default)]
pub struct Cache {
    seed: u64,
    scores: Mutex<HashMap<ScoreKey, Fitted>>,
}

type Fitted = Result<Arc<Propensity>, GlmError>;

/// What a score depends on, within one cohort.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ScoreKey {
    rows: [u8; 32],
    terms: Vec<String>,
    model: String,
}

impl ScoreKey {
    pub(super) fn new(eligible: &Reasons, terms: &[String], spec: &PropensitySpec) -> Self {
        let mut hash = Sha256::new();
        for codes in eligible.codes().chunks(8192) {
            let bits: Vec<u8> = codes.iter().map(|&c| u8::from(c == 0)).collect();
            hash.update(&bits);
        }
        Self { rows: hash.finalize().into(), terms: terms.to_vec(), model: format!("{spec:?}") }
    }
}

impl Cache {
    /// An empty cache for a job with this seed: it decides the folds of cross-fitting and what learners
    /// draw, nothing else.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// The job's seed.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// The fit under `key`, made by `fit` if it is not there yet.
    pub(super) fn score(&self, key: ScoreKey, fit: impl FnOnce() -> Result<Propensity, GlmError>) -> Fitted {
        let found = self.scores.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(fitted) = found {
            return fitted;
        }
        let fitted = fit().map(Arc::new);
        let mut scores = self.scores.lock().unwrap_or_else(PoisonError::into_inner);
        scores.entry(key).or_insert(fitted).clone()
    }
}
