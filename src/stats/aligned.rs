//! Ranks of outcomes aligned within matched sets (Hodges and Lehmann 1962): the signed rank for sets of any shape.

use super::distribution::normal_cdf;
use super::hodges_lehmann::Shift;
use super::lattice::{self, Term};
use super::rank::average_ranks;
use super::sets::{Arm, Set};
use super::signed_rank::{EXACT, RankTest, tested, twice};

/// Steps up to which each point of an interval is worked out exactly.
const EXACT_POINT: u128 = 500_000;
/// Share of the range of outcomes to which limits are narrowed down.
const WIDTH: f64 = 1e-12;

/// Doubled rank sum of the treated, and the distribution of its terms under random assignment within sets.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedRanks {
    /// Twice the rank sum of the treated, less twice the least it could be.
    pub doubled: usize,
    /// Twice the least rank sum of the treated.
    pub least: usize,
    /// One term a set.
    pub terms: Vec<Term>,
}

impl AlignedRanks {
    /// Ranks all outcomes, less `effect` for the treated, after taking away the mean of the set.
    ///
    /// * `sets`: outcomes finite; each set has at least two members.
    #[must_use]
    pub fn new(sets: &[Set], effect: f64) -> Self {
        let mut aligned = Vec::with_capacity(sets.iter().map(|s| s.y.len()).sum());
        for set in sets {
            let y = set.without(effect);
            let mean = y.iter().sum::<f64>() / y.len() as f64;
            aligned.extend(y.iter().map(|y| even(y - mean)));
        }
        let ranks: Vec<usize> = average_ranks(&aligned).into_iter().map(twice).collect();
        let mut found = Self { doubled: 0, least: 0, terms: Vec::with_capacity(sets.len()) };
        let mut rest = ranks.as_slice();
        for set in sets {
            let (own, after) = rest.split_at(set.y.len());
            rest = after;
            let sum: usize = own.iter().sum();
            let treated = |j: usize| if set.lone_arm == Arm::Treated { own[j] } else { sum - own[j] };
            let least = (0..own.len()).map(treated).min().unwrap_or(0);
            let p = 1.0 / own.len() as f64;
            found.terms.push((0..own.len()).map(|j| (treated(j) - least, p)).collect());
            found.doubled += treated(set.lone) - least;
            found.least += least;
        }
        found
    }

    /// How far the rank sum is above its mean under no effect.
    fn excess(&self) -> f64 {
        self.doubled as f64 - lattice::moments(&self.terms).0
    }

    /// Probabilities of at most and at least the rank sum found.
    fn tails(&self) -> (f64, f64) {
        if lattice::steps(&self.terms) <= EXACT_POINT {
            return lattice::tails(&lattice::sum_of(&self.terms), self.doubled);
        }
        let (mean, variance) = lattice::moments(&self.terms);
        let z = |by: f64| (self.doubled as f64 + by - mean) / variance.sqrt();
        if variance > 0.0 { (normal_cdf(z(1.0)), normal_cdf(-z(-1.0))) } else { (1.0, 1.0) }
    }
}

/// Values that differ by rounding only share a rank.
fn even(x: f64) -> f64 {
    let grain = 1e10;
    if x.abs() < 1e5 { (x * grain).round() / grain } else { x }
}

/// The aligned rank test of no effect for anybody.
///
/// ```text
/// T = sum of ranks of the treated among all y_si - mean_s;   each member of a set as likely to be the one alone
/// ```
///
/// Exact up to [`EXACT`] steps; above, normal with the correction 1/2. `None` without sets. Reference: Hodges and
/// Lehmann (1962), "Rank methods for combination of independent experiments in analysis of variance".
#[must_use]
pub fn aligned_test(sets: &[Set]) -> Option<RankTest> {
    if sets.is_empty() {
        return None;
    }
    let ranks = AlignedRanks::new(sets, 0.0);
    let test = tested(&ranks.terms, ranks.doubled, EXACT);
    let least = 0.5 * ranks.least as f64;
    Some(RankTest { statistic: test.statistic + least, mean: test.mean + least, ..test })
}

/// The additive effect at which the aligned rank sum is what it would be by chance, and all effects that
/// the test does not reject.
///
/// Limits are narrowed down by halving to a share of 1e-12 of the range of the outcomes; `None` where the
/// sets are too few for the level. Reference: Rosenbaum (2002), Observational Studies, sections 2.7 and 4.5.
#[must_use]
pub fn aligned_shift(sets: &[Set], level: f64) -> Option<Shift> {
    let all = || sets.iter().flat_map(|s| s.y.iter().copied());
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    if sets.is_empty() || !(high - low).is_finite() {
        return None;
    }
    let reach = 2.0 * (high - low) + 1.0;
    let tail = 0.5 * (1.0 - level);
    let at = |effect: f64| AlignedRanks::new(sets, effect);
    let middle = f64::midpoint(
        last(reach, |effect| at(effect).excess() > 0.0),
        last(reach, |effect| at(effect).excess() >= 0.0),
    );
    let rejects = |effect: f64, upper: bool| {
        let (at_most, at_least) = at(effect).tails();
        if upper { at_most <= tail } else { at_least <= tail }
    };
    let possible = rejects(-reach, false) && rejects(reach, true);
    let limits = possible.then(|| {
        (last(reach, |effect| rejects(effect, false)), last(reach, |effect| !rejects(effect, true)))
    });
    let exact = lattice::steps(&at(middle).terms) <= EXACT_POINT;
    Some(Shift { estimate: middle, limits, exact })
}

/// The last number between `-reach` and `reach` for which `holds`, which holds below it and not above.
fn last(reach: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (-reach, reach);
    while high - low > WIDTH * reach {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        *(if holds(middle) { &mut low } else { &mut high }) = middle;
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::{AlignedRanks, aligned_shift, aligned_test};
    use crate::stats::sets::{Arm, Set};
    use crate::stats::signed_rank::{Noughts, SignedRanks};
    use proptest::prelude::*;

    fn set(y: &[f64], lone: usize, lone_arm: Arm) -> Set {
        Set { y: y.to_vec(), lone, lone_arm, weight: [1.0; 2] }
    }

    const SEVEN: [&[f64]; 7] =
        [&[7., 5., 6.], &[9., 4., 4.], &[6., 6., 5.], &[8., 3., 5., 7.], &[5., 2.], &[9., 8.], &[4., 6., 3.]];

    /// `coin::independence_test(rank(y - mean of the set) ~ arm | set, distribution = "exact")` of R 4.2.2: rank sum
    /// of the treated and p-value (alternative greater), one to many and with sets of many treated to one control.
    #[test]
    fn agrees_with_coin() {
        let (t, c) = (Arm::Treated, Arm::Control);
        let other = [(1, c), (2, c), (0, t), (3, c), (0, t), (0, t), (0, c)];
        let reference =
            [([(0, t); 7], 107.5, 0.012_345_679_012_345_7), (other, 142.0, 0.141_975_308_641_975)];
        for (lone, statistic, p) in reference {
            let sets: Vec<Set> = SEVEN.iter().zip(lone).map(|(y, (j, arm))| set(y, j, arm)).collect();
            let test = aligned_test(&sets).unwrap();
            assert!(test.exact && (test.p / (2.0 * p) - 1.0).abs() < 1e-12, "{test:?} is not {p}");
            assert_eq!(test.statistic, statistic);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// In pairs the excess is that of the signed ranks with scores r - 1/2.
        #[test]
        fn pairs_give_signed_ranks(d in prop::collection::vec(1_i32..60, 1..14), signs in any::<u16>()) {
            let sign = |k: usize| if signs >> k & 1 == 1 { 1.0 } else { -1.0 };
            let d: Vec<f64> = d.iter().enumerate().map(|(k, d)| f64::from(*d) * sign(k)).collect();
            let sets: Vec<Set> = d.iter().map(|d| set(&[*d, 0.0], 0, Arm::Treated)).collect();
            let (test, n) = (aligned_test(&sets).unwrap(), d.len() as f64);
            let plain = SignedRanks::new(&d, Noughts::Dropped).test().unwrap();
            let positive = d.iter().filter(|d| **d > 0.0).count() as f64;
            let excess = 2.0 * (plain.statistic - plain.mean) - (positive - 0.5 * n);
            prop_assert!((test.statistic - test.mean - excess).abs() < 1e-9, "{test:?} {plain:?}");
        }

        #[test]
        fn limits_are_where_the_test_stops_rejecting(
            y in prop::collection::vec(prop::collection::vec(-20_i32..20, 3), 4..8),
        ) {
            let sets: Vec<Set> = y
                .iter()
                .map(|y| set(&y.iter().map(|v| f64::from(*v)).collect::<Vec<_>>(), 0, Arm::Treated))
                .collect();
            let found = aligned_shift(&sets, 0.9).unwrap();
            let (low, high) = found.limits.unwrap();
            prop_assert!(low <= found.estimate + 1e-9 && found.estimate <= high + 1e-9);
            prop_assert!(AlignedRanks::new(&sets, low - 1e-6).tails().1 <= 0.05);
            prop_assert!(AlignedRanks::new(&sets, low + 1e-6).tails().1 > 0.05);
            prop_assert!(AlignedRanks::new(&sets, high + 1e-6).tails().0 <= 0.05);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(aligned_test(&[]), None);
        assert_eq!(aligned_shift(&[], 0.95), None);
        let constant = [set(&[1.0, 1.0, 1.0], 0, Arm::Treated)];
        assert_eq!(aligned_test(&constant).unwrap().p, 1.0);
        let found = aligned_shift(&constant, 0.95).unwrap();
        assert!(found.limits.is_none() && found.estimate.abs() < 1e-9, "{found:?}");
    }
}
