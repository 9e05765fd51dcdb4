//! What a matcher returns.

use super::candidates::Candidates;
use super::error::MatchingError;

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
pub enum Assignment {
    /// Partners chosen one by one, in order of (focal, slot).
    Links {
        /// The choices.
        links: Vec<Link>,
        /// Focal units for which an equally near free partner was passed over.
        tied: usize,
    },
    /// Whole strata: everyone in a stratum that holds both arms.
    Strata,
    /// A weight of each cohort unit, 0 = not used.
    Weights(Vec<f64>),
}

/// A rule that picks partners. Each is one file, one type, one `impl`.
pub trait Matcher {
    /// Picks.
    ///
    /// # Errors
    /// Data on which the rule has no answer.
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Assignment, MatchingError>;
}
