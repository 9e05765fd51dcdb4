//! Weights for everyone: from the score, from its classes, or solved for balance.

mod balance;
mod check;
mod classes;
mod model;
mod propensity;
mod spec;
mod terms;
mod trim;

pub(super) use check::check;
pub use model::{Equations, WeightModel};
pub(crate) use propensity::weight as score_weight;
pub use spec::{TrimMeasure, TrimSpec, TrimTails, WeightKind, WeightsSpec};

use super::assignment::{Answer, Assignment, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;
use crate::design::Estimand;

/// Weights of the kind the job asks for, stabilised and trimmed as it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighting;

/// Weights by cohort unit, and how they came about.
#[derive(Debug)]
struct Weights {
    weight: Vec<f64>,
    models: Vec<WeightModel>,
}

impl Matcher for Weighting {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        let spec = &candidates.spec.weights;
        let mut found = match spec.kind {
            WeightKind::Propensity => propensity::weights(candidates)?,
            WeightKind::Strata => return classes::strata(candidates).map(Answer::from),
            WeightKind::Entropy | WeightKind::Cbps | WeightKind::Ipt => balance::weights(candidates)?,
        };
        if spec.stabilise {
            stabilise(candidates, &mut found.weight);
        }
        if let Some(trim) = &spec.trim {
            trim::trim(candidates, trim, &mut found);
        }
        Ok(Assignment::Weights { weight: found.weight, models: found.models }.into())
    }
}

/// Multiplies each arm's weights by its share of all people (Robins, Hernan and Brumback 2000).
///
/// A factor of the arm changes no weighted mean, so it brings no equation of its own to the variance.
fn stabilise(candidates: &Candidates<'_>, weight: &mut [f64]) {
    let [focal, pool] = [&candidates.focal, &candidates.pool].map(|rows| mass(candidates, rows));
    for (rows, own) in [(&candidates.focal, focal), (&candidates.pool, pool)] {
        let factor = own / (focal + pool);
        for &row in rows {
            weight[row as usize] *= factor;
        }
    }
}

/// Sum of the base weights of some units.
fn mass(candidates: &Candidates<'_>, rows: &[u32]) -> f64 {
    let base = super::survey_in_use(candidates.design, candidates.spec);
    crate::stats::sum::sum(rows.len(), |k| base.map_or(1.0, |d| d[rows[k] as usize]))
}

/// Units of the control and the treated arm.
fn arms<'a>(candidates: &'a Candidates<'_>) -> [&'a [u32]; 2] {
    if candidates.design.estimand == Estimand::Atc {
        [&candidates.focal, &candidates.pool]
    } else {
        [&candidates.pool, &candidates.focal]
    }
}
