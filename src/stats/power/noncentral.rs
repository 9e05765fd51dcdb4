//! The noncentral t distribution.

use crate::stats::distribution::{normal_cdf, t_cdf};
use statrs::function::beta::beta_reg;
use statrs::function::gamma::ln_gamma;

/// Terms after which the series is taken as it is.
const TERMS: u32 = 10_000;
/// What is left of the Poisson weights when the series ends.
const REST: f64 = 1e-14;
/// Noncentrality from which the first Poisson weight is too small to start from.
const FAR: f64 = 37.0;

/// Probability that a noncentral t variable is at most `t`.
///
/// ```text
/// P = Phi(-d) + 1/2 sum_j [ p_j I_x(j + 1/2, df / 2) + q_j I_x(j + 1, df / 2) ],   x = t^2 / (t^2 + df)
/// p_j = e^(-d^2/2) (d^2/2)^j / j!,   q_j = d / (sqrt 2 Gamma(j + 3/2)) e^(-d^2/2) (d^2/2)^j
/// ```
///
/// * `t`: any finite number; below 0 by `P(t, d) = 1 - P(-t, -d)`.
/// * `df`: degrees of freedom, above 0.
/// * `ncp`: the noncentrality d; above 37 in size the normal approximation of Abramowitz and Stegun (26.7.10).
///
/// `None` for numbers outside their ranges. Cost: about d^2 terms.
/// Reference: Lenth (1989), algorithm AS 243.
#[must_use]
pub fn noncentral_t_cdf(t: f64, df: f64, ncp: f64) -> Option<f64> {
    if !(t.is_finite() && ncp.is_finite() && df > 0.0 && df.is_finite()) {
        return None;
    }
    if ncp == 0.0 {
        return Some(t_cdf(t, df));
    }
    if t < 0.0 {
        return noncentral_t_cdf(-t, df, -ncp).map(|p| 1.0 - p);
    }
    if ncp.abs() > FAR {
        let s = 1.0 / (4.0 * df);
        let z = (t * (1.0 - s) - ncp) / libm::sqrt(1.0 + 2.0 * t * t * s);
        return Some(normal_cdf(z));
    }
    Some((normal_cdf(-ncp) + series(t, df, ncp)).clamp(0.0, 1.0))
}

fn series(t: f64, df: f64, d: f64) -> f64 {
    let x = t * t / (t * t + df);
    if x <= 0.0 {
        return 0.0;
    }
    let half = 0.5 * d * d;
    let (mut p, mut q) = (libm::exp(-half), d * libm::exp(-half - ln_gamma(1.5)) * 0.5_f64.sqrt());
    let (mut sum, mut rest) = (0.0, 1.0);
    for j in 0..TERMS {
        let j = f64::from(j);
        sum += p * beta_reg(j + 0.5, 0.5 * df, x) + q * beta_reg(j + 1.0, 0.5 * df, x);
        rest -= p;
        if rest < REST && j > half {
            break;
        }
        p *= half / (j + 1.0);
        q *= half / (j + 1.5);
    }
    0.5 * sum
}
