//! Why no design can be made.

use crate::cohort::CohortError;
use crate::stats::glm::GlmError;
use thiserror::Error;

/// A design that cannot be made from this job and these data.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DesignError {
    /// A column that is not there, of the wrong kind, or blinded.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// A term that is none.
    #[error("term `{term}` cannot be read: {why}; write `age`, `age^2`, `educ:re74` or `spline(age, 4)`")]
    Term {
        /// The term as written.
        term: String,
        /// What is wrong with it.
        why: String,
    },
    /// A filter that cannot be applied.
    #[error("`where = \"{text}\"` cannot be applied: {why}")]
    Filter {
        /// The filter as written.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// A covariate from after the start in a place where only earlier facts may stand.
    #[error(
        "`{name}` was measured after the start of the programme, so it may be its effect: take it out of `{place}`"
    )]
    AfterStart {
        /// The covariate.
        name: String,
        /// The key of the job it stands in.
        place: &'static str,
    },
    /// Nobody left in an arm.
    #[error("nobody is left among {arm}: {}; loosen `where` or mend the data", said(reasons))]
    EmptyArm {
        /// Label of the arm.
        arm: String,
        /// Reasons in words and how many units they took.
        reasons: Vec<(String, usize)>,
    },
    /// An average over both populations, which two separate files do not define.
    #[error(
        "estimand {estimand} needs `mixing_share`: two separate files say nothing about the mixture of the two populations; use ATT, or declare the share of service users"
    )]
    NoMixture {
        /// The estimand asked for.
        estimand: &'static str,
    },
    /// An effect on the surveyed population without the weights that make it one.
    #[error(
        "estimand ATC is about the surveyed population and needs its survey weights: declare `[control] weight`, or use ATT"
    )]
    NoSurveyWeights,
    /// A weighted score without weights.
    #[error(
        "`weights = \"survey\"` needs a survey weight, and the job declares none: add `weight` to `[control]`, or use `weights = \"none\"`"
    )]
    NoScoreWeights,
    /// A caliper that is none.
    #[error("caliper on `{on}` cannot be used: {why}")]
    Caliper {
        /// What it is on.
        on: String,
        /// What is wrong with it.
        why: String,
    },
    /// The score model has no answer.
    #[error("no propensity score: {0}")]
    Score(#[from] GlmError),
    /// Distances from a file that is not named.
    #[error("distance = \"table\" needs a file of distances: name it with `distance_table` in [design]")]
    NoTable,
    /// A score from the data without the name of its column.
    #[error("`model = \"column\"` needs the covariate that is the score: `column = \"..\"`")]
    NoScoreColumn,
    /// A score from the data that is no probability.
    #[error(
        "`{column}` cannot be the score: {outside} of {people} eligible people have a value that is not strictly between 0 and 1"
    )]
    ScoreRange {
        /// The covariate.
        column: String,
        /// Eligible people with a value outside.
        outside: usize,
        /// Eligible people.
        people: usize,
    },
    /// A prognostic score that cannot be fitted.
    #[error("no prognostic score: {why}")]
    Prognostic {
        /// What is in the way.
        why: String,
    },
    /// The covariance matrix of the distance has no inverse of any kind.
    #[error("no Mahalanobis distance: the covariance of {} cannot be inverted; name other variables in `mahalanobis`", columns.join(", "))]
    Distance {
        /// Columns of the distance.
        columns: Vec<String>,
    },
}

impl DesignError {
    /// The stable code of the error, for `matchwell explain`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cohort(_) => "MW301",
            Self::Term { .. } => "MW302",
            Self::Filter { .. } => "MW303",
            Self::AfterStart { .. } => "MW304",
            Self::EmptyArm { .. } => "MW305",
            Self::NoMixture { .. } => "MW306",
            Self::NoSurveyWeights => "MW307",
            Self::NoScoreWeights => "MW308",
            Self::Caliper { .. } => "MW309",
            Self::Score(GlmError::Separation { .. }) => "MW310",
            Self::Score(_) => "MW311",
            Self::Distance { .. } => "MW312",
            Self::NoTable => "MW313",
            Self::NoScoreColumn | Self::ScoreRange { .. } => "MW320",
            Self::Prognostic { .. } => "MW321",
        }
    }
}

fn said(reasons: &[(String, usize)]) -> String {
    let each: Vec<String> = reasons.iter().map(|(words, count)| format!("{count} {words}")).collect();
    if each.is_empty() { "there never was anybody".to_owned() } else { each.join(", ") }
}
