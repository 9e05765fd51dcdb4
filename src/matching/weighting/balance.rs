//! Weights solved for balance: entropy balancing, CBPS and inverse probability tilting.

use super::model::{Equations, WeightModel};
use super::spec::WeightKind;
use super::{Weights, arms, terms};
use crate::design::{Coding, Matrix};
use crate::matching::candidates::Candidates;
use crate::matching::error::MatchingError;
use crate::matching::survey_in_use;
use crate::stats::tilt::{Moments, Settings, Target, TiltError, logistic_balance, moments, tilt};

/// Weights under which the terms, their powers and products are balanced exactly.
///
/// ```text
/// ATT (ATC): treated (controls) 1, others exp(x'b) with the sums of the treated (controls)
/// ATE: entropy  exp(x'b_g) in arm g, with the sums of everyone
///      ipt      1 + exp(x'b_g) in arm g, with the sums of everyone
///      cbps     1/p treated, 1/(1-p) controls, one logistic p, with equal sums in both arms
/// ```
///
/// For ATT and ATC the three are the same weights. Survey weights are base weights: they multiply
/// everything here. With a mixing share, `everyone` counts each arm by it.
/// References: Hainmueller (2012); Imai and Ratkovic (2014); Graham, Pinto and Egel (2012).
///
/// # Errors
/// No positive weights balance, with the term; not converged.
pub(super) fn weights(candidates: &Candidates<'_>) -> Result<Weights, MatchingError> {
    let problem = Problem::new(candidates)?;
    match (candidates.design.estimand.one_arm(), candidates.spec.weights.kind) {
        (Some(focal), _) => problem.to_focal(usize::from(focal)),
        (None, WeightKind::Cbps) => problem.one_score(),
        (None, _) => problem.to_everyone(),
    }
}

struct Problem<'a> {
    candidates: &'a Candidates<'a>,
    terms: Vec<String>,
    rows: [&'a [u32]; 2],
    matrix: [Matrix<'a>; 2],
    base: [Option<Vec<f64>>; 2],
    moments: [Moments; 2],
}

impl<'a> Problem<'a> {
    fn new(candidates: &'a Candidates<'a>) -> Result<Self, MatchingError> {
        let (design, spec) = (candidates.design, candidates.spec);
        let terms = terms::balanced(candidates.cohort, &design.terms, &spec.weights)?;
        let rows = arms(candidates);
        let matrix =
            |arm: usize| Matrix::new(candidates.cohort, &terms, Coding::Reference, rows[arm].to_vec());
        let matrix = [matrix(0)?, matrix(1)?];
        let survey = survey_in_use(design, spec);
        let base = rows.map(|r| survey.map(|d| r.iter().map(|&i| d[i as usize]).collect::<Vec<f64>>()));
        let moments = [0, 1].map(|arm| moments(&matrix[arm], base[arm].as_deref()));
        Ok(Self { candidates, terms, rows, matrix, base, moments })
    }

    /// Odds that tilt `arm` to a target: one number a unit of the arm.
    fn tilt(&self, arm: usize, target: &Target) -> Result<Vec<f64>, MatchingError> {
        let solved = tilt(&self.matrix[arm], self.base[arm].as_deref(), target, self.settings());
        Ok(solved.map_err(|e| self.fault(e))?.weight)
    }

    fn settings(&self) -> Settings {
        Settings { tolerance: self.candidates.spec.weights.tolerance }
    }

    fn fault(&self, source: TiltError) -> MatchingError {
        MatchingError::Balance { kind: self.candidates.spec.weights.kind.word(), source }
    }

    /// Base weight of the `k`th unit of an arm.
    fn base(&self, arm: usize, k: usize) -> f64 {
        self.base[arm].as_ref().map_or(1.0, |d| d[k])
    }

    fn model(&self) -> (Vec<f64>, WeightModel) {
        let n = self.candidates.cohort.len();
        let equations = Some(Equations { residual: vec![0.0; n], curvature: vec![0.0; n] });
        (vec![0.0; n], WeightModel { terms: self.terms.clone(), slope: vec![0.0; n], equations })
    }

    fn to_focal(&self, focal: usize) -> Result<Weights, MatchingError> {
        let other = 1 - focal;
        let target = Target { mean: self.moments[focal].mean.clone(), mass: self.moments[focal].mass };
        let odds = self.tilt(other, &target)?;
        let (mut weight, mut model) = self.model();
        for (k, &row) in self.rows[focal].iter().enumerate() {
            weight[row as usize] = 1.0;
            model.set(row, 0.0, self.base(focal, k), 0.0);
        }
        for (k, (&row, w)) in self.rows[other].iter().zip(odds).enumerate() {
            let d = self.base(other, k);
            weight[row as usize] = w;
            model.set(row, 1.0, -d * w, d * w);
        }
        Ok(Weights { weight, models: vec![model] })
    }

    /// How much a base weight of each arm counts in the population that both arms are to stand for.
    fn counts(&self) -> [f64; 2] {
        let [control, treated] = [self.moments[0].mass, self.moments[1].mass];
        let all = control + treated;
        let share = self.candidates.design.spec.mixing_share;
        share.map_or([1.0, 1.0], |s| [(1.0 - s) * all / control, s * all / treated])
    }

    fn to_everyone(&self) -> Result<Weights, MatchingError> {
        let (counts, mut weight) = (self.counts(), Vec::new());
        let mut models = Vec::new();
        for arm in [0, 1] {
            let (other, tilting) = (1 - arm, self.candidates.spec.weights.kind == WeightKind::Ipt);
            let part = |g: usize| counts[g] * self.moments[g].mass;
            // Tilting starts from the own people as they are, and takes on the others.
            let (own, rest) = if tilting { (counts[arm], 0.0) } else { (0.0, part(arm)) };
            let mass = rest + part(other);
            let blend = |(a, b): (&f64, &f64)| (rest * a + part(other) * b) / mass;
            let mean = self.moments[arm].mean.iter().zip(&self.moments[other].mean).map(blend).collect();
            let odds = self.tilt(arm, &Target { mean, mass })?;
            let (fresh, mut model) = self.model();
            if weight.is_empty() {
                weight = fresh;
            }
            for (k, (&row, e)) in self.rows[arm].iter().zip(odds).enumerate() {
                let (d, w) = (self.base(arm, k), own + e);
                weight[row as usize] = w;
                model.set(row, e / w, d * (counts[arm] - w), d * e);
            }
            for (k, &row) in self.rows[other].iter().enumerate() {
                model.set(row, 0.0, self.base(other, k) * counts[other], 0.0);
            }
            models.push(model);
        }
        Ok(Weights { weight, models })
    }

    fn one_score(&self) -> Result<Weights, MatchingError> {
        let mut rows = self.rows.concat();
        rows.sort_unstable();
        let (design, treated) = (self.candidates.design, self.candidates.cohort.treated());
        let survey = survey_in_use(design, self.candidates.spec);
        let d = |row: u32| survey.map_or(1.0, |d| d[row as usize]);
        let base: Option<Vec<f64>> = survey.map(|_| rows.iter().map(|&row| d(row)).collect());
        let side: Vec<bool> = rows.iter().map(|&row| treated[row as usize]).collect();
        let matrix = Matrix::new(self.candidates.cohort, &self.terms, Coding::Reference, rows.clone())?;
        let [control, supported] = &self.moments;
        let arms = [control, supported];
        let solved = logistic_balance(&matrix, base.as_deref(), &side, arms, self.settings());
        let odds = solved.map_err(|e| self.fault(e))?.weight;
        let (mut weight, mut model) = self.model();
        for ((&row, e), z) in rows.iter().zip(odds).zip(side) {
            let (w, sign) = (1.0 + e, if z { 1.0 } else { -1.0 });
            weight[row as usize] = w;
            model.set(row, -sign * e / w, sign * d(row) * w, d(row) * e);
        }
        Ok(Weights { weight, models: vec![model] })
    }
}

impl WeightModel {
    fn set(&mut self, row: u32, slope: f64, residual: f64, curvature: f64) {
        let i = row as usize;
        self.slope[i] = slope;
        if let Some(equations) = &mut self.equations {
            (equations.residual[i], equations.curvature[i]) = (residual, curvature);
        }
    }
}
