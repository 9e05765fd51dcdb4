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
    /// Weighted difference in which those with an end score also stand for those without; asked for by
    /// `completion`, never by name.
    #[serde(skip_deserializing)]
    CompletionWeighted,
}

/// Whether a completion-weighted estimate of the primary outcome is shown beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CompletionSpec {
    /// Never.
    Off,
    /// Where fewer than 80 % of the people with a start score, of either arm, have an end score.
    #[default]
    Auto,
    /// Always.
    On,
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
pub const VARIANCES: [&str; 13] = [
    "auto",
    "hc0",
    "hc1",
    "hc2",
    "hc3",
    "cluster(set)",
    "cluster(set, unit)",
    "cluster(set, household)",
    "cluster(household)",
    "cluster(set, psu)",
    "cluster(psu)",
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

/// Something the effect may differ by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModeratorSpec {
    /// A covariate, derived column or start score: a category gives one effect a level, a number a slope.
    pub by: String,
    /// For a number: the step the slope is told for, such as 10 for ten years. Without it: one standard deviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<f64>,
}

/// `[estimate.factors]`: what improvement goes with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FactorsSpec {
    /// The outcome. Without it: the primary one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// A share of people. Without it: `improved` (the value, for an outcome without a start).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contrast: Option<Contrast>,
    /// Scores at which bands of the start score begin, such as `[6, 8]`; the lowest band is the reference. Without
    /// them the start score is a number.
    pub start_bands: Vec<f64>,
    /// Covariates. Without it: all of them. What was measured after the start is told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covariates: Option<Vec<String>>,
    /// Yes/no facts, such as `{ name = "two contacts or more", where = "contacts >= 2" }`.
    pub groups: Vec<SubgroupSpec>,
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
    /// `cluster(household)`, `cluster(set, psu)`, `cluster(psu)`, `abadie-imbens`, `stacked`. With strata
    /// declared the sampling units are compared within them (Taylor linearisation).
    pub variance: String,
    /// Confidence level of the intervals.
    pub level: f64,
    /// Groups shown apart; each is tested against everyone else.
    pub subgroups: Vec<SubgroupSpec>,
    /// What the effect may differ by: the difference is tested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moderators: Vec<ModeratorSpec>,
    /// What improvement goes with, in both arms. Without it: not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factors: Option<FactorsSpec>,
    /// `off`, `auto`, `on`: an estimate in which people with an end score are weighted to stand for all with
    /// a start score.
    pub completion: CompletionSpec,
    /// Worst- and best-case bounds of what those without an end score could hide. Without it: where the
    /// completion-weighted estimate is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<bool>,
    /// Outcomes that the programme cannot have changed, from `[sensitivity] placebo`; filled in when the job is read.
    /// They are estimated as any other, and do not count among the results that are tested.
    #[serde(skip)]
    #[schemars(skip)]
    pub placebo: Vec<String>,
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
            moderators: Vec::new(),
            factors: None,
            completion: CompletionSpec::Auto,
            bounds: None,
            placebo: Vec::new(),
        }
    }
}
