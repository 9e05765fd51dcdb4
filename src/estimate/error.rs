//! Why an effect cannot be estimated.

use crate::cohort::{CohortError, ExpressionError};
use crate::design::DesignError;
use thiserror::Error;

/// An effect that cannot be estimated.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EstimateError {
    /// A column that is not there or of the wrong kind.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// The job declares no outcome.
    #[error("there is no outcome to estimate an effect on; declare one under [outcomes]")]
    NoOutcome,
    /// `[estimate] outcome` names an outcome that was not declared.
    #[error("no outcome `{name}`{}; outcomes are: {known}", nearest.as_ref().map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default())]
    UnknownOutcome {
        /// The name asked for.
        name: String,
        /// The closest name there is.
        nearest: Option<String>,
        /// All names, comma separated.
        known: String,
    },
    /// A contrast that this outcome cannot give.
    #[error(
        "contrast `{contrast}` cannot be made of outcome `{outcome}`: {because}; choose another contrast"
    )]
    Contrast {
        /// The outcome.
        outcome: String,
        /// The contrast.
        contrast: &'static str,
        /// Why not.
        because: &'static str,
    },
    /// A measure that the contrast cannot have, such as a ratio of numbers that are not proportions.
    #[error(
        "this measure is for {wanted}, and `{contrast}` of `{outcome}` is none; use measure = \"difference\""
    )]
    MeasureMisfit {
        /// What the measure is for.
        wanted: &'static str,
        /// The outcome.
        outcome: String,
        /// The contrast.
        contrast: &'static str,
    },
    /// A variance nobody knows.
    #[error("no variance `{name}`{}; variances are: {known}", nearest.as_ref().map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default())]
    UnknownVariance {
        /// The name asked for.
        name: String,
        /// The closest name there is.
        nearest: Option<String>,
        /// All names, comma separated.
        known: String,
    },
    /// A variance that is not defined for this design.
    #[error("variance `{name}` is not defined here: {because}; use variance = \"{instead}\"")]
    UndefinedVariance {
        /// The variance asked for.
        name: String,
        /// Why not.
        because: &'static str,
        /// The way out.
        instead: &'static str,
    },
    /// The confidence level is not between 0 and 1.
    #[error("the confidence level is {level}; it must lie between 0 and 1, such as 0.95")]
    Level {
        /// The level.
        level: f64,
    },
    /// A term of the regression that cannot be read.
    #[error(transparent)]
    Term(#[from] DesignError),
    /// A sub-group whose rule cannot be read.
    #[error("sub-group `{name}` cannot be formed: {because}")]
    Subgroup {
        /// Its name.
        name: String,
        /// Why not.
        #[source]
        because: ExpressionError,
    },
}

impl EstimateError {
    /// Stable code, which `matchwell explain` knows.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cohort(_) => "MW500",
            Self::NoOutcome => "MW501",
            Self::UnknownOutcome { .. } => "MW502",
            Self::Contrast { .. } => "MW503",
            Self::MeasureMisfit { .. } => "MW504",
            Self::UnknownVariance { .. } => "MW505",
            Self::UndefinedVariance { .. } => "MW506",
            Self::Level { .. } => "MW507",
            Self::Term(_) => "MW508",
            Self::Subgroup { .. } => "MW509",
        }
    }
}
