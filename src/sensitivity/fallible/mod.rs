//! Before/after results corrected for a start score that holds chance (METHODS 4).

mod model;
mod pool;
mod spec;

pub use spec::{FallibleSpec, FromData, ReliabilitySpec};

use super::types::{Doubt, Evidence};
use crate::cohort::Outcome;
use crate::estimate::{Behind, EffectRow};
use model::{Supposed, controls_mean, corrected, undone_at};
use pool::Pool;

/// Name of the analysis in the table.
pub const ANALYSIS: &str = "fallible_baseline";
/// The two strengths.
pub const RELIABILITY: &str = "reliability";
/// See [`RELIABILITY`].
pub const LONG_RUN: &str = "long_run_mean";
/// Subject of the row that says at which long-run mean the interval reaches 0.
pub const UNDONE: &str = "interval reaches 0";
/// Subject of the row that says to which long-run mean the controls went back.
pub const CONTROLS: &str = "comparison";

/// Where nothing is published and nothing is said.
const USUAL: f64 = 0.75;
/// A reliability stays this far from 0 and 1.
const EDGE: f64 = 0.01;
/// Steps from the lowest to the highest long-run mean.
const STEPS: u32 = 4;

/// The band around every before/after result: one row for each reliability and long-run mean.
///
/// * `behind`: what lies behind the main rows.
pub(super) fn doubts(evidence: &Evidence<'_>, behind: &[Behind], spec: &FallibleSpec) -> Vec<Doubt> {
    if spec.omit_because.is_some() {
        return Vec::new();
    }
    let headline = evidence.effects.rows.get(evidence.effects.primary).map(|r| r.outcome.as_str());
    let mut out = Vec::new();
    for outcome in evidence.cohort.roles().outcomes.iter().filter(|o| o.start().is_some()) {
        let filter = evidence.specification.filter.as_deref();
        let Some(pool) = Pool::of(evidence.cohort, evidence.design, outcome, filter) else { continue };
        let own = headline == Some(outcome.name.as_str());
        let said =
            if own { spec.clone() } else { FallibleSpec { margin: spec.margin, ..FallibleSpec::default() } };
        let mine: Vec<(&EffectRow, &Behind)> = behind
            .iter()
            .map(|b| (&evidence.effects.rows[b.row], b))
            .filter(|p| p.0.outcome == outcome.name)
            .collect();
        let Some(start) = mine.first().map(|p| p.1.everybody[0][1]) else { continue };
        let means = means(&said, pool.mean, start);
        for (row, b) in mine {
            for reliability in reliabilities(&said, outcome, &pool) {
                about(row, b, pool.drift, reliability, &means, &mut out);
            }
        }
    }
    out
}

/// The long-run means that are looked at, in order.
fn means(spec: &FallibleSpec, pool: f64, start: f64) -> Vec<f64> {
    let (from, to) = spec.long_run_mean.unwrap_or((pool, start));
    if from == to {
        return vec![from];
    }
    (0..=STEPS).map(|k| from + (to - from) * f64::from(k) / f64::from(STEPS)).collect()
}

/// The reliabilities that are looked at: the middle one, and `margin` to either side.
fn reliabilities(spec: &FallibleSpec, outcome: &Outcome, pool: &Pool) -> Vec<f64> {
    let middle = match spec.reliability {
        Some(ReliabilitySpec::Number(r)) => r,
        Some(ReliabilitySpec::Word(FromData::Pool)) => pool.retest.unwrap_or(USUAL),
        None => outcome.retest.as_ref().map_or(USUAL, |r| r.reliability),
    };
    let mut all: Vec<f64> =
        [-1.0, 0.0, 1.0].iter().map(|k| (middle + k * spec.margin).clamp(EDGE, 1.0 - EDGE)).collect();
    all.dedup();
    all
}

fn about(row: &EffectRow, b: &Behind, drift: f64, reliability: f64, means: &[f64], out: &mut Vec<Doubt>) {
    let parameter = Some((RELIABILITY, reliability));
    for &long_run in means {
        let found = corrected(row, b, drift, Supposed { reliability, long_run });
        let reason = "the scale has no room for such a shift of the end scores";
        out.push(Doubt {
            parameter,
            second: Some((LONG_RUN, long_run)),
            estimate: found.estimate,
            lower: found.limits.map(|l| l.0),
            upper: found.limits.map(|l| l.1),
            null_reason: found
                .estimate
                .is_none()
                .then(|| row.null_reason.clone().unwrap_or_else(|| reason.to_owned())),
            ..Doubt::about(row, ANALYSIS)
        });
    }
    let undone = undone_at(row, b, drift, reliability);
    let holds = row.lower.zip(row.upper).is_none_or(|(l, u)| l <= 0.0 && u >= 0.0);
    let why = if holds {
        "the interval is not clear of 0 to begin with"
    } else {
        "no long-run mean on the scale does that"
    };
    out.push(Doubt {
        subject: Some(UNDONE.to_owned()),
        parameter,
        value: undone,
        null_reason: undone.is_none().then(|| why.to_owned()),
        ..Doubt::about(row, ANALYSIS)
    });
    out.push(Doubt {
        subject: Some(CONTROLS.to_owned()),
        parameter,
        value: Some(controls_mean(b, drift, reliability)),
        ..Doubt::about(row, ANALYSIS)
    });
}
