//! What can be known of the headline's question before any end value of a service user is read.

use super::contrast::{bases_of, is_binary, started_in, worth};
use super::error::EstimateError;
use super::spec::EstimateSpec;
use super::types::Base;
use super::work::OUTSIDE;
use crate::cohort::{Blinded, Contrast};
use crate::design::{Baseline, Design};
use crate::matching::Matching;
use crate::stats::moments::{effective_size, moments};

/// People and outcomes a plan rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// Outcome.
    pub outcome: String,
    /// What readers see.
    pub label: String,
    /// Contrast.
    pub contrast: Contrast,
    /// What shares and means are of.
    pub base: Base,
    /// Unit of a mean.
    pub unit: String,
    /// `true` for a share of people.
    pub binary: bool,
    /// Treated people of the base with a start value, whom the specification is about.
    pub starters: usize,
    /// Of those, with an end value too (the one fact about it that may be read).
    pub followed: usize,
    /// Of those, matched.
    pub matched: usize,
    /// Comparison people of the base, matched, with both values.
    pub comparison: usize,
    /// What they are worth under their weights.
    pub comparison_ess: f64,
    /// Pool of the base with both values.
    pub pool: usize,
    /// Their mean or share.
    pub mean: f64,
    /// Standard deviation of a number, given the start value where that is matched on.
    pub sd: f64,
    /// Correlation of start and end in the pool, where there are both.
    pub correlation: Option<f64>,
}

/// Reads the people of both arms, and the outcomes of the pool.
///
/// * `cohort`: with the end values of the pool open; those of service users are out of reach.
/// * `matching`: the outcome-blind match.
///
/// # Errors
/// [`EstimateError`] where the job asks for an outcome or contrast that is not there.
pub fn planned(
    cohort: Blinded<'_>,
    design: &Design,
    matching: &Matching,
    spec: &EstimateSpec,
) -> Result<Planned, EstimateError> {
    let roles = cohort.roles();
    let outcome = match &spec.outcome {
        Some(name) => roles.outcome(name),
        None => roles.outcomes.first(),
    }
    .ok_or(EstimateError::NoOutcome)?;
    let plain = if outcome.start().is_some() { Contrast::Change } else { Contrast::Value };
    let contrast = spec.contrast.or_else(|| outcome.report.first().copied()).unwrap_or(plain);
    let base = bases_of(outcome, contrast).first().copied().unwrap_or(Base::AllMatched);
    let start = outcome.start().map(|name| cohort.number(name)).transpose()?;
    let (observed, end) = (cohort.end_observed(&outcome.name)?, cohort.pool_end(&outcome.name)?);
    let begun = |i: usize| match &start {
        Some(s) => s.get(i).is_some_and(|s| started_in(outcome, base, s)),
        None => true,
    };
    let within: Vec<bool> =
        design.eligible.table().iter().map(|r| !OUTSIDE.contains(&r.code.as_str())).collect();
    let about = |i: usize| within[usize::from(design.eligible.codes()[i])];
    let used = |i: usize| matching.analysis_weight[i] > 0.0 && observed(i) && begun(i);
    let count = |treated: bool, keep: &dyn Fn(usize) -> bool| {
        (0..cohort.len())
            .filter(|&i| cohort.treated()[i] == treated && about(i) && begun(i) && keep(i))
            .count()
    };
    let controls: Vec<f64> = (0..cohort.len())
        .filter(|&i| !cohort.treated()[i] && used(i))
        .map(|i| matching.analysis_weight[i])
        .collect();
    let pairs: Vec<(f64, f64)> = (0..cohort.len())
        .filter(|&i| design.eligible.stays(i) && begun(i))
        .filter_map(|i| Some((start.as_ref().map_or(Some(0.0), |s| s.get(i))?, end(i)?)))
        .collect();
    let values: Vec<f64> = pairs.iter().map(|&(s, e)| worth(outcome, contrast, s, e)).collect();
    let (mean, sd) = spread(&values);
    let correlation = start.as_ref().and_then(|_| correlation(&pairs));
    let matched_on_start = start.is_some() && design.spec.baseline == Baseline::Match;
    let is_end = matches!(contrast, Contrast::Change | Contrast::End);
    let sd = match correlation {
        Some(r) if is_end && matched_on_start => {
            let ends: Vec<f64> = pairs.iter().map(|p| p.1).collect();
            spread(&ends).1 * (1.0 - r * r).max(0.0).sqrt()
        }
        _ => sd,
    };
    let number = controls.len();
    Ok(Planned {
        outcome: outcome.name.clone(),
        label: outcome.label.clone(),
        contrast,
        base,
        unit: outcome.unit.clone(),
        binary: is_binary(outcome, contrast),
        starters: count(true, &|_| true),
        followed: count(true, &|i| observed(i)),
        matched: count(true, &used),
        comparison: number,
        comparison_ess: effective_size(controls.into_iter()),
        pool: values.len(),
        mean,
        sd,
        correlation,
    })
}

/// Mean and standard deviation; 0 where there are too few.
fn spread(x: &[f64]) -> (f64, f64) {
    let found = moments(x.iter().map(|v| (*v, 1.0)));
    found.map_or((0.0, 0.0), |m| (m.mean, m.variance.unwrap_or(0.0).max(0.0).sqrt()))
}

fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let ((mx, sx), (my, sy)) = (spread(&x), spread(&y));
    let sum: f64 = pairs.iter().map(|(a, b)| (a - mx) * (b - my)).sum();
    let r = sum / ((pairs.len() as f64 - 1.0) * sx * sy);
    r.is_finite().then_some(r)
}
