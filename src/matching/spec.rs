//! `[matching]` as the job says it.

use super::genetic::GeneticSpec;
use super::method::Method;
use super::sample::{CardinalitySpec, ProfileSpec};
use super::settings::{CemSpec, QuickSpec, SubclassSpec};
use super::weighting::WeightsSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// In which order people choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// In id order (or in the order of the keyed hash, see `ties`).
    Data,
    /// Highest score first.
    Largest,
    /// Lowest score first.
    Smallest,
    /// The closest pair first.
    Closest,
    /// The farthest nearest pair first.
    Farthest,
    /// In an order drawn from the job's seed.
    Random,
}

/// How ties are resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// By id order, as the reference tools do with a file in id order; the headline is never averaged.
    Id,
    /// By a hash of the id keyed with the seed: ids often carry the order of enrolment. Where ties move
    /// the headline by more than half a standard error, the mean over many orders becomes the headline.
    Hash,
    /// As `hash`; the headline is the mean over many such orders.
    Average,
}

/// What happens to strata that cannot be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Infeasible {
    /// Their people are left out, counted, with the reason.
    Exclude,
    /// The run stops.
    Stop,
}

/// How survey weights of the pool enter the analysis weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SurveyWeights {
    /// They do not.
    None,
    /// Within sets, controls share the set's weight in proportion to them.
    Within,
    /// Matching weight times survey weight, as MatchIt's `match_data`.
    Product,
}

/// `[matching]`: how partners are picked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MatchingSpec {
    /// Which rule.
    pub method: Method,
    /// Controls per service user (a mean, when `max_controls` makes it variable). For `method =
    /// "cardinality"` 0 keeps every service user and takes as many controls as balance allows.
    pub ratio: f64,
    /// Fewest controls per service user, for a variable ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_controls: Option<u32>,
    /// Most controls per service user, for a variable ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_controls: Option<u32>,
    /// Most service users who share one control (full matching).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_treated: Option<u32>,
    /// Controls in use per service user, on average (full matching); the others are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_controls: Option<f64>,
    /// Share of the controls that is left out, those that fit worst (full matching).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omit: Option<f64>,
    /// Categories of which controls should hold as many as service users do, in number, the most wanted
    /// first; each counts within the categories of those before it (optimal matching).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fine_balance: Vec<String>,
    /// A control may serve any number of service users.
    pub replace: bool,
    /// Most service users one control may serve (without `replace`).
    pub reuse: u32,
    /// In which order people choose. Without it: `largest` when there is a score (`smallest` for
    /// ATC), `data` otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Identifier (person, household) that may be used only once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<String>,
    /// How ties are resolved.
    pub ties: Ties,
    /// In how many orders of ties the headline is looked at, to report how far it hangs on them (0 = not
    /// at all). Without it: 200 for the primary specification and those with `ties = "average"`, fewer
    /// where matching is slow (20 for the methods that prove their optimum and for over 50,000 units,
    /// none for over 500,000).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tie_orders: Option<u32>,
    /// What happens to strata that cannot be served.
    pub infeasible: Infeasible,
    /// Leave out service users with fewer controls than `ratio` asks for.
    pub complete_sets: bool,
    /// How survey weights enter.
    pub survey_weights: SurveyWeights,
    /// What `method = "cardinality"` asks of a sample.
    pub cardinality: CardinalitySpec,
    /// What `method = "profile"` asks of a sample.
    pub profile: ProfileSpec,
    /// How everyone is weighted (`method = "weighting"`).
    pub weights: WeightsSpec,
    /// How values are coarsened (`method = "cem"`).
    pub cem: CemSpec,
    /// Classes of the score (`method = "subclass"`).
    pub subclass: SubclassSpec,
    /// What a set must hold (`method = "quick"`).
    pub quick: QuickSpec,
    /// How the distance is searched for (`method = "genetic"`).
    pub genetic: GeneticSpec,
}

impl MatchingSpec {
    /// `true` if it measures how far people are apart.
    #[must_use]
    pub fn has_distance(&self) -> bool {
        let pairs = self.method == Method::Cardinality && self.cardinality.pair;
        self.method.has_distance() || pairs || self.makes_pairs_in_classes()
    }

    /// `true` if equally good partners may have to be chosen between.
    #[must_use]
    pub fn meets_ties(&self) -> bool {
        self.method.meets_ties() || self.makes_pairs_in_classes()
    }

    /// `true` for pairs inside strata of coarsened values, which alone of that method need a distance.
    #[must_use]
    pub fn makes_pairs_in_classes(&self) -> bool {
        self.method == Method::Cem && self.cem.k2k
    }
}

impl Default for MatchingSpec {
    fn default() -> Self {
        Self {
            method: Method::Nearest,
            ratio: 1.0,
            min_controls: None,
            max_controls: None,
            max_treated: None,
            mean_controls: None,
            omit: None,
            fine_balance: Vec::new(),
            replace: false,
            reuse: 1,
            order: None,
            unit_id: None,
            ties: Ties::Hash,
            tie_orders: None,
            infeasible: Infeasible::Exclude,
            complete_sets: false,
            survey_weights: SurveyWeights::Within,
            cardinality: CardinalitySpec::default(),
            profile: ProfileSpec::default(),
            weights: WeightsSpec::default(),
            cem: CemSpec::default(),
            subclass: SubclassSpec::default(),
            quick: QuickSpec::default(),
            genetic: GeneticSpec::default(),
        }
    }
}
