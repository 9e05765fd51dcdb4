//! The propensity score of one specification, and who is discarded by it.

use super::auc::auc;
use super::cache::{Cache, ScoreKey};
use super::column;
use super::discard;
use super::eligibility;
use super::error::DesignError;
use super::learner;
use super::matrix::{Coding, Matrix};
use super::spec::{self, Discard, Distance, PropensitySpec, ScoreModel, ScoreWeights};
use super::survey;
use super::types::Propensity;
use crate::cohort::{Blinded, Reasons};
use crate::job::Specification;
use crate::matching::{Method, Order};
use crate::stats::glm::{Binomial, Blocks, Firth, Fitted, GlmError, Link, Response, Ridge, Stop};
use crate::stats::sum::{map_chunks, sum};
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use std::ops::Range;

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
pub fn needed(specification: &Specification) -> bool {
    let (design, matching) = (&specification.design, &specification.matching);
    let by_distance = matching.has_distance()
        && matching.method != Method::Genetic
        && matches!(design.distance, Distance::Propensity | Distance::LinearPredictor);
    let by_order = matching.method.knows("matching", "order")
        && matches!(matching.order, Some(Order::Largest | Order::Smallest));
    let by_caliper = design.all_calipers().iter().any(|c| c.on == super::caliper::PROPENSITY);
    let by_method = match matching.method {
        Method::Weighting => matching.weights.kind.needs_score(),
        Method::Genetic => matching.genetic.score,
        method => method == Method::Subclass,
    };
    by_distance || by_order || by_caliper || by_method || design.discard != Discard::None
}

fn fit(
    cohort: Blinded<'_>,
    spec: &PropensitySpec,
    terms: &[String],
    eligible: &Reasons,
    cache: &Cache,
) -> Result<Propensity, DesignError> {
    if spec.model == ScoreModel::Column {
        return column::run(cohort, spec.column.as_deref(), eligible);
    }
    let rows: Vec<u32> = (0..cohort.len()).filter(|&i| eligible.stays(i)).map(|i| i as u32).collect();
    let weight = match spec.weights {
        ScoreWeights::None => None,
        ScoreWeights::Survey => Some(survey::for_score(cohort, eligible, &rows)?),
    };
    let key = ScoreKey::new(eligible, terms, spec);
    let fitted = if spec.model == ScoreModel::Forest {
        let matrix = Matrix::new(cohort, terms, Coding::Full, rows)?;
        cache.score(key, || learner::forest(cohort, spec, &matrix, weight.as_deref(), cache.seed()))?
    } else {
        let matrix = Matrix::new(cohort, terms, Coding::Reference, rows)?;
        cache.score(key, || regression(cohort, spec, &matrix, weight.as_deref()))?
    };
    Ok(Propensity::clone(&fitted))
}

/// The score models that are regressions: each is a `linfa` learner over the same rows and response.
fn model(spec: &PropensitySpec, matrix: &Matrix<'_>, response: Response<'_>) -> Result<Fitted, GlmError> {
    let dataset = DatasetBase::new(Blocks(matrix), response);
    match spec.model {
        ScoreModel::Firth => Firth.fit(&dataset),
        ScoreModel::Ridge => Ridge { penalty: spec.penalty }.fit(&dataset),
        likelihood => {
            let stop = match spec.stop {
                spec::Stop::Converged => Stop::Converged,
                spec::Stop::R => Stop::R,
            };
            Binomial { link: likelihood.link(), stop }.fit(&dataset)
        }
    }
}

fn regression(
    cohort: Blinded<'_>,
    spec: &PropensitySpec,
    matrix: &Matrix<'_>,
    weight: Option<&[f64]>,
) -> Result<Propensity, GlmError> {
    let y: Vec<bool> = matrix.cohort_rows().iter().map(|&i| cohort.treated()[i as usize]).collect();
    let model = model(spec, matrix, Response { y: &y, weight })?;
    let eta = model.linear(matrix);
    let probability = |rows: Range<usize>| eta[rows].iter().map(|&e| model.link.probability(e)).collect();
    let p = map_chunks::<Vec<f64>>(eta.len(), probability).concat();
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
        fold: None,
    })
}

/// A score that no regression made: no coefficients.
///
/// * `rows`: rows of the cohort, ascending; `p`: the score of each, strictly between 0 and 1.
pub(super) fn made_elsewhere(cohort: Blinded<'_>, rows: &[u32], p: &[f64]) -> Propensity {
    let y: Vec<bool> = rows.iter().map(|&i| cohort.treated()[i as usize]).collect();
    let eta: Vec<f64> = p.iter().map(|&p| Link::Logit.predictor(p)).collect();
    let log = |i: usize| if y[i] { libm::log(p[i]) } else { libm::log1p(-p[i]) };
    Propensity {
        auc: auc(p, &y),
        score: spread(cohort.len(), rows, p),
        linear: spread(cohort.len(), rows, &eta),
        errors: Vec::new(),
        names: Vec::new(),
        coefficients: Vec::new(),
        deviance: -2.0 * sum(rows.len(), log),
        iterations: 0,
        gradient: 0.0,
        weighted: false,
        fold: None,
    }
}

/// Values of some rows, spread over the whole cohort; NaN elsewhere.
pub(super) fn spread(n: usize, rows: &[u32], values: &[f64]) -> Vec<f64> {
    let mut all = vec![f64::NAN; n];
    for (&row, &value) in rows.iter().zip(values) {
        all[row as usize] = value;
    }
    all
}
