//! Power: how likely an effect of some size is to be found, how large it must be, and how many people that takes.

mod noncentral;
mod pairs;
mod shares;
mod solve;

pub use noncentral::noncentral_t_cdf;
pub use pairs::{pairs_needed, power_of_pairs};
pub use shares::{Shares, power_of_shares};
pub use solve::{Range, crossing};

use super::distribution::{normal_cdf, normal_quantile, t_quantile};

/// Power of a two-sided test of a number that is normal with a known standard error.
///
/// ```text
/// power = Phi(|effect| / se - z),   z = quantile of 1 - alpha / 2
/// ```
///
/// * `effect`, `se`: in one unit; `se` above 0.
/// * `alpha`: level of the test, between 0 and 1.
///
/// Findings on the wrong side do not count. `None` for numbers outside their ranges. Cost: none.
/// Reference: Cohen (1988), chapter 2.
#[must_use]
pub fn power_of_normal(effect: f64, se: f64, alpha: f64) -> Option<f64> {
    let usable = effect.is_finite() && se > 0.0 && se.is_finite() && level(alpha);
    usable.then(|| normal_cdf(effect.abs() / se + normal_quantile(0.5 * alpha)))
}

/// Power of a two-sided t test.
///
/// ```text
/// power = P(T > t),   T noncentral t with df and |effect| / se,   t = quantile of 1 - alpha / 2
/// ```
///
/// * `effect`, `se`: in one unit; `se` the true standard error, above 0.
/// * `df`: degrees of freedom of the estimated standard error, above 0.
///
/// Findings on the wrong side do not count. `None` for numbers outside their ranges. Cost: a series.
/// Reference: Cohen (1988), chapter 2; the same as R's `power.t.test`.
#[must_use]
pub fn power_of_t(effect: f64, se: f64, df: f64, alpha: f64) -> Option<f64> {
    let usable = effect.is_finite() && se > 0.0 && se.is_finite() && df > 0.0 && df.is_finite();
    if !usable || !level(alpha) {
        return None;
    }
    let limit = -t_quantile(0.5 * alpha, df);
    Some((1.0 - noncentral_t_cdf(limit, df, effect.abs() / se)?).clamp(0.0, 1.0))
}

/// Smallest effect that is found with a given power at a given standard error.
///
/// ```text
/// effect = (t(1 - alpha / 2) + t(power)) se
/// ```
///
/// * `df`: degrees of freedom of the standard error; `None` = normal.
///
/// `None` for numbers outside their ranges. Cost: none.
/// Reference: Bloom (1995), "Minimum detectable effects", Evaluation Review 19.
///
/// ```
/// # use matchwell::stats::power::detectable;
/// let d = detectable(1.0, None, 0.05, 0.8).expect("a number");
/// assert!((d - 2.8016).abs() < 1e-4);
/// ```
#[must_use]
pub fn detectable(se: f64, df: Option<f64>, alpha: f64, power: f64) -> Option<f64> {
    let usable = se > 0.0 && se.is_finite() && level(alpha) && level(power) && df.is_none_or(|d| d > 0.0);
    let at = |p: f64| df.map_or_else(|| normal_quantile(p), |df| t_quantile(p, df));
    let found = (at(power) - at(0.5 * alpha)) * se;
    (usable && found.is_finite()).then_some(found)
}

fn level(p: f64) -> bool {
    p > 0.0 && p < 1.0
}

#[cfg(test)]
mod tests;
