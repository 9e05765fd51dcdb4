//! What the effects are worth, once all specifications have theirs.

use crate::cohort::Cohort;
use crate::impute::Imputed;
use crate::job::Job;
use crate::sensitivity::Evidence;
use crate::study::Analysis;
use crate::value::{self, Valuation};

/// Values the effects where the job asks for it; findings go to the primary analysis. `None` in an outcome-blind run.
pub(super) fn run(
    (cohort, imputed): (&Cohort, Option<&Imputed>),
    analyses: &mut [Analysis],
    job: &Job,
) -> Option<Result<Valuation, String>> {
    let spec = job.spec.value.as_ref()?;
    analyses.first()?.effects.as_ref()?;
    let parts: Vec<Vec<Evidence<'_>>> = analyses.iter().map(|a| super::behind(imputed, a)).collect();
    let all: Vec<Evidence<'_>> =
        analyses.iter().zip(&parts).filter_map(|(a, p)| super::evidence(cohort, a, p)).collect();
    let (valuation, findings) = match value::run(spec, &all, job.spec.seed) {
        Ok(found) => found,
        Err(reason) => return Some(Err(reason)),
    };
    drop(all);
    drop(parts);
    if let Some(effects) = analyses.first_mut().and_then(|a| a.effects.as_mut()) {
        effects.review.extend(findings);
    }
    Some(Ok(valuation))
}
