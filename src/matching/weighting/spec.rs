//! `[matching.weights]` as the job says it.

use crate::design::Estimand;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where weights come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WeightKind {
    /// From the propensity score.
    Propensity,
    /// From the numbers of both arms in classes of the propensity score (marginal mean weighting).
    Strata,
    /// Nearest to equal weights (or to the survey weights) in entropy, with exact balance.
    Entropy,
    /// From a logistic score that is fitted for balance (covariate balancing propensity score).
    Cbps,
    /// From one logistic score an arm, fitted for balance (inverse probability tilting).
    Ipt,
}

impl WeightKind {
    /// `true` if it rests on the propensity score of the design.
    #[must_use]
    pub fn needs_score(self) -> bool {
        matches!(self, Self::Propensity | Self::Strata)
    }

    /// `true` if such weights can stand for the population of the estimand.
    #[must_use]
    pub fn knows(self, estimand: Estimand) -> bool {
        self == Self::Propensity || !estimand.is_overlap()
    }

    /// The word in a job.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Propensity => "propensity",
            Self::Strata => "strata",
            Self::Entropy => "entropy",
            Self::Cbps => "cbps",
            Self::Ipt => "ipt",
        }
    }
}

/// What a limit on weights is given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrimMeasure {
    /// A quantile of the arm's weights.
    Quantile,
    /// A weight.
    Weight,
}

/// Which weights are trimmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrimTails {
    /// Those above the limit.
    Upper,
    /// Those above the quantile `at`, and those below the quantile `1 - at`.
    Both,
}

/// `trim`: what is done with extreme weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrimSpec {
    /// The limit: a quantile above 0.5 and below 1, or a weight above 0.
    pub at: f64,
    /// What the limit is given in.
    #[serde(default = "quantile")]
    pub measure: TrimMeasure,
    /// Which weights are trimmed.
    #[serde(default = "upper")]
    pub tails: TrimTails,
    /// People beyond the limit are left out; without it their weight is set to the limit.
    #[serde(default)]
    pub drop: bool,
}

fn quantile() -> TrimMeasure {
    TrimMeasure::Quantile
}

fn upper() -> TrimTails {
    TrimTails::Upper
}

/// `[matching.weights]`: how everyone is weighted (`method = "weighting"`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WeightsSpec {
    /// Where the weights come from.
    pub kind: WeightKind,
    /// Powers of numbers that are balanced, from 1 to 3 (`entropy`, `cbps`, `ipt`).
    pub moments: u32,
    /// Balance the products of any two variables too (`entropy`, `cbps`, `ipt`).
    pub interactions: bool,
    /// Number of classes (`strata`), cut at quantiles of the people the estimand is about.
    pub classes: u32,
    /// Multiply the weights of each arm by its share of all people (ATE only).
    pub stabilise: bool,
    /// What is done with extreme weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trim: Option<TrimSpec>,
    /// Largest difference that counts as balanced, in standard deviations (`entropy`, `cbps`, `ipt`).
    pub tolerance: f64,
}

impl Default for WeightsSpec {
    fn default() -> Self {
        Self {
            kind: WeightKind::Propensity,
            moments: 1,
            interactions: false,
            classes: 5,
            stabilise: false,
            trim: None,
            tolerance: 1e-10,
        }
    }
}

impl WeightsSpec {
    /// The first thing that cannot be: the key, and why.
    #[must_use]
    pub fn fault(&self, estimand: Estimand) -> Option<(&'static str, String)> {
        let solved = !self.kind.needs_score();
        let faults = [
            (!(1..=3).contains(&self.moments), "moments", "it must be 1, 2 or 3"),
            (!solved && self.moments != 1, "moments", "only `entropy`, `cbps` and `ipt` balance moments"),
            (
                !solved && self.interactions,
                "interactions",
                "only `entropy`, `cbps` and `ipt` balance products",
            ),
            (!(2..=1000).contains(&self.classes), "classes", "it must lie between 2 and 1000"),
            (self.stabilise && estimand != Estimand::Ate, "stabilise", "it means something for ATE only"),
            (
                self.kind == WeightKind::Strata && (self.stabilise || self.trim.is_some()),
                if self.stabilise { "stabilise" } else { "trim" },
                "classes of the score are neither stabilised nor trimmed",
            ),
            (!(1e-13..=1e-2).contains(&self.tolerance), "tolerance", "it must lie between 1e-13 and 0.01"),
        ];
        let first = faults.into_iter().find(|(wrong, ..)| *wrong);
        let own = first.map(|(_, key, why)| (key, why.to_owned()));
        own.or_else(|| Some(("trim", self.trim.as_ref()?.fault()?.to_owned())))
    }
}

impl TrimSpec {
    fn fault(&self) -> Option<&'static str> {
        match self.measure {
            TrimMeasure::Quantile if !(self.at > 0.5 && self.at < 1.0) => {
                Some("a quantile must lie above 0.5 and below 1")
            }
            TrimMeasure::Weight if !(self.at > 0.0 && self.at.is_finite()) => {
                Some("a weight must be above 0")
            }
            TrimMeasure::Weight if self.tails == TrimTails::Both => {
                Some("a limit given as a weight is an upper one; for both tails give a quantile")
            }
            _ => None,
        }
    }
}
