//! Why no matching can be made.

use crate::cohort::CohortError;
use crate::design::DesignError;
use crate::stats::tilt::TiltError;
use thiserror::Error;

/// A matching that cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MatchingError {
    /// A column that is not there, of the wrong kind, or blinded.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// Partners of one arm's people, for an effect on everybody.
    #[error(
        "method = \"{method}\" finds partners for one arm's people and estimates ATT or ATC, not ATE; use \"full\", \"weighting\" or \"subclass\", or change the estimand"
    )]
    OneArm {
        /// The method.
        method: String,
    },
    /// A setting that this method does not take.
    #[error("`{setting}` has no meaning for method = \"{method}\"; leave it out")]
    NotForMethod {
        /// The setting.
        setting: &'static str,
        /// The method.
        method: String,
    },
    /// Two settings that contradict each other.
    #[error("`{first}` and `{second}` contradict each other: {because}; keep one of them")]
    Contradiction {
        /// One setting.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// Why.
        because: &'static str,
    },
    /// A ratio that is no number of partners.
    #[error(
        "ratio = {ratio} is not a whole number of controls from 1 to 65535; a mean needs `min_controls` and `max_controls`"
    )]
    Ratio {
        /// The ratio asked for.
        ratio: f64,
    },
    /// Bounds of a variable ratio that leave no choice.
    #[error(
        "a variable ratio needs min_controls < max_controls and a ratio between them; got {min}, {max} and ratio = {ratio}"
    )]
    VariableRatio {
        /// Fewest controls.
        min: u32,
        /// Most controls.
        max: u32,
        /// Mean.
        ratio: f64,
    },
    /// A rule that needs a score where there is none.
    #[error(
        "`{setting}` needs a propensity score; use distance = \"propensity\" or \"linear_predictor\", or a caliper on it"
    )]
    NeedsScore {
        /// The setting.
        setting: &'static str,
    },
    /// Partners without a distance.
    #[error("the method needs a distance, and the design has none; set `distance` in [design]")]
    NeedsDistance,
    /// Exact matching on nothing.
    #[error("method = \"exact\" matches on nothing; name the variables in `exact` of [design]")]
    ExactOnNothing,
    /// Weights that mix a weighted score with unweighted use, or the reverse.
    #[error(
        "survey_weights = \"{said}\" with a score fitted {fitted} survey weights mixes two methods; {remedy}"
    )]
    MixedWeights {
        /// What the job says.
        said: &'static str,
        /// `with` or `without`.
        fitted: &'static str,
        /// The way out.
        remedy: &'static str,
    },
    /// A score of 0 or 1, whose odds are infinite.
    #[error(
        "{units} units have a score of exactly {score}, so their weight is infinite; use `discard`, fewer terms or model = \"ridge\""
    )]
    InfiniteWeight {
        /// How many.
        units: usize,
        /// 0 or 1.
        score: u8,
    },
    /// Survey weights that are zero or missing.
    #[error(
        "{units} eligible units have a survey weight that is not above 0; use survey_weights = \"none\" or exclude them"
    )]
    SurveyWeight {
        /// How many.
        units: usize,
    },
    /// Nobody in one arm.
    #[error("no eligible unit in the {arm} arm; loosen the eligibility rules of [design] or check the data")]
    EmptyArm {
        /// `treated` or `control`.
        arm: &'static str,
    },
    /// Nobody could be matched.
    #[error(
        "nobody could be matched: none of {focal} units has an admissible partner; widen the calipers or drop exact variables"
    )]
    NobodyMatched {
        /// How many units looked for partners.
        focal: usize,
    },
    /// A declared mixture of the two populations that the weights do not follow.
    #[error(
        "weights of kind = \"cbps\" stand for the arms as they are in the files, not for mixing_share = {share}; use kind = \"propensity\", \"entropy\" or \"ipt\", or estimand = \"ATT\""
    )]
    MixingShare {
        /// The share declared.
        share: f64,
    },
    /// Strata without anybody to compare, where the job wants to stop then.
    #[error(
        "{strata} strata cannot be served: {people} people have nobody there to be compared with; drop exact variables, widen calipers, or use infeasible = \"exclude\""
    )]
    Infeasible {
        /// How many strata.
        strata: usize,
        /// How many people in them look for partners.
        people: usize,
    },
    /// Counts that must outrank each other, and are too large to.
    #[error(
        "the counts to be put in order before distance are too large for this many units; balance fewer variables, or split the job by an exact variable"
    )]
    TooManyCounts,
    /// A method that needs a solver which this build leaves out.
    #[error(
        "method = \"{method}\" needs the feature `{feature}`, which this build leaves out: build with `--features {feature}`, or choose another method"
    )]
    NeedsFeature {
        /// The method.
        method: String,
        /// The Cargo feature.
        feature: &'static str,
    },
    /// Terms that cannot be balanced.
    #[error(transparent)]
    Terms(Box<DesignError>),
    /// A tolerance or a target for something that is not balanced.
    #[error("nothing that is balanced is called `{name}`{hint}; balanced are: {known}")]
    NotBalanced {
        /// The name.
        name: String,
        /// The nearest right one.
        hint: String,
        /// All right ones.
        known: String,
    },
    /// No sample is balanced.
    #[error(
        "no sample {place} is balanced within the tolerances (the tightest is {tightest} SD), or none was found in time; loosen `tolerance`, balance fewer terms, or allow more `time`"
    )]
    NothingBalanced {
        /// Where.
        place: String,
        /// The tightest tolerance.
        tightest: f64,
    },
    /// The solver gave up.
    #[error(
        "the integer programme could not be solved ({what}); loosen `tolerance` a little, or balance fewer terms"
    )]
    Solver {
        /// What it said.
        what: String,
    },
    /// A population that only weights from the score make.
    #[error(
        "estimand {estimand} is about a population that weights from the score make; method = \"{method}\" does not: use method = \"weighting\", or ATT"
    )]
    OnlyWeighting {
        /// The estimand.
        estimand: &'static str,
        /// The method.
        method: String,
    },
    /// A kind of weights for a population that it does not stand for.
    #[error(
        "weights of kind = \"{kind}\" cannot stand for estimand {estimand}; use kind = \"propensity\", or ATT, ATC or ATE"
    )]
    KindOfWeights {
        /// The kind.
        kind: &'static str,
        /// The estimand.
        estimand: &'static str,
    },
    /// A setting of weights that cannot be.
    #[error("`{key}` in [matching.weights] cannot be used: {why}")]
    WeightSetting {
        /// The setting.
        key: &'static str,
        /// Why.
        why: String,
    },
    /// No weights balance.
    #[error(
        "weights of kind = \"{kind}\" have no answer: {source}; take the term out, leave out those who have no counterpart (`where`, `discard`), or use kind = \"propensity\""
    )]
    Balance {
        /// The kind.
        kind: &'static str,
        /// Why.
        source: TiltError,
    },
    /// A covariate that cannot be coarsened as asked.
    #[error("`{covariate}` cannot be coarsened: {why}")]
    Coarsening {
        /// Which.
        covariate: String,
        /// Why, with the way out.
        why: String,
    },
    /// Classes that make no sense.
    #[error("[matching.subclass] cannot cut the score: {why}")]
    Classes {
        /// Why.
        why: String,
    },
    /// Fewer people than the classes need.
    #[error(
        "the {arm} people are too few for {classes} classes with at least {min} in each; use fewer classes, or min = 0"
    )]
    FewForClasses {
        /// `treated` or `control`.
        arm: &'static str,
        /// How many classes.
        classes: usize,
        /// How many people each needs.
        min: u32,
    },
    /// A rule that sets of several people of both arms cannot obey.
    #[error(
        "method = \"quick\" cannot obey `{setting}`: it asks for partners one by one; use method = \"full\", or leave it out"
    )]
    SetsRule {
        /// The setting.
        setting: &'static str,
    },
    /// Sets that cannot be.
    #[error("[matching.quick] cannot make such sets: {why}")]
    SetSize {
        /// Why, with the way out.
        why: String,
    },
    /// A search for weights of coordinates, where the distance has none.
    #[error(
        "method = \"genetic\" weighs the variables of a covariate distance; use distance = \"mahalanobis\", \"robust_mahalanobis\", \"scaled_euclidean\" or \"euclidean\""
    )]
    NeedsCoordinates,
    /// A setting of the search that cannot be.
    #[error("`{key}` in [matching.genetic] cannot be used: {why}")]
    GeneticSetting {
        /// The setting.
        key: &'static str,
        /// Why.
        why: String,
    },
    /// The answer breaks a rule of its own: a bug.
    #[error("internal error: the matching breaks its own rules ({what}); please report it with the job file")]
    Audit {
        /// Which rule, with the cohort rows.
        what: String,
    },
}

impl From<DesignError> for MatchingError {
    fn from(error: DesignError) -> Self {
        Self::Terms(Box::new(error))
    }
}

impl MatchingError {
    /// Stable code, explained in `data-schemas/codes/matching.toml`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cohort(_) => "MW401",
            Self::OneArm { .. } => "MW402",
            Self::NotForMethod { .. } => "MW403",
            Self::Contradiction { .. } => "MW404",
            Self::Ratio { .. } => "MW405",
            Self::VariableRatio { .. } => "MW406",
            Self::NeedsScore { .. } => "MW407",
            Self::NeedsDistance => "MW408",
            Self::ExactOnNothing => "MW409",
            Self::MixedWeights { .. } => "MW410",
            Self::InfiniteWeight { .. } => "MW411",
            Self::SurveyWeight { .. } => "MW412",
            Self::EmptyArm { .. } => "MW413",
            Self::Coarsening { .. } => "MW445",
            Self::Classes { .. } => "MW441",
            Self::FewForClasses { .. } => "MW442",
            Self::SetsRule { .. } => "MW443",
            Self::SetSize { .. } => "MW444",
            Self::NobodyMatched { .. } => "MW414",
            Self::MixingShare { .. } => "MW415",
            Self::Infeasible { .. } => "MW417",
            Self::TooManyCounts => "MW418",
            Self::NeedsFeature { .. } => "MW460",
            Self::Terms(e) => e.code(),
            Self::NotBalanced { .. } => "MW461",
            Self::NothingBalanced { .. } => "MW462",
            Self::Solver { .. } => "MW463",
            Self::OnlyWeighting { .. } => "MW420",
            Self::KindOfWeights { .. } => "MW421",
            Self::WeightSetting { .. } => "MW422",
            Self::Balance { source: TiltError::NotConverged { .. }, .. } => "MW424",
            Self::Balance { source: TiltError::NotFinite { .. } | TiltError::Few { .. }, .. } => "MW425",
            Self::Balance { .. } => "MW423",
            Self::NeedsCoordinates => "MW480",
            Self::GeneticSetting { .. } => "MW481",
            Self::Audit { .. } => "MW499",
        }
    }

    /// `true` for a fault of this program, not of the job or the data.
    #[must_use]
    pub fn is_bug(&self) -> bool {
        matches!(self, Self::Audit { .. })
    }
}
