//! Random draws from distributions, the same on every machine: pure-Rust `libm`, no tables.

use super::rng::uniform;
use rand_core::RngCore;

/// A standard normal draw (Box and Muller 1958). Takes two numbers of the stream.
pub fn normal(rng: &mut impl RngCore) -> f64 {
    let radius = (-2.0 * libm::log(1.0 - uniform(rng))).sqrt();
    radius * libm::cos(std::f64::consts::TAU * uniform(rng))
}

/// A draw from the gamma distribution with shape `shape` and scale 1 (Marsaglia and Tsang 2000).
///
/// A shape under 1 is drawn with shape + 1 and shrunk by `u^(1 / shape)`; a shape that is not above 0 gives 0.
pub fn gamma(rng: &mut impl RngCore, shape: f64) -> f64 {
    if shape <= 0.0 || !shape.is_finite() {
        return 0.0;
    }
    if shape < 1.0 {
        let shrink = libm::pow(1.0 - uniform(rng), 1.0 / shape);
        return gamma(rng, shape + 1.0) * shrink;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        if libm::log(1.0 - uniform(rng)) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

/// A draw from the chi-squared distribution with `df` degrees of freedom; 0 unless `df > 0`.
pub fn chi_squared(rng: &mut impl RngCore, df: f64) -> f64 {
    2.0 * gamma(rng, 0.5 * df)
}

/// A place drawn with probability proportional to its weight. Takes one number of the stream.
///
/// * `weights`: at least 0, not all 0; otherwise the last place is drawn. An empty list gives 0.
pub fn place(rng: &mut impl RngCore, weights: &[f64]) -> usize {
    let total: f64 = weights.iter().sum();
    let mut left = uniform(rng) * total;
    for (at, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return at;
        }
    }
    // Rounding may leave a crumb: it belongs to the last place that has any weight.
    weights.iter().rposition(|&w| w > 0.0).unwrap_or(weights.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::{chi_squared, gamma, normal, place};
    use crate::stats::rng::stream;

    const N: usize = 40_000;

    /// Mean and variance of `N` draws; their standard errors set the tolerances below (4 of them).
    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let x: Vec<f64> = (0..N).map(|_| draw()).collect();
        let mean = x.iter().sum::<f64>() / N as f64;
        let variance = x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / N as f64;
        (mean, variance)
    }

    #[test]
    fn draws_have_the_moments_of_their_distribution() {
        let mut rng = stream(1, "draw", 0);
        let (mean, variance) = moments(|| normal(&mut rng));
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        for df in [1.0, 3.5, 40.0] {
            let (mean, variance) = moments(|| chi_squared(&mut rng, df));
            let (se_mean, se_var) = ((2.0 * df / N as f64).sqrt(), (8.0 * df * (df + 6.0) / N as f64).sqrt());
            assert!((mean - df).abs() < 4.0 * se_mean, "df {df}: mean {mean}");
            assert!((variance - 2.0 * df).abs() < 4.0 * se_var, "df {df}: variance {variance}");
        }
        assert_eq!(gamma(&mut rng, 0.0), 0.0);
        assert_eq!(gamma(&mut rng, f64::NAN), 0.0);
    }

    #[test]
    fn places_follow_their_weights() {
        let mut rng = stream(2, "draw", 0);
        let mut seen = [0_usize; 3];
        (0..N).for_each(|_| seen[place(&mut rng, &[1.0, 0.0, 3.0])] += 1);
        assert_eq!(seen[1], 0);
        assert!((seen[0] as f64 / N as f64 - 0.25).abs() < 0.01, "{seen:?}");
        assert_eq!(place(&mut rng, &[0.0, 0.0]), 1);
        assert_eq!(place(&mut rng, &[]), 0);
    }
}
