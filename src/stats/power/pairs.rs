//! Power of McNemar's test.

use super::level;
use crate::stats::distribution::{normal_cdf, normal_quantile};

/// Power of McNemar's test for a number of pairs.
///
/// ```text
/// power = Phi( (sqrt(n) |d| - z sqrt(s)) / sqrt(s - d^2) ),   d = a - b,  s = a + b
/// ```
///
/// * `pairs`: n, above 0.
/// * `discordant`: a and b, the shares of pairs in which only the one or only the other has the event; together at
///   most 1.
/// * `alpha`: level of the two-sided test.
///
/// `None` for numbers outside their ranges, or without discordant pairs. Cost: none.
/// Reference: Connett, Smith and McHugh (1987), Statistics in Medicine 6, after Miettinen (1968).
#[must_use]
pub fn power_of_pairs(pairs: f64, discordant: [f64; 2], alpha: f64) -> Option<f64> {
    let (d, s) = contrast(discordant)?;
    if !(pairs > 0.0 && pairs.is_finite() && level(alpha)) {
        return None;
    }
    let spread = s - d * d;
    let over = pairs.sqrt() * d + normal_quantile(0.5 * alpha) * s.sqrt();
    if spread > 0.0 {
        Some(normal_cdf(over / spread.sqrt()))
    } else {
        Some(if over > 0.0 { 1.0 } else { 0.0 })
    }
}

/// Pairs at which McNemar's test has a given power; not rounded.
///
/// ```text
/// n = (z_(1 - alpha/2) sqrt(s) + z_power sqrt(s - d^2))^2 / d^2
/// ```
///
/// Arguments and edges as [`power_of_pairs`]; `None` too where the shares are the same.
///
/// ```
/// # use matchwell::stats::power::pairs_needed;
/// let n = pairs_needed([0.125, 0.25], 0.05, 0.9).expect("a number");
/// assert_eq!(n.round(), 248.0);
/// ```
#[must_use]
pub fn pairs_needed(discordant: [f64; 2], alpha: f64, power: f64) -> Option<f64> {
    let (d, s) = contrast(discordant)?;
    let root = normal_quantile(power) * (s - d * d).max(0.0).sqrt() - normal_quantile(0.5 * alpha) * s.sqrt();
    let n = (root / d) * (root / d);
    (level(alpha) && level(power) && d > 0.0 && n.is_finite()).then_some(n)
}

/// Size of the difference, and share of pairs that are discordant.
fn contrast([a, b]: [f64; 2]) -> Option<(f64, f64)> {
    let (d, s) = ((a - b).abs(), a + b);
    (a >= 0.0 && b >= 0.0 && s > 0.0 && s <= 1.0).then_some((d, s))
}
