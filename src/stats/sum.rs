//! Sums that have the same bits on any number of threads.
//!
//! Rows are cut into chunks of [`CHUNK`]; a chunk is summed front to back by one thread, and the
//! chunks' results are added in chunk order.

use rayon::prelude::*;
use std::ops::Range;

/// Rows per chunk: the unit of parallel work, and of the order of summation.
pub const CHUNK: usize = 8192;

/// Applies `f` to each chunk of `0..n` in parallel; results in chunk order.
///
/// * `n`: number of rows; 0 gives no chunk.
/// * `f`: from a range of at most [`CHUNK`] rows to its result.
pub fn map_chunks<T: Send>(n: usize, f: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let range = |k: usize| k * CHUNK..n.min((k + 1) * CHUNK);
    let chunks = n.div_ceil(CHUNK);
    if chunks <= 1 {
        return (0..chunks).map(|k| f(range(k))).collect();
    }
    (0..chunks).into_par_iter().map(|k| f(range(k))).collect()
}

/// Sum of `term(0) + ... + term(n - 1)`.
///
/// Within a chunk and over chunks the sum is compensated (Neumaier 1974), so its error is about one
/// rounding of the result. Cost: one pass, in parallel.
///
/// ```
/// use matchwell::stats::sum::sum;
/// assert_eq!(sum(4, |i| [1e16, 1.0, 1.0, -1e16][i]), 2.0);
/// ```
pub fn sum(n: usize, term: impl Fn(usize) -> f64 + Sync) -> f64 {
    let parts = map_chunks(n, |rows| {
        let mut total = Compensated::default();
        rows.for_each(|i| total.add(term(i)));
        total
    });
    let mut total = Compensated::default();
    for part in parts {
        total.add(part.sum);
        total.add(part.lost);
    }
    total.value()
}

/// `k` sums at once: `terms(i, out)` writes the `k` terms of row `i`.
///
/// Compensated like [`sum`]. Returns `k` zeros when `n` is 0.
pub fn sums(n: usize, k: usize, terms: impl Fn(usize, &mut [f64]) + Sync) -> Vec<f64> {
    let parts = map_chunks(n, |rows| {
        let mut totals = vec![Compensated::default(); k];
        let mut out = vec![0.0; k];
        for i in rows {
            terms(i, &mut out);
            totals.iter_mut().zip(&out).for_each(|(t, &x)| t.add(x));
        }
        totals
    });
    let mut totals = vec![Compensated::default(); k];
    for part in parts {
        for (total, p) in totals.iter_mut().zip(part) {
            total.add(p.sum);
            total.add(p.lost);
        }
    }
    totals.into_iter().map(Compensated::value).collect()
}

/// A running sum that keeps what rounding took away.
#[derive(Debug, Clone, Copy, Default)]
pub struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    /// Adds one term.
    pub fn add(&mut self, x: f64) {
        let next = self.sum + x;
        self.lost += if self.sum.abs() >= x.abs() { (self.sum - next) + x } else { (x - next) + self.sum };
        self.sum = next;
    }

    /// The sum so far.
    #[must_use]
    pub fn value(self) -> f64 {
        self.sum + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, map_chunks, sum, sums};

    fn on_threads<T: Send>(threads: usize, f: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool").install(f)
    }

    #[test]
    fn chunks_cover_all_rows_in_order() {
        let ranges = map_chunks(2 * CHUNK + 1, |r| r);
        assert_eq!(ranges, [0..CHUNK, CHUNK..2 * CHUNK, 2 * CHUNK..2 * CHUNK + 1]);
        assert!(map_chunks(0, |r| r).is_empty());
    }

    #[test]
    fn threads_do_not_change_a_bit() {
        let term = |i: usize| libm::sin(i as f64) * 1e3;
        let one = on_threads(1, || sum(100_000, term));
        for threads in [2, 8] {
            assert_eq!(one.to_bits(), on_threads(threads, || sum(100_000, term)).to_bits());
        }
    }

    #[test]
    fn several_sums_equal_single_ones() {
        let both = sums(20_000, 2, |i, out| {
            out[0] = i as f64;
            out[1] = 1.0 / (i + 1) as f64;
        });
        assert_eq!(both[0], sum(20_000, |i| i as f64));
        assert_eq!(both[1], sum(20_000, |i| 1.0 / (i + 1) as f64));
    }
}
