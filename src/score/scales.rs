//! Scores of the people supported alone, at each time that the job names columns for.

use super::fields::Scoring;
use super::instrument::Band;
use super::reliability::{Reliability, Time};
use super::{Instrument, declare, named, part_of};
use crate::cohort::Outcome;
use crate::harmonise::{scale_column, weeks_column};
use crate::job::{Job, OutcomeSpec};
use crate::scales::{ScaleSpec, WeeksSpec};

/// The scores of one scale. Each list has one entry a unit of the cohort; nobody of the pool has one.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleScores {
    /// Name in the job.
    pub name: String,
    /// The outcome whose start and end scores are the scale's own, where it has none itself.
    pub outcome: Option<String>,
    /// Label, unit, range, cases and which end is better; as of an outcome.
    pub about: Outcome,
    /// The instrument, where there is one.
    pub instrument: Option<String>,
    /// Named ranges.
    pub bands: Vec<Band>,
    /// Scores at each time that the scale names columns for.
    pub scores: Vec<(Time, Vec<Option<f64>>)>,
    /// Weeks from the end to the follow-up, where they are known.
    pub weeks: Option<Vec<Option<f64>>>,
    /// How well its own items hang together among the people supported.
    pub reliability: Vec<Reliability>,
}

/// Scores every scale. Its columns leave the cohort.
pub(super) fn all(scoring: &mut Scoring<'_>, outcomes: &[Outcome], job: &Job) -> Vec<ScaleScores> {
    job.spec.scales.iter().filter_map(|(name, spec)| one(scoring, outcomes, job, (name, spec))).collect()
}

fn one(
    scoring: &mut Scoring<'_>,
    outcomes: &[Outcome],
    job: &Job,
    (name, spec): (&str, &ScaleSpec),
) -> Option<ScaleScores> {
    let source = spec.outcome.as_ref();
    let said = match source {
        Some(outcome) => job.spec.outcomes.get(outcome)?.clone(),
        None => as_outcome(spec),
    };
    let instrument = match named(name, &said, job) {
        Ok(instrument) => instrument,
        Err(fault) => {
            scoring.faults.push(fault);
            return None;
        }
    };
    let about = match source {
        Some(outcome) => outcomes.iter().find(|o| o.name == *outcome)?.clone(),
        None => declare::outcome(name, &said, instrument, true),
    };
    let parts = Scoring::scale_parts(name, spec);
    for part in &parts {
        part_of(scoring, part, instrument, about.range);
    }
    let reliability = std::mem::take(&mut scoring.reliability);
    let times = parts.iter().map(|part| part.time);
    let scores = times.filter_map(|t| Some((t, scoring.withdraw(&scale_column(name, t))?))).collect();
    let own = || instrument.map(|i: &Instrument| i.band.clone()).unwrap_or_default();
    let bands = if spec.bands.is_empty() { own() } else { spec.bands.clone() };
    let mut scores = ScaleScores {
        name: name.to_owned(),
        outcome: source.cloned(),
        about,
        instrument: said.instrument,
        bands,
        scores,
        weeks: None,
        reliability: reliability.into_iter().filter(|r| r.treated).collect(),
    };
    scores.weeks = weeks(scoring, name, spec, &scores);
    Some(scores)
}

/// What the scale says of itself, as an outcome would.
fn as_outcome(spec: &ScaleSpec) -> OutcomeSpec {
    OutcomeSpec {
        label: spec.label.clone(),
        instrument: spec.instrument.clone(),
        treated: None,
        control: None,
        both: None,
        column: None,
        binary: false,
        better: spec.better,
        meaningful: spec.meaningful,
        range: spec.range,
        case: spec.case.clone(),
        report: Vec::new(),
        unit: spec.unit.clone(),
    }
}

/// Weeks to the follow-up; one that is not after the end is a fault.
fn weeks(
    scoring: &mut Scoring<'_>,
    name: &str,
    spec: &ScaleSpec,
    scores: &ScaleScores,
) -> Option<Vec<Option<f64>>> {
    let said = spec.follow_up_weeks.as_ref()?;
    let answered = scores.scores.iter().find(|(time, _)| *time == Time::FollowUp);
    let answered: &[Option<f64>] = answered.map_or(&[], |(_, scores)| scores);
    let column = match said {
        WeeksSpec::Weeks(weeks) => return Some(answered.iter().map(|a| a.map(|_| *weeks)).collect()),
        WeeksSpec::Column(field) => field.column(),
    };
    let weeks = scoring.withdraw(&weeks_column(name))?;
    scoring.soon(&weeks, answered, column);
    Some(weeks)
}
