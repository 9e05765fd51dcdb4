//! Rosenbaum's model of a hidden bias, and the strength at which it undoes a test.
//!
//! Two people of one set may differ in their odds of being supported by a factor of up to Gamma, because of something
//! nobody measured. Each statistic says between which values its p-value then lies.

use crate::stats::distribution::normal_cdf;

/// Above this no study is sensitive to anything: the search stops.
const LARGEST: f64 = 1e6;
/// Halvings of the search, on the scale of the logarithm.
const HALVINGS: usize = 100;

/// Which way the treated are thought to differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// Their values are larger.
    Greater,
    /// Their values are smaller.
    Less,
}

impl Tail {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Greater => Self::Less,
            Self::Less => Self::Greater,
        }
    }

    /// The sign that makes larger values speak for the effect.
    #[must_use]
    pub fn sign(self) -> f64 {
        match self {
            Self::Greater => 1.0,
            Self::Less => -1.0,
        }
    }
}

/// Smallest and largest one-sided p-value that a hidden bias of some strength allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The smallest.
    pub lower: f64,
    /// The largest.
    pub upper: f64,
}

impl Range {
    /// Of a test of either direction: twice the one-sided values, at most 1 (Cox 1977, section 4.2).
    #[must_use]
    pub fn two_sided(self) -> Self {
        Self { lower: (2.0 * self.lower).min(1.0), upper: (2.0 * self.upper).min(1.0) }
    }
}

/// Probability of a normal statistic at least as large as the one seen, from its moments.
///
/// 1 where nothing varies: then nothing was tested.
#[must_use]
pub fn normal_tail(statistic: f64, mean: f64, variance: f64) -> f64 {
    if variance > 0.0 { normal_cdf(-(statistic - mean) / variance.sqrt()) } else { 1.0 }
}

/// The sensitivity value: the Gamma at which the largest p-value reaches `alpha`.
///
/// ```text
/// Gamma* = sup { Gamma >= 1 : p(Gamma) <= alpha }
/// ```
///
/// * `alpha`: level of the one-sided test.
/// * `p`: largest p-value at a Gamma, rising in it.
///
/// `None` where the result is not significant even without hidden bias. Cost: a hundred evaluations.
/// Reference: Zhao (2019), "On sensitivity value of pair-matched observational studies", section 3.
///
/// ```
/// use matchwell::sensitivity::sensitivity_value;
/// let gamma = sensitivity_value(0.05, |g| 0.01 * g).expect("significant at 1");
/// assert!((gamma - 5.0).abs() < 1e-9);
/// assert_eq!(sensitivity_value(0.05, |g| 0.1 * g), None);
/// ```
#[must_use]
pub fn sensitivity_value(alpha: f64, p: impl Fn(f64) -> f64) -> Option<f64> {
    if p(1.0) > alpha {
        return None;
    }
    let mut high = 2.0;
    while p(high) <= alpha {
        if high > LARGEST {
            return Some(LARGEST);
        }
        high *= 2.0;
    }
    let mut low = high / 2.0;
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        *(if p(middle) <= alpha { &mut low } else { &mut high }) = middle;
    }
    Some(low)
}

/// Odds that a hidden trait must multiply the outcome by, if it multiplies the odds of support by `lambda`, to act as
/// a bias of `gamma` does.
///
/// ```text
/// gamma = (lambda delta + 1) / (lambda + delta)   so   delta = (gamma lambda - 1) / (lambda - gamma)
/// ```
///
/// `None` unless `lambda` is above `gamma`: a weaker trait cannot do it, however strongly it drives the outcome.
/// Reference: Rosenbaum and Silber (2009), "Amplification of sensitivity analysis in matched observational studies".
///
/// ```
/// use matchwell::sensitivity::amplify;
/// // The pairs printed in the paper for a Gamma of 1.25: (2, 2) and (3, 1.57).
/// assert_eq!(amplify(1.25, 2.0), Some(2.0));
/// assert!((amplify(1.25, 3.0).expect("strong enough") - 1.571_428_571).abs() < 1e-9);
/// assert_eq!(amplify(1.25, 1.2), None);
/// ```
#[must_use]
pub fn amplify(gamma: f64, lambda: f64) -> Option<f64> {
    let delta = (gamma * lambda - 1.0) / (lambda - gamma);
    (lambda > gamma && gamma >= 1.0 && delta.is_finite()).then_some(delta)
}

#[cfg(test)]
mod tests {
    use super::{amplify, normal_tail, sensitivity_value};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn amplified_biases_have_the_strength_asked_for(gamma in 1.0_f64..8.0, more in 0.01_f64..20.0) {
            let lambda = gamma + more;
            let delta = amplify(gamma, lambda).expect("above gamma");
            prop_assert!(((lambda * delta + 1.0) / (lambda + delta) - gamma).abs() < 1e-9 * gamma);
            // The two parts can be exchanged.
            prop_assert!((amplify(gamma, delta).expect("above gamma") - lambda).abs() < 1e-6 * lambda);
        }

        #[test]
        fn the_value_is_where_the_level_is_reached(slope in 0.001_f64..0.9, alpha in 0.01_f64..0.2) {
            let p = |g: f64| 1.0 - libm::exp(-slope * (g - 1.0));
            let found = sensitivity_value(alpha, p).expect("p is 0 at 1");
            prop_assert!((p(found) - alpha).abs() < 1e-12);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(sensitivity_value(0.05, |_| 0.0), Some(super::LARGEST));
        assert_eq!(sensitivity_value(0.05, |g| if g > 1.0 { 1.0 } else { 0.05 }), Some(1.0));
        assert_eq!(normal_tail(1.0, 0.0, 0.0), 1.0);
        assert_eq!(amplify(2.0, 2.0), None);
    }
}
