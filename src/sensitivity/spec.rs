//! `[sensitivity]` as the job says it.

use super::fallible::FallibleSpec;
use super::gap::GapFractionsSpec;
use super::m_statistic::Psi;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[sensitivity]`: what is asked about everything that could undo a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SensitivitySpec {
    /// Where the start score is matched on, the primary analysis is made once more without it: the other end of
    /// a bracket of two assumptions.
    pub bracket: bool,
    /// What an unreliable start score could do to before/after results.
    pub fallible_baseline: FallibleSpec,
    /// What the longer follow-up of the pool could do to before/after results.
    pub follow_up_gap: GapFractionsSpec,
    /// Strengths of a hidden bias (Gamma) that results are shown for: by how much the odds of being supported may
    /// differ between two people of one set. Each at least 1.
    pub gamma: Vec<f64>,
    /// M-statistics: differences up to this many medians count nothing. Above 0 a result often withstands more bias.
    pub inner: f64,
    /// M-statistics: differences of this many medians or more all count the same.
    pub trim: f64,
    /// Facts that the programme cannot have changed: declared outcomes, or covariates (numbers, yes-no) that are not
    /// matched on. An effect on them would be a sign of a hidden difference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub placebo: Vec<String>,
}

impl Default for SensitivitySpec {
    fn default() -> Self {
        Self {
            bracket: true,
            fallible_baseline: FallibleSpec::default(),
            follow_up_gap: GapFractionsSpec::default(),
            gamma: vec![1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0],
            inner: 0.0,
            trim: 2.5,
            placebo: Vec::new(),
        }
    }
}

impl SensitivitySpec {
    /// The strengths, rising, each once.
    #[must_use]
    pub fn grid(&self) -> Vec<f64> {
        let mut all: Vec<f64> = self.gamma.iter().copied().filter(|g| g.is_finite() && *g >= 1.0).collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    }

    /// How much a difference counts in M-statistics.
    #[must_use]
    pub fn psi(&self) -> Psi {
        Psi { inner: self.inner, trim: self.trim }
    }
}
