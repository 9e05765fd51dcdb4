//! `[sensitivity]` as the job says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[sensitivity]`: what is asked about everything that could undo a result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SensitivitySpec {}
