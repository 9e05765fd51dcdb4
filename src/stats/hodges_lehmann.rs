//! The Hodges-Lehmann estimate of an additive effect on pair differences, and its interval.

use super::distribution::normal_quantile;
use super::lattice::{either, sum_of};

/// Differences up to which the interval uses the exact distribution of the signed ranks.
const EXACT: usize = 200;

/// Estimate and interval of an additive effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Median of the Walsh averages.
    pub estimate: f64,
    /// Lower and upper limit; `None` where the differences are too few for the level.
    pub limits: Option<(f64, f64)>,
    /// `true` if the limits come from the exact distribution.
    pub exact: bool,
}

/// Hodges and Lehmann's estimate, and the interval of all shifts that the signed-rank test does not reject.
///
/// ```text
/// A_ij = (d_i + d_j) / 2 over i <= j;   estimate = median A,   limits = A_(k) and A_(N + 1 - k),   N = n (n + 1) / 2
/// ```
///
/// with k - 1 the largest value that the rank sum stays at or below with a probability of at most half of what
/// `level` leaves, without ties. Limits belong to the interval; with ties it holds the truth at least as often
/// as `level` says (Noether 1967). Above 200 differences k is that of the normal distribution.
///
/// * `differences`: treated minus control, finite, noughts included. Empty: `None`.
///
/// Cost: n log n; the averages are counted, never listed. References: Hodges and Lehmann (1963); Hollander, Wolfe and
/// Chicken (2014), section 3.3.
#[must_use]
pub fn shift(differences: &[f64], level: f64) -> Option<Shift> {
    let mut sorted: Vec<f64> = differences.iter().map(|d| d + 0.0).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    if n == 0 || !(sorted[0].is_finite() && sorted[n - 1].is_finite()) {
        return None;
    }
    let all = n as u64 * (n as u64 + 1) / 2;
    let estimate = f64::midpoint(walsh(&sorted, all.div_ceil(2)), walsh(&sorted, all / 2 + 1));
    let (cut, exact) = cut(n, 0.5 * (1.0 - level));
    let limits = (cut >= 1).then(|| (walsh(&sorted, cut), walsh(&sorted, all + 1 - cut)));
    Some(Shift { estimate, limits, exact })
}

/// How many Walsh averages lie at or below the lower limit.
#[expect(clippy::cast_sign_loss, reason = "cut to 0 first")]
fn cut(n: usize, tail: f64) -> (u64, bool) {
    if n <= EXACT {
        let terms: Vec<_> = (1..=n).map(|r| either(r, 0.5)).collect();
        let mut below = 0.0;
        // A crumb above the tail is rounding, as in 2 * 0.5^6 against 0.03125.
        let mut within = |p: &f64| {
            below += p;
            below <= tail * (1.0 + 1e-12)
        };
        return (sum_of(&terms).iter().take_while(|p| within(p)).count() as u64, true);
    }
    let n = n as f64;
    let (mean, sd) = (n * (n + 1.0) / 4.0, (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0).sqrt());
    (((mean + sd * normal_quantile(tail) - 0.5).floor() + 1.0).max(0.0) as u64, false)
}

/// The `k`th smallest Walsh average, from 1: the least number with at least `k` averages at or below it.
///
/// Numbers are halved in the order of their bits, so that the answer is exact after at most 64 counts.
///
/// * `sorted`: differences, rising, finite; 0 without any.
#[must_use]
pub fn walsh(sorted: &[f64], k: u64) -> f64 {
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return 0.0 };
    let (mut low, mut high) = (place(*first), place(*last));
    while low < high {
        let middle = low + (high - low) / 2;
        if at_most(sorted, number(middle)) >= k { high = middle } else { low = middle + 1 }
    }
    // Nought has one sign.
    number(low) + 0.0
}

/// Walsh averages at or below `x`: for rising d_i the d_j that may go with it grow fewer.
fn at_most(sorted: &[f64], x: f64) -> u64 {
    let (mut count, mut end) = (0, sorted.len());
    for (i, d) in sorted.iter().enumerate() {
        while end > i && f64::midpoint(*d, sorted[end - 1]) > x {
            end -= 1;
        }
        if end <= i {
            break;
        }
        count += (end - i) as u64;
    }
    count
}

/// Place of a number in the order of all numbers.
fn place(x: f64) -> u64 {
    let bits = x.to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

fn number(place: u64) -> f64 {
    f64::from_bits(if place >> 63 == 1 { place & !(1 << 63) } else { !place })
}

#[cfg(test)]
mod tests {
    use super::shift;
    use proptest::prelude::*;

    /// Change of the Hamilton depression scale of nine patients: Hollander and Wolfe (1973), examples 3.3 and 3.4, estimate 0.46;
    /// limits of `wilcox.test(conf.int = TRUE)` of R 4.2.2 at 95 and 90 per cent.
    #[test]
    fn agrees_with_a_published_example() {
        let d = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01];
        for (level, limits) in [(0.95, (0.010, 0.786)), (0.9, (0.175, 0.726))] {
            let ours = shift(&d, level).unwrap();
            let found = ours.limits.unwrap();
            assert!(ours.exact && (ours.estimate - 0.46).abs() < 1e-12);
            assert!((found.0 - limits.0).abs() < 1e-12 && (found.1 - limits.1).abs() < 1e-12, "{found:?}");
        }
    }

    proptest! {
        #[test]
        fn equals_listing_all_averages(d in prop::collection::vec(-5_i32..9, 1..25), level in 0.5_f64..0.99) {
            let d: Vec<f64> = d.into_iter().map(|d| f64::from(d) / 3.0).collect();
            let n = d.len();
            let mut all: Vec<f64> =
                (0..n).flat_map(|i| (i..n).map(move |j| (i, j))).map(|(i, j)| f64::midpoint(d[i], d[j])).collect();
            all.sort_by(f64::total_cmp);
            let middle = f64::midpoint(all[(all.len() - 1) / 2], all[all.len() / 2]);
            let ours = shift(&d, level).unwrap();
            prop_assert!((ours.estimate - middle).abs() < 1e-12);
            if let Some((low, high)) = ours.limits {
                let at = all.iter().position(|a| *a >= low - 1e-12).unwrap();
                prop_assert!(low <= ours.estimate && ours.estimate <= high);
                prop_assert!((all[at] - low).abs() < 1e-12);
            }
        }

        #[test]
        fn moves_with_the_data(d in prop::collection::vec(-50_i32..90, 6..40), by in -9_i32..9) {
            let d: Vec<f64> = d.into_iter().map(f64::from).collect();
            let moved: Vec<f64> = d.iter().map(|d| d + f64::from(by)).collect();
            let (one, other) = (shift(&d, 0.9).unwrap(), shift(&moved, 0.9).unwrap());
            prop_assert_eq!(one.estimate + f64::from(by), other.estimate);
            prop_assert_eq!(one.limits.map(|l| l.0 + f64::from(by)), other.limits.map(|l| l.0));
        }
    }

    #[test]
    fn edges() {
        assert_eq!(shift(&[], 0.95), None);
        assert_eq!(shift(&[f64::NAN], 0.95), None);
        assert_eq!(shift(&[1.0, 2.0, 4.0, 5.0, 9.0], 0.95).unwrap().limits, None);
        let six = shift(&[1.0, 2.0, 4.0, 5.0, 9.0, 11.0], 0.95).unwrap();
        assert_eq!(six.limits, Some((1.0, 11.0)));
        assert!(super::walsh(&[-1.0, 1.0], 2).is_sign_positive());
        let same = shift(&[-0.0, 0.0, 0.0, 0.0, 0.0, -0.0, 0.0], 0.95).unwrap();
        assert_eq!((same.estimate, same.limits), (0.0, Some((0.0, 0.0))));
    }
}
