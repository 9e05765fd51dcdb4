//! A result without a formula for its interval.

use super::super::spec::{EstimatorKind, Measure};
use super::super::types::{Base, EffectRow};
use crate::cohort::Contrast;
use serde::Serialize;

/// How a result without a formula came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TestMethod {
    /// Chance picks the treated of each set.
    Randomisation,
    /// Signed ranks of pair differences, with the Hodges-Lehmann estimate.
    SignedRank,
    /// Ranks aligned within sets, with the Hodges-Lehmann estimate.
    AlignedRank,
    /// McNemar's exact test.
    McnemarExact,
    /// The same with half of the probability of what was seen.
    McnemarMidP,
    /// Percentiles of bootstrap replicates.
    BootstrapPercentile,
    /// Bootstrap replicates, bias-corrected and accelerated.
    BootstrapBca,
}

/// One result without a formula: outcome x contrast x group x base x estimator x measure x method.
#[derive(Debug, Clone, PartialEq)]
pub struct TestRow {
    /// Outcome.
    pub outcome: String,
    /// Contrast.
    pub contrast: Contrast,
    /// `all`, or a sub-group's name.
    pub group: String,
    /// What percentages are of.
    pub base: Base,
    /// Estimator.
    pub estimator: EstimatorKind,
    /// Measure.
    pub measure: Measure,
    /// How it came about.
    pub method: TestMethod,
    /// Rank sum of the treated (or of the positive differences); missing where the estimate is the statistic.
    pub statistic: Option<f64>,
    /// The effect.
    pub estimate: Option<f64>,
    /// Standard deviation of the replicates (log scale for ratios).
    pub se: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Two-sided p-value of no effect for anybody.
    pub p_value: Option<f64>,
    /// `true` if the p-value counts every possible assignment.
    pub exact: bool,
    /// `true` if the limits do.
    pub exact_limits: bool,
    /// `true` where the estimate jumps between few values, because the scale is short and of whole numbers.
    pub coarse: bool,
    /// Matched sets, or blocks of the bootstrap.
    pub sets: Option<usize>,
    /// People: treated, controls.
    pub people: [usize; 2],
    /// Pairs in which only the treated, and in which only the control has the event.
    pub discordant: Option<[usize; 2]>,
    /// Random assignments or resamples.
    pub replicates: Option<usize>,
    /// Resamples without an answer.
    pub lost: Option<usize>,
    /// Why there is no number, where there is none.
    pub null_reason: Option<String>,
    /// Unit of the estimate.
    pub unit: String,
}

impl TestRow {
    /// A row about the same as an effect, by the randomisation test, without numbers.
    #[must_use]
    pub fn of(row: &EffectRow) -> Self {
        Self {
            outcome: row.outcome.clone(),
            contrast: row.contrast,
            group: row.group.clone(),
            base: row.base,
            estimator: EstimatorKind::Difference,
            measure: Measure::Difference,
            method: TestMethod::Randomisation,
            statistic: None,
            estimate: None,
            se: None,
            lower: None,
            upper: None,
            p_value: None,
            exact: false,
            exact_limits: false,
            coarse: false,
            sets: None,
            people: [row.treat.number, row.comparison.number],
            discordant: None,
            replicates: None,
            lost: None,
            null_reason: None,
            unit: row.unit.clone(),
        }
    }

    /// The same without any number, because `reason`.
    #[must_use]
    pub fn without(self, reason: impl Into<String>) -> Self {
        Self {
            statistic: None,
            estimate: None,
            se: None,
            lower: None,
            upper: None,
            p_value: None,
            null_reason: Some(reason.into()),
            ..self
        }
    }
}
