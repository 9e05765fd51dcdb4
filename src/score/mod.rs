//! From answers to scores, driven by `data-schemas/instruments`.

mod answers;
mod declare;
mod fields;
mod instrument;
mod plain;
mod registry;
mod reliability;
mod scales;
mod scoring;
mod sound;

pub use instrument::{Band, Fill, Instrument, Item, Mark, MissingRule, ScaleFact, ScalePart, Subscale};
pub use registry::{instrument, instrument_schema, instruments, read_instrument};
pub use reliability::{Reliability, Time};
pub use scales::ScaleScores;

use crate::cohort::{Cohort, Outcome};
use crate::fault::{Fault, Place};
use crate::harmonise::Harmonised;
use crate::job::{Job, OutcomeSpec};
use crate::stats::text::nearest;

/// A cohort whose outcomes are scored.
#[derive(Debug)]
pub struct Scored {
    /// The units.
    pub cohort: Cohort,
    /// How well the items of each scale hang together. Those of end answers are no part of an
    /// outcome-blind design: [`Scored::blind`] leaves them out.
    pub reliability: Vec<Reliability>,
    /// Scores of the people supported alone: no part of the cohort, so that neither design nor matching can read them.
    pub scales: Vec<ScaleScores>,
}

impl Scored {
    /// The reliability that an outcome-blind run may know: that of start answers.
    #[must_use]
    pub fn blind(reliability: Vec<Reliability>) -> Vec<Reliability> {
        reliability.into_iter().filter(|r| r.time == Time::Start).collect()
    }
}

/// Turns the answers of every outcome into scores and fills `Roles.outcomes`.
///
/// The columns `<name>.start.item1` and so on become `<name>.start` and `<name>.end`; where there is a
/// case rule, `<name>.start.case` is added (1 for a case). Plain numbers pass through, checked against
/// their range.
///
/// # Errors
/// Every fault of the data, those found before included: every answer outside its item's codes, every value outside the outcome's range, each with file, row,
/// column and value; items that do not fit the instrument; an unknown instrument.
pub fn run(harmonised: Harmonised, job: &Job) -> Result<Scored, Vec<Fault>> {
    let Harmonised { cohort, origin, faults } = harmonised;
    let mut scoring = fields::Scoring::new(cohort, &origin, faults);
    let mut outcomes = Vec::new();
    for (name, spec) in &job.spec.outcomes {
        match named(name, spec, job) {
            Ok(instrument) => outcomes.push(outcome(&mut scoring, name, spec, instrument)),
            Err(fault) => scoring.faults.push(fault),
        }
    }
    let reliability = std::mem::take(&mut scoring.reliability);
    let scales = scales::all(&mut scoring, &outcomes, job);
    Ok(Scored { cohort: scoring.finish(outcomes)?, reliability, scales })
}

fn outcome(
    scoring: &mut fields::Scoring<'_>,
    name: &str,
    spec: &OutcomeSpec,
    instrument: Option<&Instrument>,
) -> Outcome {
    let outcome = declare::outcome(name, spec, instrument, scoring.changes(name));
    for part in scoring.parts(name, spec) {
        part_of(scoring, &part, instrument, outcome.range);
    }
    if let (Some(case), Some(start)) = (&outcome.case, outcome.start()) {
        scoring.add_case(start, case);
    }
    outcome
}

/// Adds up the answers of a part, or checks them where nothing is to be added up.
fn part_of(
    scoring: &mut fields::Scoring<'_>,
    part: &fields::Part<'_>,
    instrument: Option<&Instrument>,
    range: Option<(f64, f64)>,
) {
    match instrument {
        Some(instrument) => answers::score(scoring, part, instrument),
        None => plain::check(scoring, part, range),
    }
}

/// The instrument of an outcome, if it has one.
fn named<'a>(name: &str, spec: &OutcomeSpec, job: &'a Job) -> Result<Option<&'a Instrument>, Fault> {
    let Some(wanted) = &spec.instrument else { return Ok(None) };
    job.instrument(wanted).map(Some).ok_or_else(|| {
        let known = job.instrument_names();
        let near = nearest(wanted, &known).map(|n| format!("did you mean `{n}`?"));
        Fault {
            code: "MW232",
            message: format!("outcome `{name}`: there is no instrument `{wanted}`"),
            help: Some(near.unwrap_or_else(|| format!("instruments are: {}", known.join(", ")))),
            place: Place::Whole,
        }
    })
}
