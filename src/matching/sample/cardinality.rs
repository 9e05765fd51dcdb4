//! Cardinality matching: the largest sample that is balanced.

use super::super::assignment::{Answer, Assignment, Matcher, Proof};
use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use super::super::types::NO_SET;
use super::choose::{Chosen, Wanted, choose};
use super::columns::{Rules, columns};
use super::pair::pair;
use super::programme::Effort;
use super::spec::CardinalitySpec;
use indexmap::IndexMap;
use std::sync::LazyLock;

/// The largest sample with `ratio` of the pool for each focal unit in which no mean differs by more than its
/// tolerance; with `ratio = 0` every focal unit and the largest part of the pool that looks like them.
///
/// Strata of `exact` are solved one by one, so the tolerances hold in each. Every chosen unit weighs 1 within
/// a ratio. Reference: Zubizarreta, Paredes and Rosenbaum (2014).
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Cardinality;

impl Matcher for Cardinality {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        let (spec, ratio) = (&candidates.spec.cardinality, candidates.spec.ratio);
        let columns = columns(candidates, &Rules::of_cardinality(spec))?;
        let wanted = if ratio > 0.0 { Wanted::Ratio(ratio) } else { Wanted::Likeness };
        let effort = Effort { time: spec.time, gap: spec.gap };
        let chosen = choose(candidates, &columns, wanted, effort)?;
        let answer = strata(candidates, &chosen);
        if spec.pair {
            return Ok(Answer { assignment: pair(candidates, &chosen.rows)?, ..answer });
        }
        Ok(answer)
    }
}

/// The chosen, one stratum for each exact stratum.
pub(super) fn strata(candidates: &Candidates<'_>, chosen: &Chosen) -> Answer {
    let mut of = vec![NO_SET; candidates.cohort.len()];
    chosen.rows.iter().for_each(|&row| of[row as usize] = candidates.design.strata.of[row as usize]);
    let proof = Proof { cost: chosen.size, bound: chosen.bound.max(chosen.size) };
    Answer { assignment: Assignment::Strata { of }, proof: Some(proof) }
}

static NO_TARGET: LazyLock<IndexMap<String, f64>> = LazyLock::new(IndexMap::new);

impl<'a> Rules<'a> {
    /// What cardinality matching asks of means.
    pub fn of_cardinality(spec: &'a CardinalitySpec) -> Self {
        Self {
            tolerance: spec.tolerance,
            tolerances: &spec.tolerances,
            target: &NO_TARGET,
            powers: spec.moments,
            interactions: spec.interactions,
        }
    }
}
