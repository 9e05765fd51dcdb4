//! What a specification curve hands on.

use super::joint::Joint;
use crate::balance::Brief;
use crate::cohort::Contrast;
use crate::estimate::{Base, EffectRow};
use serde::{Deserialize, Serialize};

/// What is kept of one cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The headline.
    pub effect: EffectRow,
    /// Sizes and balance.
    pub balance: Brief,
    /// Calipers with their absolute widths.
    pub calipers: Vec<String>,
    /// Terms of the score and the distance.
    pub terms: Vec<String>,
    /// C-statistic of the score.
    pub auc: Option<f64>,
    /// Sum of the distances of all pairs.
    pub cost: Option<f64>,
    /// Share by which that sum may exceed the least possible one, for methods that prove it.
    pub gap: Option<f64>,
    /// People whose best partner was tied with another.
    pub tied: usize,
}

/// One cell, or why it has no answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The figures, or the reason.
    pub figures: Result<Figures, String>,
    /// How far the difference moved in each replicate.
    pub moved: Vec<f64>,
}

/// The lowest, the middle and the highest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Lowest.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// Highest.
    pub high: f64,
}

/// What makes two cells answers to one question: what, for whom, and under which assumption.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Outcome.
    pub outcome: String,
    /// Contrast, by its word.
    pub contrast: Contrast,
    /// Base.
    pub base: Base,
    /// Estimand, by its word.
    pub estimand: &'static str,
    /// Who takes part.
    pub filter: Option<String>,
    /// `true` if the start score is matched on.
    pub baseline: bool,
    /// `true` if everyone eligible of the people the effect is about is compared; `false` if some are left out.
    pub everyone: bool,
}

/// The cells that answer one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The question.
    pub asked: Asked,
    /// Places of its cells among all.
    pub cells: Vec<usize>,
    /// Range of the difference.
    pub difference: Range,
    /// Range of the mean or proportion of the treated.
    pub treated: Option<Range>,
    /// Range of that of the comparison people.
    pub comparison: Option<Range>,
    /// Range of the share of the people the effect is about who are compared, of those eligible.
    pub compared: Option<Range>,
    /// Fewest people in an arm of any of the cells.
    pub fewest: usize,
    /// Unit of the difference.
    pub unit: String,
    /// Test of all cells together, where it was made.
    pub joint: Option<Joint>,
}

/// What one level of a choice gives.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelFigures {
    /// Its name.
    pub name: String,
    /// Cells with an estimate.
    pub cells: usize,
    /// Range of their differences.
    pub difference: Range,
    /// Fewest people in an arm of any of the cells.
    pub fewest: usize,
}

/// What one choice does.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceFigures {
    /// As the job calls it.
    pub name: String,
    /// Share of the variance of the differences; `None` where they do not differ.
    pub share: Option<f64>,
    /// Its levels, in the order of the job; last that it does not apply.
    pub levels: Vec<LevelFigures>,
}

/// How the differences of comparable cells hang on the choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Parted {
    /// Outcome.
    pub outcome: String,
    /// Contrast.
    pub contrast: Contrast,
    /// Base.
    pub base: Base,
    /// Cells with an estimate.
    pub cells: usize,
    /// The choices, in the order of the job.
    pub choices: Vec<ChoiceFigures>,
    /// Share that only combinations of choices explain; `None` where differences do not differ.
    pub together: Option<f64>,
}

/// The whole curve.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// One per cell of the grid, in its order.
    pub cells: Vec<Answered>,
    /// Ranges and joint tests, the question with most cells first.
    pub questions: Vec<Question>,
    /// Which choice matters most.
    pub parted: Vec<Parted>,
}
