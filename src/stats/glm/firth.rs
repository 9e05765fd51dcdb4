//! Firth's penalised likelihood: finite where the arms can be told apart.

use super::blocks::{Blocks, Response};
use super::error::GlmError;
use super::irls::{check, gradient, solve};
use super::link::Link;
use super::model::Fitted;
use super::pass::{At, Data, Totals};
use super::scale::Scale;
use crate::stats::linalg;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array2;

/// Logistic regression by Firth's penalised likelihood.
///
/// ```text
/// maximise log likelihood + 1/2 log det I(b),   gradient sum_i [ w_i (y_i - p_i) + h_i (1/2 - p_i) ] x_i
/// ```
///
/// `I = X'VX` with `v_i = w_i p_i (1 - p_i)`, and `h_i` the leverage of row i in that weighted regression.
/// Takes away the leading term of the bias of maximum likelihood; the maximum is finite even where the
/// classes are separated. Standard errors are roots of the diagonal of `I^-1`. The deviance reported is
/// -2 log likelihood, without the penalty. Converges linearly: two passes a step, some ten to thirty steps.
/// References: Firth (1993), equation 3.1; Heinze and Schemper (2002), section 2.
///
/// ```
/// use linfa::{DatasetBase, traits::Fit};
/// use matchwell::stats::glm::{Blocks, Dense, Firth, Response};
/// // A table with an empty cell: the answer is the log odds ratio after adding 1/2 to every cell.
/// let x = Dense::new(5, vec![("x".into(), vec![0.0, 0.0, 0.0, 1.0, 1.0])]).expect("equal lengths");
/// let y = Response { y: &[true, false, false, true, true], weight: None };
/// let model = Firth.fit(&DatasetBase::new(Blocks(&x), y)).expect("a maximum");
/// let slope = (2.5_f64 / 0.5).ln() - (1.5_f64 / 2.5).ln();
/// assert!((model.coefficients[1].expect("a slope") - slope).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Firth;

const MOST_STEPS: usize = 500;
const MOST_HALVINGS: usize = 30;
/// Gradient per unit of weight at which the steps have become rounding.
const FLAT: f64 = 1e-13;
/// Gradient per unit of weight that still counts as a maximum when steps no longer gain anything.
const ENOUGH: f64 = 1e-10;

/// A point: what the likelihood is there, and the inverse of its information.
struct Point {
    beta: Vec<f64>,
    totals: Totals,
    inverse: Array2<f64>,
    /// -2 times the penalised log likelihood.
    penalised: f64,
}

impl<'a> Fit<Blocks<'a>, Response<'a>, GlmError> for Firth {
    type Object = Fitted;

    fn fit(&self, dataset: &DatasetBase<Blocks<'a>, Response<'a>>) -> Result<Fitted, GlmError> {
        let (rows, response) = (dataset.records().0, *dataset.targets());
        check(dataset)?;
        let mut data = Data { rows, response, scale: Scale::of(rows, &response)?, link: Link::Logit };
        let (_, mass) = data.prepare()?;
        let (end, slope, iterations) = data.penalised(mass)?;
        let model = Fitted::natural(rows, &data.scale, &end.beta).with_covariance(&data.scale, &end.inverse);
        Ok(Fitted { deviance: end.totals.deviance, iterations, gradient: slope, ..model })
    }
}

impl Data<'_> {
    fn point(&self, beta: Vec<f64>) -> Option<Point> {
        let totals = self.pass(At::Beta(&beta));
        let root = linalg::cholesky(&totals.gram)?;
        let log_det = 2.0 * (0..root.nrows()).map(|k| libm::log(root[(k, k)])).sum::<f64>();
        let inverse = linalg::inverse(&totals.gram)?;
        let penalised = totals.deviance - log_det;
        penalised.is_finite().then_some(Point { beta, totals, inverse, penalised })
    }

    /// From 0 to the maximum of the penalised likelihood, with its gradient and the steps taken.
    fn penalised(&self, mass: f64) -> Result<(Point, f64, usize), GlmError> {
        let lost = |iterations, gradient| GlmError::NotConverged { iterations, gradient };
        let zero = vec![0.0; self.scale.coefficients()];
        let mut here = self.point(zero).ok_or_else(|| lost(0, f64::INFINITY))?;
        let mut slope = f64::INFINITY;
        for iterations in 1..=MOST_STEPS {
            let totals = self.pass(At::Firth(&here.beta, &here.inverse));
            slope = gradient(&totals, mass);
            if slope <= FLAT {
                return Ok((here, slope, iterations));
            }
            let step = solve(&totals, iterations, mass)?;
            let Some(next) = self.better(&here, step) else {
                let good = slope <= ENOUGH;
                return if good { Ok((here, slope, iterations)) } else { Err(lost(iterations, slope)) };
            };
            here = next;
        }
        if slope <= ENOUGH { Ok((here, slope, MOST_STEPS)) } else { Err(lost(MOST_STEPS, slope)) }
    }

    /// The point after a step, halved until the penalised likelihood does not fall (within rounding).
    fn better(&self, here: &Point, mut step: Vec<f64>) -> Option<Point> {
        let room = 1e-12 * (1.0 + here.penalised.abs());
        for _ in 0..MOST_HALVINGS {
            let beta = here.beta.iter().zip(&step).map(|(b, s)| b + s).collect();
            match self.point(beta).filter(|next| next.penalised <= here.penalised + room) {
                Some(next) => return Some(next),
                None => step.iter_mut().for_each(|s| *s /= 2.0),
            }
        }
        None
    }
}
