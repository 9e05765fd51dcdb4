//! The standardised difference.

use super::arms::Arms;
use super::sample::Sample;

/// Hedges' g, and each person's influence on it.
///
/// ```text
/// g = J (m1 - m0) / s,   J = Gamma(f/2) / (sqrt(f/2) Gamma((f-1)/2)),   f = n1 + n0 - 2
/// s^2 = ((n1 - 1) s1^2 + (n0 - 1) s0^2) / f,   s_g^2 = sum w (y - mean)^2 / (W - sum w^2 / W),   W = sum w over arm g
/// psi(g) = J (psi(m1) - psi(m0)) / s - g psi(s^2) / (2 s^2)
/// ```
///
/// s is the standard deviation within the arms as they are compared (weighted), whatever the estimator of the means;
/// n_g is the effective size `W^2 / sum w^2` of an arm, the number of people where weights are equal. J and the sizes
/// are taken as known. The variance is then that of the design, so that it does not assume normal outcomes.
///
/// Errors: an arm of one person, or an outcome that does not vary within the arms.
/// References: Hedges (1981); Borenstein and others (2009), chapter 4.
pub(super) fn hedges(sample: &Sample, y: &[f64], arms: &Arms) -> Result<(f64, Vec<f64>), String> {
    let arm = [false, true].map(|treated| Within::new(sample, y, treated));
    let [Some(c), Some(t)] = arm else {
        return Err("an arm of one person has no standard deviation".to_owned());
    };
    let free = c.size + t.size - 2.0;
    let share = [&c, &t].map(|a| (a.size - 1.0) / free);
    let variance = share[0] * c.variance + share[1] * t.variance;
    // A gain of rounding alone is no variation.
    let scale = arms.mean.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if variance.sqrt() <= f64::EPSILON * scale * 4.0 {
        return Err("the outcome does not vary within the arms, so there is no standard deviation".to_owned());
    }
    let (s, factor) = (variance.sqrt(), correction(free));
    let g = factor * (arms.mean[1] - arms.mean[0]) / s;
    let one = |(k, (y, &z)): (usize, (&f64, &bool))| {
        let own = if z { &t } else { &c };
        let of_variance = share[usize::from(z)] * own.influence(sample.weight[k], *y);
        factor * (arms.psi[1][k] - arms.psi[0][k]) / s - g * of_variance / (2.0 * variance)
    };
    Ok((g, y.iter().zip(&sample.treated).enumerate().map(one).collect()))
}

/// Hedges' factor for `f` degrees of freedom, exact; 1 where f is not above 1.
fn correction(f: f64) -> f64 {
    if f <= 1.0 {
        return 1.0;
    }
    libm::exp(libm::lgamma(0.5 * f) - libm::lgamma(0.5 * (f - 1.0))) / (0.5 * f).sqrt()
}

/// Spread within one arm.
struct Within {
    size: f64,
    mass: f64,
    mean: f64,
    variance: f64,
    /// Weighted mean square over variance: below 1 in small arms.
    shrink: f64,
}

impl Within {
    /// `None` for fewer than two people's worth.
    fn new(sample: &Sample, y: &[f64], treated: bool) -> Option<Self> {
        let people = || y.iter().zip(&sample.weight).zip(&sample.treated).filter(|(_, z)| **z == treated);
        let (mut mass, mut square, mut sum) = (0.0, 0.0, 0.0);
        for ((y, w), _) in people() {
            mass += w;
            square += w * w;
            sum += w * y;
        }
        if mass <= 0.0 || mass * mass <= square * (1.0 + 1e-12) {
            return None;
        }
        let mean = sum / mass;
        let spread: f64 = people().map(|((y, w), _)| w * (y - mean) * (y - mean)).sum();
        let (size, shrink) = (mass * mass / square, 1.0 - square / (mass * mass));
        Some(Self { size, mass, mean, variance: spread / (mass * shrink), shrink })
    }

    /// Influence of a person on the variance.
    fn influence(&self, w: f64, y: f64) -> f64 {
        let gap = y - self.mean;
        w / self.mass * (gap * gap / self.shrink - self.variance)
    }
}

#[cfg(test)]
mod tests {
    use super::{correction, hedges};
    use crate::estimate::arms::weighted;
    use crate::estimate::sample::Sample;

    fn sample(treated: Vec<bool>, weight: Vec<f64>) -> Sample {
        Sample { rows: (0..treated.len()).collect(), treated, weight, links: Vec::new() }
    }

    /// Borenstein, Hedges, Higgins and Rothstein (2009), "Introduction to Meta-Analysis", chapter 4: means 103 and 100,
    /// standard deviations 5.5 and 4.5, 50 people each: d = 0.5970, J = 0.9923, g = 0.5924. Values with exactly those
    /// means and standard deviations: half of the people a step up, half a step down.
    #[test]
    fn the_worked_example() {
        let arm = |mean: f64, sd: f64| -> Vec<f64> {
            let step = sd * (49.0_f64 / 50.0).sqrt();
            (0..50).map(|i| if i % 2 == 0 { mean + step } else { mean - step }).collect()
        };
        let y = [arm(103.0, 5.5), arm(100.0, 4.5)].concat();
        let sample = sample([vec![true; 50], vec![false; 50]].concat(), vec![1.0; 100]);
        let (g, psi) = hedges(&sample, &y, &weighted(&sample, &y).expect("arms")).expect("a number");
        assert!((correction(98.0) - 0.9923).abs() < 5e-5);
        assert!((g - 0.5924).abs() < 5e-5, "{g}");
        assert!(psi.iter().sum::<f64>().abs() < 1e-12);
    }

    /// The influence is the derivative by the weight.
    #[test]
    fn influence_is_a_derivative() {
        let n = 2000;
        let value =
            |i: usize| libm::sin(i as f64) * 3.0 + f64::from(u8::from(i.is_multiple_of(2))) + (i % 7) as f64;
        let y: Vec<f64> = (0..n).map(value).collect();
        let treated: Vec<bool> = (0..n).map(|i| i % 2 == 0).collect();
        let made = |weight: Vec<f64>| {
            let sample = sample(treated.clone(), weight);
            hedges(&sample, &y, &weighted(&sample, &y).expect("arms")).expect("a number")
        };
        let weight: Vec<f64> = (0..n).map(|i| 1.0 + (i % 3) as f64).collect();
        let (_, psi) = made(weight.clone());
        for k in [0, 1, 500, 1999] {
            let moved = |by: f64| {
                let mut w = weight.clone();
                w[k] *= 1.0 + by;
                made(w).0
            };
            let slope = (moved(1e-4) - moved(-1e-4)) / 2e-4;
            // Effective sizes move a little too: they are taken as known.
            assert!((slope - psi[k]).abs() < 2e-6, "{k}: {slope} is not {}", psi[k]);
        }
    }

    #[test]
    fn no_spread_is_no_number() {
        let sample = sample(vec![true, true, false, false], vec![1.0; 4]);
        let y = [2.0, 2.0, 1.0, 1.0];
        assert!(hedges(&sample, &y, &weighted(&sample, &y).expect("arms")).is_err());
        assert_eq!(correction(1.0), 1.0);
    }
}
