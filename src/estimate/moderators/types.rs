//! What is found out about differences between effects.

use super::super::spec::EstimatorKind;
use super::super::types::Base;
use crate::cohort::Contrast;
use crate::stats::wald::Wald;

/// What the effect is set beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModeratorKind {
    /// A sub-group against everyone else.
    Subgroup,
    /// A level of a category against all other levels.
    Category,
    /// A number: how much the effect changes with it.
    Number,
}

/// A number with its uncertainty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// The number.
    pub estimate: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Degrees of freedom; `None` = normal.
    pub df: Option<f64>,
    /// Two-sided p-value.
    pub p: Option<f64>,
}

/// People of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Treated people of the part with the values the outcome needs.
    pub supported: usize,
    /// Of those, in the comparison.
    pub treated: usize,
    /// Comparison people of the part.
    pub comparison: usize,
}

impl Counted {
    /// Share of the part's treated people who are compared: its common support.
    #[must_use]
    pub fn support(&self) -> Option<f64> {
        (self.supported > 0).then(|| self.treated as f64 / self.supported as f64)
    }
}

/// The one test of a moderator.
#[derive(Debug, Clone, PartialEq)]
pub struct Jointly {
    /// Differences tested to be nought together.
    pub differences: Vec<f64>,
    /// Their covariance, row by row.
    pub covariance: Vec<f64>,
    /// The test.
    pub test: Wald,
}

/// One part of one moderator: its effect, and how far it is from the effect among the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Moderation {
    /// Outcome.
    pub outcome: String,
    /// Contrast.
    pub contrast: Contrast,
    /// What percentages and means are of.
    pub base: Base,
    /// Estimator of the effects.
    pub estimator: EstimatorKind,
    /// Name of the sub-group, or column of the moderator.
    pub moderator: String,
    /// What readers see.
    pub label: String,
    /// What it is.
    pub kind: ModeratorKind,
    /// Level of a category; `None` for sub-groups and numbers.
    pub level: Option<String>,
    /// `true` if it was measured after the start: described, not tested.
    pub after_start: bool,
    /// People of the part.
    pub here: Counted,
    /// Everyone else with a known value.
    pub others: Counted,
    /// Effect in the part; for a number at its mean among the treated.
    pub effect: Figure,
    /// Effect among everyone else; nothing for a number.
    pub elsewhere: Figure,
    /// Effect here less effect elsewhere; for a number, change of the effect with one step of it.
    pub interaction: Figure,
    /// The step of a number, in its own unit.
    pub step: Option<f64>,
    /// Name of the variance of the interaction.
    pub variance: Option<String>,
    /// Clusters it is built from.
    pub clusters: Option<usize>,
    /// The one test of the moderator; the same in all rows of it.
    pub together: Option<Jointly>,
    /// Its p-value, adjusted by Holm over all moderators tested.
    pub p_holm: Option<f64>,
    /// Likewise by Benjamini and Hochberg.
    pub p_bh: Option<f64>,
    /// Position of an earlier moderator that asks the same question the other way round.
    pub twin: Option<usize>,
    /// Position among the moderators of the job.
    pub position: usize,
    /// Unit of the effects.
    pub unit: String,
    /// `true` if effects are differences of proportions.
    pub proportion: bool,
    /// Why a number is missing, where one is.
    pub null_reason: Option<String>,
}
