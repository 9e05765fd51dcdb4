//! `[sensitivity]` as the job says it.

use super::fallible::FallibleSpec;
use super::gap::GapFractionsSpec;
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
}

impl Default for SensitivitySpec {
    fn default() -> Self {
        Self {
            bracket: true,
            fallible_baseline: FallibleSpec::default(),
            follow_up_gap: GapFractionsSpec::default(),
        }
    }
}
