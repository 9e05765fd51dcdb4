//! `[sensitivity.fallible_baseline]` as the job says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[sensitivity.fallible_baseline]`: what an unreliable start score could do to before/after results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FallibleSpec {
    /// How well the score of the headline agrees with itself when nothing has happened: a retest correlation between
    /// 0 and 1, or `"pool"` for the correlation of the pool's own start and end scores. Without it: what is
    /// published for the instrument, else 0.75.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reliability: Option<ReliabilitySpec>,
    /// How far below and above it is looked.
    pub margin: f64,
    /// Lowest and highest score to which the people supported may go back in the long run, for the outcome of the
    /// headline. Without it: from the mean of the pool to their own mean at the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_run_mean: Option<(f64, f64)>,
    /// Leaves the analysis out, for this reason; the report prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omit_because: Option<String>,
}

impl Default for FallibleSpec {
    fn default() -> Self {
        Self { reliability: None, margin: 0.15, long_run_mean: None, omit_because: None }
    }
}

/// A retest reliability, said or estimated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ReliabilitySpec {
    /// The correlation.
    Number(f64),
    /// From the data.
    Word(FromData),
}

/// Where a reliability is estimated from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FromData {
    /// Start and end scores of the pool.
    Pool,
}
