//! The probability of an end score, given covariates and the start score.

use super::super::contrast::Measured;
use super::super::work::Work;
use super::types::{CompletionModel, Fitting, Followed, Starting};
use crate::design::{Coding, Matrix, variables};
use crate::stats::glm::{Binomial, Blocks, Firth, Fitted, GlmError, Response};
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};

/// Reasons of the design for which a person carries no weight in the analysis at all.
const WEIGHTLESS: [&str; 2] = ["no_survey_weight", "zero_survey_weight"];

/// A fitted model, and what it says of everyone in the comparison.
#[derive(Debug, Clone)]
pub(super) struct Completing {
    /// The model.
    pub model: CompletionModel,
    /// Probability of each unit of the comparison.
    pub probability: Vec<f64>,
    /// Share of the starters with an end score.
    pub rate: f64,
}

/// Fits completion among the starters of an arm, or of both.
///
/// ```text
/// P(R = 1 | x, start) = logistic(b0 + x'b),   R = 1 with an end score; x the terms of the design's score
/// ```
///
/// Starters are people who entered, are meant by the specification, and have a start value and every term.
/// Survey weights do not enter: the model says who answers given x, not how many there are. Where nobody is
/// lost there is no model and everybody's probability is 1. Where the maximum does not exist (separation),
/// Firth's penalised likelihood has one. Says why, where there is no answer.
/// Cost: one logistic regression. Reference: Seaman and White (2013).
pub(super) fn fit(work: &Work, measured: &Measured, of: Starting) -> Result<Completing, String> {
    let terms = terms(work, measured);
    let rows = starters(work, measured, &terms, of)?;
    let y: Vec<bool> = rows.iter().map(|&i| measured.known(i as usize)).collect();
    let followed = Followed { starters: rows.len(), completers: y.iter().filter(|r| **r).count() };
    let who = match of {
        Starting::Treated => work.cohort.roles().treated_label.as_str(),
        Starting::Control => work.cohort.roles().control_label.as_str(),
        Starting::Both => "people",
    };
    if followed.completers == 0 {
        return Err(format!("none of the {who} with a start score has an end score"));
    }
    let n = work.compared.units.len();
    if followed.lost() == 0 {
        let model = describe(of, followed, Fitting::Everyone, terms, None, &vec![1.0; rows.len()]);
        return Ok(Completing { model, probability: vec![1.0; n], rate: 1.0 });
    }
    let said = |e: &dyn std::fmt::Display| format!("completion of the {who} cannot be modelled: {e}");
    let open = |rows: Vec<u32>| {
        Matrix::new(work.cohort.blinded(), &terms, Coding::Reference, rows).map_err(|e| said(&e))
    };
    let matrix = open(rows)?;
    let (fitted, fitting) = maximum(&matrix, &y).map_err(|e| said(&e))?;
    let all = fitted.predict(Blocks(&matrix));
    let own: Vec<f64> = all.iter().zip(&y).filter(|(_, r)| **r).map(|(p, _)| *p).collect();
    let probability = fitted.predict(Blocks(&open(work.compared.units.clone())?));
    if own.iter().chain(&probability).any(|p| *p <= 0.0) {
        return Err(format!("some of the {who} have a probability of completion of 0"));
    }
    let rate = followed.completers as f64 / followed.starters as f64;
    let model = describe(of, followed, fitting, terms, Some(&fitted), &own);
    Ok(Completing { model, probability, rate })
}

/// Maximum likelihood, or Firth's where that has no answer.
fn maximum(matrix: &Matrix<'_>, y: &[bool]) -> Result<(Fitted, Fitting), GlmError> {
    let dataset = DatasetBase::new(Blocks(matrix), Response { y, weight: None });
    match Binomial::default().fit(&dataset) {
        Ok(fitted) => Ok((fitted, Fitting::Logit)),
        Err(GlmError::Separation { .. } | GlmError::NotConverged { .. }) => {
            Firth.fit(&dataset).map(|fitted| (fitted, Fitting::Firth))
        }
        Err(other) => Err(other),
    }
}

/// The terms of the design's score, and the start score where it is not among them.
fn terms(work: &Work, measured: &Measured) -> Vec<String> {
    let mut terms = work.design.terms.clone();
    let known = variables(&terms).unwrap_or_default();
    let start = measured.outcome.start().filter(|s| !known.iter().any(|k| k == s));
    terms.extend(start.map(str::to_owned));
    terms
}

fn starters(work: &Work, measured: &Measured, terms: &[String], of: Starting) -> Result<Vec<u32>, String> {
    let cohort = work.cohort;
    let arm = |z: bool| match of {
        Starting::Treated => z,
        Starting::Control => !z,
        Starting::Both => true,
    };
    let weighs = |i: usize| !WEIGHTLESS.contains(&work.design.eligible.of(i).code.as_str());
    let starts = |&i: &usize| {
        arm(cohort.treated()[i])
            && cohort.entry().stays(i)
            && work.about(i)
            && weighs(i)
            && measured.start_known(i)
    };
    let mut rows: Vec<u32> = (0..cohort.len()).filter(starts).map(|i| i as u32).collect();
    for name in variables(terms).map_err(|e| e.to_string())? {
        let column = cohort.column(&name).map_err(|e| e.to_string())?;
        rows.retain(|&i| column.known(i as usize));
    }
    Ok(rows)
}

fn describe(
    of: Starting,
    followed: Followed,
    fitting: Fitting,
    terms: Vec<String>,
    fitted: Option<&Fitted>,
    probability: &[f64],
) -> CompletionModel {
    let rate = followed.completers as f64 / followed.starters as f64;
    let (mut sum, mut squares, mut largest, mut smallest) = (0.0_f64, 0.0_f64, 0.0_f64, 1.0_f64);
    for p in probability {
        let w = rate / p;
        (sum, squares) = (sum + w, squares + w * w);
        (largest, smallest) = (largest.max(w), smallest.min(*p));
    }
    CompletionModel {
        of,
        followed,
        fitting,
        terms,
        names: fitted.map(|f| f.names.clone()).unwrap_or_default(),
        coefficients: fitted.map(|f| f.coefficients.clone()).unwrap_or_default(),
        smallest,
        largest_weight: largest,
        ess: if squares > 0.0 { sum * sum / squares } else { 0.0 },
    }
}
