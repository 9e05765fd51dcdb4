//! Proportional odds: regression of ordered classes, coefficients drawn from their posterior.

use super::choice::{Lost, SMALL, Sample, halve};
use super::linear::{back, forward};
use super::terms::dot;
use crate::stats::draw::normal;
use crate::stats::linalg::cholesky;
use ndarray::Array2;
use rand_core::RngCore;

const STEPS: usize = 100;
/// A probability under this is taken as this: its logarithm stays finite.
const TINY: f64 = 1e-300;

/// A fitted proportional-odds regression.
#[derive(Debug, Clone)]
pub(super) struct Ordered {
    /// Cut points, one fewer than classes, then slopes (without intercept).
    pub(super) theta: Vec<f64>,
    root: Array2<f64>,
}

impl Ordered {
    /// Maximum likelihood by Fisher scoring with step halving, from `start` (even cuts where it does not fit).
    ///
    /// ```text
    /// P(class <= k | x) = 1 / (1 + exp(x' beta - theta_k)),  theta_1 < theta_2 < ...
    /// ```
    /// Cost a step: n (p^2 / 2 + k p). Reference: McCullagh (1980).
    pub(super) fn fit(sample: &Sample<'_>, classes: usize, start: &[f64]) -> Result<Self, Lost> {
        let cuts = classes - 1;
        let q = cuts + sample.terms.width() - 1;
        let mut theta = if start.len() == q { start.to_vec() } else { even(cuts, q) };
        let value = |t: &[f64]| loglik(sample, cuts, t);
        let mut likelihood = value(&theta);
        let mut largest = f64::INFINITY;
        for _ in 0..STEPS {
            let (gradient, information) = slopes(sample, cuts, &theta);
            largest = gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
            let Some(root) = cholesky(&information) else { break };
            let half = forward(&root, &gradient);
            let size = dot(&half, &half);
            let step = back(&root, &half);
            let Some((next, new)) = halve(&theta, &step, likelihood, value) else { break };
            (theta, likelihood) = (next, new);
            if size < SMALL {
                return Ok(Self { theta, root });
            }
        }
        Err(Lost(largest))
    }

    /// Cut points and slopes drawn from the normal approximation to their posterior. Cuts that come out in the
    /// wrong order are raised to the one before: the class between is then not drawn.
    pub(super) fn draw(&self, rng: &mut impl RngCore, cuts: usize) -> Vec<f64> {
        let z: Vec<f64> = self.theta.iter().map(|_| normal(rng)).collect();
        let mut drawn: Vec<f64> = self.theta.iter().zip(back(&self.root, &z)).map(|(t, s)| t + s).collect();
        for k in 1..cuts {
            drawn[k] = drawn[k].max(drawn[k - 1]);
        }
        drawn
    }
}

/// Cuts a logit apart around 0, slopes of 0.
fn even(cuts: usize, q: usize) -> Vec<f64> {
    let middle = (cuts as f64 - 1.0) / 2.0;
    (0..q).map(|k| if k < cuts { k as f64 - middle } else { 0.0 }).collect()
}

/// Probabilities of all classes of row `x` (intercept first, not used) into `p`.
pub(super) fn probabilities(x: &[f64], theta: &[f64], p: &mut [f64]) {
    let cuts = p.len() - 1;
    let eta = dot(&x[1..], &theta[cuts..]);
    for (k, pk) in p.iter_mut().enumerate() {
        let low = if k == 0 { f64::NEG_INFINITY } else { theta[k - 1] - eta };
        let high = if k == cuts { f64::INFINITY } else { theta[k] - eta };
        *pk = between(low, high);
    }
}

/// Logistic probability between two places, from the tail they are in.
fn between(low: f64, high: f64) -> f64 {
    if low > 0.0 { logistic(-low) - logistic(-high) } else { logistic(high) - logistic(low) }
}

fn logistic(x: f64) -> f64 {
    let e = libm::exp(-x.abs());
    if x >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

fn density(x: f64) -> f64 {
    let e = libm::exp(-x.abs());
    e / ((1.0 + e) * (1.0 + e))
}

fn loglik(sample: &Sample<'_>, cuts: usize, theta: &[f64]) -> f64 {
    if theta[..cuts].windows(2).any(|w| w[0] >= w[1]) {
        return f64::NEG_INFINITY;
    }
    let add = |x: &[f64], class: usize, weight: f64, total: &mut [f64]| {
        let eta = dot(&x[1..], &theta[cuts..]);
        let low = if class == 0 { f64::NEG_INFINITY } else { theta[class - 1] - eta };
        let high = if class == cuts { f64::INFINITY } else { theta[class] - eta };
        total[0] += weight * libm::log(between(low, high).max(TINY));
    };
    sample.total(1, add)[0]
}

/// Gradient and expected information.
fn slopes(sample: &Sample<'_>, cuts: usize, theta: &[f64]) -> (Vec<f64>, Array2<f64>) {
    let q = theta.len();
    let add = |x: &[f64], class: usize, weight: f64, total: &mut [f64]| {
        let eta = dot(&x[1..], &theta[cuts..]);
        // f[k] is the density at the cut below class k: 0 below the first and above the last.
        let (mut f, mut p) = ([0.0; 65], [0.0; 64]);
        (0..cuts).for_each(|k| f[k + 1] = density(theta[k] - eta));
        probabilities(x, theta, &mut p[..=cuts]);
        p[..=cuts].iter_mut().for_each(|v| *v = v.max(TINY));
        let (gradient, information) = total.split_at_mut(q);
        let fall = |k: usize| f[k + 1] - f[k];
        let own = weight / p[class];
        if class < cuts {
            gradient[class] += own * f[class + 1];
        }
        if class > 0 {
            gradient[class - 1] -= own * f[class];
        }
        let slope = -own * fall(class);
        gradient[cuts..].iter_mut().zip(&x[1..]).for_each(|(g, &xj)| *g += slope * xj);
        for k in 0..cuts {
            let (fk, up, down) = (f[k + 1], 1.0 / p[k + 1], 1.0 / p[k]);
            information[k * q + k] += weight * fk * fk * (up + down);
            if k > 0 {
                information[k * q + k - 1] -= weight * fk * f[k] * down;
            }
            let cross = weight * fk * (fall(k + 1) * up - fall(k) * down);
            x[1..].iter().enumerate().for_each(|(j, &xj)| information[(cuts + j) * q + k] += cross * xj);
        }
        let square: f64 = weight * (0..=cuts).map(|k| fall(k) * fall(k) / p[k]).sum::<f64>();
        for (j, &xj) in x[1..].iter().enumerate() {
            let row = (cuts + j) * q + cuts;
            let wx = square * xj;
            information[row..=row + j].iter_mut().zip(&x[1..]).for_each(|(t, &xl)| *t += wx * xl);
        }
    };
    let total = sample.total(q + q * q, add);
    let (gradient, lower) = total.split_at(q);
    (gradient.to_vec(), Array2::from_shape_fn((q, q), |(a, b)| lower[a.max(b) * q + a.min(b)]))
}
