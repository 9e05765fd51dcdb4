//! Pairs, k:1 and variable-ratio sets of least total distance, proven.

mod balance;
mod general;
pub(crate) mod line;
mod on_line;

use super::assignment::{Answer, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;

/// Optimal matching: the line's own algorithm on a score, the flow solver elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Optimal;

impl Matcher for Optimal {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        match on_line::applies(candidates) {
            Some((score, caliper)) => Ok(on_line::assign(candidates, score, caliper)),
            None => general::assign(candidates),
        }
    }
}
