//! Means, variances and effective sizes under weights.

use super::sum::Compensated;

/// Weighted mean and variance of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Weighted mean.
    pub mean: f64,
    /// Weighted variance; `None` where a single observation carries all the weight.
    pub variance: Option<f64>,
}

/// Weighted mean and variance.
///
/// ```text
/// m = sum(w x) / sum(w),   v = sum(w (x - m)^2) / (sum(w) (1 - sum(w^2) / sum(w)^2))
/// ```
///
/// With equal weights v is the usual sample variance.
///
/// * `terms`: value (complete) and weight (at least 0; 0 means not used) of each unit, walked twice.
///
/// Returns `None` when nothing carries weight. Cost: two passes, no allocation. Sums are compensated.
///
/// ```
/// use matchwell::stats::moments::moments;
/// let m = moments([(1.0, 1.0), (3.0, 1.0)].into_iter()).unwrap();
/// assert_eq!((m.mean, m.variance), (2.0, Some(2.0)));
/// ```
pub fn moments(terms: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Moments> {
    let (mut mass, mut squares, mut sum) =
        (Compensated::default(), Compensated::default(), Compensated::default());
    for (x, w) in terms.clone() {
        mass.add(w);
        squares.add(w * w);
        sum.add(w * x);
    }
    let mass = mass.value();
    if mass <= 0.0 {
        return None;
    }
    let mean = sum.value() / mass;
    let mut spread = Compensated::default();
    terms.for_each(|(x, w)| spread.add(w * (x - mean) * (x - mean)));
    let rest = 1.0 - squares.value() / (mass * mass);
    let variance = (rest > 1e-12).then(|| spread.value() / (mass * rest));
    Some(Moments { mean, variance })
}

/// Effective sample size, `(sum w)^2 / sum w^2` (Kish 1965).
///
/// Returns 0 when nothing carries weight. One pass.
///
/// ```
/// use matchwell::stats::moments::effective_size;
/// assert_eq!(effective_size([1.0, 1.0, 0.0].into_iter()), 2.0);
/// ```
pub fn effective_size(weights: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut squares) = (Compensated::default(), Compensated::default());
    for w in weights {
        sum.add(w);
        squares.add(w * w);
    }
    let sum = sum.value();
    if sum > 0.0 { sum * sum / squares.value() } else { 0.0 }
}

/// Differences at or below this are reported undivided: they are rounding, not imbalance.
const ROUNDING: f64 = 1.5e-8;

/// A difference of means in units of a standard deviation taken before matching.
///
/// * `difference`: treated minus control.
/// * `sd`: the ruler.
/// * `pooled`: the ruler instead, where `sd` is 0.
///
/// Returns the difference itself where it is nought within rounding, and `None` where neither ruler is
/// above 0: no number is better than a made-up one.
///
/// ```
/// use matchwell::stats::moments::standardised;
/// assert_eq!(standardised(1.0, 2.0, 2.0), Some(0.5));
/// assert_eq!(standardised(1.0, 0.0, 0.0), None);
/// ```
#[must_use]
pub fn standardised(difference: f64, sd: f64, pooled: f64) -> Option<f64> {
    if difference.abs() <= ROUNDING {
        return Some(difference);
    }
    [sd, pooled].into_iter().find(|&s| s > 0.0).map(|s| difference / s)
}
