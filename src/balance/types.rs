//! What the balance stage hands on.

use crate::design::review::Finding;
use serde::{Deserialize, Serialize};

/// A statistic of balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statistic {
    /// Weighted mean of the treated arm (proportion for yes/no and levels).
    MeanTreated,
    /// Weighted mean of the control arm.
    MeanControl,
    /// Standardised mean difference.
    StandardisedDifference,
    /// Difference of means in the variable's own unit (a proportion for yes/no and levels).
    RawDifference,
    /// Ratio of the variances, treated over control; numbers only.
    VarianceRatio,
    /// Mean difference of the cumulative distributions.
    EcdfMean,
    /// Largest difference of the cumulative distributions (Kolmogorov-Smirnov).
    EcdfMax,
    /// Mean |difference| within pairs, in units of the ruler; after only.
    PairDistance,
    /// Share of the two densities that does not overlap.
    NonOverlap,
}

/// Traffic light of a statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// Alike.
    Green,
    /// Nearly alike.
    Amber,
    /// Not alike.
    Red,
}

/// One statistic of one covariate or level, before and after matching.
#[derive(Debug, Clone, PartialEq)]
pub struct BalanceRow {
    /// Covariate, start score, `propensity`, or a product such as `age:educ`.
    pub covariate: String,
    /// Level of a category; `None` for numbers and yes/no.
    pub level: Option<String>,
    /// Which statistic.
    pub statistic: Statistic,
    /// Before matching, over all eligible units.
    pub before: Option<f64>,
    /// After matching.
    pub after: Option<f64>,
    /// The value after matching in the imputation in which it is worst, where covariates were imputed.
    pub after_worst: Option<f64>,
    /// The standard deviation differences were divided by, where they were.
    pub ruler: Option<f64>,
    /// Light of the value after matching, for statistics that are judged.
    pub light: Option<Light>,
    /// `true` for covariates the design matched on, `false` for others and for products.
    pub matched_on: bool,
}

/// Sizes of one arm.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ArmSize {
    /// Units in the cohort.
    pub all: usize,
    /// Eligible units.
    pub eligible: usize,
    /// Units with weight above 0.
    pub matched: usize,
    /// Effective sample size of the matched, (sum w)^2 / sum w^2.
    pub ess: f64,
}

/// Balance of one analysis.
#[derive(Debug, Clone)]
pub struct Balance {
    /// All statistics, in order of covariate, level, statistic.
    pub rows: Vec<BalanceRow>,
    /// Words for the ruler in use.
    pub ruler: &'static str,
    /// Treated arm.
    pub treated: ArmSize,
    /// Control arm.
    pub control: ArmSize,
    /// Largest |standardised difference| over covariates before and after.
    pub worst: [Option<f64>; 2],
    /// Multivariate L1 imbalance before and after, over coarsened covariates.
    pub l1: [Option<f64>; 2],
    /// Greatest number of focal units one control serves.
    pub most_used: usize,
    /// Findings of the design review that this stage can see.
    pub review: Vec<Finding>,
}
