//! `[estimate]` as the job says it.

use crate::cohort::Contrast;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the effect is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EstimatorKind {
    /// Weighted difference of means or proportions.
    Difference,
    /// Regression with treatment x covariate terms, averaged over the estimand's people (g-computation):
    /// linear for numbers, logistic for yes/no.
    Regression,
}

/// Scale of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Difference of means or proportions.
    Difference,
    /// Ratio of proportions.
    RiskRatio,
    /// Ratio of odds.
    OddsRatio,
}

/// The words of `variance`.
pub const VARIANCES: [&str; 11] = [
    "auto",
    "hc0",
    "hc1",
    "hc2",
    "hc3",
    "cluster(set)",
    "cluster(set, unit)",
    "cluster(set, household)",
    "cluster(household)",
    "abadie-imbens",
    "stacked",
];

/// A group of people for whom effects are shown apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubgroupSpec {
    /// Name for readers, such as `aged under 60`.
    pub name: String,
    /// Who belongs to it, such as `age < 60`.
    #[serde(rename = "where")]
    pub filter: String,
}

/// `[estimate]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EstimateSpec {
    /// The primary outcome. Without it: the first declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The primary contrast. Without it: the first the outcome reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contrast: Option<Contrast>,
    /// The primary measure.
    pub measure: Measure,
    /// The primary estimator.
    pub estimator: EstimatorKind,
    /// All estimators to show; the primary one is added if absent.
    pub estimators: Vec<EstimatorKind>,
    /// All measures to show; ratios apply to proportions only.
    pub measures: Vec<Measure>,
    /// Covariates of the regression. Without it: the terms of the design.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjust: Option<Vec<String>>,
    /// `auto`, `hc0` .. `hc3`, `cluster(set)`, `cluster(set, unit)`, `cluster(set, household)`,
    /// `cluster(household)`, `abadie-imbens`, `stacked`.
    pub variance: String,
    /// Confidence level of the intervals.
    pub level: f64,
    /// Groups shown apart.
    pub subgroups: Vec<SubgroupSpec>,
}

impl Default for EstimateSpec {
    fn default() -> Self {
        Self {
            outcome: None,
            contrast: None,
            measure: Measure::Difference,
            estimator: EstimatorKind::Difference,
            estimators: vec![EstimatorKind::Difference, EstimatorKind::Regression],
            measures: vec![Measure::Difference, Measure::RiskRatio],
            adjust: None,
            variance: "auto".to_owned(),
            level: 0.95,
            subgroups: Vec::new(),
        }
    }
}
