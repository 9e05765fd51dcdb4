//! What may be shown, and how coarsely.

use crate::job::DisclosureSpec;

/// The threshold and the grain of counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    threshold: f64,
    grain: f64,
}

impl Rule {
    /// The grain is at least half the threshold: the difference of two rounded totals then leaves
    /// every number from nought to the threshold possible.
    pub(crate) fn new(spec: &DisclosureSpec) -> Self {
        let grain = spec.round_to.max(spec.threshold.div_ceil(2)).max(1);
        Self { threshold: f64::from(spec.threshold), grain: f64::from(grain) }
    }

    /// The same threshold, and counts to the last person: for showing what rounding is good for.
    pub(super) fn exact(spec: &DisclosureSpec) -> Self {
        Self { threshold: f64::from(spec.threshold), grain: 1.0 }
    }

    /// `true` for a count that may not be told.
    pub(crate) fn small(self, count: f64) -> bool {
        count < self.threshold
    }

    /// The smallest count that may be told.
    pub(crate) fn threshold(self) -> f64 {
        self.threshold
    }

    /// The grain of counts.
    pub(super) fn grain(self) -> i64 {
        self.grain as i64
    }

    /// A count, rounded; `None` when it is too small.
    pub(crate) fn count(self, count: Option<i64>) -> Option<i64> {
        count.filter(|&n| !self.small(n as f64)).map(|n| self.number(n as f64) as i64)
    }

    /// A weighted count, likewise.
    pub(super) fn mass(self, mass: Option<f64>) -> Option<f64> {
        mass.filter(|&m| !self.small(m)).map(|m| self.number(m))
    }

    fn number(self, n: f64) -> f64 {
        (n / self.grain).round() * self.grain
    }
}

/// A proportion to whole percentages, a mean to one decimal.
pub(super) fn level(value: Option<f64>, proportion: bool) -> Option<f64> {
    decimals(value, if proportion { 2 } else { 1 })
}

/// A value to so many decimals.
pub(super) fn decimals(value: Option<f64>, places: i32) -> Option<f64> {
    let grain = 10_f64.powi(places);
    value.map(|v| (v * grain).round() / grain).map(|v| if v == 0.0 { 0.0 } else { v })
}

/// A value to two significant figures.
pub(super) fn two_figures(value: Option<f64>) -> Option<f64> {
    value.map(|v| if v == 0.0 || !v.is_finite() { v } else { figures(v) })
}

fn figures(v: f64) -> f64 {
    let places = 1 - libm::floor(libm::log10(v.abs())) as i32;
    let grain = 10_f64.powi(places.abs());
    if places >= 0 { (v * grain).round() / grain } else { (v / grain).round() * grain }
}
