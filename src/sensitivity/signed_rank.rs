//! Numbers in pairs: Wilcoxon's signed-rank test and the Hodges-Lehmann estimate under a hidden bias.

use super::rosenbaum::{Range, Tail, normal_tail};
use crate::stats::hodges_lehmann::walsh;
use crate::stats::lattice::{moments, sum_of, tails};
use crate::stats::signed_rank::SignedRanks;

/// Pairs whose distribution is worked out exactly; above, the normal stands in for it.
const EXACT: usize = 50;

/// Range of the one-sided p-value of the signed-rank test at Gamma.
///
/// ```text
/// largest p = P(sum of q_s Bernoulli(Gamma / (1 + Gamma)) >= T)
/// ```
///
/// with ranks q_s; the smallest p has 1 / Gamma in place of Gamma. Exact up to 50 pairs with a difference, then
/// [`large_sample`]. 1 to 1 without a difference.
/// Reference: Rosenbaum (2002), "Observational Studies", section 4.3.3.
#[must_use]
pub fn signed_rank(ranks: &SignedRanks, gamma: f64, tail: Tail) -> Range {
    if ranks.doubled.len() > EXACT {
        return large_sample(ranks, gamma, tail);
    }
    let at = |chance: f64| tails(&sum_of(&ranks.terms(chance)), statistic(ranks, tail)).1;
    Range { lower: at(1.0 / (1.0 + gamma)), upper: at(gamma / (1.0 + gamma)) }
}

/// The same from the normal without a correction for continuity, whatever the number of pairs.
#[must_use]
pub fn large_sample(ranks: &SignedRanks, gamma: f64, tail: Tail) -> Range {
    let at = |chance: f64| {
        let (mean, variance) = moments(&ranks.terms(chance));
        normal_tail(statistic(ranks, tail) as f64, mean, variance)
    };
    Range { lower: at(1.0 / (1.0 + gamma)), upper: at(gamma / (1.0 + gamma)) }
}

/// Twice the sum of the ranks of the pairs that speak for `tail`.
fn statistic(ranks: &SignedRanks, tail: Tail) -> usize {
    let up = ranks.doubled_sum();
    if tail == Tail::Greater { up } else { ranks.doubled.iter().sum::<usize>() - up }
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
    let mut d: Vec<f64> = differences.iter().map(|d| d + 0.0).collect();
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

#[cfg(test)]
mod tests {
    use super::{Tail, hodges_lehmann, large_sample, signed_rank};
    use crate::sensitivity::rosenbaum::sensitivity_value;
    use crate::stats::signed_rank::{Noughts, SignedRanks};
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
        let ranks = SignedRanks::new(&lead(), Noughts::Ranked);
        assert_eq!(super::statistic(&ranks, Tail::Greater), 2 * 527);
        for (gamma, upper) in [(2.0, 0.0018), (3.0, 0.0136), (4.0, 0.0388), (4.25, 0.0468), (5.0, 0.0740)] {
            let p = large_sample(&ranks, gamma, Tail::Greater).upper;
            assert!((p - upper).abs() < 6e-5, "{gamma}: {p}");
        }
        let value = sensitivity_value(0.05, |g| large_sample(&ranks, g, Tail::Greater).upper);
        assert!(value.is_some_and(|g| g > 4.3 && g < 4.4), "{value:?}");
        for (gamma, low, high) in
            [(1.0, 15.0, 15.0), (2.0, 10.25, 19.5), (3.0, 8.0, 23.0), (4.0, 6.5, 25.0), (5.0, 5.0, 26.5)]
        {
            assert_eq!(hodges_lehmann(&lead(), gamma), Some((low, high)), "{gamma}");
        }
    }

    /// Each sign, one by one.
    fn twin(differences: &[f64], gamma: f64) -> f64 {
        let ranks = SignedRanks::new(differences, Noughts::Dropped);
        let (n, seen) = (ranks.doubled.len(), super::statistic(&ranks, Tail::Greater));
        let up = gamma / (1.0 + gamma);
        let one = |signs: u32| {
            let sum: usize = (0..n).filter(|k| signs >> k & 1 == 1).map(|k| ranks.doubled[k]).sum();
            let k = i32::try_from(signs.count_ones()).expect("few");
            let rest = i32::try_from(n).expect("few") - k;
            if sum >= seen { up.powi(k) * (1.0 - up).powi(rest) } else { 0.0 }
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
            let range = signed_rank(&SignedRanks::new(&d, Noughts::Dropped), gamma, Tail::Greater);
            prop_assert!((range.upper - twin(&d, gamma)).abs() < 1e-12);
            prop_assert!((range.lower - twin(&d, 1.0 / gamma)).abs() < 1e-12);
        }

        #[test]
        fn directions_mirror_each_other(d in prop::collection::vec(-50_i32..50, 1..90), gamma in 1.0_f64..6.0) {
            let d: Vec<f64> = d.into_iter().map(f64::from).collect();
            let mirrored: Vec<f64> = d.iter().map(|x| -x).collect();
            let less = signed_rank(&SignedRanks::new(&d, Noughts::Ranked), gamma, Tail::Less);
            prop_assert_eq!(less, signed_rank(&SignedRanks::new(&mirrored, Noughts::Ranked), gamma, Tail::Greater));
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
        let none = signed_rank(&SignedRanks::new(&[0.0, 0.0], Noughts::Ranked), 2.0, Tail::Greater);
        assert_eq!((none.lower, none.upper), (1.0, 1.0));
    }
}
