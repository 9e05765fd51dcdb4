//! What is found out about factors of improvement.

use super::super::moderators::Figure;
use super::super::types::Base;
use crate::cohort::Contrast;

/// What a factor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorKind {
    /// The start score of the outcome.
    Start,
    /// A covariate.
    Covariate,
    /// People for whom something is true.
    Group,
}

/// One factor, or one level of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorRow {
    /// Outcome.
    pub outcome: String,
    /// Contrast.
    pub contrast: Contrast,
    /// Whom the shares are of.
    pub base: Base,
    /// Column, or name of the group.
    pub factor: String,
    /// What readers see.
    pub label: String,
    /// What it is.
    pub kind: FactorKind,
    /// Level or band; `None` for a number, a yes/no and a group.
    pub level: Option<String>,
    /// Level it is set against.
    pub reference: Option<String>,
    /// For a number: the step, a standard deviation among the treated.
    pub step: Option<f64>,
    /// `true` if it was measured after the start: 'associated with', and no comparison has it.
    pub after_start: bool,
    /// Treated people here (with the level), and all in the model.
    pub treated: [usize; 2],
    /// Comparison people, likewise.
    pub comparison: [usize; 2],
    /// Average marginal effect among the treated.
    pub among_treated: Figure,
    /// The same among their matched comparison.
    pub among_comparison: Figure,
    /// The one less the other: all that may be interpreted.
    pub interaction: Figure,
    /// Its p-value adjusted by Holm over all factors.
    pub p_holm: Option<f64>,
    /// Likewise by Benjamini and Hochberg.
    pub p_bh: Option<f64>,
    /// Name of the variance.
    pub variance: Option<String>,
    /// Treated people left out because a factor is not known of them.
    pub left_out: usize,
    /// Why a number is missing, where one is.
    pub null_reason: Option<String>,
}
