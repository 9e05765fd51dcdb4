//! Exact matching: everyone with a twin in the other arm.

use super::assignment::{Answer, Assignment, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;

/// Strata of the exact variables that hold both arms, with all their members.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exact;

impl Matcher for Exact {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        Ok(Assignment::Strata { of: candidates.design.strata.of.clone() }.into())
    }
}
