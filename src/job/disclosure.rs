//! `[disclosure]` as the job says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How small numbers are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisclosureProfile {
    /// Everything is shown: public data only.
    None,
    /// Numbers that rest on fewer people than the threshold are withheld.
    Threshold,
}

/// `[disclosure]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DisclosureSpec {
    /// Which rule.
    pub profile: DisclosureProfile,
    /// Smallest number of people a released figure may rest on.
    pub threshold: u32,
    /// Released counts are rounded to a multiple of this (1 = not rounded).
    pub round_to: u32,
    /// An earlier release about (nearly) the same people, such as `runs/last/release`: what this one would tell on
    /// top of it about fewer people than the threshold is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<PathBuf>,
}

impl Default for DisclosureSpec {
    fn default() -> Self {
        Self { profile: DisclosureProfile::Threshold, threshold: 10, round_to: 5, earlier: None }
    }
}
