//! `[imputation]`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How one column's gaps are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Predictive mean matching: the value of one of the people whose prediction is nearest. For numbers.
    Pmm,
    /// A draw from a linear regression: may lie outside the range of known values. For numbers.
    Norm,
    /// Logistic regression. For yes/no.
    Logistic,
    /// Multinomial logistic regression. For categories.
    Multinomial,
    /// Proportional odds: for categories whose `levels` are listed in order.
    Ordered,
}

impl Method {
    /// The method as a job writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pmm => "pmm",
            Self::Norm => "norm",
            Self::Logistic => "logistic",
            Self::Multinomial => "multinomial",
            Self::Ordered => "ordered",
        }
    }
}

/// `[imputation]`: how covariates with `missing = "impute"` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImputationSpec {
    /// How many completed data sets.
    pub m: u32,
    /// Rounds of the chained equations in each.
    pub iterations: u32,
    /// Seed; without it the job's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How many nearest people predictive mean matching draws from.
    pub donors: u32,
    /// End scores help to fill in covariates, in a step of its own before the design, which reads them; what
    /// it filled in is then part of the lock. Without it no end score is read.
    pub outcome: bool,
    /// Method by covariate, where it is not the one of its kind: `pmm` for numbers, `logistic` for yes/no,
    /// `multinomial` for categories.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub method: IndexMap<String, Method>,
}

impl Default for ImputationSpec {
    fn default() -> Self {
        Self { m: 20, iterations: 10, seed: None, donors: 5, outcome: false, method: IndexMap::new() }
    }
}
