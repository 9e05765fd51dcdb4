//! Regression after matching: outcome on arm x covariates, averaged over the estimand's people.

use super::arms::{Arms, Linear};
use super::columns::Columns;
use super::sample::{Compared, Sample};
use crate::stats::glm::{GlmError, logistic as inverse_logit};
use crate::stats::regression::{Fit, linear, logistic, predict};

/// The regression's columns for one sample: 1, arm, covariates, arm x covariates.
#[derive(Debug)]
pub(super) struct Model {
    columns: Vec<Vec<f64>>,
    covariates: usize,
    target: Vec<f64>,
}

/// Which model of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Linear, for numbers.
    Identity,
    /// Logistic, for yes or no.
    Logit,
}

impl Model {
    /// Columns for `sample`, or why there are none.
    pub fn new(compared: &Compared, sample: &Sample, terms: &Columns) -> Result<Self, String> {
        let lacking = sample.rows.iter().filter(|&&p| !terms.complete[p]).count();
        if lacking > 0 {
            return Err(format!("{lacking} people have no value for a covariate of the regression"));
        }
        let n = sample.rows.len();
        let arm: Vec<f64> = sample.treated.iter().map(|&z| f64::from(u8::from(z))).collect();
        let covariates: Vec<Vec<f64>> =
            terms.values.iter().map(|v| sample.rows.iter().map(|&p| v[p]).collect()).collect();
        let crossed: Vec<Vec<f64>> =
            covariates.iter().map(|v: &Vec<f64>| v.iter().zip(&arm).map(|(x, z)| x * z).collect()).collect();
        let p = covariates.len();
        let columns = [vec![1.0; n], arm].into_iter().chain(covariates).chain(crossed).collect();
        Ok(Self { columns, covariates: p, target: target(compared, sample) })
    }

    /// A model that holds no more than covariates and a target.
    #[cfg(test)]
    pub fn plain(covariates: Vec<Vec<f64>>, target: Vec<f64>) -> Self {
        let n = target.len();
        let p = covariates.len();
        let columns = [vec![1.0; n], vec![0.0; n]].into_iter().chain(covariates).collect();
        Self { columns, covariates: p, target }
    }

    /// The covariates, column by column.
    pub fn covariates(&self) -> &[Vec<f64>] {
        &self.columns[2..2 + self.covariates]
    }

    /// How much each person counts when predictions are averaged.
    pub fn target(&self) -> &[f64] {
        &self.target
    }

    /// Means of both arms had everybody of the estimand been in each, with delta-method influences.
    ///
    /// ```text
    /// m_g = sum over target t_i mu(x_i, g) / sum t_i;   psi = (d m_g / d b)' (X'WX)^-1 score_i
    /// ```
    ///
    /// The covariates of the estimand's people are taken as given, as `marginaleffects` does.
    pub fn means(&self, y: &[f64], weight: &[f64], link: Link) -> Result<Arms, String> {
        let fit = match link {
            Link::Identity => linear(&self.columns, y, weight),
            Link::Logit => logistic(&self.columns, y, weight).map_err(|e| said(&e))?,
        };
        if y.len() <= fit.rank() {
            return Err(format!(
                "{} people are too few for a regression with {} coefficients",
                y.len(),
                fit.rank()
            ));
        }
        let (m0, g0) = self.average(&fit, 0.0, link);
        let (m1, g1) = self.average(&fit, 1.0, link);
        let linear = || Linear { fit: fit.least(weight), along: [fit.along(&g0), fit.along(&g1)] };
        Ok(Arms {
            least: (link == Link::Identity).then(linear),
            mean: [m0, m1],
            psi: [fit.influence(&g0), fit.influence(&g1)],
            leverage: fit.leverage(),
            rank: fit.rank(),
        })
    }

    /// Mean prediction with everybody in arm `arm` (0 or 1), and its gradient.
    fn average(&self, fit: &Fit, arm: f64, link: Link) -> (f64, Vec<f64>) {
        let p = self.covariates;
        let b = &fit.coefficients;
        let own = &self.columns[2..2 + p];
        let slopes: Vec<f64> = (0..p).map(|j| b[2 + j] + arm * b[2 + p + j]).collect();
        let shift = b[0] + arm * b[1];
        let mut eta = predict(own, &slopes);
        eta.resize(self.target.len(), 0.0);
        let mass: f64 = self.target.iter().sum();
        let (mut mean, mut slope) = (0.0, Vec::with_capacity(eta.len()));
        for (eta, t) in eta.iter().zip(&self.target) {
            let (mu, d) = respond(eta + shift, link);
            mean += t * mu / mass;
            slope.push(t * d / mass);
        }
        let base: f64 = slope.iter().sum();
        let moved: Vec<f64> = own.iter().map(|x| x.iter().zip(&slope).map(|(x, s)| x * s).sum()).collect();
        let mut gradient = vec![base, arm * base];
        gradient.extend_from_slice(&moved);
        gradient.extend(moved.iter().map(|m| arm * m));
        (mean, gradient)
    }
}

fn respond(eta: f64, link: Link) -> (f64, f64) {
    match link {
        Link::Identity => (eta, 1.0),
        Link::Logit => {
            let mu = inverse_logit(eta);
            (mu, mu * (1.0 - mu))
        }
    }
}

fn said(fault: &GlmError) -> String {
    match fault {
        GlmError::Separation { .. } | GlmError::OneClass { .. } => {
            "the covariates tell the outcome apart completely in an arm (separation), so the logistic \
             regression has no maximum"
                .to_owned()
        }
        other => format!("the logistic regression has no answer: {other}"),
    }
}

/// How much each person counts when predictions are averaged: focal people with their weights; for
/// both arms together everyone counts once (times the survey weight); for a population that weights make
/// or the job declares, each arm's weights make it.
fn target(compared: &Compared, sample: &Sample) -> Vec<f64> {
    let counts = |(k, &p): (usize, &usize)| match compared.estimand.one_arm() {
        None if compared.made => sample.weight[k],
        None => compared.survey.as_ref().map_or(1.0, |d| d[p]),
        Some(arm) if arm == sample.treated[k] => sample.weight[k],
        Some(_) => 0.0,
    };
    sample.rows.iter().enumerate().map(counts).collect()
}
