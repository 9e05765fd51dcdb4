//! Nearest neighbours in a distance that is searched for: the one whose matches balance best.

mod axes;
mod fitness;
mod search;
mod spec;

use super::admissible::Admissible;
use super::assemble::assemble;
use super::assignment::Matcher;
use super::candidates::Candidates;
use super::error::MatchingError;
use super::nearest::Nearest;
use super::types::Matching;
use crate::design::{Design, Metric};
use axes::Axes;

pub use spec::{Fit, GeneticSpec};

/// Genetic matching: a weight for every variable of the distance is searched for, then everyone takes the
/// nearest partner.
///
/// ```text
/// d(a, b)^2 = sum_j w_j (z_aj - z_bj)^2
/// ```
///
/// with z the coordinates of the design's distance, column by column of its variables (for Mahalanobis
/// S^{-1/2} x, the symmetric root), and the linear predictor of the propensity score in standard deviations
/// within the arms as one more. Only who is matched decides between weights: covariates, no end values.
/// Cost: one matching for every weighting looked at. Reference: Diamond and Sekhon (2013), "Genetic matching
/// for estimating causal effects", Review of Economics and Statistics 95, equation 4.
///
/// # Errors
/// A score or terms that cannot be used; nobody matched.
pub(super) fn run(candidates: &Candidates<'_>) -> Result<Matching, MatchingError> {
    let axes = Axes::new(candidates)?;
    let weights = search::best(candidates, &axes)?;
    let metric = Metric::Coordinates(axes.weighted(&weights));
    let design = Design { metric, ..candidates.design.clone() };
    let found = Candidates {
        cohort: candidates.cohort,
        design: &design,
        spec: candidates.spec,
        admissible: Admissible::new(&design),
        limits: candidates.limits.clone(),
        ranks: candidates.ranks.clone(),
        focal: candidates.focal.clone(),
        pool: candidates.pool.clone(),
        seed: candidates.seed,
    };
    let mut matching = assemble(&found, Nearest.assign(&found)?)?;
    matching.distance_weights = axes.names.into_iter().zip(weights).collect();
    Ok(matching)
}
