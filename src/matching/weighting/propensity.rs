//! Weights from the propensity score.

use super::model::WeightModel;
use super::{Weights, arms, mass};
use crate::design::Estimand;
use crate::matching::candidates::Candidates;
use crate::matching::error::MatchingError;
use crate::stats::glm::logistic;

/// Weights that make both arms stand for the population of the estimand.
///
/// ```text
/// ATT: 1 for treated, p/(1-p) for controls          ATC: (1-p)/p for treated, 1 for controls
/// ATE: 1/p for treated, 1/(1-p) for controls        ATO: 1-p for treated, p for controls
/// ATM: min(1, (1-p)/p) for treated, min(1, p/(1-p)) for controls
/// ATOS: as ATE where 1/(p(1-p)) is small enough, 0 elsewhere
/// ```
///
/// Where a mixing share is declared, the odds are first moved from the mixture of the files to it.
/// References: Hirano, Imbens and Ridder (2003); Li, Morgan and Zaslavsky (2018); Li and Greene (2013);
/// Crump, Hotz, Imbens and Mitnik (2009).
///
/// # Errors
/// A score of exactly 0 or 1 whose weight is infinite.
pub(super) fn weights(candidates: &Candidates<'_>) -> Result<Weights, MatchingError> {
    let design = candidates.design;
    let Some(propensity) = &design.propensity else {
        return Err(MatchingError::NeedsScore { setting: "method = \"weighting\"" });
    };
    let (treated, shift) = (candidates.cohort.treated(), shift(candidates));
    let score = |i: usize| match shift {
        None => propensity.score[i],
        Some(shift) => logistic(libm::log(propensity.score[i] / (1.0 - propensity.score[i])) + shift),
    };
    let mut found = Weights { weight: vec![0.0; treated.len()], models: Vec::new() };
    let mut slopes = vec![0.0; treated.len()];
    for &row in candidates.focal.iter().chain(&candidates.pool) {
        let (i, p) = (row as usize, score(row as usize));
        found.weight[i] = weight(design.estimand, treated[i], p);
        slopes[i] = slope(design.estimand, treated[i], p);
    }
    if design.estimand == Estimand::Atos {
        let least = optimal_subset(candidates, &score);
        let rows = candidates.focal.iter().chain(&candidates.pool).map(|&row| row as usize);
        let outside = rows.filter(|&i| score(i) * (1.0 - score(i)) < least);
        outside.for_each(|i| found.weight[i] = 0.0);
    }
    finite(treated, &found.weight)?;
    found.models.push(WeightModel { terms: design.terms.clone(), slope: slopes, equations: None });
    Ok(found)
}

fn finite(treated: &[bool], weight: &[f64]) -> Result<(), MatchingError> {
    let infinite = |z: bool| treated.iter().zip(weight).filter(|(t, w)| **t == z && !w.is_finite()).count();
    match (infinite(false), infinite(true)) {
        (0, 0) => Ok(()),
        (0, units) => Err(MatchingError::InfiniteWeight { units, score: 0 }),
        (units, _) => Err(MatchingError::InfiniteWeight { units, score: 1 }),
    }
}

/// Weight of one person at score `p`, as [`weights`] says.
pub(crate) fn weight(estimand: Estimand, treated: bool, p: f64) -> f64 {
    match (estimand, treated) {
        (Estimand::Att, true) | (Estimand::Atc, false) => 1.0,
        (Estimand::Att, false) => p / (1.0 - p),
        (Estimand::Atc, true) => (1.0 - p) / p,
        (Estimand::Ate | Estimand::Atos, true) => 1.0 / p,
        (Estimand::Ate | Estimand::Atos, false) => 1.0 / (1.0 - p),
        (Estimand::Ato, true) => 1.0 - p,
        (Estimand::Ato, false) => p,
        (Estimand::Atm, true) => ((1.0 - p) / p).min(1.0),
        (Estimand::Atm, false) => (p / (1.0 - p)).min(1.0),
    }
}

/// Derivative of the log weight by the log odds of treatment. Who is in an optimal subset is taken as given.
fn slope(estimand: Estimand, treated: bool, p: f64) -> f64 {
    match (estimand, treated) {
        (Estimand::Att, true) | (Estimand::Atc, false) => 0.0,
        (Estimand::Att, false) => 1.0,
        (Estimand::Atc, true) => -1.0,
        (Estimand::Ate | Estimand::Atos, true) => p - 1.0,
        (Estimand::Ate | Estimand::Atos, false) => p,
        (Estimand::Ato, true) => -p,
        (Estimand::Ato, false) => 1.0 - p,
        (Estimand::Atm, true) => -f64::from(u8::from(p > 0.5)),
        (Estimand::Atm, false) => f64::from(u8::from(p < 0.5)),
    }
}

/// From the log odds of the files' mixture to those of the declared one, for estimands about both arms.
fn shift(candidates: &Candidates<'_>) -> Option<f64> {
    let design = candidates.design;
    let share = design.spec.mixing_share.filter(|_| design.estimand.one_arm().is_none())?;
    let [control, treated] = arms(candidates).map(|rows| mass(candidates, rows));
    Some(libm::log(share / (1.0 - share)) - libm::log(treated / control))
}

/// Least p(1-p) of the subset whose average effect is estimated most precisely.
///
/// ```text
/// keep 1/(p(1-p)) <= g,   g the largest value with g <= 2 mean of 1/(p(1-p)) over those kept
/// ```
///
/// Crump, Hotz, Imbens and Mitnik (2009), theorem 1, with equal variances. Everybody where nobody's value
/// is more than twice the mean.
fn optimal_subset(candidates: &Candidates<'_>, score: &dyn Fn(usize) -> f64) -> f64 {
    let base = crate::matching::survey_in_use(candidates.design, candidates.spec);
    let rows = candidates.focal.iter().chain(&candidates.pool).map(|&row| row as usize);
    let mut room: Vec<(f64, f64)> =
        rows.map(|i| (score(i) * (1.0 - score(i)), base.map_or(1.0, |d| d[i]))).collect();
    room.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
    let (mut mass, mut sum, mut least) = (0.0, 0.0, 0.0);
    for (v, d) in room {
        mass += d;
        sum += d / v;
        if 1.0 / v <= 2.0 * sum / mass {
            least = v;
        }
    }
    least
}
