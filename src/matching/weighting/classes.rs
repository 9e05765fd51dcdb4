//! Classes of the score, for marginal mean weighting through stratification.

use crate::design::Estimand;
use crate::matching::assignment::Assignment;
use crate::matching::candidates::Candidates;
use crate::matching::error::MatchingError;
use crate::matching::types::NO_SET;
use crate::stats::quantile::quantile;

/// The class of the score that each unit lies in.
///
/// ```text
/// class = number of k in 1..classes with q(k / classes) <= score
/// ```
///
/// `q` the quantiles (type 7) of the scores of those the estimand is about: treated for ATT, controls for
/// ATC, all for ATE. Weights within classes follow from the numbers of both arms (Hong 2010, equations 9
/// and 12); people in a class without the other arm are left out.
///
/// # Errors
/// There is no score.
pub(super) fn strata(candidates: &Candidates<'_>) -> Result<Assignment, MatchingError> {
    let design = candidates.design;
    let Some(propensity) = &design.propensity else {
        return Err(MatchingError::NeedsScore { setting: "method = \"weighting\"" });
    };
    let score = |row: &u32| propensity.score[*row as usize];
    let mut about: Vec<f64> = candidates.focal.iter().map(score).collect();
    if design.estimand == Estimand::Ate {
        about.extend(candidates.pool.iter().map(score));
    }
    about.sort_by(f64::total_cmp);
    let classes = candidates.spec.weights.classes;
    let cut = |k: u32| quantile(&about, f64::from(k) / f64::from(classes));
    let cuts: Vec<f64> = (1..classes).filter_map(cut).collect();
    let mut of = vec![NO_SET; candidates.cohort.len()];
    for row in candidates.focal.iter().chain(&candidates.pool) {
        of[*row as usize] = cuts.partition_point(|c| *c <= score(row)) as u32;
    }
    Ok(Assignment::Strata { of })
}
