//! Ranks.

use rayon::prelude::*;

/// Ranks from 1; equal values share the mean of their ranks.
///
/// * `x`: finite values, any length.
///
/// Cost: one sort.
///
/// ```
/// # use matchwell::stats::rank::average_ranks;
/// assert_eq!(average_ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
/// ```
#[must_use]
pub fn average_ranks(x: &[f64]) -> Vec<f64> {
    let mut order: Vec<u32> = (0..x.len() as u32).collect();
    order.par_sort_unstable_by(|&a, &b| x[a as usize].total_cmp(&x[b as usize]).then(a.cmp(&b)));
    let mut ranks = vec![0.0; x.len()];
    let mut before = 0;
    for ties in order.chunk_by(|&a, &b| x[a as usize] == x[b as usize]) {
        let shared = before as f64 + f64::midpoint(1.0, ties.len() as f64);
        for &i in ties {
            ranks[i as usize] = shared;
        }
        before += ties.len();
    }
    ranks
}
