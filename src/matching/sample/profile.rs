//! Profile matching: the largest samples that look like a stated profile.

use super::super::assignment::{Answer, Matcher};
use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use super::cardinality::strata;
use super::choose::{Wanted, choose};
use super::columns::{Rules, columns};
use super::programme::Effort;
use super::spec::ProfileSpec;

/// With a target: the largest part of each arm whose means lie within half the tolerance of it. Without:
/// the people the question is about are all kept (ATT: the treated), and the largest part of the others is
/// chosen that looks like them; for everybody (ATE) the profile is that of both arms together.
///
/// Reference: Cohn and Zubizarreta (2022).
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Profile;

impl Matcher for Profile {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        let spec = &candidates.spec.profile;
        let columns = columns(candidates, &Rules::of_profile(spec))?;
        let wanted = if spec.target.is_empty() { Wanted::Likeness } else { Wanted::Target };
        let chosen = choose(candidates, &columns, wanted, Effort { time: spec.time, gap: spec.gap })?;
        Ok(strata(candidates, &chosen))
    }
}

impl<'a> Rules<'a> {
    /// What profile matching asks of means.
    pub fn of_profile(spec: &'a ProfileSpec) -> Self {
        Self {
            tolerance: spec.tolerance,
            tolerances: &spec.tolerances,
            target: &spec.target,
            powers: spec.moments,
            interactions: spec.interactions,
        }
    }
}
