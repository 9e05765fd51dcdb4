//! The people supported alone: where they started, how they changed, and whether it lasted.
//!
//! A change, not an effect: there is no comparison here. Every share has a base of its own, and figures of people with
//! both scores (paired) never share one with figures of everybody who has one of them (unpaired).

mod change;
mod later;
mod mean;
mod means;
mod people;
mod shares;
mod spec;
mod types;

pub use spec::{BenchmarkSpec, ScaleSpec, WeeksSpec};
pub use types::{About, Findings, Mean, Period, Share};

use crate::cohort::{Cohort, CohortError};
use crate::fault::{Fault, Place};
use crate::job::JobSpec;
use crate::score::ScaleScores;
use people::People;

/// What the scales of a job say of the people supported; in job order.
///
/// Everyone counts whom the programme supported, in the comparison or not: a fact that is missing, or a filter of the
/// job, keeps nobody out. Cost: one pass over the people for each figure.
///
/// # Errors
/// `MW299` if the scores of an outcome that a scale takes are not in the cohort.
pub fn run(cohort: &Cohort, scores: &[ScaleScores], job: &JobSpec) -> Result<Vec<Findings>, Vec<Fault>> {
    let known = scores.iter().filter_map(|s| Some((s, job.scales.get(&s.name)?)));
    known
        .map(|(scores, spec)| one(cohort, scores, spec, job.estimate.level))
        .collect::<Result<_, _>>()
        .map_err(|e: CohortError| vec![internal(&e)])
}

fn one(cohort: &Cohort, scores: &ScaleScores, spec: &ScaleSpec, level: f64) -> Result<Findings, CohortError> {
    let people = People::of(cohort, scores, spec)?;
    let about = About::new(scores, spec);
    let mut shares = shares::all(&people, &about);
    shares.extend(change::all(&people, &about));
    shares.extend(later::all(&people, &about));
    Ok(Findings { means: means::all(&people, level), shares, reliability: scores.reliability.clone(), about })
}

fn internal(error: &CohortError) -> Fault {
    Fault {
        code: "MW299",
        message: error.to_string(),
        help: Some("please report this with the job file".to_owned()),
        place: Place::Whole,
    }
}
