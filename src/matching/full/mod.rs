//! Full matching of least total distance, proven: sets of one to many, either way.

mod general;
#[cfg_attr(not(test), expect(dead_code, reason = "the method does not ask it yet"))]
pub(crate) mod line;

use super::assignment::{Answer, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;

/// Optimal full matching.
#[derive(Debug, Clone, Copy)]
pub(super) struct Full;

impl Matcher for Full {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        general::assign(candidates)
    }
}
