//! What valuing an effect comes to, as tables and report take it on.

use super::draw::{Doubtful, Sampled};
use super::lever::{Swing, Switch};
use super::model::{Model, Worth};
use crate::cohort::Contrast;

/// A change that is valued, and what was found out about it; everything in the good direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Valued {
    /// Outcome.
    pub outcome: String,
    /// What about it.
    pub contrast: Contrast,
    /// 1, or -1 where a lower value is the better one.
    pub sign: f64,
    /// Unit of the change.
    pub unit: String,
    /// Limits of the effect.
    pub limits: Option<(f64, f64)>,
    /// People supported with every value it needs.
    pub both: usize,
    /// Of those, in the comparison.
    pub matched: usize,
    /// All people supported whom the specification is about.
    pub supported: usize,
}

/// The central figures under one specification.
#[derive(Debug, Clone, PartialEq)]
pub struct Under {
    /// Its name.
    pub specification: String,
    /// The worth, or why there is none.
    pub worth: Result<Worth, String>,
}

/// The social return, and everything it hangs on.
#[derive(Debug, Clone, PartialEq)]
pub struct Valuation {
    /// Whom and what it is about.
    pub model: Model,
    /// The inputs.
    pub said: Doubtful,
    /// The changes, in the order of the model.
    pub changes: Vec<Valued>,
    /// The figures at the inputs as they are said.
    pub worth: Worth,
    /// What the draws come to, or why there are none.
    pub sampled: Result<Sampled, String>,
    /// Where each input would have to be for the ratio under all costs to be 1.
    pub switching: Vec<Switch>,
    /// How far that ratio moves with each.
    pub tornado: Vec<Swing>,
    /// The figures under every specification that asks about the same people, the primary one first.
    pub under: Vec<Under>,
}
