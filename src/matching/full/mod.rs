//! Full matching of least total distance, proven: sets of one to many, either way.

mod general;
pub(crate) mod line;
mod on_line;

use super::assignment::{Answer, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;

/// Optimal full matching: the line's own algorithm on a score, the flow solver elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Full;

impl Matcher for Full {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        match on_line::applies(candidates) {
            Some(score) => Ok(on_line::assign(candidates, score)),
            None => general::assign(candidates),
        }
    }
}
