//! Numbers in pairs: Wilcoxon's signed-rank test and the Hodges-Lehmann estimate under a hidden bias.

use super::rosenbaum::{Range, Tail, normal_tail};
use crate::stats::lattice::{either, sum_of, tails};
use crate::stats::rank::average_ranks;

/// Pairs whose distribution is worked out exactly; above, the normal stands in for it.
const EXACT: usize = 50;

/// Which pairs without a difference get a rank before they are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// None: they are left out before the others are ranked (Wilcoxon 1945).
    Dropped,
    /// They too: the others keep their higher ranks (Pratt 1959; Rosenbaum 2002).
    Ranked,
}

/// Ranks of the absolute differences of pairs, with the signs.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedRanks {
    /// Rank and whether the treated person's value is larger.
    ranks: Vec<(f64, bool)>,
}

impl SignedRanks {
    /// Ranks the differences; equal sizes share the mean of their ranks.
    ///
    /// * `differences`: treated minus control, one a pair, finite.
    #[must_use]
    pub fn new(differences: &[f64], zeros: Zeros) -> Self {
        let kept: Vec<f64> =
            differences.iter().copied().filter(|d| zeros == Zeros::Ranked || *d != 0.0).collect();
        let sizes: Vec<f64> = kept.iter().map(|d| d.abs()).collect();
        let ranks = average_ranks(&sizes).into_iter().zip(&kept);
        Self { ranks: ranks.filter(|(_, d)| **d != 0.0).map(|(r, d)| (r, *d > 0.0)).collect() }
    }

    /// Sum of the ranks of the pairs that speak for `tail`.
    #[must_use]
    pub fn statistic(&self, tail: Tail) -> f64 {
        self.ranks.iter().filter(|(_, up)| *up == (tail == Tail::Greater)).map(|(r, _)| r).sum()
    }

    /// Range of the one-sided p-value at Gamma.
    ///
    /// ```text
    /// largest p = P(sum of q_s Bernoulli(Gamma / (1 + Gamma)) >= T)
    /// ```
    ///
    /// with ranks q_s; the smallest p has 1 / Gamma in place of Gamma. Exact up to 50 pairs with a difference, then
    /// normal without a correction for continuity. 1 to 1 without a difference.
    /// Reference: Rosenbaum (2002), "Observational Studies", section 4.3.3.
    #[must_use]
    pub fn range(&self, gamma: f64, tail: Tail) -> Range {
        let at = |chance: f64| {
            if self.ranks.len() <= EXACT { self.exact(chance, tail) } else { self.normal(chance, tail) }
        };
        Range { lower: at(1.0 / (1.0 + gamma)), upper: at(gamma / (1.0 + gamma)) }
    }

    /// Exact tail: ranks are whole or half numbers, so that twice the ranks lie on a lattice.
    #[expect(clippy::cast_sign_loss, reason = "ranks are positive")]
    fn exact(&self, chance: f64, tail: Tail) -> f64 {
        let twice = |r: f64| (2.0 * r).round() as usize;
        let terms: Vec<_> = self.ranks.iter().map(|(r, _)| either(twice(*r), chance)).collect();
        tails(&sum_of(&terms), twice(self.statistic(tail))).1
    }

    fn normal(&self, chance: f64, tail: Tail) -> f64 {
        let mean: f64 = self.ranks.iter().map(|(r, _)| chance * r).sum();
        let variance: f64 = self.ranks.iter().map(|(r, _)| chance * (1.0 - chance) * r * r).sum();
        normal_tail(self.statistic(tail), mean, variance)
    }

    /// Range of the one-sided p-value from the normal, whatever the number of pairs.
    #[must_use]
    pub fn large_sample(&self, gamma: f64, tail: Tail) -> Range {
        let at = |chance: f64| self.normal(chance, tail);
        Range { lower: at(1.0 / (1.0 + gamma)), upper: at(gamma / (1.0 + gamma)) }
    }
}

/// Lowest and highest Hodges-Lehmann estimate of an additive effect that a hidden bias of `gamma` allows.
///
/// ```text
/// tau with T(d - tau) = lambda M and = (1 - lambda) M,   lambda = Gamma / (1 + Gamma),  M = n (n + 1) / 2
/// ```
///
/// T(d - tau) counts the Walsh averages (d_i + d_j) / 2, i <= j, above tau: the estimates are quantiles of these
/// averages, found by counting without making them.
///
/// * `differences`: treated minus control, one a pair, finite; `None` without any.
///
/// Cost: n log n, and n for each of some 60 steps. Reference: Rosenbaum (1993), "Hodges-Lehmann point estimates of
/// treatment effect in observational studies"; Rosenbaum (2002), section 4.3.5.
///
/// ```
/// use matchwell::sensitivity::hodges_lehmann;
/// assert_eq!(hodges_lehmann(&[1.0, 2.0, 6.0], 1.0), Some((2.75, 2.75)));
/// ```
#[must_use]
pub fn hodges_lehmann(differences: &[f64], gamma: f64) -> Option<(f64, f64)> {
    let mut d = differences.to_vec();
    d.sort_by(f64::total_cmp);
    let n = d.len() as u64;
    let all = n * (n + 1) / 2;
    if all == 0 {
        return None;
    }
    let share = |part: f64| quantile(&d, part / (1.0 + gamma) * all as f64, all);
    Some((share(1.0), share(gamma)))
}

/// Where the number of Walsh averages at or under a value passes `below`: between two of them where it is whole.
#[expect(clippy::cast_sign_loss, reason = "counts are positive")]
fn quantile(sorted: &[f64], below: f64, all: u64) -> f64 {
    let whole = below.round();
    let exact = (below - whole).abs() < 1e-9 * all as f64;
    let rank = |k: f64| walsh(sorted, (k as u64).clamp(1, all));
    if exact && whole >= 1.0 && whole < all as f64 {
        return f64::midpoint(rank(whole), rank(whole + 1.0));
    }
    rank(if exact { whole } else { below.ceil() })
}

/// The `k`-th smallest Walsh average, from 1.
///
/// Halves the interval between the ends until no number lies between: the first that enough averages reach.
fn walsh(sorted: &[f64], k: u64) -> f64 {
    let (Some(&first), Some(&last)) = (sorted.first(), sorted.last()) else { return 0.0 };
    let (mut low, mut high) = (first, last);
    if at_most(sorted, low) >= k {
        return low;
    }
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return high;
        }
        *(if at_most(sorted, middle) >= k { &mut high } else { &mut low }) = middle;
    }
}

/// Walsh averages at or under `x`: two fingers that move towards each other.
fn at_most(sorted: &[f64], x: f64) -> u64 {
    let (mut count, mut end) = (0, sorted.len());
    for i in 0..sorted.len() {
        while end > i && f64::midpoint(sorted[i], sorted[end - 1]) > x {
            end -= 1;
        }
        if end <= i {
            break;
        }
        count += (end - i) as u64;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{SignedRanks, Tail, Zeros, hodges_lehmann};
    use crate::sensitivity::rosenbaum::sensitivity_value;
    use proptest::prelude::*;

    /// Blood lead (µg/dl) of 33 children of exposed workers and of their matched controls (Morton and others 1982).
    const EXPOSED: [f64; 33] = [
        38.0, 23.0, 41.0, 18.0, 37.0, 36.0, 23.0, 62.0, 31.0, 34.0, 24.0, 14.0, 21.0, 17.0, 16.0, 20.0, 15.0,
        10.0, 45.0, 39.0, 22.0, 35.0, 49.0, 48.0, 44.0, 35.0, 43.0, 39.0, 34.0, 13.0, 73.0, 25.0, 27.0,
    ];
    const CONTROL: [f64; 33] = [
        16.0, 18.0, 18.0, 24.0, 19.0, 11.0, 10.0, 15.0, 16.0, 18.0, 18.0, 13.0, 19.0, 10.0, 16.0, 16.0, 24.0,
        13.0, 9.0, 14.0, 21.0, 19.0, 7.0, 18.0, 19.0, 12.0, 11.0, 22.0, 25.0, 16.0, 13.0, 11.0, 13.0,
    ];

    fn lead() -> Vec<f64> {
        EXPOSED.iter().zip(CONTROL).map(|(e, c)| e - c).collect()
    }

    /// Rosenbaum (2002), Table 4.2 (p-values) and Table 4.3 (Hodges-Lehmann): four decimals, quarters.
    #[test]
    fn lead_in_the_blood_of_children() {
        let ranks = SignedRanks::new(&lead(), Zeros::Ranked);
        assert_eq!(ranks.statistic(Tail::Greater), 527.0);
        for (gamma, upper) in [(2.0, 0.0018), (3.0, 0.0136), (4.0, 0.0388), (4.25, 0.0468), (5.0, 0.0740)] {
            let p = ranks.large_sample(gamma, Tail::Greater).upper;
            assert!((p - upper).abs() < 6e-5, "{gamma}: {p}");
        }
        let value = sensitivity_value(0.05, |g| ranks.large_sample(g, Tail::Greater).upper);
        assert!(value.is_some_and(|g| g > 4.3 && g < 4.4), "{value:?}");
        for (gamma, low, high) in
            [(1.0, 15.0, 15.0), (2.0, 10.25, 19.5), (3.0, 8.0, 23.0), (4.0, 6.5, 25.0), (5.0, 5.0, 26.5)]
        {
            assert_eq!(hodges_lehmann(&lead(), gamma), Some((low, high)), "{gamma}");
        }
    }

    /// Each sign, one by one.
    fn twin(differences: &[f64], gamma: f64) -> f64 {
        let ranks = SignedRanks::new(differences, Zeros::Dropped);
        let (n, seen) = (ranks.ranks.len(), ranks.statistic(Tail::Greater));
        let up = gamma / (1.0 + gamma);
        let one = |signs: u32| {
            let sum: f64 = (0..n).filter(|k| signs >> k & 1 == 1).map(|k| ranks.ranks[k].0).sum();
            let k = i32::try_from(signs.count_ones()).expect("few");
            let rest = i32::try_from(n).expect("few") - k;
            if sum >= seen - 1e-9 { up.powi(k) * (1.0 - up).powi(rest) } else { 0.0 }
        };
        (0..1_u32 << n).map(one).sum()
    }

    /// All Walsh averages, sorted.
    fn averages(d: &[f64]) -> Vec<f64> {
        let pair = |i: usize| (i..d.len()).map(move |j| f64::midpoint(d[i], d[j]));
        let mut all: Vec<f64> = (0..d.len()).flat_map(pair).collect();
        all.sort_by(f64::total_cmp);
        all
    }

    proptest! {
        #[test]
        fn equals_going_through_every_sign(d in prop::collection::vec(-6_i32..7, 0..10), gamma in 1.0_f64..6.0) {
            let d: Vec<f64> = d.into_iter().map(f64::from).collect();
            let range = SignedRanks::new(&d, Zeros::Dropped).range(gamma, Tail::Greater);
            prop_assert!((range.upper - twin(&d, gamma)).abs() < 1e-12);
            prop_assert!((range.lower - twin(&d, 1.0 / gamma)).abs() < 1e-12);
        }

        #[test]
        fn directions_mirror_each_other(d in prop::collection::vec(-50_i32..50, 1..90), gamma in 1.0_f64..6.0) {
            let d: Vec<f64> = d.into_iter().map(f64::from).collect();
            let mirrored: Vec<f64> = d.iter().map(|x| -x).collect();
            let less = SignedRanks::new(&d, Zeros::Ranked).range(gamma, Tail::Less);
            prop_assert_eq!(less, SignedRanks::new(&mirrored, Zeros::Ranked).range(gamma, Tail::Greater));
        }

        #[test]
        fn estimates_are_quantiles_of_walsh_averages(d in prop::collection::vec(-30_i32..30, 1..40), gamma in 1.0_f64..6.0) {
            let d: Vec<f64> = d.into_iter().map(f64::from).collect();
            let all = averages(&d);
            let (low, high) = hodges_lehmann(&d, gamma).expect("some");
            prop_assert!(low <= high);
            let share = |x: f64, strict: bool| all.iter().filter(|w| if strict { **w < x } else { **w <= x }).count() as f64;
            for (found, part) in [(low, 1.0), (high, gamma)] {
                let wanted = part / (1.0 + gamma) * all.len() as f64;
                prop_assert!(share(found, true) <= wanted + 1e-6 && share(found, false) >= wanted - 1e-6);
            }
            let (a, b) = hodges_lehmann(&d, gamma + 0.5).expect("some");
            prop_assert!(a <= low && b >= high);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(hodges_lehmann(&[], 2.0), None);
        assert_eq!(hodges_lehmann(&[3.0], 2.0), Some((3.0, 3.0)));
        assert_eq!(hodges_lehmann(&[0.0; 9], 4.0), Some((0.0, 0.0)));
        let none = SignedRanks::new(&[0.0, 0.0], Zeros::Ranked).range(2.0, Tail::Greater);
        assert_eq!((none.lower, none.upper), (1.0, 1.0));
    }
}
