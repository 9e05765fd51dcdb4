//! Signed ranks of pair differences (Wilcoxon 1945), with ties and noughts, exact where that is feasible.

use super::distribution::two_sided;
use super::lattice::{self, Term, either};
use super::rank::average_ranks;

/// Steps up to which the exact distribution is worked out: about 270 pairs, a few hundredths of a second.
pub const EXACT: u128 = 20_000_000;

/// What becomes of differences of nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noughts {
    /// Dropped before ranks are given (Wilcoxon 1945; R's `wilcox.test`).
    Dropped,
    /// Ranked with the others, then dropped (Pratt 1959): the others keep their higher ranks.
    Ranked,
}

/// Ranks of the sizes of pair differences, and their signs.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedRanks {
    /// Twice the rank of each difference that is not nought (whole, since ties share a rank), in the order given.
    pub doubled: Vec<usize>,
    /// `true` for a difference above 0.
    pub positive: Vec<bool>,
    /// Differences of nought.
    pub noughts: usize,
}

/// A test of no difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankTest {
    /// Sum of the ranks of the positive differences (of the treated, for sets).
    pub statistic: f64,
    /// Its mean where there is no effect.
    pub mean: f64,
    /// Its standard deviation there.
    pub sd: f64,
    /// Two-sided p-value: twice the smaller tail, at most 1.
    pub p: f64,
    /// `true` if the p-value comes from the exact distribution.
    pub exact: bool,
}

impl SignedRanks {
    /// Ranks of `differences` (treated minus control), finite.
    #[must_use]
    pub fn new(differences: &[f64], noughts: Noughts) -> Self {
        let ranked: Vec<f64> = match noughts {
            Noughts::Ranked => differences.to_vec(),
            Noughts::Dropped => differences.iter().copied().filter(|d| *d != 0.0).collect(),
        };
        let ranks = average_ranks(&ranked.iter().map(|d| d.abs()).collect::<Vec<f64>>());
        let (mut doubled, mut positive) = (Vec::new(), Vec::new());
        for (d, rank) in ranked.iter().zip(ranks).filter(|(d, _)| **d != 0.0) {
            doubled.push(twice(rank));
            positive.push(*d > 0.0);
        }
        let noughts = differences.len() - doubled.len();
        Self { doubled, positive, noughts }
    }

    /// Twice the sum of the ranks of the positive differences.
    #[must_use]
    pub fn doubled_sum(&self) -> usize {
        self.doubled.iter().zip(&self.positive).filter(|(_, p)| **p).map(|(r, _)| r).sum()
    }

    /// Terms of the doubled sum where each difference is positive with probability `p` (1/2 where there is no
    /// effect and no bias), independently.
    #[must_use]
    pub fn terms(&self, p: f64) -> Vec<Term> {
        self.doubled.iter().map(|&r| either(r, p)).collect()
    }

    /// Wilcoxon's signed-rank test.
    ///
    /// ```text
    /// T = sum of r_i over positive differences;   E = sum r_i / 2,   V = sum r_i^2 / 4
    /// ```
    ///
    /// Exact up to [`EXACT`] steps; above, normal with the correction 1/2 for continuity. `None` where no
    /// difference is left.
    #[must_use]
    pub fn test(&self) -> Option<RankTest> {
        let terms = self.terms(0.5);
        (!terms.is_empty()).then(|| tested(&terms, self.doubled_sum(), EXACT))
    }
}

/// Test of a sum of doubled ranks against the distribution of its terms.
pub(super) fn tested(terms: &[Term], doubled: usize, most: u128) -> RankTest {
    let (mean, variance) = lattice::moments(terms);
    let sd = variance.sqrt();
    let exact = lattice::steps(terms) <= most;
    let p = if exact {
        lattice::doubled(lattice::tails(&lattice::sum_of(terms), doubled))
    } else {
        let away = ((doubled as f64 - mean).abs() - 1.0).max(0.0);
        if sd > 0.0 { two_sided(away / sd, None) } else { 1.0 }
    };
    RankTest { statistic: 0.5 * doubled as f64, mean: 0.5 * mean, sd: 0.5 * sd, p, exact }
}

/// Twice a rank that may end in a half.
#[expect(clippy::cast_sign_loss, reason = "ranks are at least 1")]
pub(super) fn twice(rank: f64) -> usize {
    (2.0 * rank).round() as usize
}

#[cfg(test)]
mod tests {
    use super::{Noughts, SignedRanks};
    use proptest::prelude::*;

    const SHORT: [f64; 20] =
        [-2., 1., 0., 3., 3., -1., 2., 0., 1., 4., -1., 2., 5., 1., 0., -3., 2., 1., 1., -2.];
    const LONG: [i8; 60] = [
        -1, 1, -1, 3, 1, -1, 1, 2, 1, 0, 3, 1, -1, -4, 3, 0, 0, 2, 2, 1, 2, 2, 0, -4, 2, 0, 0, -3, -1, 1, 3,
        0, 1, 0, -2, -1, 0, 0, 3, 2, 0, 0, 2, 1, -1, -1, 1, 2, 0, 2, 1, -1, 1, -2, 3, 4, 0, -2, 1, 0,
    ];

    /// `coin::wilcoxsign_test(distribution = "exact")` of coin in R 4.2.2, both rules for noughts, with ties: the
    /// statistic and the two-sided p-value.
    #[test]
    fn agrees_with_coin_under_ties_and_noughts() {
        let long: Vec<f64> = LONG.iter().map(|d| f64::from(*d)).collect();
        let reference = [
            (&SHORT[..], Noughts::Ranked, 147.0, 0.094_345_092_773_437_5),
            (&SHORT[..], Noughts::Dropped, 111.0, 0.110_351_562_5),
            (&long[..], Noughts::Ranked, 1167.5, 0.018_806_591_292_559_5),
            (&long[..], Noughts::Dropped, 717.5, 0.020_526_417_026_928_8),
        ];
        for (d, rule, statistic, p) in reference {
            let test = SignedRanks::new(d, rule).test().unwrap();
            assert!(test.exact && test.statistic == statistic, "{test:?}");
            assert!((test.p / p - 1.0).abs() < 1e-12, "{test:?}");
        }
    }

    /// `wilcox.test(exact = FALSE, correct = TRUE)` of R 4.2.2: ties shrink the variance.
    #[test]
    fn normal_form_agrees_with_r() {
        let long: Vec<f64> = LONG.iter().map(|d| f64::from(*d)).collect();
        let ranks = SignedRanks::new(&long, Noughts::Dropped);
        let test = super::tested(&ranks.terms(0.5), ranks.doubled_sum(), 0);
        assert!(!test.exact && (test.p / 0.021_888_933_116_816_7 - 1.0).abs() < 1e-12, "{test:?}");
    }

    /// Change of the Hamilton depression scale of nine patients: Hollander and Wolfe (1973), example 3.1, T+ = 40, p = 0.039.
    #[test]
    fn agrees_with_a_published_example() {
        let d = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01];
        let test = SignedRanks::new(&d, Noughts::Dropped).test().unwrap();
        assert_eq!((test.statistic, test.p), (40.0, 0.039_062_5));
    }

    proptest! {
        #[test]
        fn equals_going_through_every_sign(d in prop::collection::vec(-3_i32..4, 1..11)) {
            let d: Vec<f64> = d.into_iter().map(f64::from).collect();
            for rule in [Noughts::Dropped, Noughts::Ranked] {
                let ranks = SignedRanks::new(&d, rule);
                let Some(test) = ranks.test() else { continue };
                let n = ranks.doubled.len();
                let sum = |signs: usize| -> usize {
                    (0..n).filter(|k| signs >> k & 1 == 1).map(|k| ranks.doubled[k]).sum()
                };
                let far = |signs: &usize| {
                    (0.5 * sum(*signs) as f64 - test.mean).abs() >= (test.statistic - test.mean).abs()
                };
                let p = (0..1 << n).filter(far).count() as f64 / f64::from(1 << n);
                prop_assert!((test.p - p).abs() < 1e-12, "{test:?} {p}");
                let other: Vec<f64> = d.iter().map(|d| -d).collect();
                let turned = SignedRanks::new(&other, rule).test().unwrap();
                prop_assert_eq!(turned.p, test.p);
            }
        }
    }

    #[test]
    fn edges() {
        assert_eq!(SignedRanks::new(&[], Noughts::Dropped).test(), None);
        assert_eq!(SignedRanks::new(&[0.0, 0.0], Noughts::Ranked).test(), None);
        let one = SignedRanks::new(&[2.0], Noughts::Dropped).test().unwrap();
        assert_eq!((one.statistic, one.p), (1.0, 1.0));
        assert_eq!(SignedRanks::new(&[0.0, -3.0], Noughts::Ranked).doubled, [4]);
    }
}
