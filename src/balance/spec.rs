//! `[balance]` as the job says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The standard deviation that differences are divided by: one ruler, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ruler {
    /// Treated arm before matching for ATT, control arm for ATC, both for ATE.
    Estimand,
    /// Treated arm before matching.
    Treated,
    /// Control arm before matching.
    Control,
    /// Root of the mean of the two variances before matching.
    Pooled,
}

/// `[balance]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BalanceSpec {
    /// Ruler of the standardised differences.
    pub ruler: Ruler,
    /// Green up to this |standardised difference|.
    pub green: f64,
    /// Amber up to this; red above.
    pub amber: f64,
    /// Also squares and pairwise interactions of the covariates.
    pub interactions: bool,
}

impl Default for BalanceSpec {
    fn default() -> Self {
        Self { ruler: Ruler::Estimand, green: 0.05, amber: 0.10, interactions: false }
    }
}
