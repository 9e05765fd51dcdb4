//! What a matcher returns.

use super::candidates::Candidates;
use super::error::MatchingError;
use super::weighting::WeightModel;

/// One partner chosen for a focal unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Cohort row of the unit whose arm the estimand is about.
    pub focal: u32,
    /// Cohort row of its partner.
    pub partner: u32,
    /// First, second, ... partner, from 1.
    pub slot: u16,
}

/// An answer before weights.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Assignment {
    /// Partners chosen one by one, in order of (focal, slot).
    Links {
        /// The choices.
        links: Vec<Link>,
        /// Focal units for which an equally near free partner was passed over.
        tied: usize,
    },
    /// Disjoint sets of any shape, one to many either way.
    Sets {
        /// Set of each cohort unit, numbered from 0; [`NO_SET`](super::NO_SET) for those left out.
        set: Vec<u32>,
        /// The edges of the stars, in order of (focal, slot); empty where the method chose none.
        links: Vec<Link>,
    },
    /// Whole strata: everyone in a stratum that holds both arms.
    Strata {
        /// Stratum of each cohort unit; [`NO_SET`](super::NO_SET) for those in none.
        of: Vec<u32>,
    },
    /// A weight for everyone.
    Weights {
        /// Weight of each cohort unit, 0 = not used.
        weight: Vec<f64>,
        /// What it was estimated from.
        models: Vec<WeightModel>,
    },
}

/// How near an answer is to the best there can be.
///
/// ```text
/// bound <= least possible total <= cost
/// ```
///
/// The bound comes from dual prices and holds for every matching with the same counts that obeys the
/// rules. `cost - bound` is 0 within the rounding of the sums when the answer is proven optimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proof {
    /// Total of what is minimised (or size of what is maximised).
    pub cost: f64,
    /// What no admissible answer can be better than.
    pub bound: f64,
}

/// What a matcher hands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Partners, sets, strata or weights.
    pub assignment: Assignment,
    /// How near it is to the best, for methods that prove it.
    pub proof: Option<Proof>,
}

impl From<Assignment> for Answer {
    fn from(assignment: Assignment) -> Self {
        Self { assignment, proof: None }
    }
}

impl Proof {
    /// Share of the cost by which it may miss the best; 0 within 1e-9 is proven optimal.
    #[must_use]
    pub fn gap(&self) -> f64 {
        let scale = self.cost.abs().max(self.bound.abs());
        if scale == 0.0 { 0.0 } else { (self.cost - self.bound).abs() / scale }
    }
}

/// A rule that picks partners. Each is one file, one type, one `impl`.
pub trait Matcher {
    /// Picks.
    ///
    /// # Errors
    /// Data on which the rule has no answer.
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError>;
}
