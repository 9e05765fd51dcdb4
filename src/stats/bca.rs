//! Intervals from bootstrap replicates: percentile, and bias-corrected and accelerated.

use super::distribution::{normal_cdf, normal_quantile};

/// Percentile limits.
///
/// ```text
/// limits = t*_(alpha), t*_(1 - alpha),   alpha = (1 - level) / 2
/// ```
///
/// * `sorted`: replicates, rising, finite.
///
/// `None` where the replicates are too few for the level. Order statistics number (R + 1) alpha, between
/// neighbours on the scale of normal quantiles: Davison and Hinkley (1997), Bootstrap Methods and their Application,
/// formula 5.8, as R's `boot.ci`.
#[must_use]
pub fn percentile(sorted: &[f64], level: f64) -> Option<(f64, f64)> {
    let tail = 0.5 * (1.0 - level);
    Some((order(sorted, tail)?, order(sorted, 1.0 - tail)?))
}

/// Bias-corrected and accelerated limits.
///
/// ```text
/// z0 = quantile of the share of t* below t (half of those equal),   a = sum u^3 / (6 (sum u^2)^(3/2)),
/// alpha' = Phi(z0 + (z0 + z) / (1 - a (z0 + z))),   z = the normal quantile of alpha and of 1 - alpha
/// ```
///
/// * `estimate`: t, from the data as they are.
/// * `sorted`: replicates, rising, finite.
/// * `influence`: u, mean of the leave-one-out estimates less each of them.
///
/// `None` where all replicates lie on one side of the estimate, or limits fall outside them. Reference: Efron
/// (1987); Efron and Tibshirani (1993), formulas 14.9 to 14.15.
#[must_use]
pub fn bca(estimate: f64, sorted: &[f64], influence: &[f64], level: f64) -> Option<(f64, f64)> {
    let below = sorted.partition_point(|t| *t < estimate) as f64;
    let equal = sorted.partition_point(|t| *t <= estimate) as f64 - below;
    let share = (below + 0.5 * equal) / sorted.len() as f64;
    if !(share > 0.0 && share < 1.0) {
        return None;
    }
    let (z0, a) = (normal_quantile(share), acceleration(influence));
    let place = |alpha: f64| {
        let z = z0 + normal_quantile(alpha);
        let scale = 1.0 - a * z;
        (scale > 0.0).then(|| normal_cdf(z0 + z / scale))
    };
    let tail = 0.5 * (1.0 - level);
    Some((order(sorted, place(tail)?)?, order(sorted, place(1.0 - tail)?)?))
}

/// Acceleration: a sixth of the skewness of the influences; 0 where they do not vary.
#[must_use]
pub fn acceleration(influence: &[f64]) -> f64 {
    let (mut squares, mut cubes) = (0.0, 0.0);
    for u in influence {
        squares += u * u;
        cubes += u * u * u;
    }
    if squares > 0.0 { cubes / (6.0 * squares * squares.sqrt()) } else { 0.0 }
}

/// The replicate at place (R + 1) `alpha`, between neighbours on the normal scale.
#[expect(clippy::cast_sign_loss, reason = "alpha is at least 0")]
fn order(sorted: &[f64], alpha: f64) -> Option<f64> {
    let all = sorted.len() as f64 + 1.0;
    let place = all * alpha;
    let k = (place + 1e-9).floor();
    let low = *sorted.get((k as usize).checked_sub(1)?)?;
    if (place - k).abs() < 1e-9 {
        return Some(low);
    }
    let high = *sorted.get(k as usize)?;
    let [at, from, to] = [alpha, k / all, (k + 1.0) / all].map(normal_quantile);
    Some(low + (at - from) / (to - from) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::{acceleration, bca, percentile};
    use proptest::prelude::*;

    /// Means of the same 999 resamples of 40 numbers, by `boot.ci` of R's boot package (types `perc` and `bca`, the
    /// influences of the jackknife handed over); `tests/estimate/boot_ci.R` wrote them. Tolerance 1e-10 relative.
    #[test]
    fn agrees_with_boot_ci() {
        let stored: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/estimate/boot_ci.json")).unwrap();
        let numbers = |v: &serde_json::Value| -> Vec<f64> {
            v.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
        };
        let x = numbers(&stored["x"]);
        let n = x.len() as f64;
        let drawn = |r: &serde_json::Value| -> f64 {
            let places = r.as_array().unwrap().iter().map(|i| i.as_u64().unwrap() as usize);
            places.map(|i| x[i]).sum::<f64>() / n
        };
        let mut replicates: Vec<f64> = stored["indices"].as_array().unwrap().iter().map(drawn).collect();
        replicates.sort_by(f64::total_cmp);
        let estimate = x.iter().sum::<f64>() / n;
        let influence: Vec<f64> = x.iter().map(|v| (v - estimate) / (n - 1.0)).collect();
        let a = stored["acceleration"].as_f64().unwrap();
        assert!((acceleration(&influence) / a - 1.0).abs() < 1e-10);
        for (k, level) in [0.9, 0.95].into_iter().enumerate() {
            let ours = [percentile(&replicates, level), bca(estimate, &replicates, &influence, level)];
            for (ours, name) in ours.into_iter().zip(["percentile", "bca"]) {
                let (ours, theirs) = (ours.unwrap(), numbers(&stored[name][k]));
                assert!((ours.0 / theirs[0] - 1.0).abs() < 1e-10, "{name} {level}: {ours:?} {theirs:?}");
                assert!((ours.1 / theirs[1] - 1.0).abs() < 1e-10, "{name} {level}: {ours:?} {theirs:?}");
            }
        }
    }

    proptest! {
        /// Without skewness and bias the two agree; a scale change moves the limits along.
        #[test]
        fn limits_move_with_the_scale(mut t in prop::collection::vec(-50.0_f64..50.0, 199), by in 0.1_f64..9.0) {
            t.sort_by(f64::total_cmp);
            let (low, high) = percentile(&t, 0.9).unwrap();
            prop_assert!(t[0] <= low && low <= high && high <= t[198]);
            let even = bca(t[99], &t, &[1.0, -1.0], 0.9).unwrap();
            prop_assert!((even.0 - low).abs() < 1e-9 && (even.1 - high).abs() < 1e-9);
            let scaled: Vec<f64> = t.iter().map(|t| t * by).collect();
            let moved = bca(t[60] * by, &scaled, &[2.0, -1.0, -1.0], 0.9).unwrap();
            let own = bca(t[60], &t, &[2.0, -1.0, -1.0], 0.9).unwrap();
            prop_assert!((moved.0 - own.0 * by).abs() < 1e-9 && (moved.1 - own.1 * by).abs() < 1e-9);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(percentile(&[], 0.95), None);
        assert_eq!(percentile(&[1.0; 10], 0.95), None);
        assert_eq!(percentile(&[1.0; 39], 0.95), Some((1.0, 1.0)));
        assert_eq!(bca(0.0, &[1.0; 999], &[0.0], 0.95), None);
        assert_eq!(bca(1.0, &[1.0; 999], &[0.0; 4], 0.95), Some((1.0, 1.0)));
        assert_eq!(acceleration(&[]), 0.0);
    }
}
