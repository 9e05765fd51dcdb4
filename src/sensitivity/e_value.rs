//! E-values: how strongly a hidden trait must go with support and with the outcome to explain a result away.

/// Log risk ratio that stands for one standard deviation (VanderWeele 2017, after Chinn 2000).
const PER_SD: f64 = 0.91;
/// Share with the event from which an odds ratio is no longer close to a risk ratio.
pub const COMMON: f64 = 0.15;

/// The E-value of a risk ratio.
///
/// ```text
/// E = RR + sqrt(RR (RR - 1)),   with 1 / RR in place of RR below 1
/// ```
///
/// A hidden trait must multiply both the chance of being supported (as a ratio of its shares) and the chance of the
/// outcome by at least this much, beyond what is matched on, to make the risk ratio 1. `None` unless `rr` is above 0.
/// Reference: VanderWeele and Ding (2017), "Sensitivity analysis in observational research: introducing the E-value".
///
/// ```
/// use matchwell::sensitivity::e_value;
/// // Maternal smoking... the paper's first example: a risk ratio of 3.9 has an E-value of 7.2.
/// assert!((e_value(3.9).expect("above 0") - 7.263).abs() < 1e-3);
/// assert_eq!(e_value(1.0), Some(1.0));
/// ```
#[must_use]
pub fn e_value(rr: f64) -> Option<f64> {
    let rr = if rr < 1.0 { 1.0 / rr } else { rr };
    let e = rr + (rr * (rr - 1.0)).sqrt();
    e.is_finite().then_some(e)
}

/// E-value of the limit of an interval nearer to 1; 1 where the interval holds 1.
///
/// * `lower`, `upper`: of the risk ratio, above 0.
#[must_use]
pub fn e_value_of_limits(lower: f64, upper: f64) -> Option<f64> {
    match (lower > 1.0, upper < 1.0) {
        (true, _) => e_value(lower),
        (_, true) => e_value(upper),
        _ => Some(1.0),
    }
}

/// Risk ratio that a difference of means stands for.
///
/// ```text
/// RR = exp(0.91 d)
/// ```
///
/// * `d`: difference, or a limit of it, in standard deviations of the outcome.
///
/// Reference: VanderWeele and Ding (2017), Table 2. They write the limits as exp(0.91 d -/+ 1.78 se), 1.78 being 0.91
/// times 1.96; here a limit of the difference itself is transformed, whatever its level and degrees of freedom.
#[must_use]
pub fn risk_ratio_of_difference(d: f64) -> f64 {
    libm::exp(PER_SD * d)
}

/// Risk ratio that an odds ratio stands for: itself for a rare outcome, its square root for a common one.
///
/// * `share`: largest share with the event in either arm; [`COMMON`] and more is common.
///
/// Reference: VanderWeele (2017), "On a square-root transformation of the odds ratio for a common outcome".
#[must_use]
pub fn risk_ratio_of_odds(or: f64, share: f64) -> f64 {
    if share < COMMON { or } else { or.sqrt() }
}

/// Largest factor by which a trait with these two associations can have moved a risk ratio.
///
/// ```text
/// B = RR_EU RR_UD / (RR_EU + RR_UD - 1)
/// ```
///
/// * `exposure`: ratio of the trait's shares among treated and controls; `outcome`: ratio of the outcome's shares among
///   those with and without it. Each is turned if under 1.
///
/// `None` unless both are above 0. Reference: Ding and VanderWeele (2016), "Sensitivity analysis without assumptions".
#[must_use]
pub fn bias_factor(exposure: f64, outcome: f64) -> Option<f64> {
    let up = |r: f64| if r < 1.0 { 1.0 / r } else { r };
    let (e, o) = (up(exposure), up(outcome));
    let b = e * o / (e + o - 1.0);
    b.is_finite().then_some(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(ours: f64, theirs: f64) {
        assert!((ours - theirs).abs() <= 1e-8 * theirs.abs(), "{ours} is not {theirs}");
    }

    /// R's EValue 4.1.4 (the reference run on lalonde): 1e-8 relative.
    #[test]
    fn agrees_with_the_evalue_package() {
        close(e_value(2.0).unwrap(), 3.414_213_562_373);
        close(e_value_of_limits(1.5, 3.0).unwrap(), 2.366_025_403_784);
        // evalues.MD(0.3, se = 0.1): its limits are exp(0.91 d -/+ 1.78 se).
        let limit = |d: f64, se: f64| d - 1.78 / PER_SD * se;
        close(risk_ratio_of_difference(0.3), 1.313_900_244_825);
        close(risk_ratio_of_difference(limit(0.3, 0.1)), 1.099_658_855_126);
        close(risk_ratio_of_difference(limit(0.3, -0.1)), 1.569_881_282_093);
        close(e_value(risk_ratio_of_difference(0.3)).unwrap(), 1.956_110_185_986);
        close(e_value(risk_ratio_of_difference(limit(0.3, 0.1))).unwrap(), 1.430_703_780_372);
        // evalues.OLS(1, se = 0.4, sd = 5, delta = 1).
        close(risk_ratio_of_difference(0.2), 1.199_614_193_88);
        close(e_value(risk_ratio_of_difference(limit(0.2, 0.08))).unwrap(), 1.245_397_585_416);
        // evalues.OR(1.6, 1.1, 2.3), rare and common.
        close(e_value(risk_ratio_of_odds(1.6, 0.05)).unwrap(), 2.579_795_897_113);
        close(e_value_of_limits(risk_ratio_of_odds(1.1, 0.05), 2.3).unwrap(), 1.431_662_479_036);
        close(risk_ratio_of_odds(1.6, 0.4), 1.264_911_064_067);
        close(e_value(risk_ratio_of_odds(1.6, 0.4)).unwrap(), 1.843_779_733_053);
    }

    /// VanderWeele and Ding (2017), page 270: 3.9 (1.8 to 8.7) has E-values 7.2 and 3.0 (two figures).
    #[test]
    fn the_published_example() {
        assert!((e_value(3.9).unwrap() - 7.26).abs() < 0.01);
        assert!((e_value_of_limits(1.8, 8.7).unwrap() - 3.0).abs() < 0.01);
    }

    proptest! {
        /// Both associations at the E-value explain the ratio away exactly.
        #[test]
        fn the_e_value_is_just_strong_enough(log in -3.0_f64..3.0) {
            let rr = libm::exp(log);
            let e = e_value(rr).unwrap();
            let moved = bias_factor(e, e).unwrap();
            prop_assert!((moved - rr.max(1.0 / rr)).abs() < 1e-9 * moved);
            prop_assert!((e_value(1.0 / rr).unwrap() - e).abs() < 1e-9 * e);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(e_value(0.0), None);
        assert_eq!(e_value(f64::NAN), None);
        assert_eq!(e_value_of_limits(0.9, 1.2), Some(1.0));
        assert_eq!(bias_factor(0.0, 2.0), None);
        assert_eq!(bias_factor(1.0, 5.0), Some(1.0));
    }
}
