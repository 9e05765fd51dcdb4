//! The propensity score of one specification, and who is discarded by it.

use super::auc::auc;
use super::cache::{Cache, ScoreKey};
use super::discard;
use super::eligibility;
use super::error::DesignError;
use super::matrix::{Coding, Matrix};
use super::spec::{self, Discard, Distance, PropensitySpec, ScoreModel, ScoreWeights};
use super::survey;
use super::types::Propensity;
use crate::cohort::{Blinded, Reasons};
use crate::job::Specification;
use crate::matching::{Method, Order};
use crate::stats::glm::{Blocks, GlmError, Logistic, Logit, Response, Ridge, Stop, logistic};
use crate::stats::sum::map_chunks;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;

/// Fits the score if something needs it; marks who is discarded; fits again if asked.
///
/// # Errors
/// The model has no answer, a column is not there, or discarding empties an arm.
pub(super) fn run(
    cohort: Blinded<'_>,
    specification: &Specification,
    terms: &[String],
    eligible: &mut Reasons,
    cache: &Cache,
) -> Result<Option<Propensity>, DesignError> {
    if !needed(specification) {
        return Ok(None);
    }
    let spec = &specification.design;
    let mut propensity = fit(cohort, &spec.propensity, terms, eligible, cache)?;
    if spec.discard != Discard::None {
        let gone = discard::run(cohort, spec, &propensity, eligible);
        eligibility::both_arms(cohort, eligible)?;
        if gone && spec.reestimate {
            let before = propensity;
            propensity = fit(cohort, &spec.propensity, terms, eligible, cache)?;
            keep_discarded(&mut propensity.score, &before.score);
            keep_discarded(&mut propensity.linear, &before.linear);
        }
    }
    Ok(Some(propensity))
}

/// The discarded keep the score that discarded them: balance before matching shows them too.
fn keep_discarded(now: &mut [f64], before: &[f64]) {
    for (now, &before) in now.iter_mut().zip(before) {
        if now.is_nan() {
            *now = before;
        }
    }
}

/// `true` if distance, caliper, method, discarding or order rests on the score.
pub(super) fn needed(specification: &Specification) -> bool {
    let (design, matching) = (&specification.design, &specification.matching);
    let by_distance = matching.has_distance()
        && matches!(design.distance, Distance::Propensity | Distance::LinearPredictor);
    let by_order = matching.method.knows("matching", "order")
        && matches!(matching.order, Some(Order::Largest | Order::Smallest));
    let by_caliper = design.all_calipers().iter().any(|c| c.on == super::caliper::PROPENSITY);
    let by_method = matches!(matching.method, Method::Weighting | Method::Subclass);
    by_distance || by_order || by_caliper || by_method || design.discard != Discard::None
}

fn fit(
    cohort: Blinded<'_>,
    spec: &PropensitySpec,
    terms: &[String],
    eligible: &Reasons,
    cache: &Cache,
) -> Result<Propensity, DesignError> {
    let rows: Vec<u32> = (0..cohort.len()).filter(|&i| eligible.stays(i)).map(|i| i as u32).collect();
    let weight = match spec.weights {
        ScoreWeights::None => None,
        ScoreWeights::Survey => Some(survey::for_score(cohort, eligible, &rows)?),
    };
    let matrix = Matrix::new(cohort, terms, Coding::Reference, rows)?;
    let key = ScoreKey::new(eligible, terms, spec);
    let fitted = cache.score(key, || propensity(cohort, spec, &matrix, weight.as_deref()))?;
    Ok(Propensity::clone(&fitted))
}

/// The score model: each is a `linfa` learner over the same rows and response.
fn model(spec: &PropensitySpec, matrix: &Matrix<'_>, response: Response<'_>) -> Result<Logistic, GlmError> {
    let dataset = DatasetBase::new(Blocks(matrix), response);
    let stop = match spec.stop {
        spec::Stop::Converged => Stop::Converged,
        spec::Stop::R => Stop::R,
    };
    match spec.model {
        ScoreModel::Logit => Logit { stop }.fit(&dataset),
        ScoreModel::Ridge => Ridge { penalty: spec.penalty }.fit(&dataset),
    }
}

fn propensity(
    cohort: Blinded<'_>,
    spec: &PropensitySpec,
    matrix: &Matrix<'_>,
    weight: Option<&[f64]>,
) -> Result<Propensity, GlmError> {
    let y: Vec<bool> = matrix.cohort_rows().iter().map(|&i| cohort.treated()[i as usize]).collect();
    let model = model(spec, matrix, Response { y: &y, weight })?;
    let eta = model.linear(matrix);
    let p = map_chunks(eta.len(), |rows| eta[rows].iter().map(|&e| logistic(e)).collect::<Vec<_>>()).concat();
    Ok(Propensity {
        auc: auc(&p, &y),
        score: spread(cohort.len(), matrix.cohort_rows(), &p),
        linear: spread(cohort.len(), matrix.cohort_rows(), &eta),
        errors: model.errors(),
        names: model.names,
        coefficients: model.coefficients,
        deviance: model.deviance,
        iterations: model.iterations,
        gradient: model.gradient,
        weighted: weight.is_some(),
    })
}

/// Values of some rows, spread over the whole cohort; NaN elsewhere.
pub(super) fn spread(n: usize, rows: &[u32], values: &[f64]) -> Vec<f64> {
    let mut all = vec![f64::NAN; n];
    for (&row, &value) in rows.iter().zip(values) {
        all[row as usize] = value;
    }
    all
}
