//! Power of a comparison of two shares, matched or not.

use super::level;
use crate::stats::distribution::{normal_cdf, normal_quantile};

/// People, and how alike those of one set are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// People of the treated arm, or what they are worth.
    pub treated: f64,
    /// Comparison people of each, or what they are worth.
    pub ratio: f64,
    /// Correlation of the answers of people of one set; 0 without sets.
    pub within: f64,
    /// Level of the two-sided test.
    pub alpha: f64,
}

/// Power of a two-sided comparison of two shares.
///
/// ```text
/// power = Phi( (|p1 - p0| - z sqrt(V0)) / sqrt(V1) )
/// V1 = [ p1 q1 + p0 q0 (1 + (k - 1) r) / k - 2 r sqrt(p1 q1 p0 q0) ] / n
/// V0 = the same with both shares at (p1 + k p0) / (1 + k):   p q (1 + 1/k) (1 - r) / n
/// ```
///
/// * `p0`, `p1`: share of the comparison and of the treated people, from 0 to 1.
/// * `people`: n treated, k of the comparison for each, r within sets (below 1).
///
/// `None` for numbers outside their ranges, or where nobody or everybody has the event. Cost: none.
/// Reference: Fleiss, Levin and Paik (2003), equation 4.19 without the correction for continuity; with k = 1 and r = 0
/// the same as R's `power.prop.test`, with k = 1 about Connett, Smith and McHugh (1987).
#[must_use]
pub fn power_of_shares(p0: f64, p1: f64, people: Shares) -> Option<f64> {
    let Shares { treated: n, ratio: k, within: r, alpha } = people;
    let share = |p: f64| (0.0..=1.0).contains(&p);
    let usable = share(p0) && share(p1) && n > 0.0 && n.is_finite() && k > 0.0 && k.is_finite();
    if !usable || !(0.0..1.0).contains(&r) || !level(alpha) {
        return None;
    }
    let spread = |p: f64| p * (1.0 - p);
    let middle = (p1 + k * p0) / (1.0 + k);
    let same = spread(middle) * (1.0 + 1.0 / k) * (1.0 - r) / n;
    let (s0, s1) = (spread(p0), spread(p1));
    let apart = (s1 + s0 * (1.0 + (k - 1.0) * r) / k - 2.0 * r * (s0 * s1).sqrt()) / n;
    if same <= 0.0 {
        return None;
    }
    let over = (p1 - p0).abs() + normal_quantile(0.5 * alpha) * same.sqrt();
    if apart > 0.0 { Some(normal_cdf(over / apart.sqrt())) } else { Some(if over > 0.0 { 1.0 } else { 0.0 }) }
}
