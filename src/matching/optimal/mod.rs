//! Pairs, k:1 and variable-ratio sets of least total distance, proven.

mod balance;
mod general;
#[cfg_attr(not(test), expect(dead_code, reason = "the method does not ask it yet"))]
pub(crate) mod line;

use super::assignment::{Answer, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;

/// Optimal matching.
#[derive(Debug, Clone, Copy)]
pub(super) struct Optimal;

impl Matcher for Optimal {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        general::assign(candidates)
    }
}
