//! `[curve]` as the job says it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[curve]`: the same question asked in every combination of defensible choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CurveSpec {
    /// What is varied, and how: a setting in quotes with its section (`"design.caliper" = ["none", 0.1, 0.2]`),
    /// `where` (besides the job's own), or a name of your own whose levels set several things at once
    /// (`pairs = [{ name = "close pairs", set = { "matching.method" = "nearest", "design.caliper" = 0.1 } }]`). A
    /// level may have a name: `{ name = "aged 60 and over", value = "age >= 60" }`; `"none"` makes the setting not at
    /// all. Every combination is a cell.
    pub vary: IndexMap<String, Vec<serde_json::Value>>,
    /// How often all cells are estimated again on people drawn anew, for the joint test of all cells; 0 = no test.
    pub replicates: u32,
    /// Most cells that may differ; more are a fault, not a long wait.
    pub cells: u32,
}

impl Default for CurveSpec {
    fn default() -> Self {
        Self { vary: IndexMap::new(), replicates: 500, cells: 5000 }
    }
}
