//! Coarsened exact matching: everyone whose class of coarsened values holds both arms.

use super::admissible::Admissible;
use super::assignment::{Answer, Assignment, Matcher};
use super::candidates::Candidates;
use super::coarsen;
use super::error::MatchingError;
use super::nearest::Nearest;
use super::spec::{MatchingSpec, Order};
use crate::design::{Design, Strata};

/// Strata of coarsened values with all their members, or pairs inside them (`k2k`).
///
/// Reference: Iacus, King and Porro (2012), "Causal inference without balance checking", Political Analysis
/// 20. Exact rules of the design hold besides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cem;

impl Matcher for Cem {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        let of = coarsen::strata(candidates)?;
        if candidates.spec.cem.k2k { pairs(candidates, of) } else { Ok(Assignment::Strata { of }.into()) }
    }
}

/// One partner each, the nearest inside the stratum, in the order of ties.
fn pairs(candidates: &Candidates<'_>, of: Vec<u32>) -> Result<Answer, MatchingError> {
    let strata = Strata { of, labels: Vec::new() };
    let design = Design { strata, ..candidates.design.clone() };
    let spec = MatchingSpec { order: Some(Order::Data), ..candidates.spec.clone() };
    let inside = Candidates {
        cohort: candidates.cohort,
        design: &design,
        spec: &spec,
        admissible: Admissible::new(&design),
        limits: candidates.limits.clone(),
        ranks: candidates.ranks.clone(),
        focal: candidates.focal.clone(),
        pool: candidates.pool.clone(),
        seed: candidates.seed,
    };
    let answer = Nearest.assign(&inside)?;
    // The audit of the stage knows the design's own strata only.
    if let Assignment::Links { links, .. } = &answer.assignment
        && let Some(link) =
            links.iter().find(|l| !inside.admissible.pair(l.focal as usize, l.partner as usize))
    {
        let what = format!("rows {} and {} are of two classes", link.focal, link.partner);
        return Err(MatchingError::Audit { what });
    }
    Ok(answer)
}
