//! `[design]` as the job says it.

use crate::stats::glm::Link;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// For whom the effect is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Estimand {
    /// The people supported.
    #[serde(rename = "ATT")]
    Att,
    /// The surveyed population.
    #[serde(rename = "ATC")]
    Atc,
    /// Both together.
    #[serde(rename = "ATE")]
    Ate,
    /// The overlap population: people count by how far they could have been in either arm.
    #[serde(rename = "ATO")]
    Ato,
    /// The population that 1:1 matching with a caliper stands for.
    #[serde(rename = "ATM")]
    Atm,
    /// Those of both arms whose average effect can be estimated best.
    #[serde(rename = "ATOS")]
    Atos,
}

impl Estimand {
    /// `true` or `false` if it is about the people of one arm, treated or controls.
    #[must_use]
    pub fn one_arm(self) -> Option<bool> {
        match self {
            Self::Att => Some(true),
            Self::Atc => Some(false),
            Self::Ate | Self::Ato | Self::Atm | Self::Atos => None,
        }
    }

    /// `true` if it is about a population that only weights from the score make.
    #[must_use]
    pub fn is_overlap(self) -> bool {
        matches!(self, Self::Ato | Self::Atm | Self::Atos)
    }

    /// The word in a job.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Att => "ATT",
            Self::Atc => "ATC",
            Self::Ate => "ATE",
            Self::Ato => "ATO",
            Self::Atm => "ATM",
            Self::Atos => "ATOS",
        }
    }
}

/// Which distance says how alike two people are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// |difference of propensity scores| on the probability scale.
    Propensity,
    /// |difference of linear predictors| (logits).
    LinearPredictor,
    /// Mahalanobis distance on the terms (or on `mahalanobis`).
    Mahalanobis,
    /// Mahalanobis distance on ranks: outliers and ties do not distort it.
    RobustMahalanobis,
    /// Euclidean distance after dividing by standard deviations within the arms.
    ScaledEuclidean,
    /// Euclidean distance in the variables' own units.
    Euclidean,
    /// Gower's distance: mean over variables of the difference as a share of the range.
    Gower,
    /// Distances from a file (`distance_table`).
    Table,
    /// |difference of prognostic scores| (`[design.prognostic]`).
    Prognostic,
}

impl Distance {
    /// `true` if it is measured on covariates (the terms, or `mahalanobis`), not on a score.
    #[must_use]
    pub fn on_covariates(self) -> bool {
        !matches!(self, Self::Propensity | Self::LinearPredictor | Self::Table | Self::Prognostic)
    }
}

/// What is done with the start score of a before/after outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// It is a matching variable, like the covariates.
    Match,
    /// It is left out (parallel trends are assumed instead).
    Ignore,
}

/// Who is dropped for lying outside the other arm's range of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Discard {
    /// Nobody.
    None,
    /// Service users outside the range of the pool.
    Treated,
    /// Respondents outside the range of the service users.
    Control,
    /// Both: only the common range stays.
    Both,
}

/// When a unit must have its primary outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Complete {
    /// Units without it are not eligible.
    Before,
    /// All are matched; sets with a missing outcome are dropped afterwards.
    After,
}

/// Scale on which a propensity caliper is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaliperScale {
    /// Log odds.
    Logit,
    /// Probability.
    Probability,
}

/// Which standard deviation a caliper is a multiple of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaliperSd {
    /// Root of the mean of the two within-arm variances.
    Within,
    /// Standard deviation of all units together (as MatchIt).
    All,
}

/// Unit of a caliper's width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaliperUnit {
    /// Standard deviations.
    Sd,
    /// The variable's own unit.
    Raw,
}

/// A caliper: two people may be compared only if they differ by at most `width` on `on`
/// (a negative width: only if they differ by more than its size).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaliperSpec {
    /// `propensity`, `prognostic`, a covariate, or a start score such as `loneliness.start`.
    pub on: String,
    /// Widest difference allowed; negative: smallest difference required.
    pub width: f64,
    /// Standard deviations or the variable's own unit.
    #[serde(default = "sd")]
    pub unit: CaliperUnit,
    /// For `on = "propensity"`: log odds or probability.
    #[serde(default = "logit")]
    pub scale: CaliperScale,
    /// Which standard deviation.
    #[serde(default = "within")]
    pub sd: CaliperSd,
}

fn sd() -> CaliperUnit {
    CaliperUnit::Sd
}
fn logit() -> CaliperScale {
    CaliperScale::Logit
}
fn within() -> CaliperSd {
    CaliperSd::Within
}

/// Which model gives the propensity score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreModel {
    /// Logistic regression by maximum likelihood.
    Logit,
    /// Probit regression by maximum likelihood.
    Probit,
    /// Complementary log-log regression by maximum likelihood.
    Cloglog,
    /// Regression with the Cauchy link by maximum likelihood: forgiving to outliers.
    Cauchit,
    /// Logistic regression by Firth's penalised likelihood: finite where terms tell the arms apart.
    Firth,
    /// Logistic regression with a ridge penalty (`linfa-logistic`), for separated or small samples.
    Ridge,
    /// Random forest of `linfa` trees; everyone gets the score of the folds that left them out.
    Forest,
    /// The score is a covariate (`column`), made elsewhere.
    Column,
}

impl ScoreModel {
    /// `true` if it is a regression by maximum likelihood.
    #[must_use]
    pub fn by_likelihood(self) -> bool {
        matches!(self, Self::Logit | Self::Probit | Self::Cloglog | Self::Cauchit)
    }

    /// What turns its linear predictor into the score.
    #[must_use]
    pub fn link(self) -> Link {
        match self {
            Self::Probit => Link::Probit,
            Self::Cloglog => Link::Cloglog,
            Self::Cauchit => Link::Cauchit,
            Self::Logit | Self::Firth | Self::Ridge | Self::Forest | Self::Column => Link::Logit,
        }
    }

    /// `true` if survey weights may enter its fit.
    #[must_use]
    pub fn takes_weights(self) -> bool {
        self.by_likelihood() || self == Self::Firth
    }
}

/// When the fit of the score stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// At the maximum: the gradient is zero within rounding.
    Converged,
    /// Where R's `glm` stops: relative change of the deviance under 1e-8.
    R,
}

/// Whether the pool's survey weights enter the score model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreWeights {
    /// Unweighted score.
    None,
    /// Score weighted by the survey weights (service users count 1).
    Survey,
}

/// `[design.propensity]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PropensitySpec {
    /// Which model.
    pub model: ScoreModel,
    /// When the fit stops.
    pub stop: Stop,
    /// Strength of the ridge penalty (`model = "ridge"` only).
    pub penalty: f64,
    /// Whether survey weights enter the fit.
    pub weights: ScoreWeights,
    /// The covariate that is the score (`model = "column"` only): a number between 0 and 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Parts the people are cut into: each part is scored by the model of the others (`model = "forest"`).
    pub folds: u32,
    /// Trees of a forest, for each fold.
    pub trees: u32,
    /// Deepest level of a tree.
    pub depth: u32,
    /// Fewest people of a tree's sample in a leaf.
    pub leaf: u32,
}

impl Default for PropensitySpec {
    fn default() -> Self {
        Self {
            model: ScoreModel::Logit,
            stop: Stop::Converged,
            penalty: 1.0,
            weights: ScoreWeights::None,
            column: None,
            folds: 5,
            trees: 200,
            depth: 8,
            leaf: 10,
        }
    }
}

/// `[design.prognostic]`: what the outcome would be without support, from the controls alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PrognosticSpec {
    /// Terms of the model; without it those of the design.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Vec<String>>,
    /// An expression over covariates, such as `"pilot = 1"`: controls for which it is true serve to fit the
    /// model and may not be matched. Without it the model is cross-fitted: every control gets the score of
    /// the folds that left them out, service users the average over the folds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pilot: Option<String>,
    /// Parts the controls are cut into.
    pub folds: u32,
}

impl Default for PrognosticSpec {
    fn default() -> Self {
        Self { terms: None, pilot: None, folds: 5 }
    }
}

/// `[design]`: who may be compared with whom, and on what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DesignSpec {
    /// For whom the effect is estimated.
    pub estimand: Estimand,
    /// What is done with the outcome's start score.
    pub baseline: Baseline,
    /// Terms of the score and the distance: `"age"`, `"age^2"`, `"educ:re74"`, `"spline(age, 4)"` (a natural
    /// cubic spline with 4 degrees of freedom). Without it: every
    /// covariate, and the start scores of before/after outcomes when `baseline = "match"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Vec<String>>,
    /// Both people must be equal on these.
    pub exact: Vec<String>,
    /// Both people must differ on these.
    pub antiexact: Vec<String>,
    /// How alike two people are.
    pub distance: Distance,
    /// Variables of a distance on covariates, when they are not the terms of the score; `prognostic` among
    /// them is the prognostic score.
    pub mahalanobis: Vec<String>,
    /// Parquet file with the columns `treated_id`, `control_id` and `distance`, relative to the job, for
    /// `distance = "table"`. Pairs that are not in it cannot be matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_table: Option<PathBuf>,
    /// Short for one caliper on the propensity score, in standard deviations; `inf` in a specification
    /// switches off the one it inherits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caliper: Option<f64>,
    /// Scale of the short caliper.
    pub caliper_scale: CaliperScale,
    /// Standard deviation of the short caliper.
    pub caliper_sd: CaliperSd,
    /// Calipers in full.
    pub calipers: Vec<CaliperSpec>,
    /// Who is dropped outside the common range of scores.
    pub discard: Discard,
    /// Fit the score again after dropping them.
    pub reestimate: bool,
    /// When a unit must have its primary outcome.
    pub complete: Complete,
    /// The score model.
    pub propensity: PropensitySpec,
    /// The prognostic score, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prognostic: Option<PrognosticSpec>,
    /// Share of service users in the population that an ATE is about (programme against survey only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixing_share: Option<f64>,
}

impl Default for DesignSpec {
    fn default() -> Self {
        Self {
            estimand: Estimand::Att,
            baseline: Baseline::Match,
            terms: None,
            exact: Vec::new(),
            antiexact: Vec::new(),
            distance: Distance::Propensity,
            mahalanobis: Vec::new(),
            distance_table: None,
            caliper: None,
            caliper_scale: CaliperScale::Logit,
            caliper_sd: CaliperSd::Within,
            calipers: Vec::new(),
            discard: Discard::None,
            reestimate: false,
            complete: Complete::Before,
            propensity: PropensitySpec::default(),
            prognostic: None,
            mixing_share: None,
        }
    }
}

impl DesignSpec {
    /// All calipers, the short one first.
    #[must_use]
    pub fn all_calipers(&self) -> Vec<CaliperSpec> {
        let short = self.caliper.filter(|width| width.is_finite()).map(|width| CaliperSpec {
            on: "propensity".to_owned(),
            width,
            unit: CaliperUnit::Sd,
            scale: self.caliper_scale,
            sd: self.caliper_sd,
        });
        short.into_iter().chain(self.calipers.iter().cloned()).collect()
    }
}
