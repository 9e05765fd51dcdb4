//! What is measured, and what counts as better.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which end of a scale is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Low values are good (loneliness).
    Lower,
    /// High values are good (wellbeing, earnings).
    Higher,
}

/// When a score makes its owner a case (such as lonely).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A score at or above this is a case. Exactly one of the two limits is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// A score at or below this is a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// What a case is called, such as `lonely`.
    pub name: String,
}

impl Case {
    /// `true` if `score` is a case.
    #[must_use]
    pub fn is(&self, score: f64) -> bool {
        self.at_least.is_some_and(|c| score >= c) || self.at_most.is_some_and(|c| score <= c)
    }
}

/// How well a scale agrees with itself when it is answered again by people who have not changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retest {
    /// Retest correlation, between 0 and 1.
    pub reliability: f64,
    /// Where it is published, over how long a time, and of which version of the scale.
    pub source: String,
}

/// One thing to report about an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    /// End minus start. Base: all matched.
    Change,
    /// The end value. Base: all matched.
    End,
    /// Better at the end by the meaningful change or more. Base: those who could improve, and all matched.
    Improved,
    /// Neither improved nor worsened. Base: all matched.
    Unchanged,
    /// Worse at the end by the meaningful change or more. Base: those who could worsen, and all matched.
    Worsened,
    /// A case at start, none at end. Base: cases at start, and all matched.
    LeftCase,
    /// No case at start, one at end. Base: non-cases at start, and all matched.
    BecameCase,
    /// The value of a plain outcome (no start). Base: all matched.
    Value,
}

impl Contrast {
    /// The contrast as a job and the tables write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::End => "end",
            Self::Improved => "improved",
            Self::Unchanged => "unchanged",
            Self::Worsened => "worsened",
            Self::LeftCase => "left_case",
            Self::BecameCase => "became_case",
            Self::Value => "value",
        }
    }
}

/// How an outcome is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutcomeShape {
    /// Before and after: two columns of the cohort, `<name>.start` and `<name>.end`.
    Change {
        /// Column with the value at the start.
        start: String,
        /// Column with the value at the end.
        end: String,
    },
    /// One column, known only after the programme.
    Plain {
        /// The column.
        column: String,
    },
}

/// An outcome as the job declares it, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Name in the job, such as `loneliness`.
    pub name: String,
    /// What readers see, such as `Loneliness (UCLA 3-item)`.
    pub label: String,
    /// Columns.
    pub shape: OutcomeShape,
    /// Which end of the scale is better.
    pub better: Better,
    /// `true` if the values are 0 and 1: then effects are risk differences and ratios.
    pub binary: bool,
    /// The smallest change that counts as improved or worsened, in points.
    pub meaningful: f64,
    /// Lowest and highest value possible, where known.
    pub range: Option<(f64, f64)>,
    /// Who is a case.
    pub case: Option<Case>,
    /// What to report.
    pub report: Vec<Contrast>,
    /// Unit of the values in words, such as `points` or `dollars`.
    pub unit: String,
    /// Source of the instrument, if it is one.
    pub source: Option<String>,
    /// Published retest reliability, where one is known.
    pub retest: Option<Retest>,
}

impl Outcome {
    /// The start column, if there is one.
    #[must_use]
    pub fn start(&self) -> Option<&str> {
        match &self.shape {
            OutcomeShape::Change { start, .. } => Some(start),
            OutcomeShape::Plain { .. } => None,
        }
    }

    /// The column known only after the programme.
    #[must_use]
    pub fn end(&self) -> &str {
        match &self.shape {
            OutcomeShape::Change { end, .. } => end,
            OutcomeShape::Plain { column } => column,
        }
    }

    /// The best possible value, where the range is known.
    #[must_use]
    pub fn best(&self) -> Option<f64> {
        self.range.map(|(low, high)| if self.better == Better::Lower { low } else { high })
    }

    /// The worst possible value, where the range is known.
    #[must_use]
    pub fn worst(&self) -> Option<f64> {
        self.range.map(|(low, high)| if self.better == Better::Lower { high } else { low })
    }
}
