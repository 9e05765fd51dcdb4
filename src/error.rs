//! The errors of the stages under one roof, with the exit status each deserves.

use crate::balance::BalanceError;
use crate::design::DesignError;
use crate::estimate::EstimateError;
use crate::fault::Fault;
use crate::matching::MatchingError;
use crate::report::ReportError;
use thiserror::Error;

/// What stops one specification.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SpecificationError {
    /// The design cannot be made.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// No matching can be made.
    #[error(transparent)]
    Matching(#[from] MatchingError),
    /// Balance cannot be judged.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// The effect cannot be estimated.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl SpecificationError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Design(e) => e.code(),
            Self::Matching(e) => e.code(),
            Self::Balance(e) => e.code(),
            Self::Estimate(e) => e.code(),
        }
    }
}

/// Anything that stops a command.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Faults of the job (and perhaps of the data too).
    #[error("the job `{path}` has {} fault(s)", faults.len())]
    Job {
        /// The job file, as typed.
        path: String,
        /// Its text.
        text: String,
        /// All faults.
        faults: Vec<Fault>,
    },
    /// Faults of the data.
    #[error("the data have {} fault(s)", .0.len())]
    Data(Vec<Fault>),
    /// Faults of a theme.
    #[error("the theme has {} fault(s)", .0.len())]
    Theme(Vec<Fault>),
    /// A specification that cannot be run.
    #[error("specification `{name}`: [{}] {source}", source.code())]
    Specification {
        /// Which.
        name: String,
        /// Why.
        source: SpecificationError,
    },
    /// A finding that stops the run unless the job allows it.
    #[error(
        "[{rule}] {message}; allow it with a reason (`[review] allow = [{{ rule = \"{rule}\", because = \"...\" }}]`), or lose fewer people: mend missing values, widen the caliper"
    )]
    NotAllowed {
        /// The rule.
        rule: &'static str,
        /// What was found.
        message: String,
    },
    /// A run folder that cannot be written or read.
    #[error("[{code}] {0}", code = .0.code())]
    Report(#[from] ReportError),
    /// Something typed that makes no sense.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// Exit status: 2 usage or job, 3 data refused, 4 design infeasible, 70 a bug of ours.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Self::Job { .. } | Self::Theme(_) | Self::Usage(_) => 2,
            Self::Data(_) | Self::Report(_) => 3,
            Self::Specification { source: SpecificationError::Matching(e), .. } if e.is_bug() => 70,
            Self::Specification { .. } | Self::NotAllowed { .. } => 4,
        }
    }
}
