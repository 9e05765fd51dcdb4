//! What the design stage hands on.

use super::review::Finding;
use super::spec::{DesignSpec, Estimand};
use crate::cohort::{PairTable, Reasons};

/// A propensity score and the model behind it.
#[derive(Debug, Clone)]
pub struct Propensity {
    /// Names of the coefficients: `(Intercept)`, `age`, `race: white` ...
    pub names: Vec<String>,
    /// Coefficients, one a name. `None` for a column that depends linearly on earlier ones.
    pub coefficients: Vec<Option<f64>>,
    /// Standard errors from the information matrix, one a name (`None` where there is no coefficient).
    pub errors: Vec<Option<f64>>,
    /// Probability of being in the treated arm, one a cohort unit; NaN where the unit is not eligible.
    pub score: Vec<f64>,
    /// Linear predictor (log odds), likewise.
    pub linear: Vec<f64>,
    /// Deviance of the fit.
    pub deviance: f64,
    /// Iterations used.
    pub iterations: usize,
    /// Largest absolute entry of the gradient at the end, for standardised columns and per unit of weight.
    pub gradient: f64,
    /// Area under the ROC curve (C-statistic) over the units fitted.
    pub auc: f64,
    /// `true` if survey weights entered the fit.
    pub weighted: bool,
    /// Fold of each cohort unit whose score a learner made from the other folds, where one did; arbitrary where
    /// not eligible.
    pub fold: Option<Vec<u32>>,
}

/// What the outcome would be without support, learnt from controls alone.
#[derive(Debug, Clone)]
pub struct Prognostic {
    /// The outcome whose end value it foretells.
    pub outcome: String,
    /// `true` if that is a yes or no: the score is then its log odds, else its expected value.
    pub binary: bool,
    /// Terms of the model, as written.
    pub terms: Vec<String>,
    /// The score, one a cohort unit; NaN where the unit is not eligible.
    pub score: Vec<f64>,
    /// Controls whose end values were read.
    pub controls: usize,
    /// How over-fitting is kept out.
    pub learnt: Learnt,
    /// Out of fold: share of variance told (number) or C-statistic (yes or no); `None` with a pilot sample.
    pub accuracy: Option<f64>,
}

/// Who a prognostic score was learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    /// From controls of other folds.
    Folds {
        /// How many folds.
        folds: u32,
    },
    /// From controls that may not be matched.
    Pilot {
        /// How many there are.
        people: usize,
    },
}

/// What a matcher measures distance with.
#[derive(Debug, Clone)]
pub enum Metric {
    /// No distance (exact matching, weighting).
    None,
    /// One number a cohort unit; distance is the absolute difference.
    Score(Vec<f64>),
    /// Transformed coordinates, one vector of cohort length a dimension; distance is Euclidean in them.
    Coordinates(Vec<Vec<f64>>),
    /// Coordinates likewise; distance is the sum of absolute differences.
    CityBlock(Vec<Vec<f64>>),
    /// Distances from a file, pair by pair.
    Table(PairTable),
}

/// A caliper that passed every check; the only kind a matcher accepts.
#[derive(Debug, Clone)]
pub struct Caliper {
    /// What it is on, for reports.
    pub on: String,
    /// Value of each cohort unit on that scale; NaN where not eligible.
    pub values: Vec<f64>,
    /// Absolute width on the scale of `values`; negative: minimum distance.
    pub width: f64,
    /// The width as the job gave it, in words, such as `0.2 SD (within arms) of the logit`.
    pub said: String,
    /// `true` if `values` is a monotone function of the score that is the metric.
    pub on_score: bool,
}

/// Strata in which matching takes place.
#[derive(Debug, Clone)]
pub struct Strata {
    /// Stratum of each cohort unit; meaningless where not eligible.
    pub of: Vec<u32>,
    /// What each stratum is, such as `female, lonely`. One entry when there is no exact rule.
    pub labels: Vec<String>,
}

/// The design of one specification: who may be compared with whom.
///
/// All vectors have one entry per unit of the cohort.
#[derive(Debug, Clone)]
pub struct Design {
    /// The settings it was made from.
    pub spec: DesignSpec,
    /// For whom the effect is estimated.
    pub estimand: Estimand,
    /// Why units are not eligible in this specification; 0 = eligible (and not discarded).
    pub eligible: Reasons,
    /// Terms in use, as written.
    pub terms: Vec<String>,
    /// The score, unless neither distance, caliper nor method needs one.
    pub propensity: Option<Propensity>,
    /// The prognostic score, where the job declares one.
    pub prognostic: Option<Prognostic>,
    /// How alike two people are.
    pub metric: Metric,
    /// Strata of the exact rule.
    pub strata: Strata,
    /// One vector of codes per antiexact variable: partners must differ in each.
    pub antiexact: Vec<Vec<u32>>,
    /// Calipers.
    pub calipers: Vec<Caliper>,
    /// Survey weight of each unit (service users 1, pool scaled to mean 1 over eligible controls),
    /// when the job declares one.
    pub survey_weight: Option<Vec<f64>>,
    /// Findings of the design review that this stage can see.
    pub review: Vec<Finding>,
}
