//! A fitted regression of a yes/no answer.

use super::blocks::{Blocks, RowBlocks};
use super::link::Link;
use super::scale::{BLOCK, Scale};
use crate::stats::sum::map_chunks;
use linfa::traits::Predict;
use ndarray::Array2;

/// A fitted regression of a yes/no answer.
///
/// Vectors have one entry per coefficient, the intercept first. `None` marks a column that is
/// constant or depends linearly on earlier ones (R's `NA` coefficients).
#[derive(Debug, Clone)]
pub struct Fitted {
    /// Names: `(Intercept)`, then the columns.
    pub names: Vec<String>,
    /// From linear predictor to probability.
    pub link: Link,
    /// Coefficients.
    pub coefficients: Vec<Option<f64>>,
    /// Inverse of the information matrix, 0 in rows and columns without a coefficient; `None`
    /// for a penalised fit.
    pub covariance: Option<Array2<f64>>,
    /// -2 log likelihood.
    pub deviance: f64,
    /// Iterations used; 0 where the learner does not tell.
    pub iterations: usize,
    /// Largest absolute entry of the gradient at the end, for standardised columns and per unit
    /// of weight.
    pub gradient: f64,
}

impl Fitted {
    /// From standardised to natural units.
    pub(super) fn natural(rows: &dyn RowBlocks, scale: &Scale, beta: &[f64]) -> Self {
        let names: Vec<String> =
            std::iter::once("(Intercept)".to_owned()).chain(rows.names().iter().cloned()).collect();
        let mut coefficients = vec![None; names.len()];
        let mut intercept = beta[0];
        for (k, &j) in scale.used.iter().enumerate() {
            let slope = beta[k + 1] / scale.sd[k];
            intercept -= slope * scale.mean[k];
            coefficients[j + 1] = Some(slope);
        }
        coefficients[0] = Some(intercept);
        Self {
            names,
            link: Link::Logit,
            coefficients,
            covariance: None,
            deviance: 0.0,
            iterations: 0,
            gradient: 0.0,
        }
    }

    /// Sets the covariance from that of the standardised coefficients.
    pub(super) fn with_covariance(mut self, scale: &Scale, standard: &Array2<f64>) -> Self {
        let q = scale.coefficients();
        // Natural coefficients are `map` times the standardised ones.
        let mut map = Array2::<f64>::zeros((self.names.len(), q));
        map[(0, 0)] = 1.0;
        for (k, &j) in scale.used.iter().enumerate() {
            map[(0, k + 1)] = -scale.mean[k] / scale.sd[k];
            map[(j + 1, k + 1)] = 1.0 / scale.sd[k];
        }
        let half = Array2::from_shape_fn(map.raw_dim(), |(i, l)| {
            (0..q).map(|k| map[(i, k)] * standard[(k, l)]).sum::<f64>()
        });
        let n = self.names.len();
        self.covariance = Some(Array2::from_shape_fn((n, n), |(i, j)| {
            (0..q).map(|k| half[(i, k)] * map[(j, k)]).sum::<f64>()
        }));
        self
    }

    /// Standard errors: roots of the covariance's diagonal, `None` where there is no coefficient.
    #[must_use]
    pub fn errors(&self) -> Vec<Option<f64>> {
        let error = |i: usize| self.covariance.as_ref().map(|v| v[(i, i)].sqrt());
        self.coefficients.iter().enumerate().map(|(i, c)| c.and_then(|_| error(i))).collect()
    }

    /// Names of the columns without a coefficient.
    #[must_use]
    pub fn aliased(&self) -> Vec<&str> {
        let pairs = self.names.iter().zip(&self.coefficients);
        pairs.filter(|(_, c)| c.is_none()).map(|(name, _)| name.as_str()).collect()
    }

    /// The linear predictor of each row. Cost: one pass, in parallel.
    #[must_use]
    pub fn linear(&self, rows: &dyn RowBlocks) -> Vec<f64> {
        let p = rows.names().len();
        let slopes: Vec<(usize, f64)> =
            self.coefficients[1..].iter().enumerate().filter_map(|(j, c)| c.map(|c| (j, c))).collect();
        let parts = map_chunks(rows.rows(), |range| {
            let mut out = Vec::with_capacity(range.len());
            let mut raw = vec![0.0; p * BLOCK];
            for start in range.clone().step_by(BLOCK) {
                let block = start..range.end.min(start + BLOCK);
                let m = block.len();
                rows.fill(block, &mut raw[..m * p]);
                let from = out.len();
                out.resize(from + m, self.coefficients[0].unwrap_or(0.0));
                for &(j, slope) in &slopes {
                    let eta = out[from..].iter_mut().zip(&raw[j * m..(j + 1) * m]);
                    eta.for_each(|(e, &x)| *e += slope * x);
                }
            }
            out
        });
        parts.concat()
    }
}

/// The logistic function `1 / (1 + exp(-x))`.
#[must_use]
pub fn logistic(x: f64) -> f64 {
    let e = libm::exp(-x.abs());
    if x >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

/// Probabilities of the class `true`, one a row.
impl Predict<Blocks<'_>, Vec<f64>> for Fitted {
    fn predict(&self, x: Blocks<'_>) -> Vec<f64> {
        self.linear(x.0).into_iter().map(|eta| self.link.probability(eta)).collect()
    }
}
