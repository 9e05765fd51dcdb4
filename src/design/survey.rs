//! Survey weights of the pool, brought to mean 1.

use super::error::DesignError;
use crate::cohort::{Blinded, Reasons, Shape};
use crate::stats::sum::sum;

/// The survey weight of each unit, scaled so that eligible controls have mean 1; `None` when the job
/// declares none.
///
/// Programme against survey: service users weigh 1. One file: both arms are divided by the same number.
/// A missing weight (possible only where weights are not used) is 0.
///
/// # Errors
/// The column is not there or no number.
pub(super) fn scaled(cohort: Blinded<'_>, eligible: &Reasons) -> Result<Option<Vec<f64>>, DesignError> {
    let Some(name) = &cohort.roles().survey_weight else { return Ok(None) };
    let (weight, treated) = (cohort.number(name)?, cohort.treated());
    let counts = |i: usize| !treated[i] && eligible.stays(i);
    let n = cohort.len();
    let total = sum(n, |i| if counts(i) { weight.get(i).unwrap_or(0.0) } else { 0.0 });
    let people = sum(n, |i| f64::from(u8::from(counts(i))));
    let mean = if total > 0.0 { total / people } else { 1.0 };
    let survey = cohort.roles().shape == Shape::ProgrammeAgainstSurvey;
    let of = |i: usize| if survey && treated[i] { 1.0 } else { weight.get(i).unwrap_or(0.0) / mean };
    Ok(Some((0..n).map(of).collect()))
}

/// The case weights of a weighted score, one an entry of `rows`.
///
/// One file: the weights as they stand (their scale does not move the maximum, and this way R's
/// stopping rule gives R's numbers). Programme against survey: scaled, service users 1.
///
/// # Errors
/// The job declares no survey weight, or the column is not there.
pub(super) fn for_score(
    cohort: Blinded<'_>,
    eligible: &Reasons,
    rows: &[u32],
) -> Result<Vec<f64>, DesignError> {
    let name = cohort.roles().survey_weight.as_ref().ok_or(DesignError::NoScoreWeights)?;
    if cohort.roles().shape == Shape::OneFile {
        let weight = cohort.number(name)?;
        return Ok(rows.iter().map(|&i| weight.get(i as usize).unwrap_or(0.0)).collect());
    }
    let scaled = scaled(cohort, eligible)?.ok_or(DesignError::NoScoreWeights)?;
    Ok(rows.iter().map(|&i| scaled[i as usize]).collect())
}
