//! What is known about people without an end score.

use super::super::types::Base;
use crate::cohort::Contrast;

/// How many start, and how many of them have an end score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Followed {
    /// People with a start value (for a plain outcome: everyone), within the specification's `where`.
    pub starters: usize,
    /// Of those, with an end value too.
    pub completers: usize,
}

impl Followed {
    /// Those without an end value.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.starters - self.completers
    }

    /// Their share of the starters; 0 without starters.
    #[must_use]
    pub fn share_lost(&self) -> f64 {
        if self.starters == 0 { 0.0 } else { self.lost() as f64 / self.starters as f64 }
    }
}

/// One figure of starters with and without an end score.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRow {
    /// `true` for the treated arm.
    pub treated: bool,
    /// Covariate, or the start column.
    pub variable: String,
    /// Level of a category (`yes` for yes/no); `None` for the mean of a number.
    pub level: Option<String>,
    /// People with an end score whose value is known, and without.
    pub people: [usize; 2],
    /// Of those, with the level.
    pub with_level: Option<[usize; 2]>,
    /// Mean or share of those with an end score, and without.
    pub value: [Option<f64>; 2],
    /// Difference (with minus without) over the standard deviation among all starters of the arm.
    pub difference: Option<f64>,
}

/// How probabilities of completion were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fitting {
    /// Everyone has an end score: nothing to fit, everybody counts 1.
    Everyone,
    /// Logistic regression by maximum likelihood.
    Logit,
    /// Firth's penalised likelihood, as the plain one has no maximum (separation).
    Firth,
}

/// Whose completion a model is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starting {
    /// Controls.
    Control,
    /// Treated people.
    Treated,
    /// Both arms together.
    Both,
}

/// A model of having an end score, among people with a start score.
#[derive(Debug, Clone, PartialEq)]
pub struct CompletionModel {
    /// Whose.
    pub of: Starting,
    /// People it was fitted on.
    pub followed: Followed,
    /// How.
    pub fitting: Fitting,
    /// Terms, the start score among them.
    pub terms: Vec<String>,
    /// Names of the coefficients, the constant first.
    pub names: Vec<String>,
    /// Coefficients on the log odds; `None` for a column that adds nothing.
    pub coefficients: Vec<Option<f64>>,
    /// Smallest probability of a completer.
    pub smallest: f64,
    /// Largest stabilised weight of a completer.
    pub largest_weight: f64,
    /// Effective sample size of the completers under their weights.
    pub ess: f64,
}

/// What the sensitivity stage needs to know of the unseen end scores behind one result.
#[derive(Debug, Clone, PartialEq)]
pub struct Unseen {
    /// Contrast.
    pub contrast: Contrast,
    /// What shares and means are of.
    pub base: Base,
    /// Position of the result among the effects.
    pub row: usize,
    /// Starters of the base and those with an end score: controls, treated.
    pub followed: [Followed; 2],
    /// Mean of the lowest and of the highest values that the treated without an end score could have, given
    /// their start scores; `None` where the scale has no ends or nobody is lost.
    pub reach: Option<(f64, f64)>,
    /// Mean of each arm (controls, treated), and the lowest and highest it could be had the lost been seen.
    pub arms: Option<[ArmRange; 2]>,
    /// Width of the scale of one value: 1 for shares.
    pub scale: Option<f64>,
}

/// A mean, and what it could be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmRange {
    /// Mean of those seen, under the weights that let them stand for all starters.
    pub mean: f64,
    /// With the lowest possible value of everyone not seen.
    pub lower: f64,
    /// With the highest.
    pub upper: f64,
}

/// Attrition of the primary outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Attrition {
    /// The outcome.
    pub outcome: String,
    /// Starters and completers: controls, treated.
    pub followed: [Followed; 2],
    /// `true` if fewer than 80 % of the starters of an arm have an end score.
    pub few: bool,
    /// Models of completion, where they were asked for.
    pub models: Vec<CompletionModel>,
    /// People with and without an end score compared; empty when nobody is lost.
    pub profile: Vec<ProfileRow>,
    /// What could be behind the unseen scores, one entry a contrast; empty unless asked for.
    pub unseen: Vec<Unseen>,
    /// Why there is no completion-weighted estimate, where one was asked for.
    pub unweighted: Option<String>,
}
