//! The prognostic score: what the outcome would be without support, learnt from controls alone.

use super::auc::auc;
use super::eligibility;
use super::error::DesignError;
use super::filter;
use super::folds;
use super::matrix::{Coding, Matrix};
use super::spec::PrognosticSpec;
use super::types::{Learnt, Prognostic};
use crate::cohort::{Blinded, Outcome, Reasons};
use crate::job::Specification;
use crate::stats::glm::{Binomial, Blocks, Fitted, GlmError, Response, least_squares, logistic};
use crate::stats::sum::sum;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;

/// The word that puts a caliper on the prognostic score, or makes it a variable of a distance.
pub(super) const PROGNOSTIC: &str = "prognostic";
/// Code of the reason for which pilot controls leave.
const PILOT: &str = "pilot";
/// Tells these folds from those of the propensity score.
const PURPOSE: u32 = 1;

/// Sends the pilot sample away, if one is declared; its eligible controls, in order.
///
/// # Errors
/// The expression cannot be read, or no eligible control is in the pilot sample.
pub(super) fn pilot(
    cohort: Blinded<'_>,
    spec: Option<&PrognosticSpec>,
    eligible: &mut Reasons,
) -> Result<Option<Vec<u32>>, DesignError> {
    let Some(text) = spec.and_then(|s| s.pilot.as_deref()) else { return Ok(None) };
    let truth = filter::truth(cohort, text)?;
    let chosen = |i: &usize| truth[*i] == Some(true) && !cohort.treated()[*i] && eligible.stays(*i);
    let rows: Vec<u32> = (0..cohort.len()).filter(chosen).map(|i| i as u32).collect();
    if rows.is_empty() {
        return Err(fault(format!("no eligible control has `{text}`")));
    }
    let code = eligible.code(PILOT, &format!("in the pilot sample of the prognostic score (`{text}`)"));
    for &i in &rows {
        eligible.mark(i as usize, code);
    }
    Ok(Some(rows))
}

/// Fits the prognostic score, if one is declared, on end values of controls and on nothing else.
///
/// With a pilot sample: one model, for everyone. Without: controls are cut into folds by a keyed hash of
/// their id; a control gets the score of the model that left its fold out, a service user the average over
/// all models. A score fitted on the very controls it is then used for makes them look better matched than
/// they are (Hansen 2008; Abadie, Chingos and West 2018), so there is no such choice.
///
/// # Errors
/// No outcome, too few controls with an end value, or a model without an answer.
pub(super) fn run(
    cohort: Blinded<'_>,
    specification: &Specification,
    terms: &[String],
    pilot: Option<Vec<u32>>,
    eligible: &Reasons,
    seed: u64,
) -> Result<Option<Prognostic>, DesignError> {
    let Some(spec) = &specification.design.prognostic else { return Ok(None) };
    let outcome = eligibility::primary(cohort, specification)?;
    let outcome = outcome.ok_or_else(|| fault("the job declares no outcome".to_owned()))?;
    let terms = spec.terms.as_deref().unwrap_or(terms);
    let rows: Vec<u32> = (0..cohort.len()).filter(|&i| eligible.stays(i)).map(|i| i as u32).collect();
    let everyone = Matrix::new(cohort, terms, Coding::Reference, rows)?;
    let work = Work { cohort, outcome, everyone };
    let prognostic = match pilot {
        Some(pilot) => work.by_pilot(&pilot)?,
        None => work.cross_fitted(spec.folds, seed)?,
    };
    Ok(Some(Prognostic { terms: terms.to_vec(), ..prognostic }))
}

/// The score, for what asks for it.
///
/// # Errors
/// The job declares none.
pub(super) fn score_of(prognostic: Option<&Prognostic>) -> Result<&[f64], DesignError> {
    let none = || fault("it is asked for, but the job declares none: add `[design.prognostic]`".to_owned());
    prognostic.map(|p| p.score.as_slice()).ok_or_else(none)
}

fn fault(why: String) -> DesignError {
    DesignError::Prognostic { why }
}

struct Work<'a> {
    cohort: Blinded<'a>,
    outcome: &'a Outcome,
    /// Everyone eligible.
    everyone: Matrix<'a>,
}

impl Work<'_> {
    fn by_pilot(&self, pilot: &[u32]) -> Result<Prognostic, DesignError> {
        let end = self.cohort.pool_end(&self.outcome.name)?;
        let known: Vec<u32> = pilot.iter().copied().filter(|&i| end(i as usize).is_some()).collect();
        let score = self.model(&known)?.linear(&self.everyone);
        Ok(self.made(&score, known.len(), Learnt::Pilot { people: pilot.len() }, None))
    }

    fn cross_fitted(&self, folds: u32, seed: u64) -> Result<Prognostic, DesignError> {
        let end = self.cohort.pool_end(&self.outcome.name)?;
        let rows = self.everyone.cohort_rows();
        let fold = folds::of(self.cohort, rows, folds, seed, PURPOSE);
        let treated = |at: usize| self.cohort.treated()[rows[at] as usize];
        let known = |at: usize| !treated(at) && end(rows[at] as usize).is_some();
        let mut score = vec![0.0; rows.len()];
        for k in 0..folds {
            let learn: Vec<u32> =
                (0..rows.len()).filter(|&at| known(at) && fold[at] != k).map(|at| rows[at]).collect();
            let model = self.model(&learn)?;
            let scored: Vec<usize> = (0..rows.len()).filter(|&at| treated(at) || fold[at] == k).collect();
            let found = model.linear(&self.everyone.among(scored.iter().map(|&at| rows[at]).collect()));
            for (at, found) in scored.into_iter().zip(found) {
                score[at] += if treated(at) { found / f64::from(folds) } else { found };
            }
        }
        let controls: Vec<usize> = (0..rows.len()).filter(|&at| known(at)).collect();
        let ends: Vec<f64> = controls.iter().filter_map(|&at| end(rows[at] as usize)).collect();
        let scores: Vec<f64> = controls.iter().map(|&at| score[at]).collect();
        let accuracy = self.accuracy(&scores, &ends);
        Ok(self.made(&score, controls.len(), Learnt::Folds { folds }, accuracy))
    }

    /// The outcome model of some controls, all with a known end value.
    fn model(&self, controls: &[u32]) -> Result<Fitted, DesignError> {
        let end = self.cohort.pool_end(&self.outcome.name)?;
        let values: Vec<f64> = controls.iter().filter_map(|&i| end(i as usize)).collect();
        let matrix = self.everyone.among(controls.to_vec());
        let fitted = if self.outcome.binary {
            let y: Vec<bool> = values.iter().map(|v| *v != 0.0).collect();
            Binomial::default().fit(&DatasetBase::new(Blocks(&matrix), Response { y: &y, weight: None }))
        } else {
            least_squares(&matrix, &values)
        };
        fitted.map_err(|error| fault(self.said(&error, controls.len())))
    }

    fn said(&self, error: &GlmError, controls: usize) -> String {
        let name = &self.outcome.name;
        match error {
            GlmError::Separation { columns, .. } => format!(
                "`{name}` of the controls is told exactly by {}; leave it out of `[design.prognostic] terms`",
                columns.join(", ")
            ),
            GlmError::OneClass { .. } => {
                format!("`{name}` is the same for all {controls} controls of a part")
            }
            other => other.to_string(),
        }
    }

    /// How well out-of-fold scores tell ends: share of variance for a number, C-statistic for a yes or no.
    fn accuracy(&self, scores: &[f64], ends: &[f64]) -> Option<f64> {
        if self.outcome.binary {
            let p: Vec<f64> = scores.iter().map(|&s| logistic(s)).collect();
            let y: Vec<bool> = ends.iter().map(|v| *v != 0.0).collect();
            return Some(auc(&p, &y)).filter(|a| a.is_finite());
        }
        let n = ends.len();
        let mean = sum(n, |i| ends[i]) / n as f64;
        let total = sum(n, |i| (ends[i] - mean) * (ends[i] - mean));
        let left = sum(n, |i| (ends[i] - scores[i]) * (ends[i] - scores[i]));
        Some(1.0 - left / total).filter(|r| r.is_finite())
    }

    fn made(&self, score: &[f64], controls: usize, learnt: Learnt, accuracy: Option<f64>) -> Prognostic {
        Prognostic {
            outcome: self.outcome.name.clone(),
            binary: self.outcome.binary,
            terms: Vec::new(),
            score: super::score::spread(self.cohort.len(), self.everyone.cohort_rows(), score),
            controls,
            learnt,
            accuracy,
        }
    }
}
