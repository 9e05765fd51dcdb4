//! The outcome model of one arm, and what it expects of everybody.

use super::regression::{Link, respond, said};
use crate::stats::cr2::Least;
use crate::stats::regression::{Fit, linear, logistic, predict};

/// A regression of the outcome on the covariates among some people, and its predictions for all.
#[derive(Debug)]
pub(super) struct ArmModel {
    fit: Fit,
    /// Positions of those it was fitted on.
    at: Vec<usize>,
    /// Expected outcome of everybody.
    pub mu: Vec<f64>,
    /// Its derivative by the linear predictor.
    slope: Vec<f64>,
}

impl ArmModel {
    /// Fits the model among the people at `at`.
    ///
    /// * `columns`: a constant and the covariates, one entry a person of the sample.
    /// * `weight`: above 0 for those at `at`.
    ///
    /// # Errors
    /// In words: too few people, or a logistic regression without a maximum.
    pub fn new(
        columns: &[Vec<f64>],
        at: Vec<usize>,
        y: &[f64],
        weight: &[f64],
        link: Link,
    ) -> Result<Self, String> {
        let pick = |v: &[f64]| at.iter().map(|&k| v[k]).collect::<Vec<f64>>();
        let own: Vec<Vec<f64>> = columns.iter().map(|c| pick(c)).collect();
        let (y, w) = (pick(y), pick(weight));
        let fit = match link {
            Link::Identity => linear(&own, &y, &w),
            Link::Logit => logistic(&own, &y, &w).map_err(|e| said(&e))?,
        };
        if at.len() <= fit.rank() {
            return Err(too_few(fit.rank()));
        }
        let (mut mu, mut slope) = (Vec::with_capacity(weight.len()), Vec::with_capacity(weight.len()));
        for eta in predict(columns, &fit.coefficients) {
            let (m, d) = respond(eta, link);
            mu.push(m);
            slope.push(d);
        }
        Ok(Self { fit, at, mu, slope })
    }

    /// Coefficients estimated.
    pub fn rank(&self) -> usize {
        self.fit.rank()
    }

    /// Sum of `factor_i mu_i`.
    pub fn total(&self, factor: &[f64]) -> f64 {
        factor.iter().zip(&self.mu).map(|(f, m)| f * m).sum()
    }

    /// Influence of each person of the sample on the sum of `factor_i mu_i` through the coefficients.
    ///
    /// ```text
    /// psi_j = (sum_i factor_i d mu_i / d b)' (X'WX)^-1 score_j
    /// ```
    pub fn influence(&self, columns: &[Vec<f64>], factor: &[f64]) -> Vec<f64> {
        scatter(&self.at, &self.fit.influence(&self.gradient(columns, factor)), factor.len())
    }

    /// The sum of `factor_i mu_i` of a linear model in the basis of its orthogonal factor.
    pub fn along(&self, columns: &[Vec<f64>], factor: &[f64]) -> Vec<f64> {
        self.fit.along(&self.gradient(columns, factor))
    }

    /// The fit of a linear model, with a row for everybody: 0 for those it was not fitted on.
    pub fn least(&self, weight: &[f64]) -> Least {
        let own: Vec<f64> = self.at.iter().map(|&k| weight[k]).collect();
        let Least { q, weight: _, residual } = self.fit.least(&own);
        let all = |v: &Vec<f64>| scatter(&self.at, v, weight.len());
        Least { q: q.iter().map(all).collect(), weight: weight.to_vec(), residual: all(&residual) }
    }

    fn gradient(&self, columns: &[Vec<f64>], factor: &[f64]) -> Vec<f64> {
        let pulled: Vec<f64> = factor.iter().zip(&self.slope).map(|(f, s)| f * s).collect();
        columns.iter().map(|x| x.iter().zip(&pulled).map(|(x, p)| x * p).sum()).collect()
    }

    /// Leverage of each person of the sample, 0 for those it was not fitted on.
    pub fn leverage(&self) -> Vec<f64> {
        scatter(&self.at, &self.fit.leverage(), self.mu.len())
    }
}

/// The sample's people of one arm, by position.
pub(super) fn of_arm(treated: &[bool], arm: usize) -> Vec<usize> {
    (0..treated.len()).filter(|&k| usize::from(treated[k]) == arm).collect()
}

/// Why a regression cannot be fitted to so few: reasons are released, and tell no count of people.
pub(super) fn too_few(coefficients: usize) -> String {
    format!("the people are too few for a regression with {coefficients} coefficients")
}

fn scatter(at: &[usize], values: &[f64], n: usize) -> Vec<f64> {
    let mut all = vec![0.0; n];
    at.iter().zip(values).for_each(|(&k, v)| all[k] = *v);
    all
}
