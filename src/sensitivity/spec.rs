//! `[sensitivity]` as the job says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[sensitivity]`: what is asked about everything that could undo a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SensitivitySpec {
    /// Where the start score is matched on, the primary analysis is made once more without it: the other end of
    /// a bracket of two assumptions.
    pub bracket: bool,
}

impl Default for SensitivitySpec {
    fn default() -> Self {
        Self { bracket: true }
    }
}
