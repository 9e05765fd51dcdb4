//! `[report]` as the job says it.

use super::formats::Format;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[report]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSpec {
    /// Forms of the report, each a file under `release/`.
    pub formats: Vec<Format>,
}

impl Default for ReportSpec {
    fn default() -> Self {
        Self { formats: vec![Format::Html] }
    }
}
