//! Logistic regression with a ridge penalty, by `linfa-logistic`.

use super::blocks::{Blocks, Response, RowBlocks};
use super::error::GlmError;
use super::irls::check;
use super::link::Link;
use super::model::Fitted;
use super::pass::{At, Data};
use super::scale::Scale;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

/// Logistic regression with a ridge penalty, for separated or small samples.
///
/// ```text
/// minimise -log likelihood + penalty / 2 * sum_j (b_j sd_j)^2
/// ```
///
/// The intercept is not penalised; columns are standardised, so the penalty means the same for each.
/// The matrix is made whole (n x p). No case weights, no standard errors. The numbers are those of
/// `linfa-logistic`, whose kernels are chosen at run time: the same bits on the same machine only.
#[derive(Debug, Clone, Copy)]
pub struct Ridge {
    /// Strength of the penalty, above 0.
    pub penalty: f64,
}

const MOST_ITERATIONS: u64 = 1000;
/// Largest gradient at which the learner stops, per row and at least.
const TOLERANCE: f64 = 1e-8;
const LEAST_TOLERANCE: f64 = 1e-6;
/// Gradient per row that still counts as a minimum.
const FLAT: f64 = 1e-5;

impl<'a> Fit<Blocks<'a>, Response<'a>, GlmError> for Ridge {
    type Object = Fitted;

    fn fit(&self, dataset: &DatasetBase<Blocks<'a>, Response<'a>>) -> Result<Fitted, GlmError> {
        let (rows, response) = (dataset.records().0, *dataset.targets());
        if response.weight.is_some() {
            return Err(GlmError::Weights);
        }
        check(dataset)?;
        let data = Data { rows, response, scale: Scale::of(rows, &response)?, link: Link::Logit };
        let beta = self.learn(rows, response.y, &data.scale)?;
        let totals = data.pass(At::Beta(&beta));
        let slope = |k: usize| if k == 0 { 0.0 } else { self.penalty * beta[k] };
        let entries = totals.right.iter().enumerate().map(|(k, r)| (r - slope(k)).abs());
        let gradient = entries.fold(0.0, f64::max) / rows.rows() as f64;
        if !gradient.is_finite() || gradient > FLAT {
            return Err(GlmError::NotConverged { iterations: MOST_ITERATIONS as usize, gradient });
        }
        let model = Fitted::natural(rows, &data.scale, &beta);
        Ok(Fitted { deviance: totals.deviance, gradient, ..model })
    }
}

impl Ridge {
    fn learn(self, rows: &dyn RowBlocks, y: &[bool], scale: &Scale) -> Result<Vec<f64>, GlmError> {
        let records = whole(rows, scale);
        let dataset = DatasetBase::new(records, Array1::from_vec(y.to_vec()));
        let learner = LogisticRegression::default()
            .alpha(self.penalty)
            .max_iterations(MOST_ITERATIONS)
            .gradient_tolerance((TOLERANCE * y.len() as f64).max(LEAST_TOLERANCE));
        let fault = |e: linfa_logistic::error::Error| GlmError::Learner { what: e.to_string() };
        let fitted = learner.fit(&dataset).map_err(fault)?;
        // The learner calls the larger class positive, whichever that is.
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        let slopes = fitted.params().iter().map(|b| sign * b);
        Ok(std::iter::once(sign * fitted.intercept()).chain(slopes).collect())
    }
}

fn whole(rows: &dyn RowBlocks, scale: &Scale) -> Array2<f64> {
    let (n, p) = (rows.rows(), rows.names().len());
    let mut raw = vec![0.0; n * p];
    rows.fill(0..n, &mut raw);
    Array2::from_shape_fn((n, scale.used.len()), |(i, k)| {
        (raw[scale.used[k] * n + i] - scale.mean[k]) / scale.sd[k]
    })
}
