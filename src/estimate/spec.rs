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
    /// Regression without treatment x covariate terms, the start score of a before/after outcome always
    /// among them: analysis of covariance; logistic, averaged over the estimand's people, for yes/no.
    Ancova,
    /// Matched difference with each partner's outcome moved to where their focal person stands, by a linear
    /// regression among partners (Abadie and Imbens 2011).
    BiasCorrected,
    /// Augmented (doubly robust) weighting: an outcome model for everybody, weights for what it misses;
    /// cross-fitted where the score comes from a learner.
    Augmented,
    /// Proportional-odds regression of an end score of few values with treatment x covariate terms, averaged
    /// over the estimand's people.
    Ordinal,
    /// Weighted difference in which those with an end score also stand for those without; asked for by
    /// `completion`, never by name.
    #[serde(skip_deserializing)]
    CompletionWeighted,
}

impl EstimatorKind {
    /// Its name in a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::Regression => "regression",
            Self::Ancova => "analysis of covariance",
            Self::BiasCorrected => "bias-corrected matching",
            Self::Augmented => "augmented weighting",
            Self::Ordinal => "proportional odds",
            Self::CompletionWeighted => "completion weighting",
        }
    }

    /// `true` if it has a model of the outcome, with covariates.
    #[must_use]
    pub fn adjusts(self) -> bool {
        !matches!(self, Self::Difference | Self::CompletionWeighted)
    }
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
    /// Extra people with the event per 100 people.
    PerHundred,
    /// People for one more with the event, 1 / difference; below 0: for one fewer.
    NumberNeeded,
    /// Difference of means over the standard deviation within the compared arms, with Hedges' factor for small
    /// samples.
    HedgesG,
}

impl Measure {
    /// `true` if the measure is for a contrast that is a yes or no (`binary`), or a number.
    #[must_use]
    pub fn fits(self, binary: bool) -> bool {
        match self {
            Self::Difference => true,
            Self::HedgesG => !binary,
            Self::RiskRatio | Self::OddsRatio | Self::PerHundred | Self::NumberNeeded => binary,
        }
    }

    /// `true` for ratios, whose standard errors and pooling are on the log scale.
    #[must_use]
    pub fn is_ratio(self) -> bool {
        matches!(self, Self::RiskRatio | Self::OddsRatio)
    }

    /// Unit of the estimate, where it is not that of the outcome.
    #[must_use]
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Self::Difference => None,
            Self::RiskRatio | Self::OddsRatio => Some("ratio"),
            Self::PerHundred => Some("people per 100"),
            Self::NumberNeeded => Some("people"),
            Self::HedgesG => Some("standard deviations"),
        }
    }

    /// What it is for, in a sentence.
    #[must_use]
    pub fn is_for(self) -> &'static str {
        match self {
            Self::Difference => "anything",
            Self::HedgesG => "numbers",
            Self::RiskRatio | Self::OddsRatio | Self::PerHundred | Self::NumberNeeded => "yes/no contrasts",
        }
    }
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

/// Small-sample correction of a variance that is clustered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionSpec {
    /// CR2 where a dimension has fewer than 50 clusters in either arm, else CR1.
    #[default]
    Auto,
    /// A factor for all clusters alike, with t(G - 1) where an arm has fewer than 50, G of them.
    Cr1,
    /// Bell and McCaffrey's adjustment of each cluster, with Satterthwaite's degrees of freedom.
    Cr2,
}

/// Whom the uncertainty of a match with replacement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VarianceForm {
    /// The people that these were drawn from: how effects differ between people counts.
    #[default]
    Population,
    /// These people, with their covariates and partners as they are.
    Conditional,
}

/// `[estimate.abadie_imbens]`: the variance of a difference after matching with replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AbadieImbensSpec {
    /// `population` or `conditional`.
    pub form: VarianceForm,
    /// Allow for the score having been estimated, where that is worked out: nearest neighbours on a logit or probit
    /// score, without caliper, exact or discard, in the population form.
    pub estimated_score: bool,
}

impl Default for AbadieImbensSpec {
    fn default() -> Self {
        Self { form: VarianceForm::Population, estimated_score: true }
    }
}

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

/// When exact tests in matched sets are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExactTests {
    /// Where a main result rests on fewer than 50 matched sets.
    #[default]
    Auto,
    /// For every plain difference.
    All,
    /// Never.
    Off,
}

/// Limits from bootstrap replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// Their percentiles.
    Percentile,
    /// Bias-corrected and accelerated.
    #[default]
    Bca,
}

/// Which specifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The primary one.
    #[default]
    Primary,
    /// All.
    All,
}

/// `[estimate.bootstrap]`: main results estimated again on resampled blocks. Matched sets stay whole (together with
/// households, sites and sampling units); for weighting the score is fitted again in every resample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BootstrapSpec {
    /// Resamples.
    pub replicates: u32,
    /// `percentile` or `bca` (bias-corrected and accelerated).
    pub interval: Interval,
    /// `primary` or `all` specifications.
    pub specifications: Which,
}

/// Fewest resamples that leave room for 95 % limits, and the most.
pub const REPLICATES: std::ops::RangeInclusive<u32> = 199..=1_000_000;

impl Default for BootstrapSpec {
    fn default() -> Self {
        Self { replicates: 2000, interval: Interval::Bca, specifications: Which::Primary }
    }
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
    /// All measures to show: `difference`, and for proportions `risk_ratio`, `odds_ratio`, `per_hundred` (extra
    /// people per 100), `number_needed` (people for one more), for numbers `hedges_g` (standardised difference).
    pub measures: Vec<Measure>,
    /// Covariates of every outcome model. Without it: the terms of the design.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjust: Option<Vec<String>>,
    /// `auto`, `hc0` .. `hc3`, `cluster(set)`, `cluster(set, unit)`, `cluster(set, household)`,
    /// `cluster(household)`, `cluster(set, psu)`, `cluster(psu)`, `abadie-imbens`, `stacked`. With strata
    /// declared the sampling units are compared within them (Taylor linearisation).
    pub variance: String,
    /// `auto`, `cr1`, `cr2`: the correction of cluster variances for few clusters. CR2 is for differences and
    /// linear regression; where it is not defined (logistic regression, stacked equations, sampling units within
    /// strata) CR1 takes its place, and the name of the variance says so.
    pub correction: CorrectionSpec,
    /// How the variance after matching with replacement is made.
    pub abadie_imbens: AbadieImbensSpec,
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
    /// `auto`, `all`, `off`: randomisation and rank tests in matched sets, beside the results.
    pub exact: ExactTests,
    /// Block bootstrap of the main results. Without it: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<BootstrapSpec>,
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
            correction: CorrectionSpec::Auto,
            abadie_imbens: AbadieImbensSpec::default(),
            level: 0.95,
            subgroups: Vec::new(),
            moderators: Vec::new(),
            factors: None,
            completion: CompletionSpec::Auto,
            bounds: None,
            exact: ExactTests::Auto,
            bootstrap: None,
            placebo: Vec::new(),
        }
    }
}
