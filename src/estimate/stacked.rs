//! The share of estimated weights in the variance of a weighted comparison.

use super::cluster::{self, Drawing};
use super::columns::Columns;
use super::error::EstimateError;
use super::sample::{Compared, Sample};
use crate::cohort::Cohort;
use crate::design::{Design, Propensity};
use crate::matching::{Equations, Matching, WeightModel};
use crate::stats::glm::Link;
use crate::stats::linalg;
use crate::stats::regression::{Qr, predict};
use ndarray::Array2;

/// A fitted model of the weights, ready to say how each person moved the weights of all others.
#[derive(Debug)]
pub(super) struct ScoreModel {
    /// Cohort rows the model was fitted on, ascending.
    units: Vec<u32>,
    /// Its columns, the constant first.
    columns: Vec<Vec<f64>>,
    qr: Qr,
    /// The observed information in the basis of `qr`, where it is not the expected one.
    observed: Option<Array2<f64>>,
    /// Root of the curvature of each; for a score of its expected information.
    scale: Vec<f64>,
    /// Residual of each: its equation is the residual times its terms; for a score the derivative of its log
    /// likelihood by the linear predictor.
    residual: Vec<f64>,
    /// Derivative of the log weight by the linear predictor, of each.
    slope: Vec<f64>,
    /// Arm of each.
    treated: Vec<bool>,
    /// Household or site of each, where the job declares one.
    cluster: Option<Vec<u32>>,
    /// Site or worker of each, where it is a dimension beside those.
    site: Option<Vec<u32>>,
    /// Sampling unit and stratum of each, likewise.
    drawing: Option<Drawing>,
}

impl ScoreModel {
    /// The models behind the weights of a comparison.
    pub fn all(cohort: &Cohort, design: &Design, matching: &Matching) -> Result<Vec<Self>, EstimateError> {
        let each = matching.models.iter().map(|model| match (&model.equations, &design.propensity) {
            (Some(equations), _) => Self::of_equations(cohort, design, model, equations).map(Some),
            (None, Some(propensity)) => Self::of_score(cohort, design, propensity, &model.slope).map(Some),
            (None, None) => Ok(None),
        });
        each.filter_map(Result::transpose).collect()
    }

    /// Weights that were solved for balance.
    fn of_equations(
        cohort: &Cohort,
        design: &Design,
        model: &WeightModel,
        equations: &Equations,
    ) -> Result<Self, EstimateError> {
        let units: Vec<u32> =
            (0..cohort.len()).filter(|&i| design.eligible.stays(i)).map(|i| i as u32).collect();
        let pick = |v: &[f64]| units.iter().map(|&i| v[i as usize]).collect::<Vec<f64>>();
        let scale: Vec<f64> = pick(&equations.curvature).iter().map(|v| v.sqrt()).collect();
        let terms = Columns::new(cohort, &model.terms, &units)?;
        let columns = [vec![vec![1.0; units.len()]], terms.values].concat();
        Ok(Self {
            residual: pick(&equations.residual),
            slope: pick(&model.slope),
            treated: units.iter().map(|&i| cohort.treated()[i as usize]).collect(),
            cluster: cluster::of(cohort, &units),
            site: cluster::site(cohort, &units),
            drawing: Drawing::of(cohort, &units),
            qr: Qr::new(&columns, &scale),
            columns,
            observed: None,
            units,
            scale,
        })
    }

    /// Rebuilds the score model from the terms and scores of the design.
    fn of_score(
        cohort: &Cohort,
        design: &Design,
        propensity: &Propensity,
        slope: &[f64],
    ) -> Result<Self, EstimateError> {
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
            columns,
            observed,
            residual: units.iter().map(residual).collect(),
            // From log odds to linear predictor: 1 for a logit.
            slope: units.iter().map(|i| slope[*i as usize] * rate(i).iter().sum::<f64>()).collect(),
            treated: units.iter().map(|&i| cohort.treated()[i as usize]).collect(),
            cluster: cluster::of(cohort, &units),
            site: cluster::site(cohort, &units),
            drawing: Drawing::of(cohort, &units),
            units,
            scale,
        })
    }

    /// Influences over everyone the weights were fitted on: the own one, and that through each model.
    ///
    /// ```text
    /// psi*_i = psi_i + (sum_j psi_j s_j x_j)' (X'VX)^-1 x_i r_i,   s_j = d log w_j / d eta_j
    /// ```
    ///
    /// with r the residual and V the curvature of the model's equations. For a score r = d log likelihood / d eta
    /// (for a logit d (z - p)) and V is the observed information (for a logit d p (1 - p)); the expected one
    /// where the other is not positive definite. Stefanski and Boos (2002); Lunceford and Davidian (2004).
    ///
    /// * `moving`: the psi_j under the sum, the part of `psi` that is proportional to the weight.
    pub fn add(
        models: &[Self],
        compared: &Compared,
        sample: &Sample,
        psi: &[f64],
        moving: &[f64],
    ) -> Vec<f64> {
        let units = models.first().map_or(&[][..], |m| &m.units);
        let (mut all, mut pulled) = (vec![0.0; units.len()], vec![0.0; units.len()]);
        for ((&p, psi), moving) in sample.rows.iter().zip(psi).zip(moving) {
            if let Ok(at) = units.binary_search(&compared.units[p]) {
                (all[at], pulled[at]) = (*psi, *moving);
            }
        }
        for model in models {
            let parts = model.through(&pulled).into_iter().zip(&model.residual);
            all.iter_mut().zip(parts).for_each(|(all, (t, r))| *all += t * r);
        }
        all
    }

    /// `x_i' (X'VX)^-1 (sum_j psi_j s_j x_j)` of each unit. People whose equation does not move with the
    /// coefficients (curvature 0) have one too: their data are part of the target.
    fn through(&self, psi: &[f64]) -> Vec<f64> {
        let per_scale = |v: f64, s: f64| if s > 0.0 { v / s } else { 0.0 };
        let parts = psi.iter().zip(&self.slope).zip(&self.scale);
        let pull: Vec<f64> = parts.map(|((p, c), s)| per_scale(p * c, *s)).collect();
        let expected = self.qr.project(&pull);
        let solved = self.observed.as_ref().and_then(|h| linalg::solve(h, &expected));
        predict(&self.columns, &self.qr.solve(&solved.unwrap_or(expected), self.columns.len()))
    }

    /// How everyone the weights were fitted on was drawn.
    pub fn drawing(&self) -> Option<&Drawing> {
        self.drawing.as_ref()
    }

    /// Arm of everyone the weights were fitted on.
    pub fn treated(&self) -> &[bool] {
        &self.treated
    }

    /// Site or worker of everyone the weights were fitted on, where it is a dimension of its own.
    pub fn site(&self) -> Option<&[u32]> {
        self.site.as_deref()
    }

    /// Household or site of everyone the weights were fitted on.
    pub fn cluster(&self) -> Option<&[u32]> {
        self.cluster.as_deref()
    }
}
