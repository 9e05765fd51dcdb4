//! The score fitted again in every resample of a weighted comparison.

use super::super::columns::Columns;
use super::super::work::Work;
use crate::design::{Discard, Estimand};
use crate::matching::{WeightKind, score_weight};
use crate::stats::glm::{Link, logistic};
use crate::stats::linalg::solve;
use ndarray::Array2;

/// Newton steps after which a resample has no answer.
const STEPS: usize = 25;
/// A step under this on the scale of log odds ends the search.
const STILL: f64 = 1e-7;
/// Log odds this far out tell the arms apart.
const FAR: f64 = 30.0;

/// A score model that can be fitted again.
#[derive(Debug)]
pub(super) struct Score {
    /// Cohort rows it is fitted on, ascending.
    pub units: Vec<u32>,
    estimand: Estimand,
    treated: Vec<bool>,
    /// Prior weight of each in the score.
    prior: Vec<f64>,
    /// Row by row: 1, then the standardised terms.
    rows: Vec<f64>,
    width: usize,
    start: Vec<f64>,
    /// Weight of each under the score as it is.
    weight: Vec<f64>,
}

impl Score {
    /// The score of a weighted comparison, or why it cannot be fitted again.
    pub fn new(work: &Work) -> Result<Self, String> {
        let Work { design, cohort, compared, .. } = work;
        if let Some(reason) = refused(work) {
            return Err(reason.to_owned());
        }
        let propensity = design.propensity.as_ref().ok_or("there is no score")?;
        let fitted = |&i: &usize| design.eligible.stays(i) && propensity.score[i].is_finite();
        let units: Vec<u32> = (0..cohort.len()).filter(fitted).map(|i| i as u32).collect();
        let terms = Columns::new(cohort, &design.terms, &units).map_err(|e| e.to_string())?;
        let mut columns = vec![vec![1.0; units.len()]];
        for x in &terms.values {
            let mean = x.iter().sum::<f64>() / x.len() as f64;
            let sd = (x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / x.len() as f64).sqrt();
            if sd > 0.0 {
                columns.push(x.iter().map(|x| (x - mean) / sd).collect());
            }
        }
        let width = columns.len();
        let rows = (0..units.len()).flat_map(|k| columns.iter().map(move |c| c[k])).collect();
        let prior = |i: &u32| match &design.survey_weight {
            Some(d) if propensity.weighted => d[*i as usize],
            _ => 1.0,
        };
        let treated = units.iter().map(|&i| cohort.treated()[i as usize]).collect();
        let prior = units.iter().map(prior).collect();
        let (estimand, start) = (compared.estimand, vec![0.0; width]);
        let mut found = Self { units, estimand, treated, prior, rows, width, start, weight: Vec::new() };
        let all = vec![1.0; found.units.len()];
        found.start = found.fit(&all).ok_or("the terms of the score depend on each other")?;
        found.weight = found.weights(&found.start.clone()).ok_or("a weight is infinite")?;
        Ok(found)
    }

    /// By how much each weight changes when people count `times` in the fit; `None` without an answer.
    pub fn factors(&self, times: &[f64]) -> Option<Vec<f64>> {
        let now = self.weights(&self.fit(times)?)?;
        Some(now.iter().zip(&self.weight).map(|(n, w)| if *w > 0.0 { n / w } else { 0.0 }).collect())
    }

    fn weights(&self, b: &[f64]) -> Option<Vec<f64>> {
        let one = |(x, &z): (&[f64], &bool)| {
            let eta: f64 = x.iter().zip(b).map(|(x, b)| x * b).sum();
            Some(score_weight(self.estimand, z, logistic(eta))).filter(|w| w.is_finite())
        };
        self.rows.chunks_exact(self.width).zip(&self.treated).map(one).collect()
    }

    fn fit(&self, times: &[f64]) -> Option<Vec<f64>> {
        let (q, mut b) = (self.width, self.start.clone());
        for _ in 0..STEPS {
            let (mut products, mut right, mut far) = (vec![0.0; q * q], vec![0.0; q], 0.0_f64);
            for (k, x) in self.rows.chunks_exact(q).enumerate() {
                let w = self.prior[k] * times[k];
                if w > 0.0 {
                    let eta: f64 = x.iter().zip(&b).map(|(x, b)| x * b).sum();
                    let p = logistic(eta);
                    far = far.max(eta.abs());
                    let (v, e) = (w * p * (1.0 - p), w * (f64::from(u8::from(self.treated[k])) - p));
                    for (j, xj) in x.iter().enumerate() {
                        right[j] += e * xj;
                        let row = &mut products[j * q..=j * q + j];
                        row.iter_mut().zip(x).for_each(|(p, xk)| *p += v * xj * xk);
                    }
                }
            }
            if far > FAR {
                return None;
            }
            let at = |(j, k): (usize, usize)| products[j.max(k) * q + j.min(k)];
            let step = solve(&Array2::from_shape_fn((q, q), at), &right)?;
            b.iter_mut().zip(&step).for_each(|(b, s)| *b += s);
            if step.iter().all(|s| s.abs() < STILL) {
                return Some(b);
            }
        }
        None
    }
}

/// Why the weights of a comparison cannot be made again in a resample.
fn refused(work: &Work) -> Option<&'static str> {
    let Work { design, matching, compared, .. } = work;
    let (model, weights) = (design.spec.propensity.model, &matching.spec.weights);
    if weights.kind != WeightKind::Propensity || compared.own_equations {
        return Some(
            "weights that are solved for balance are not solved again in resamples; `variance = \"stacked\"` knows how they vary",
        );
    }
    if !model.by_likelihood() || model.link() != Link::Logit {
        return Some("only a logit score is fitted again in every resample");
    }
    if weights.trim.is_some() || compared.estimand == Estimand::Atos || design.spec.discard != Discard::None {
        return Some("who is trimmed or discarded would change in every resample");
    }
    (design.spec.mixing_share.is_some() && compared.estimand.one_arm().is_none())
        .then_some("the mixture of the two files is declared, and not drawn again")
}
