//! What the estimate stage hands on.

use super::attrition::Attrition;
use super::factors::FactorRow;
use super::moderators::Moderation;
use super::spec::{EstimatorKind, Measure};
use crate::cohort::Contrast;
use crate::design::review::Finding;
use crate::stats::rubin::Pooled;
use serde::{Deserialize, Serialize};

/// What a percentage or mean is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Base {
    /// All matched people.
    AllMatched,
    /// Those not already at the best value at the start.
    CouldImprove,
    /// Those not already at the worst value at the start.
    CouldWorsen,
    /// Cases at the start.
    CasesAtStart,
    /// Non-cases at the start.
    NonCasesAtStart,
}

/// One arm's figures behind an effect.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ArmFigures {
    /// People in the base.
    pub number: usize,
    /// Effective sample size under the analysis weights.
    pub ess: f64,
    /// Weighted count with the event (binary contrasts): weights scaled to mean 1 in the arm.
    pub numerator: Option<f64>,
    /// Weighted mean or proportion (model-based for regression).
    pub mean: Option<f64>,
    /// Lower limit of the mean.
    pub lower: Option<f64>,
    /// Upper limit of the mean.
    pub upper: Option<f64>,
}

/// One effect: outcome x contrast x group x base x estimator x measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectRow {
    /// Outcome.
    pub outcome: String,
    /// Contrast.
    pub contrast: Contrast,
    /// `all`, or a sub-group's name.
    pub group: String,
    /// What percentages are of.
    pub base: Base,
    /// Whom the effect is about, in words.
    pub estimand: String,
    /// Estimator.
    pub estimator: EstimatorKind,
    /// Measure.
    pub measure: Measure,
    /// Name of the variance, such as `cluster(set), CR1`.
    pub variance: String,
    /// Treated arm.
    pub treat: ArmFigures,
    /// Comparison arm.
    pub comparison: ArmFigures,
    /// The effect on the scale of `measure`.
    pub estimate: Option<f64>,
    /// Its standard error (log scale for ratios).
    pub se: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Degrees of freedom; `None` = normal.
    pub df: Option<f64>,
    /// Clusters the variance is built from.
    pub clusters: Option<usize>,
    /// The absolute difference, whatever the measure.
    pub difference: Option<f64>,
    /// Its lower limit.
    pub difference_lower: Option<f64>,
    /// Its upper limit.
    pub difference_upper: Option<f64>,
    /// Two-sided p-value of no effect.
    pub p_value: Option<f64>,
    /// Holm-adjusted over the main rows.
    pub p_holm: Option<f64>,
    /// Benjamini-Hochberg-adjusted over the main rows.
    pub p_bh: Option<f64>,
    /// People per arm at which the observed difference would be significant, if it is not.
    pub number_needed_to_detect: Option<f64>,
    /// Smallest absolute difference that would be found with a power of 80 %, given its standard error.
    pub detectable: Option<f64>,
    /// The declared headline of this specification.
    pub primary: bool,
    /// Why there is no number, where there is none.
    pub null_reason: Option<String>,
    /// Unit of the estimate: `points`, `percentage points`, `dollars`, `ratio`.
    pub unit: String,
    /// How the number was pooled over imputations (log scale for ratios), where it was.
    pub pooled: Option<Pooled>,
}

/// Counts behind a label such as 'for the 723 of 820 supported people who ...' (METHODS 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeopleCounts {
    /// Supported people the specification is about: in the file, and within its `where`.
    pub supported: usize,
    /// Of those, with a start value (equal to `supported` for plain outcomes).
    pub starters: usize,
    /// Of those, with an end value too.
    pub both: usize,
    /// Of those, matched.
    pub matched: usize,
}

/// Distribution of an outcome in one arm of the matched comparison, for charts and tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// Outcome.
    pub outcome: String,
    /// What is described: `start`, `end`, `change`, `change_category`, `case_transition`.
    pub section: &'static str,
    /// `treated` or `control`.
    pub treated: bool,
    /// `true` for the matched comparison, `false` for everyone with the values needed (within `where`).
    pub matched: bool,
    /// Category or value; `None` for a mean.
    pub category: Option<String>,
    /// Unweighted count in this category (mean: people).
    pub count: usize,
    /// Weighted numerator.
    pub numerator: f64,
    /// Weighted denominator.
    pub denominator: f64,
    /// Share or mean.
    pub value: Option<f64>,
    /// What the share is of.
    pub base: Base,
}

/// Effects of one analysis.
#[derive(Debug, Clone)]
pub struct Effects {
    /// All effects, in declared order.
    pub rows: Vec<EffectRow>,
    /// Position of the primary row.
    pub primary: usize,
    /// Counts behind the label.
    pub people: PeopleCounts,
    /// Whom the headline is about, in words.
    pub label: String,
    /// Distributions behind the charts.
    pub descriptions: Vec<Description>,
    /// Sets or units left out here because an outcome is missing (treated, control).
    pub missing_outcome: [usize; 2],
    /// How many hypotheses were tested.
    pub tests: usize,
    /// Positions of the rows whose p-values are adjusted for each other.
    pub main: Vec<usize>,
    /// Findings of the design review that this stage can see.
    pub review: Vec<Finding>,
    /// People with a start and no end score of the primary outcome.
    pub attrition: Option<Attrition>,
    /// How far effects differ between people.
    pub moderators: Vec<Moderation>,
    /// How many tests of such differences were made.
    pub interaction_tests: usize,
    /// What improvement goes with, where the job asks.
    pub factors: Vec<FactorRow>,
    /// How many tests of differences between factors were made.
    pub factor_tests: usize,
}
