//! Area under the ROC curve.

use rayon::prelude::*;
use std::cmp::Ordering;

/// The share of (treated, control) pairs in which the treated unit has the higher score, ties counting
/// one half; NaN when an arm is empty.
///
/// Exact: counted in whole numbers over sorted scores. `scores` are at least 0. (`linfa`'s own ROC
/// metric works in 32-bit numbers.) Cost: n log n.
pub(super) fn auc(scores: &[f64], treated: &[bool]) -> f64 {
    // The bits of numbers of at least 0 sort as the numbers do.
    let arm = |arm: bool| {
        let both = scores.iter().zip(treated);
        let mut bits: Vec<u64> = both.filter(|&(_, &z)| z == arm).map(|(s, _)| s.to_bits()).collect();
        bits.par_sort_unstable();
        bits
    };
    let (users, pool) = (arm(true), arm(false));
    let (mut below, mut equal_end, mut halves) = (0, 0, 0_u128);
    for score in &users {
        while below < pool.len() && pool[below].cmp(score) == Ordering::Less {
            below += 1;
        }
        equal_end = equal_end.max(below);
        while equal_end < pool.len() && pool[equal_end] == *score {
            equal_end += 1;
        }
        halves += (below + equal_end) as u128;
    }
    halves as f64 / (2.0 * users.len() as f64 * pool.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::auc;

    #[test]
    fn counts_pairs_and_halves_ties() {
        assert_eq!(auc(&[0.9, 0.5, 0.5, 0.1], &[true, true, false, false]), 3.5 / 4.0);
        assert_eq!(auc(&[0.5, 0.5, 0.5], &[true, false, false]), 0.5);
        assert!(auc(&[0.5], &[true]).is_nan());
    }
}
