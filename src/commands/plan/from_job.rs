//! A plan from a job: who starts, is seen again and finds a partner is counted, and no end value of a service user is
//! read.

use super::super::{Answer, load};
use super::said::Said;
use super::words::{Chapter, answer};
use crate::cohort::PoolEnds;
use crate::error::Error;
use crate::estimate::{Planned, planned};
use crate::pipeline::{self, Depth, Watch};
use crate::plan::{Assumed, Measured};
use crate::report::words::{count, level, percent};
use crate::study::{Analysis, Study};
use std::path::Path;

/// Plans the headline of the job's primary specification.
///
/// # Errors
/// Faults of the job or the data, an infeasible design, numbers that cannot be.
pub(super) fn run(path: &Path, said: &Said, watch: Watch<'_>) -> Result<Answer, Error> {
    let job = load::job(path)?;
    let study = pipeline::run(&job, Depth::Blind, watch)?;
    let Some(first) = study.analyses.first() else {
        return Err(Error::Usage("the job has no specification".to_owned()));
    };
    let facts = facts(&study, first)?;
    if facts.matched == 0 || facts.pool < 2 {
        let text = format!(
            "Not enough people: {} supported people have a start value, {} an end value too, and {} of those could be \
             matched. Nothing can be planned from that.\n",
            facts.starters, facts.followed, facts.matched
        );
        return Ok(Answer::text(text));
    }
    let measured = match said.measured()? {
        Some(measured) => measured,
        None if facts.binary => Measured::Share(within(facts.mean, facts.pool)),
        // The standard deviation is already what the start value leaves.
        None => Measured::Mean { sd: facts.sd, correlation: 0.0 },
    };
    let assumed = said.over(Assumed {
        treated: facts.starters as f64,
        ratio: facts.comparison as f64 / facts.matched as f64,
        measured,
        follow_up: facts.followed as f64 / facts.starters as f64,
        match_rate: facts.matched as f64 / facts.followed as f64,
        worth: (facts.comparison_ess / facts.comparison as f64).min(1.0),
        ..Assumed::default()
    })?;
    let unit = if facts.binary { "percentage points".to_owned() } else { facts.unit.clone() };
    let title = format!("{}: {}, {}", first.specification.name, facts.label, facts.contrast.word());
    let notes = notes(&facts);
    answer("job", &[Chapter { title: Some(title), assumed, effect: said.effect, unit: &unit, notes }])
}

fn facts(study: &Study, first: &Analysis) -> Result<Planned, Error> {
    let cohort = study.cohort.blinded_but(PoolEnds::Open);
    let found = planned(cohort, &first.design, &first.matching, &first.specification.estimate);
    found.map_err(|e| Error::Specification { name: first.specification.name.clone(), source: e.into() })
}

/// A share that nobody or everybody has is kept half a person away from 0 and 1.
fn within(share: f64, people: usize) -> f64 {
    let half = 0.5 / people as f64;
    share.clamp(half, 1.0 - half)
}

fn notes(facts: &Planned) -> Vec<String> {
    let pool = count(Some(facts.pool as f64));
    let first = if facts.binary {
        format!("Base rate: {} of the {pool} people of the pool with both values.", percent(facts.mean))
    } else {
        let given = facts.correlation.map_or_else(String::new, |r| {
            format!(" (start and end correlate by {}; what the start value explains is left out where it is matched on)", level(r))
        });
        format!("Standard deviation: of the {pool} people of the pool with both values{given}.")
    };
    let read =
        "Read of outcomes: the end values of the pool, and of service users whether there is one.".to_owned();
    vec![first, read]
}
