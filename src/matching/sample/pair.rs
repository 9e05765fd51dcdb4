//! The chosen are paired by distance: balance stays as it is, and partners become alike one by one.

use super::super::admissible::Admissible;
use super::super::assignment::{Assignment, Matcher};
use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use super::super::nearest::Nearest;

/// Sets of one focal unit and `ratio` partners that use up everyone chosen.
///
/// * `rows`: cohort rows chosen, in order.
///
/// # Errors
/// The design has no distance.
pub(super) fn pair(candidates: &Candidates<'_>, rows: &[u32]) -> Result<Assignment, MatchingError> {
    let chosen = |of: &[u32]| of.iter().copied().filter(|row| rows.binary_search(row).is_ok()).collect();
    let part = Candidates {
        cohort: candidates.cohort,
        design: candidates.design,
        spec: candidates.spec,
        admissible: Admissible::new(candidates.design),
        limits: candidates.limits.clone(),
        ranks: candidates.ranks.clone(),
        focal: chosen(&candidates.focal),
        pool: chosen(&candidates.pool),
        seed: candidates.seed,
    };
    Ok(Nearest.assign(&part)?.assignment)
}
