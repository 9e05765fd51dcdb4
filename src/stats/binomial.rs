//! Binomial probabilities, tails and exact limits of a proportion.

/// Halvings that bring a limit to the last digit.
const HALVINGS: usize = 200;

/// Probability of `k` events among `n`.
///
/// ```text
/// C(n, k) p^k (1 - p)^(n - k)
/// ```
///
/// * `p`: from 0 to 1.
///
/// Relative error about 1e-16 times n for large n.
#[must_use]
pub fn point(n: u64, k: u64, p: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    let few = k.min(n - k);
    let (rare, common) = if k <= n - k { (p, 1.0 - p) } else { (1.0 - p, p) };
    // One factor of every kind in turn, so that neither the coefficient nor the powers run away.
    let (mut value, mut left) = (1.0, n - few);
    for i in 0..few {
        value *= (n - i) as f64 / (few - i) as f64 * rare;
        while value > 1.0 && left > 0 {
            value *= common;
            left -= 1;
        }
    }
    value * powered(common, left)
}

fn powered(x: f64, mut n: u64) -> f64 {
    let (mut square, mut value) = (x, 1.0);
    while n > 0 {
        if n % 2 == 1 {
            value *= square;
        }
        square *= square;
        n /= 2;
    }
    value
}

/// Probabilities of at most `k`, and of at least `k` events among `n`.
///
/// Each is summed from `k` outwards, so that small tails keep their relative accuracy. Cost: the terms that count.
///
/// ```
/// use matchwell::stats::binomial::tails;
/// assert_eq!(tails(4, 1, 0.5), (0.3125, 0.9375));
/// ```
#[must_use]
pub fn tails(n: u64, k: u64, p: f64) -> (f64, f64) {
    if p <= 0.0 || p >= 1.0 || k > n {
        let at = if p >= 1.0 { n } else { 0 };
        return (f64::from(u8::from(at <= k)), f64::from(u8::from(at >= k)));
    }
    let (odds, here) = (p / (1.0 - p), point(n, k, p));
    let (mut low, mut high) = (here, here);
    let mut term = here;
    for i in (0..k).rev() {
        term *= (i + 1) as f64 / ((n - i) as f64 * odds);
        low += term;
        if term <= f64::EPSILON * f64::EPSILON * low {
            break;
        }
    }
    term = here;
    for i in k..n {
        term *= (n - i) as f64 * odds / (i + 1) as f64;
        high += term;
        if term <= f64::EPSILON * f64::EPSILON * high {
            break;
        }
    }
    if here > 0.0 { (low.min(1.0), high.min(1.0)) } else { beyond(n, k, p) }
}

/// Tails where the probability of `k` itself is under the smallest number.
fn beyond(n: u64, k: u64, p: f64) -> (f64, f64) {
    if (k as f64) < n as f64 * p { (0.0, 1.0) } else { (1.0, 0.0) }
}

/// What is counted of the probability of the observed number itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// All: never too small.
    Whole,
    /// Half: the mid-p, right on average.
    Half,
}

/// Limits of a proportion of `k` among `n`: those at which a one-sided test reaches half of what `level` leaves.
///
/// With [`Tie::Whole`] the limits of Clopper and Pearson (1934), with [`Tie::Half`] the mid-p limits of Berry and
/// Armitage (1995). 0 to 1 for `n` = 0.
#[must_use]
pub fn limits(n: u64, k: u64, level: f64, tie: Tie) -> (f64, f64) {
    let tail = 0.5 * (1.0 - level);
    let kept = |p: f64| if tie == Tie::Half { 0.5 * point(n, k, p) } else { 0.0 };
    let lower = if k == 0 { 0.0 } else { halve(|p| tails(n, k, p).1 - kept(p) < tail) };
    let upper = if k >= n { 1.0 } else { halve(|p| tails(n, k, p).0 - kept(p) > tail) };
    (lower, upper)
}

/// The number between 0 and 1 up to which `below` holds.
fn halve(below: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        *(if below(middle) { &mut low } else { &mut high }) = middle;
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::{Tie, limits, point, tails};
    use proptest::prelude::*;

    fn close(ours: f64, theirs: f64) {
        assert!((ours - theirs).abs() <= 1e-12 * theirs.abs(), "{ours} is not {theirs}");
    }

    /// `dbinom`, `pbinom` and `binom.test` of R 4.2.2.
    #[test]
    fn agrees_with_r() {
        close(point(100, 40, 0.37), 0.067_094_306_309_422_45);
        close(point(10_000, 3000, 0.31), 0.000_828_818_065_109_335_1);
        close(tails(72, 35, 0.5).0, 0.453_147_162_351_542_7);
        close(tails(72, 37, 0.5).1, 0.453_147_162_351_542_7);
        close(tails(8, 1, 0.5).0, 0.035_156_25);
        close(tails(500, 20, 0.1).0, 4.557_480_806_331_759_3e-7);
        close(tails(500, 80, 0.1).1, 2.014_295_195_763_406e-5);
        let (low, high) = limits(8, 7, 0.95, Tie::Whole);
        close(low, 0.473_490_329_124_793_44);
        close(high, 0.996_840_276_468_748_1);
        let (low, high) = limits(1000, 300, 0.9, Tie::Whole);
        close(low, 0.276_122_771_159_011_24);
        close(high, 0.324_753_612_719_348_77);
    }

    proptest! {
        #[test]
        fn tails_are_sums_of_points(n in 0_u64..60, p in 0.001_f64..0.999, at in 0_u64..1000) {
            let k = n * at / 1000;
            let low: f64 = (0..=k).map(|i| point(n, i, p)).sum();
            let high: f64 = (k..=n).map(|i| point(n, i, p)).sum();
            let ours = tails(n, k, p);
            prop_assert!((ours.0 - low).abs() < 1e-12 && (ours.1 - high).abs() < 1e-12);
        }

        #[test]
        fn mid_p_limits_lie_within_the_exact_ones(n in 1_u64..400, at in 0_u64..1000) {
            let k = n * at / 1000;
            let (whole, half) = (limits(n, k, 0.95, Tie::Whole), limits(n, k, 0.95, Tie::Half));
            let share = k as f64 / n as f64;
            prop_assert!(whole.0 <= half.0 && half.0 <= share && share <= half.1 && half.1 <= whole.1);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(point(3, 4, 0.5), 0.0);
        assert_eq!(tails(0, 0, 0.5), (1.0, 1.0));
        assert_eq!(tails(5, 0, 0.0), (1.0, 1.0));
        assert_eq!(tails(5, 5, 1.0), (1.0, 1.0));
        assert_eq!(tails(5, 2, 0.0), (1.0, 0.0));
        assert_eq!(limits(0, 0, 0.95, Tie::Whole), (0.0, 1.0));
        let (low, high) = tails(1_000_000, 400_000, 0.5);
        assert_eq!((low, high), (0.0, 1.0));
    }
}
