//! Normal, t, chi-squared and F: probabilities and quantiles.
//!
//! `statrs` supplies the special functions; quantiles are brought to the last digit by Newton's rule.

use statrs::distribution::{ChiSquared, Continuous, ContinuousCDF, FisherSnedecor, StudentsT};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Newton steps after which a quantile is taken as it is.
const STEPS: usize = 60;
/// Halvings after which Newton's rule may take over.
const HALVINGS: usize = 20;

/// Probability that a standard normal variable is at most `x`.
///
/// ```text
/// P = erfc(-x / sqrt 2) / 2
/// ```
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Standard normal quantile: the `x` with `normal_cdf(x) = p`; infinite at 0 and 1, NaN outside.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return edge(p);
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let start = -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * p);
    polish(start, |x| (normal_cdf(x) - p) / normal_density(x))
}

fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / libm::sqrt(2.0 * PI)
}

/// Probability that a t variable with `df` degrees of freedom is at most `x`; NaN unless `df > 0`.
#[must_use]
pub fn t_cdf(x: f64, df: f64) -> f64 {
    student(df).map_or(f64::NAN, |t| t.cdf(x))
}

/// Quantile of the t distribution with `df` degrees of freedom; infinite at 0 and 1, NaN outside.
#[must_use]
pub fn t_quantile(p: f64, df: f64) -> f64 {
    let Some(t) = student(df) else { return f64::NAN };
    if !(p > 0.0 && p < 1.0) {
        return edge(p);
    }
    if p > 0.5 {
        return -t_quantile(1.0 - p, df);
    }
    polish(bracketed(&t, p), |x| (t.cdf(x) - p) / t.pdf(x))
}

/// A start for Newton's rule, for `p` up to a half: between bounds that are doubled, then halved. The inverse that
/// comes with the distribution does not return for some degrees of freedom that are no whole number.
fn bracketed(t: &StudentsT, p: f64) -> f64 {
    let mut low = -1.0;
    while t.cdf(low) > p && low > f64::MIN / 2.0 {
        low *= 2.0;
    }
    let mut high = if low < -1.0 { low / 2.0 } else { 0.0 };
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        *(if t.cdf(middle) > p { &mut high } else { &mut low }) = middle;
    }
    0.5 * (low + high)
}

fn student(df: f64) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, df).ok()
}

/// Probability that a chi-squared variable with `df` degrees of freedom is at most `x`; NaN unless `df > 0`.
#[must_use]
pub fn chi_squared_cdf(x: f64, df: f64) -> f64 {
    ChiSquared::new(df).map_or(f64::NAN, |c| c.cdf(x.max(0.0)))
}

/// Probability that an F variable with `above` and `below` degrees of freedom is at most `x`; NaN unless both are
/// above 0.
#[must_use]
pub fn f_cdf(x: f64, above: f64, below: f64) -> f64 {
    FisherSnedecor::new(above, below).map_or(f64::NAN, |f| f.cdf(x.max(0.0)))
}

/// Two-sided p-value of a statistic that is normal (`df` is `None`) or t under no effect.
#[must_use]
pub fn two_sided(statistic: f64, df: Option<f64>) -> f64 {
    let tail = match df {
        None => normal_cdf(-statistic.abs()),
        Some(df) => t_cdf(-statistic.abs(), df),
    };
    (2.0 * tail).min(1.0)
}

/// Half-width factor of a two-sided interval: quantile (1 + level) / 2 of the normal or t.
#[must_use]
pub fn critical(level: f64, df: Option<f64>) -> f64 {
    let tail = 0.5 * (1.0 - level);
    -df.map_or_else(|| normal_quantile(tail), |df| t_quantile(tail, df))
}

fn polish(start: f64, step: impl Fn(f64) -> f64) -> f64 {
    let mut x = start;
    let mut last = f64::INFINITY;
    for _ in 0..STEPS {
        let by = step(x);
        if !by.is_finite() || by.abs() >= last {
            break;
        }
        x -= by;
        last = by.abs();
    }
    x
}

fn edge(p: f64) -> f64 {
    match p {
        0.0 => f64::NEG_INFINITY,
        1.0 => f64::INFINITY,
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, theirs: f64) {
        assert!((ours - theirs).abs() <= 1e-12 * theirs.abs().max(1e-300), "{ours} is not {theirs}");
    }

    /// The classic printed constants (Abramowitz and Stegun 1964, tables 26.1 and 26.5).
    #[test]
    fn normal_agrees_with_published_values() {
        close(normal_quantile(0.975), 1.959_963_984_540_054);
        close(normal_quantile(0.995), 2.575_829_303_548_900_4);
        close(normal_cdf(-1.0), 0.158_655_253_931_457_05);
        close(normal_quantile(1e-12), -7.034_483_825_301_132);
        assert_eq!(normal_quantile(0.5), 0.0);
        assert!(normal_quantile(1.5).is_nan());
    }

    /// Closed forms for 1 and 2 degrees of freedom; the rest are `scipy.stats.t.ppf`, brought to the last
    /// digit by integrating the density (Simpson's rule, 20,000 steps): scipy's own value for 10 degrees
    /// of freedom is off in the eleventh digit.
    #[test]
    fn t_agrees_with_published_values() {
        close(t_quantile(0.975, 1.0), 12.706_204_736_174_694);
        close(t_quantile(0.975, 2.0), 0.95 * (2.0_f64 / (1.0 - 0.95 * 0.95)).sqrt());
        close(t_quantile(0.975, 5.0), 2.570_581_835_636_314);
        close(t_quantile(0.975, 10.0), 2.228_138_851_986_274);
        close(t_quantile(0.975, 30.0), 2.042_272_456_301_237_3);
        close(t_cdf(-1.0, 1.0), 0.25);
        assert!(t_quantile(0.9, 0.0).is_nan());
    }

    /// `qt` of R 4.2.2, for degrees of freedom as Barnard and Rubin or Satterthwaite give them.
    #[test]
    fn t_has_quantiles_for_any_degrees_of_freedom() {
        let reference = [
            (0.025, 237.338, -1.970_009_611_617_37),
            (0.025, 3.7, -2.867_520_707_191_19),
            (0.005, 0.8, -174.497_911_966_086),
            (0.025, 91.25, -1.986_303_839_620_09),
            (0.95, 1234.5, 1.646_088_880_269_02),
            (0.025, 15.850_471_653_547, -2.121_531_794_684_27),
        ];
        for (p, df, theirs) in reference {
            let ours = t_quantile(p, df);
            assert!((ours - theirs).abs() <= 1e-10 * theirs.abs(), "p {p}, df {df}: {ours} is not {theirs}");
        }
        for k in 1..4000 {
            let df = 0.31 * f64::from(k);
            assert!((t_cdf(t_quantile(0.025, df), df) - 0.025).abs() < 1e-12, "df {df}");
        }
    }

    #[test]
    fn quantiles_undo_probabilities() {
        for k in 1..200 {
            let p = f64::from(k) / 200.0;
            assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-15);
            for df in [1.0, 2.5, 7.0, 49.0, 400.0] {
                assert!((t_cdf(t_quantile(p, df), df) - p).abs() < 1e-11, "p {p}, df {df}");
            }
        }
    }

    /// 5 % points printed in any table of the chi-squared distribution.
    #[test]
    fn chi_squared_agrees_with_published_values() {
        close(chi_squared_cdf(3.841_458_820_694_124, 1.0), 0.95);
        close(chi_squared_cdf(2.0 * 20.0_f64.ln(), 2.0), 0.95);
    }

    /// `pf(3.1, 4, 12.5)` of R 4.2.2; the square of t is F with 1 degree of freedom above.
    #[test]
    fn f_agrees_with_r_and_with_t() {
        close(f_cdf(3.1, 4.0, 12.5), 0.944_595_853_177_045_2);
        close(1.0 - f_cdf(4.0, 1.0, 9.0), two_sided(2.0, Some(9.0)));
        assert!(f_cdf(1.0, 0.0, 5.0).is_nan());
    }

    #[test]
    fn p_value_of_no_difference_is_one() {
        assert_eq!(two_sided(0.0, None), 1.0);
        assert_eq!(two_sided(0.0, Some(7.0)), 1.0);
        close(two_sided(critical(0.95, None), None), 0.05);
        close(two_sided(critical(0.90, Some(12.0)), Some(12.0)), 0.10);
    }
}
