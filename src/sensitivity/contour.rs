//! Lines of equal bias: which strengths of a hidden variable take the same away.

/// The partial f of a result from its robustness value.
///
/// ```text
/// f = RV / sqrt(1 - RV)
/// ```
#[must_use]
pub fn partial_f(value: f64) -> f64 {
    value / (1.0 - value).sqrt()
}

/// Strength on the outcome at which a hidden variable of a strength on the treatment takes away a share of the estimate.
///
/// ```text
/// R2_y = (share f)^2 (1 - R2_d) / R2_d
/// ```
///
/// * `f`: partial f of the treatment with the outcome ([`partial_f`]); `share`: 1 takes all away.
///
/// Infinite for a treatment strength of 0; above 1 where no variable is strong enough.
/// Reference: Cinelli and Hazlett (2020), equation 12, solved for R2_y.
#[must_use]
pub fn outcome_for_share(f: f64, share: f64, treatment: f64) -> f64 {
    share * share * f * f * (1.0 - treatment) / treatment
}

/// Strength on the outcome at which such a variable takes the limit of the interval to 0.
///
/// ```text
/// f = sqrt(R2_d / (1 - R2_d)) sin t + c / sqrt(1 - R2_d) cos t,   R2_y = (sin t)^2
/// ```
///
/// * `crit`: c, the critical value over the root of its degrees of freedom; the partial f of the value of the limit is
///   `f` - c.
///
/// `None` where no variable is strong enough.
#[must_use]
pub fn outcome_for_limit(f: f64, crit: f64, treatment: f64) -> Option<f64> {
    let wide = 1.0 / (1.0 - treatment).sqrt();
    if crit * wide >= f {
        return Some(0.0);
    }
    let reach = wide * (treatment + crit * crit).sqrt();
    let angle = libm::asin((f / reach).min(1.0)) - libm::atan2(crit, treatment.sqrt());
    let sine = libm::sin(angle);
    (reach >= f).then_some(sine * sine)
}

#[cfg(test)]
mod tests {
    use super::{outcome_for_limit, outcome_for_share, partial_f};
    use crate::sensitivity::robustness::{Slope, Strength};
    use crate::stats::distribution::critical;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn contours_are_where_they_say(t in 2.5_f64..20.0, df in 20.0_f64..2000.0, d in 0.01_f64..0.9, share in 0.1_f64..1.0) {
            let slope = Slope { estimate: t, se: 1.0, df };
            let f = partial_f(slope.robustness(1.0));
            prop_assert!((f - t / df.sqrt()).abs() < 1e-9 * f);
            let y = outcome_for_share(f, share, d);
            if y <= 1.0 {
                let left = slope.adjusted(Strength { treatment: d, outcome: y }, 0.95).unwrap();
                prop_assert!((left.estimate - (1.0 - share) * t).abs() < 1e-9 * t);
            }
            let crit = critical(0.95, Some(df - 1.0));
            if let Some(y) = outcome_for_limit(f, crit / (df - 1.0).sqrt(), d).filter(|y| *y > 0.0) {
                let left = slope.adjusted(Strength { treatment: d, outcome: y }, 0.95).unwrap();
                prop_assert!((left.estimate - crit * left.se).abs() < 1e-6 * t);
            }
        }
    }

    #[test]
    fn edges() {
        assert_eq!(outcome_for_limit(0.1, 0.2, 0.1), Some(0.0));
        assert_eq!(outcome_for_limit(5.0, 0.1, 0.01), None);
    }
}
