//! The score model's share in the variance of a weighted comparison.

use super::cluster;
use super::columns::Columns;
use super::error::EstimateError;
use super::sample::{Compared, Sample};
use crate::cohort::Cohort;
use crate::design::{Design, Estimand, Propensity};
use crate::stats::glm::Link;
use crate::stats::linalg;
use crate::stats::regression::Qr;
use ndarray::Array2;

/// The fitted score model, ready to say how each person moved the weights of all others.
#[derive(Debug)]
pub(super) struct ScoreModel {
    /// Cohort rows the score was fitted on, ascending.
    units: Vec<u32>,
    qr: Qr,
    /// The observed information in the basis of `qr`, where it is not the expected one.
    observed: Option<Array2<f64>>,
    /// Root of the expected information of each.
    scale: Vec<f64>,
    /// Score residual of each: derivative of its log likelihood by the linear predictor.
    residual: Vec<f64>,
    /// Derivative of the log weight by the linear predictor, of each.
    slope: Vec<f64>,
    /// Household or site of each, where the job declares one.
    cluster: Option<Vec<u32>>,
}

impl ScoreModel {
    /// Rebuilds the model from the terms and scores of the design.
    pub fn new(cohort: &Cohort, design: &Design, propensity: &Propensity) -> Result<Self, EstimateError> {
        let fitted = |&i: &usize| design.eligible.stays(i) && propensity.score[i].is_finite();
        let units: Vec<u32> = (0..cohort.len()).filter(fitted).map(|i| i as u32).collect();
        let weight = |i: usize| match &design.survey_weight {
            Some(d) if propensity.weighted => d[i],
            _ => 1.0,
        };
        let link = design.spec.propensity.model.link();
        let rate = |i: &u32| link.at(propensity.linear[*i as usize]).rate;
        let treated = |i: &u32| cohort.treated()[*i as usize];
        let information = |i: &u32| {
            let [no, yes] = rate(i);
            weight(*i as usize) * no * yes
        };
        let scale: Vec<f64> = units.iter().map(|i| information(i).sqrt()).collect();
        let terms = Columns::new(cohort, &design.terms, &units)?;
        let columns = [vec![vec![1.0; units.len()]], terms.values].concat();
        let residual = |i: &u32| {
            let [no, yes] = rate(i);
            weight(*i as usize) * if treated(i) { yes } else { -no }
        };
        let qr = Qr::new(&columns, &scale);
        let ratio = |i: &u32| {
            let local = link.at(propensity.linear[*i as usize]);
            let expected = local.rate[0] * local.rate[1];
            let observed = link.observed(propensity.linear[*i as usize], treated(i), &local);
            if expected > 0.0 { observed / expected } else { 0.0 }
        };
        let observed =
            (link != Link::Logit).then(|| qr.weighted(&units.iter().map(ratio).collect::<Vec<_>>()));
        Ok(Self {
            qr,
            observed,
            residual: units.iter().map(residual).collect(),
            slope: units.iter().map(|i| slope(design.estimand, treated(i), rate(i))).collect(),
            cluster: cluster::of(cohort, &units),
            units,
            scale,
        })
    }

    /// Influences over everyone the score was fitted on: the own one, and that through the score.
    ///
    /// ```text
    /// psi*_i = psi_i + (sum_j psi_j s_j x_j)' (X'VX)^-1 x_i r_i,   s_j = d log w_j / d eta_j
    /// ```
    ///
    /// with eta the linear predictor, r = d log likelihood / d eta (for a logit: d (z - p)) and V the observed
    /// information (for a logit: d p (1 - p)); the expected one where the other is not positive definite.
    /// Stefanski and Boos (2002); Lunceford and Davidian (2004).
    pub fn add(&self, compared: &Compared, sample: &Sample, psi: &[f64]) -> Vec<f64> {
        let mut own = vec![0.0; self.units.len()];
        for (&p, psi) in sample.rows.iter().zip(psi) {
            if let Ok(at) = self.units.binary_search(&compared.units[p]) {
                own[at] = *psi;
            }
        }
        let per_scale = |v: f64, s: f64| if s > 0.0 { v / s } else { 0.0 };
        let pull: Vec<f64> =
            own.iter().zip(&self.slope).zip(&self.scale).map(|((p, c), s)| per_scale(p * c, *s)).collect();
        let expected = self.qr.project(&pull);
        let solved = self.observed.as_ref().and_then(|h| linalg::solve(h, &expected));
        let through = self.qr.expand(&solved.unwrap_or(expected), self.units.len());
        let parts = own.iter().zip(&through).zip(self.residual.iter().zip(&self.scale));
        parts.map(|((own, t), (r, s))| own + per_scale(t * r, *s)).collect()
    }

    /// Household or site of everyone the score was fitted on.
    pub fn cluster(&self) -> Option<&[u32]> {
        self.cluster.as_deref()
    }
}

/// Derivative of the log weight by the linear predictor.
///
/// * `no`, `yes`: `-d log(1 - p) / d eta` and `d log p / d eta`.
fn slope(estimand: Estimand, treated: bool, [no, yes]: [f64; 2]) -> f64 {
    match (estimand, treated) {
        (Estimand::Att, true) | (Estimand::Atc, false) => 0.0,
        (Estimand::Att, false) => no + yes,
        (Estimand::Atc, true) => -(no + yes),
        (Estimand::Ate, true) => -yes,
        (Estimand::Ate, false) => no,
    }
}
