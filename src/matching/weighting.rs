//! Weights from the propensity score.

use super::assignment::{Answer, Assignment, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;
use crate::design::Estimand;

/// Inverse probability weights (Hirano, Imbens and Ridder 2003).
///
/// ```text
/// ATT: 1 for treated, p/(1-p) for controls
/// ATC: (1-p)/p for treated, 1 for controls
/// ATE: 1/p for treated, 1/(1-p) for controls
/// ```
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighting;

impl Matcher for Weighting {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        let Some(propensity) = &candidates.design.propensity else {
            return Err(MatchingError::NeedsScore { setting: "method = \"weighting\"" });
        };
        let treated = candidates.cohort.treated();
        let mut weight = vec![0.0; treated.len()];
        for &row in candidates.focal.iter().chain(&candidates.pool) {
            let i = row as usize;
            weight[i] = inverse(candidates.design.estimand, treated[i], propensity.score[i]);
        }
        let infinite =
            |z: bool| treated.iter().zip(&weight).filter(|(t, w)| **t == z && !w.is_finite()).count();
        match (infinite(false), infinite(true)) {
            (0, 0) => Ok(Assignment::Weights(weight).into()),
            (0, units) => Err(MatchingError::InfiniteWeight { units, score: 0 }),
            (units, _) => Err(MatchingError::InfiniteWeight { units, score: 1 }),
        }
    }
}

fn inverse(estimand: Estimand, treated: bool, p: f64) -> f64 {
    match (estimand, treated) {
        (Estimand::Att, true) | (Estimand::Atc, false) => 1.0,
        (Estimand::Att, false) => p / (1.0 - p),
        (Estimand::Atc, true) => (1.0 - p) / p,
        (Estimand::Ate, true) => 1.0 / p,
        (Estimand::Ate, false) => 1.0 / (1.0 - p),
    }
}
