//! M-statistics for pairs and sets, with one treated person and several controls or the reverse.

use super::rosenbaum::{Range, Tail, normal_tail};
use crate::stats::quantile::quantile;

/// How much a difference counts, by its size.
///
/// Sizes are measured in medians of all absolute differences within sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Psi {
    /// Differences up to this size count nothing.
    pub inner: f64,
    /// Differences of this size or more count fully; infinite: every difference counts as it is.
    pub trim: f64,
}

/// How much a set counts in the statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighing {
    /// By 1 / n_i: most efficient where every set has the same spread (Rosenbaum 2007, section 4.2; the usual choice).
    Size,
    /// Each treated person once, against the mean of its controls, as an effect on the treated does (`TonT = TRUE`).
    Treated,
}

/// One set: the value of the person who is alone in its arm, and those of the other arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Lone {
    /// Whether the lone person is the treated one.
    pub treated: bool,
    /// Values, that of the lone person first; at least two.
    pub values: Vec<f64>,
}

/// What the test of one direction at one Gamma is made from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The statistic.
    pub statistic: f64,
    /// Its largest mean under no effect.
    pub mean: f64,
    /// Its largest variance where it has that mean.
    pub variance: f64,
}

impl Moments {
    /// Largest one-sided p-value.
    #[must_use]
    pub fn p(self) -> f64 {
        normal_tail(self.statistic, self.mean, self.variance)
    }
}

/// Scores of all sets: what each person would add to the statistic, were it the lone one.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// One list a set, that of the lone person first.
    sets: Vec<Vec<f64>>,
}

impl Scores {
    /// Huber-Maritz scores.
    ///
    /// ```text
    /// q_ij = (1 / n_i) sum over k of psi((y_ij - y_ik) / h)      (or one over the controls of the set: `Treated`)
    /// psi(d) = sign(d) min(1, max(0, |d| - inner) / (trim - inner))
    /// ```
    ///
    /// h is the median of |y_ij - y_ik| over all pairs of people in all sets; where most are 0, the median of the
    /// others. With `inner` = 0 and `trim` infinite psi(d) = d and h = 1. Where the lone person is a control the signs
    /// are turned, so that the statistic always rises with the values of the treated.
    ///
    /// * `sets`: finite values.
    ///
    /// Cost: the sum of squares of the set sizes. Reference: Rosenbaum (2007), "Sensitivity analysis for m-estimates,
    /// tests and confidence intervals in matched observational studies", section 4.2; Rosenbaum (2013) for `inner`.
    /// Same as `sensitivitymv::senmv` and, for sets with one control, `sensitivityfull::senfm`.
    #[must_use]
    pub fn new(sets: &[Lone], psi: Psi, weighing: Weighing) -> Self {
        let h = scale(sets).filter(|_| psi.trim.is_finite()).unwrap_or(1.0);
        let score = |set: &Lone| {
            let sign = if set.treated { 1.0 } else { -1.0 };
            let of = |a: f64| set.values.iter().map(|b| weigh((a - b) / h, psi)).sum::<f64>();
            let parts = match weighing {
                Weighing::Size => set.values.len(),
                Weighing::Treated if set.treated => set.values.len() - 1,
                Weighing::Treated => 1,
            };
            set.values.iter().map(|a| sign * of(*a) / parts as f64).collect()
        };
        Self { sets: sets.iter().filter(|s| s.values.len() > 1).map(score).collect() }
    }

    /// Statistic and its moments under the bias that makes the p-value of `tail` largest.
    ///
    /// ```text
    /// mean of set i = max over a of (sum of the a lowest + Gamma sum of the others) / (a + Gamma (n_i - a))
    /// ```
    ///
    /// over a = 1 .. n_i - 1, with the variance of that a; of equal means the larger variance is taken.
    ///
    /// Reference: Gastwirth, Krieger and Rosenbaum (2000), "Asymptotic separability in sensitivity analysis".
    #[must_use]
    pub fn moments(&self, gamma: f64, tail: Tail) -> Moments {
        let mut all = Moments { statistic: 0.0, mean: 0.0, variance: 0.0 };
        for set in &self.sets {
            let mut scores: Vec<f64> = set.iter().map(|q| tail.sign() * q).collect();
            all.statistic += scores[0];
            scores.sort_by(f64::total_cmp);
            let (mean, variance) = worst(&scores, gamma);
            all.mean += mean;
            all.variance += variance;
        }
        all
    }

    /// Range of the one-sided p-value at Gamma, from the normal. 1 to 1 where no score differs.
    #[must_use]
    pub fn range(&self, gamma: f64, tail: Tail) -> Range {
        let (worst, best) = (self.moments(gamma, tail), self.moments(gamma, tail.other()));
        // The smallest p-value has the smallest mean: that of the other direction, turned.
        let lower = normal_tail(worst.statistic, -best.mean, best.variance);
        Range { lower, upper: worst.p() }
    }
}

/// Median of the absolute differences within sets; where it is 0, of those that are not.
fn scale(sets: &[Lone]) -> Option<f64> {
    let mut sizes: Vec<f64> = Vec::new();
    for set in sets {
        for (j, a) in set.values.iter().enumerate() {
            sizes.extend(set.values[j + 1..].iter().map(|b| (a - b).abs()));
        }
    }
    sizes.sort_by(f64::total_cmp);
    let positive = &sizes[sizes.partition_point(|s| *s <= 0.0)..];
    quantile(&sizes, 0.5).filter(|h| *h > 0.0).or_else(|| quantile(positive, 0.5))
}

fn weigh(d: f64, psi: Psi) -> f64 {
    let beyond = (d.abs() - psi.inner).max(0.0);
    if beyond == 0.0 {
        return 0.0;
    }
    let size = if psi.trim.is_infinite() { beyond } else { (beyond / (psi.trim - psi.inner)).min(1.0) };
    size.copysign(d)
}

/// Largest mean of one draw from sorted scores, and the largest variance where it is reached.
fn worst(sorted: &[f64], gamma: f64) -> (f64, f64) {
    let (sum, squares) = sorted.iter().fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
    let (mut low, mut low_squares) = (0.0, 0.0);
    let mut best = (f64::NEG_INFINITY, 0.0);
    for (a, x) in sorted.iter().enumerate().take(sorted.len() - 1) {
        low += x;
        low_squares += x * x;
        let mass = (a + 1) as f64 + gamma * (sorted.len() - a - 1) as f64;
        let mean = (low + gamma * (sum - low)) / mass;
        let variance = ((low_squares + gamma * (squares - low_squares)) / mass - mean * mean).max(0.0);
        if mean > best.0 || (mean == best.0 && variance > best.1) {
            best = (mean, variance);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{Lone, Psi, Scores, Tail, Weighing};
    use proptest::prelude::*;

    const HUBER: Psi = Psi { inner: 0.0, trim: 2.5 };
    const MEAN: Psi = Psi { inner: 0.0, trim: f64::INFINITY };

    fn lone(treated: bool, values: &[f64]) -> Lone {
        Lone { treated, values: values.to_vec() }
    }

    /// The nine sets of the example of `senfm`'s manual: three 1:2, three pairs, three 2:1.
    fn nine() -> Vec<Lone> {
        let first = [2.2, 1.4, 1.6, 2.4, 0.7, 1.3, 1.2, 0.6, 0.3];
        let second = [0.5, -0.1, -1.3, -0.3, 0.1, 0.4, 3.0, 1.1, 1.4];
        let third = [-0.8, 0.1, 0.8, f64::NAN, f64::NAN, f64::NAN, 1.1, 0.5, 1.8];
        let set = |i: usize| {
            let all = [first[i], second[i], third[i]];
            let values: Vec<f64> = all.into_iter().filter(|v| !v.is_nan()).collect();
            lone(i < 6, &values)
        };
        (0..9).map(set).collect()
    }

    fn sets() -> impl Strategy<Value = Vec<Lone>> {
        let one = (any::<bool>(), prop::collection::vec(-9_i32..9, 2..5))
            .prop_map(|(t, v)| lone(t, &v.into_iter().map(f64::from).collect::<Vec<f64>>()));
        prop::collection::vec(one, 1..8)
    }

    /// Without hidden bias: mean and variance over every assignment within every set.
    #[test]
    fn without_bias_moments_are_those_of_randomisation() {
        let found = Scores::new(&nine(), MEAN, Weighing::Size).moments(1.0, Tail::Greater);
        let (mut statistic, mut mean, mut variance) = (0.0, 0.0, 0.0);
        for set in nine() {
            let (n, sign) = (set.values.len() as f64, if set.treated { 1.0 } else { -1.0 });
            let sum: f64 = set.values.iter().sum();
            let scores: Vec<f64> = set.values.iter().map(|v| sign * (v - sum / n)).collect();
            let m = scores.iter().sum::<f64>() / n;
            statistic += scores[0];
            mean += m;
            variance += scores.iter().map(|q| (q - m) * (q - m)).sum::<f64>() / n;
        }
        assert!((found.statistic - statistic).abs() < 1e-13);
        assert!((found.mean - mean).abs() < 1e-13);
        assert!((found.variance - variance).abs() < 1e-13);
    }

    /// All ways in which the unmeasured trait can be 0 or 1 within a set: the largest mean any of them gives.
    fn twin(scores: &[f64], gamma: f64) -> f64 {
        let mut best = f64::NEG_INFINITY;
        for trait_of in 0..1_u32 << scores.len() {
            let odds: Vec<f64> =
                (0..scores.len()).map(|k| if trait_of >> k & 1 == 1 { gamma } else { 1.0 }).collect();
            let mass: f64 = odds.iter().sum();
            best = best.max(odds.iter().zip(scores).map(|(o, q)| o * q / mass).sum());
        }
        best
    }

    proptest! {
        #[test]
        fn no_hidden_trait_gives_a_larger_mean(sets in sets(), gamma in 1.0_f64..6.0, inner in 0.0_f64..0.9) {
            let scores = Scores::new(&sets, Psi { inner, trim: 2.0 }, Weighing::Size);
            for tail in [Tail::Greater, Tail::Less] {
                let turned: Vec<Vec<f64>> =
                    scores.sets.iter().map(|s| s.iter().map(|q| tail.sign() * q).collect()).collect();
                let largest: f64 = turned.iter().map(|s| twin(s, gamma)).sum();
                prop_assert!((scores.moments(gamma, tail).mean - largest).abs() < 1e-12);
            }
        }

        #[test]
        fn ranges_widen_with_gamma(sets in sets(), gamma in 1.0_f64..4.0, more in 0.0_f64..3.0) {
            let scores = Scores::new(&sets, HUBER, Weighing::Size);
            let (narrow, wide) = (scores.range(gamma, Tail::Greater), scores.range(gamma + more, Tail::Greater));
            prop_assert!(narrow.lower <= narrow.upper + 1e-12);
            // A p-value above a half need not rise: the variance falls too.
            if narrow.upper < 0.4 {
                prop_assert!(wide.upper >= narrow.upper - 1e-12);
            }
        }

        #[test]
        fn set_order_and_shifts_do_not_matter(sets in sets(), by in -5_i32..5) {
            let moved: Vec<Lone> = sets.iter().rev().map(|s| Lone {
                treated: s.treated,
                values: s.values.iter().map(|v| v + f64::from(by)).collect(),
            }).collect();
            let (a, b) = (Scores::new(&sets, HUBER, Weighing::Size), Scores::new(&moved, HUBER, Weighing::Size));
            let (a, b) = (a.moments(2.0, Tail::Less), b.moments(2.0, Tail::Less));
            prop_assert!((a.statistic - b.statistic).abs() < 1e-12 && (a.variance - b.variance).abs() < 1e-12);
        }
    }

    /// Without trimming, each treated person against the mean of its controls: the effect on the treated.
    #[test]
    fn weighed_by_the_treated_the_statistic_is_their_mean_gain() {
        let found = Scores::new(&nine(), MEAN, Weighing::Treated).moments(1.0, Tail::Greater);
        let gain = |s: Lone| {
            let mean = s.values[1..].iter().sum::<f64>() / (s.values.len() - 1) as f64;
            if s.treated { s.values[0] - mean } else { (mean - s.values[0]) * (s.values.len() - 1) as f64 }
        };
        let by_hand: f64 = nine().into_iter().map(gain).sum();
        assert!((found.statistic - by_hand).abs() < 1e-12);
        let pairs = &nine()[3..6];
        let [a, b] = [Weighing::Size, Weighing::Treated]
            .map(|w| Scores::new(pairs, HUBER, w).range(1.5, Tail::Greater));
        assert!((a.upper - b.upper).abs() < 1e-14);
    }

    #[test]
    fn edges() {
        let same =
            Scores::new(&[lone(true, &[1.0, 1.0, 1.0]), lone(false, &[2.0, 2.0])], HUBER, Weighing::Size);
        assert_eq!(same.range(2.0, Tail::Greater).upper, 1.0);
        assert_eq!(Scores::new(&[], HUBER, Weighing::Size).range(1.0, Tail::Less).lower, 1.0);
        // Most differences are 0: those that are not set the scale.
        let sparse: Vec<Lone> = (0..9).map(|i| lone(true, &[if i < 3 { 4.0 } else { 0.0 }, 0.0])).collect();
        let found = Scores::new(&sparse, HUBER, Weighing::Size).moments(1.0, Tail::Greater);
        assert!((found.statistic - 3.0 * 0.5 / 2.5).abs() < 1e-13);
    }
}
