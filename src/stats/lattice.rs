//! Exact distributions of sums of independent terms that take a few whole values each.
//!
//! Rank tests, randomisation tests in sets and their biased versions (Rosenbaum bounds) all ask for the
//! distribution of such a sum: one term a pair or set.

/// Share of the largest value by which a number may miss a multiple of the grain.
const ROUNDING: f64 = 1e-9;
/// Values are no multiples of a grain this much smaller than the largest.
const FINEST: f64 = 1e-7;

/// One term of a sum: its values from 0 upwards, each with its probability.
pub type Term = Vec<(usize, f64)>;

/// A term that is `score` with probability `p`, else 0.
///
/// ```
/// use matchwell::stats::lattice::{either, sum_of};
/// assert_eq!(sum_of(&[either(1, 0.5), either(1, 0.5)]), [0.25, 0.5, 0.25]);
/// ```
#[must_use]
pub fn either(score: usize, p: f64) -> Term {
    vec![(0, 1.0 - p), (score, p)]
}

/// Probability of each value 0, 1, 2, ... of the sum of independent terms.
///
/// ```text
/// P_k(v) = sum over values x of term k of p_k(x) P_(k-1)(v - x),   P_0 = 1 at 0
/// ```
///
/// * `terms`: values with probabilities that sum to 1; no term gives the sum 0 for certain.
///
/// All steps add numbers of one sign, so that tails keep their relative accuracy. Cost: [`steps`].
/// Reference: the shift algorithm of Streitberg and Röhmel (1986).
#[must_use]
pub fn sum_of(terms: &[Term]) -> Vec<f64> {
    let mut chances = vec![1.0];
    for term in terms {
        let mut next = vec![0.0; chances.len() + largest(term)];
        for &(value, p) in term {
            let shifted = &mut next[value..value + chances.len()];
            shifted.iter_mut().zip(&chances).for_each(|(n, c)| *n += p * c);
        }
        chances = next;
    }
    chances
}

/// Steps that [`sum_of`] takes: values of the running sum, times those of each term.
#[must_use]
pub fn steps(terms: &[Term]) -> u128 {
    let (mut values, mut steps) = (1_u128, 0_u128);
    for term in terms {
        steps += values * term.len() as u128;
        values += largest(term) as u128;
    }
    steps
}

fn largest(term: &Term) -> usize {
    term.iter().map(|(value, _)| *value).max().unwrap_or(0)
}

/// Mean and variance of the sum of independent terms.
#[must_use]
pub fn moments(terms: &[Term]) -> (f64, f64) {
    let (mut mean, mut variance) = (0.0, 0.0);
    for term in terms {
        let m: f64 = term.iter().map(|&(v, p)| p * v as f64).sum();
        mean += m;
        variance += term.iter().map(|&(v, p)| p * (v as f64 - m) * (v as f64 - m)).sum::<f64>();
    }
    (mean, variance)
}

/// Probabilities that the sum is at most `at`, and at least `at`.
///
/// * `chances`: as [`sum_of`] gives them.
#[must_use]
pub fn tails(chances: &[f64], at: usize) -> (f64, f64) {
    let end = chances.len();
    let low: f64 = chances[..end.min(at + 1)].iter().sum();
    let high: f64 = chances[at.min(end)..].iter().rev().sum();
    (low.min(1.0), high.min(1.0))
}

/// Two-sided p-value: twice the smaller tail, at most 1. Limits at which a one-sided test reaches half of what a level
/// leaves agree with it.
#[must_use]
pub fn doubled((low, high): (f64, f64)) -> f64 {
    (2.0 * low.min(high)).min(1.0)
}

/// Largest number of which all `values` are whole multiples; `None` where there is none worth the name.
///
/// Euclid's algorithm, with remainders under a billionth of the largest value taken as nought.
///
/// * `values`: finite, of any sign.
///
/// ```
/// use matchwell::stats::lattice::grain;
/// assert_eq!(grain(&[1.5, -4.5, 6.0]), Some(1.5));
/// assert_eq!(grain(&[1.0, std::f64::consts::PI]), None);
/// ```
#[must_use]
pub fn grain(values: &[f64]) -> Option<f64> {
    let size = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let mut grain = 0.0;
    for v in values.iter().filter(|v| **v != 0.0) {
        let (mut a, mut b) = (f64::max(v.abs(), grain), f64::min(v.abs(), grain));
        while b > ROUNDING * size {
            let rest = a - b * (a / b).round();
            (a, b) = (b, rest.abs());
        }
        grain = a;
        if grain < FINEST * size {
            return None;
        }
    }
    let whole = |v: &f64| (v - grain * (v / grain).round()).abs() <= ROUNDING * size;
    (grain > 0.0 && values.iter().all(whole)).then_some(grain)
}

#[cfg(test)]
mod tests {
    use super::{Term, either, grain, moments, steps, sum_of, tails};
    use proptest::prelude::*;

    fn terms() -> impl Strategy<Value = Vec<Term>> {
        let term = prop::collection::vec(0_usize..9, 1..4);
        prop::collection::vec(term, 0..7).prop_map(|all| {
            let even = |v: Vec<usize>| v.iter().map(|&x| (x, 1.0 / v.len() as f64)).collect();
            all.into_iter().map(even).collect()
        })
    }

    /// Every combination of values, one by one.
    fn twin(terms: &[Term]) -> Vec<f64> {
        let mut all = vec![(0, 1.0)];
        for term in terms {
            let each = |&(v, p): &(usize, f64)| term.iter().map(move |&(x, q)| (v + x, p * q));
            all = all.iter().flat_map(each).collect();
        }
        let mut chances = vec![0.0; all.iter().map(|a| a.0 + 1).max().unwrap_or(1)];
        for (v, p) in all {
            chances[v] += p;
        }
        chances
    }

    proptest! {
        #[test]
        fn equals_going_through_every_combination(terms in terms()) {
            let (ours, theirs) = (sum_of(&terms), twin(&terms));
            prop_assert_eq!(ours.len(), theirs.len());
            prop_assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1e-14));
            let (mean, variance) = moments(&terms);
            let m: f64 = ours.iter().enumerate().map(|(v, p)| v as f64 * p).sum();
            let s: f64 = ours.iter().enumerate().map(|(v, p)| (v as f64 - mean).powi(2) * p).sum();
            prop_assert!((mean - m).abs() < 1e-12 && (variance - s).abs() < 1e-11);
            prop_assert!(steps(&terms) >= terms.len() as u128);
        }

        #[test]
        fn a_grain_divides_its_values(whole in prop::collection::vec(-40_i32..40, 1..8), scale in 0.01_f64..50.0) {
            let values: Vec<f64> = whole.iter().map(|w| f64::from(*w) * scale).collect();
            match grain(&values) {
                None => prop_assert!(whole.iter().all(|w| *w == 0)),
                Some(g) => {
                    let times = g / scale;
                    prop_assert!((times - times.round()).abs() < 1e-6 && times > 0.5, "{times}");
                    prop_assert!(whole.iter().all(|w| w % (times.round() as i32) == 0));
                }
            }
        }
    }

    #[test]
    fn far_tails_keep_their_digits() {
        let chances = sum_of(&vec![either(1, 0.5); 200]);
        let all = 0.5_f64.powi(200);
        assert!((tails(&chances, 200).1 / all - 1.0).abs() < 1e-13);
        assert!((tails(&chances, 1).0 / (201.0 * all) - 1.0).abs() < 1e-13);
        assert_eq!(tails(&chances, 500).1, 0.0);
        assert_eq!(tails(&sum_of(&[]), 0), (1.0, 1.0));
    }

    #[test]
    fn edges_of_the_grain() {
        assert_eq!(grain(&[]), None);
        assert_eq!(grain(&[0.0, 0.0]), None);
        let thirds: Vec<f64> = [1.0, 2.0, 5.0].iter().map(|v| v / 3.0).collect();
        assert!((grain(&thirds).unwrap() - 1.0 / 3.0).abs() < 1e-12);
        assert!((grain(&[0.1, 0.25, 123.45]).unwrap() - 0.05).abs() < 1e-9);
    }
}
