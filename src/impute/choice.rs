//! Multinomial logistic regression (with two classes: logistic), coefficients drawn from their posterior.

use super::augment::Extra;
use super::linear::{back, forward};
use super::terms::{Terms, dot};
use crate::stats::draw::normal;
use crate::stats::linalg::cholesky;
use crate::stats::sum::map_chunks;
use ndarray::Array2;
use rand_core::RngCore;

/// Newton steps, and halvings of one.
const STEPS: usize = 60;
const HALVINGS: usize = 30;
/// A step whose squared length in standard errors is under this is the last: what it leaves undone is far
/// below the noise of the draw that follows.
pub(super) const SMALL: f64 = 1e-8;

/// The data of one regression of classes.
pub(super) struct Sample<'a> {
    pub(super) terms: &'a Terms,
    pub(super) values: &'a [Vec<f64>],
    /// Places with a known value.
    pub(super) rows: &'a [usize],
    /// Class of each of `rows`.
    pub(super) classes: &'a [usize],
    /// Rows against perfect prediction.
    pub(super) extras: &'a [Extra],
}

impl Sample<'_> {
    /// Adds up `add(row, class, weight, total)` over all rows, in fixed chunks.
    pub(super) fn total(&self, room: usize, add: impl Fn(&[f64], usize, f64, &mut [f64]) + Sync) -> Vec<f64> {
        let parts = map_chunks(self.rows.len(), |range| {
            let (mut total, mut x) = (vec![0.0; room], vec![0.0; self.terms.width()]);
            for (&i, &class) in self.rows[range.clone()].iter().zip(&self.classes[range]) {
                self.terms.fill(self.values, i, &mut x);
                add(&x, class, 1.0, &mut total);
            }
            total
        });
        let mut total = vec![0.0; room];
        for part in parts {
            total.iter_mut().zip(part).for_each(|(t, p)| *t += p);
        }
        self.extras.iter().for_each(|e| add(&e.x, e.class, e.weight, &mut total));
        total
    }
}

/// A fitted multinomial regression; class 0 is the reference.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// Coefficients, class by class from class 1, each with the intercept first.
    pub(super) beta: Vec<f64>,
    root: Array2<f64>,
}

/// A fit that did not arrive: largest entry of its gradient.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lost(pub(super) f64);

impl Choice {
    /// Maximum likelihood by Newton's method with step halving, from `start` (zeros where it does not fit).
    ///
    /// ```text
    /// P(class k | x) = exp(x' beta_k) / (1 + sum over l >= 1 of exp(x' beta_l)),  beta_0 = 0
    /// ```
    /// Cost a step: n (k - 1)^2 p^2 / 2 for the information.
    pub(super) fn fit(sample: &Sample<'_>, classes: usize, start: &[f64]) -> Result<Self, Lost> {
        let q = (classes - 1) * sample.terms.width();
        let mut beta = if start.len() == q { start.to_vec() } else { vec![0.0; q] };
        let mut likelihood = loglik(sample, classes, &beta);
        let mut largest = f64::INFINITY;
        for _ in 0..STEPS {
            let (gradient, information) = slopes(sample, classes, &beta);
            largest = gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
            let Some(root) = cholesky(&information) else { break };
            let half = forward(&root, &gradient);
            let size = dot(&half, &half);
            let step = back(&root, &half);
            let Some((next, value)) = halve(&beta, &step, likelihood, |b| loglik(sample, classes, b)) else {
                break;
            };
            (beta, likelihood) = (next, value);
            if size < SMALL {
                return Ok(Self { beta, root });
            }
        }
        Err(Lost(largest))
    }

    /// Coefficients drawn from the normal approximation to their posterior, `beta + L^-T z`.
    /// Reference: Rubin (1987), page 169.
    pub(super) fn draw(&self, rng: &mut impl RngCore) -> Vec<f64> {
        let z: Vec<f64> = self.beta.iter().map(|_| normal(rng)).collect();
        self.beta.iter().zip(back(&self.root, &z)).map(|(b, s)| b + s).collect()
    }
}

/// The first of full, half, quarter step that does not lower the likelihood.
pub(super) fn halve(
    from: &[f64],
    step: &[f64],
    likelihood: f64,
    value: impl Fn(&[f64]) -> f64,
) -> Option<(Vec<f64>, f64)> {
    let slack = 1e-10 * (1.0 + likelihood.abs());
    let mut by = 1.0;
    for _ in 0..HALVINGS {
        let next: Vec<f64> = from.iter().zip(step).map(|(b, s)| b + by * s).collect();
        let new = value(&next);
        if new >= likelihood - slack {
            return Some((next, new));
        }
        by *= 0.5;
    }
    None
}

/// Probabilities of all classes of row `x` into `p`; returns the logarithm of the sum they were divided by.
pub(super) fn probabilities(x: &[f64], beta: &[f64], p: &mut [f64]) -> f64 {
    p[0] = 0.0;
    for (pk, b) in p[1..].iter_mut().zip(beta.chunks_exact(x.len())) {
        *pk = dot(x, b);
    }
    let top = p.iter().fold(f64::NEG_INFINITY, |m, &v| m.max(v));
    let mut sum = 0.0;
    for pk in p.iter_mut() {
        *pk = libm::exp(*pk - top);
        sum += *pk;
    }
    for pk in p.iter_mut() {
        *pk /= sum;
    }
    top + libm::log(sum)
}

fn loglik(sample: &Sample<'_>, classes: usize, beta: &[f64]) -> f64 {
    let width = sample.terms.width();
    let add = |x: &[f64], class: usize, weight: f64, total: &mut [f64]| {
        let mut p = [0.0; 64];
        let log_sum = probabilities(x, beta, &mut p[..classes]);
        let own = class.checked_sub(1).map_or(0.0, |k| dot(x, &beta[k * width..(k + 1) * width]));
        total[0] += weight * (own - log_sum);
    };
    sample.total(1, add)[0]
}

/// Gradient and information.
fn slopes(sample: &Sample<'_>, classes: usize, beta: &[f64]) -> (Vec<f64>, Array2<f64>) {
    let width = sample.terms.width();
    let (k, q) = (classes - 1, beta.len());
    // After the gradient: one lower triangle of p x p for each pair of classes a >= b.
    let block = width * (width + 1) / 2;
    let add = |x: &[f64], class: usize, weight: f64, total: &mut [f64]| {
        let mut p = [0.0; 64];
        probabilities(x, beta, &mut p[..classes]);
        let (gradient, blocks) = total.split_at_mut(q);
        for a in 0..k {
            let e = weight * (f64::from(u8::from(class == a + 1)) - p[a + 1]);
            gradient[a * width..(a + 1) * width].iter_mut().zip(x).for_each(|(g, &xj)| *g += e * xj);
            for b in 0..=a {
                let same = f64::from(u8::from(a == b));
                let w = weight * p[a + 1] * (same - p[b + 1]);
                let mut at = (a * (a + 1) / 2 + b) * block;
                for (j, &xj) in x.iter().enumerate() {
                    let wx = w * xj;
                    blocks[at..=at + j].iter_mut().zip(x).for_each(|(t, &xl)| *t += wx * xl);
                    at += j + 1;
                }
            }
        }
    };
    let total = sample.total(q + k * (k + 1) / 2 * block, add);
    let (gradient, blocks) = total.split_at(q);
    let entry = |(r, c): (usize, usize)| {
        let (a, b) = (r / width, c / width);
        let (i, j) = (r % width, c % width);
        let at = (a.max(b) * (a.max(b) + 1) / 2 + a.min(b)) * block;
        blocks[at + i.max(j) * (i.max(j) + 1) / 2 + i.min(j)]
    };
    (gradient.to_vec(), Array2::from_shape_fn((q, q), entry))
}
