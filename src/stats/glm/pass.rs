//! One pass over the rows: information, gradient and deviance at a point.

use super::blocks::{Response, RowBlocks};
use super::link::Link;
use super::scale::{BLOCK, Scale};
use crate::stats::sum::map_chunks;
use ndarray::Array2;
use std::ops::Range;

/// Where to evaluate.
#[derive(Clone, Copy)]
pub(super) enum At<'a> {
    /// R's starting values: mu = (w y + 1/2) / (w + 1).
    Start,
    /// At standardised coefficients.
    Beta(&'a [f64]),
    /// Likewise, with the observed information instead of the expected one.
    Observed(&'a [f64]),
    /// At standardised coefficients, with the gradient of Firth's likelihood: it needs the inverse of
    /// the information there.
    Firth(&'a [f64], &'a Array2<f64>),
    /// Least squares for these values: X'X and X'y.
    Squares(&'a [f64]),
}

/// Which information a likelihood pass sums up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Curvature {
    Expected,
    Observed,
}

/// Sums over all rows.
#[derive(Debug, Clone)]
pub(super) struct Totals {
    /// X'WX.
    pub gram: Array2<f64>,
    /// X'(y - mu), or X'Wz at the start.
    pub right: Vec<f64>,
    /// -2 log likelihood.
    pub deviance: f64,
    /// Largest absolute log odds.
    pub far: f64,
}

/// Rows and what they are to explain.
pub(super) struct Data<'a> {
    pub rows: &'a dyn RowBlocks,
    pub response: Response<'a>,
    pub scale: Scale,
    pub link: Link,
}

struct Work {
    raw: Vec<f64>,
    z: Vec<f64>,
    eta: Vec<f64>,
    weight: Vec<f64>,
    residual: Vec<f64>,
    weighted: Vec<f64>,
}

impl Data<'_> {
    /// Evaluates the likelihood and its derivatives.
    pub fn pass(&self, at: At<'_>) -> Totals {
        let q = self.scale.coefficients();
        let parts = map_chunks(self.rows.rows(), |range| self.chunk(at, range));
        let mut totals = zero(q);
        for part in parts {
            totals.gram += &part.gram;
            totals.right.iter_mut().zip(&part.right).for_each(|(t, x)| *t += x);
            totals.deviance += part.deviance;
            totals.far = totals.far.max(part.far);
        }
        for j in 0..q {
            for k in 0..j {
                totals.gram[(k, j)] = totals.gram[(j, k)];
            }
        }
        totals
    }

    /// The largest change of a linear predictor that `step` makes.
    pub fn reach(&self, step: &[f64]) -> f64 {
        let parts = map_chunks(self.rows.rows(), |range| {
            let mut work = self.work();
            blocks(range).map(|block| self.predict(step, block, &mut work)).fold(0.0, f64::max)
        });
        parts.into_iter().fold(0.0, f64::max)
    }

    fn work(&self) -> Work {
        let q = self.scale.coefficients();
        Work {
            raw: vec![0.0; self.rows.names().len() * BLOCK],
            z: vec![0.0; q * BLOCK],
            eta: vec![0.0; BLOCK],
            weight: vec![0.0; BLOCK],
            residual: vec![0.0; BLOCK],
            weighted: vec![0.0; BLOCK],
        }
    }

    fn chunk(&self, at: At<'_>, range: Range<usize>) -> Totals {
        let mut totals = zero(self.scale.coefficients());
        let mut work = self.work();
        for block in blocks(range) {
            let m = block.len();
            self.rows_at(at, block, &mut work, &mut totals);
            add_products(&mut totals, &mut work, m);
        }
        totals
    }

    /// Weights, residuals and deviance of a block at a point.
    fn rows_at(&self, at: At<'_>, block: Range<usize>, work: &mut Work, totals: &mut Totals) {
        match at {
            At::Start => {
                self.load(block.clone(), work);
                totals.deviance += self.start(block, work);
            }
            At::Beta(beta) if self.link == Link::Logit => {
                totals.far = totals.far.max(self.predict(beta, block.clone(), work));
                totals.deviance += self.evaluate(block, work);
            }
            At::Beta(beta) => {
                self.predict(beta, block.clone(), work);
                self.linked(Curvature::Expected, block, work, totals);
            }
            At::Observed(beta) => {
                self.predict(beta, block.clone(), work);
                self.linked(Curvature::Observed, block, work, totals);
            }
            At::Firth(beta, inverse) => {
                totals.far = totals.far.max(self.predict(beta, block.clone(), work));
                totals.deviance += self.evaluate(block.clone(), work);
                self.firth(inverse, block, work);
            }
            At::Squares(values) => {
                self.load(block.clone(), work);
                work.weight.fill(1.0);
                work.residual[..block.len()].copy_from_slice(&values[block]);
            }
        }
    }

    fn load(&self, block: Range<usize>, work: &mut Work) {
        let (m, p) = (block.len(), self.rows.names().len());
        self.rows.fill(block, &mut work.raw[..m * p]);
        self.scale.apply(&work.raw, m, &mut work.z);
    }

    /// Fills the linear predictors of a block; returns the largest in size.
    fn predict(&self, beta: &[f64], block: Range<usize>, work: &mut Work) -> f64 {
        let m = block.len();
        self.load(block, work);
        let eta = &mut work.eta[..m];
        eta.fill(beta[0]);
        for (&b, z) in beta[1..].iter().zip(work.z[m..].chunks_exact(m)) {
            eta.iter_mut().zip(z).for_each(|(e, &z)| *e += b * z);
        }
        eta.iter().fold(0.0, |far: f64, e| far.max(e.abs()))
    }

    /// Weights and residuals from linear predictors; returns the deviance.
    fn evaluate(&self, block: Range<usize>, work: &mut Work) -> f64 {
        let mut deviance = Deviance::default();
        for (i, row) in block.enumerate() {
            let (eta, y, prior) = (work.eta[i], self.response.y[row], self.response.weight(row));
            let e = libm::exp(-eta.abs());
            let large = 1.0 / (1.0 + e);
            let small = e * large;
            let agrees = y == (eta >= 0.0);
            let miss = if agrees { small } else { large };
            work.weight[i] = prior * small * large;
            work.residual[i] = prior * if y { miss } else { -miss };
            deviance.add(1.0 + e, if agrees { 0.0 } else { eta.abs() }, prior);
        }
        deviance.value()
    }

    /// Weights and residuals of any link; adds the deviance and the largest log odds.
    fn linked(&self, curvature: Curvature, block: Range<usize>, work: &mut Work, totals: &mut Totals) {
        for (i, row) in block.enumerate() {
            let (eta, y, prior) = (work.eta[i], self.response.y[row], self.response.weight(row));
            let local = self.link.at(eta);
            work.weight[i] = prior
                * match curvature {
                    Curvature::Expected => local.rate[0] * local.rate[1],
                    Curvature::Observed => self.link.observed(eta, y, &local),
                };
            work.residual[i] = prior * if y { local.rate[1] } else { -local.rate[0] };
            totals.deviance -= 2.0 * prior * local.log[usize::from(y)];
            totals.far = totals.far.max(local.log_odds().abs());
        }
    }

    /// Adds `h (1/2 - p)` to the residuals of a logit: h the leverage in the weighted regression.
    fn firth(&self, inverse: &Array2<f64>, block: Range<usize>, work: &mut Work) {
        let (m, q) = (block.len(), self.scale.coefficients());
        for i in 0..m {
            let z = |j: usize| work.z[j * m + i];
            let row = |j: usize| (0..q).map(|k| inverse[(j, k)] * z(k)).sum::<f64>();
            let leverage = work.weight[i] * (0..q).map(|j| z(j) * row(j)).sum::<f64>();
            work.residual[i] += leverage * (0.5 - self.link.probability(work.eta[i]));
        }
    }

    /// Weights and working responses at R's starting values; returns the deviance there.
    fn start(&self, block: Range<usize>, work: &mut Work) -> f64 {
        let mut deviance = 0.0;
        let mut known = f64::NAN;
        // Weight, working response and log likelihood of the two classes: the same wherever the prior is.
        let mut classes = [(0.0, 0.0, 0.0); 2];
        for (i, row) in block.enumerate() {
            let (y, prior) = (self.response.y[row], self.response.weight(row));
            if prior != known {
                (known, classes) =
                    (prior, [self.class_at_start(false, prior), self.class_at_start(true, prior)]);
            }
            let (weight, working, log) = classes[usize::from(y)];
            (work.weight[i], work.residual[i]) = (weight, working);
            deviance -= 2.0 * prior * log;
        }
        deviance
    }

    fn class_at_start(&self, y: bool, prior: f64) -> (f64, f64, f64) {
        let mu = (prior * f64::from(u8::from(y)) + 0.5) / (prior + 1.0);
        let eta = self.link.predictor(mu);
        let local = self.link.at(eta);
        let weight = prior * local.rate[0] * local.rate[1];
        let residual = prior * if y { local.rate[1] } else { -local.rate[0] };
        (weight, weight * eta + residual, local.log[usize::from(y)])
    }
}

/// A running sum of `2 w (log(factor) + rest)`: rows of weight 1 share a logarithm of their product.
struct Deviance {
    sum: f64,
    product: f64,
    factors: u32,
}

impl Default for Deviance {
    fn default() -> Self {
        Self { sum: 0.0, product: 1.0, factors: 0 }
    }
}

impl Deviance {
    /// Adds one row; `factor` lies between 1 and 2, so that 32 of them stay far from overflow.
    fn add(&mut self, factor: f64, rest: f64, weight: f64) {
        if weight != 1.0 {
            self.sum += 2.0 * weight * (libm::log(factor) + rest);
            return;
        }
        self.sum += 2.0 * rest;
        self.product *= factor;
        self.factors += 1;
        if self.factors == 32 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.sum += 2.0 * libm::log(self.product);
        (self.product, self.factors) = (1.0, 0);
    }

    fn value(mut self) -> f64 {
        self.flush();
        self.sum
    }
}

fn zero(q: usize) -> Totals {
    Totals { gram: Array2::zeros((q, q)), right: vec![0.0; q], deviance: 0.0, far: 0.0 }
}

fn blocks(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(BLOCK).map(move |start| start..end.min(start + BLOCK))
}

fn add_products(totals: &mut Totals, work: &mut Work, m: usize) {
    let q = totals.right.len();
    for j in 0..q {
        let zj = &work.z[j * m..(j + 1) * m];
        totals.right[j] += dot(zj, &work.residual[..m]);
        let weighted = &mut work.weighted[..m];
        weighted.iter_mut().zip(zj).zip(&work.weight[..m]).for_each(|((o, &z), &w)| *o = z * w);
        for k in 0..=j {
            totals.gram[(j, k)] += dot(weighted, &work.z[k * m..(k + 1) * m]);
        }
    }
}

/// Inner product in eight running sums: always the same order, and the compiler can use wide registers.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (heads_a, heads_b) = (a.chunks_exact(8), b.chunks_exact(8));
    let tail: f64 = heads_a.remainder().iter().zip(heads_b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in heads_a.zip(heads_b) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    lanes.iter().sum::<f64>() + tail
}
