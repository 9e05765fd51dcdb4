//! How many partners each focal unit is to have.

use super::candidates::Candidates;
use super::limits::whole;
use super::order::by_score;

/// Partners wanted, one entry a focal unit.
///
/// A fixed ratio is the same for all. A variable one (Ming and Rosenbaum 2000) hands out
/// `m = round(ratio * n)` partners: `max` each to as many as possible, `min` to the others, the rest
/// to one between. Those farthest from the other arm, who have the fewest people like them, get the
/// fewest.
pub(super) fn quotas(candidates: &Candidates<'_>) -> Vec<u32> {
    let n = candidates.focal.len();
    let (Some(max), Some(score)) = (candidates.spec.max_controls, candidates.score()) else {
        return vec![whole(candidates.spec.ratio); n];
    };
    let min = candidates.spec.min_controls.unwrap_or(1);
    let spread = f64::from(max - min);
    let extra = (candidates.spec.ratio * n as f64).round_ties_even() - f64::from(min) * n as f64;
    let most = (extra / spread).floor();
    let between = min + whole(extra - most * spread);
    let fewest = n as f64 - most - 1.0;
    let mean = |units: &[u32]| units.iter().map(|&i| score[i as usize]).sum::<f64>() / units.len() as f64;
    let falling = mean(&candidates.focal) > mean(&candidates.pool);
    let mut quota = vec![max; n];
    for (place, at) in by_score(candidates, score, falling).into_iter().enumerate() {
        let place = place as f64;
        if place < fewest {
            quota[at as usize] = min;
        } else if place == fewest {
            quota[at as usize] = between;
        }
    }
    quota
}
