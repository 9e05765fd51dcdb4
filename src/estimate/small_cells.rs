//! Ratios of small counts: score intervals where they hold, and why there is none elsewhere (METHODS 18).

use super::measure::Effect;
use super::sample::Sample;
use super::spec::{EstimatorKind, Measure};
use super::spread::Spread;
use super::variance::{Dimensions, Grouping, Rule};
use super::work::Work;
use crate::stats::sandwich::compact;
use crate::stats::score_ratio::{Pairs, Scored, TwoGroups};

/// Weights that differ by less than this share are equal.
const EQUAL: f64 = 1e-9;

/// A ratio one of whose four cells is small, with a score interval in place of one on the log scale.
///
/// Pairs (one treated, one control a set, no other clusters): the risk ratio by Tang's score for paired shares. People
/// compared as two independent groups of equal weights: risk and odds ratio by Miettinen and Nurminen. For other
/// weights, sets and estimators there is no score interval, and the reason says so.
pub(super) fn instead(
    work: &Work,
    (sample, y): (&Sample, &[f64]),
    kind: EstimatorKind,
    measure: Measure,
    effect: Effect,
) -> Effect {
    match scored(work, sample, y, kind, measure) {
        Ok((found, name)) => {
            let upper = found.upper.filter(|u| u.is_finite());
            let spread = Some(Spread::plain(0.0, name.to_owned()));
            let without = upper.is_none().then(|| "nothing bounds the ratio from above".to_owned());
            Effect {
                se: None,
                limits: upper.map(|u| (found.lower, u)),
                p: Some(found.p),
                spread,
                reason: without,
                ..effect
            }
        }
        Err(because) => effect.without_interval(&format!(
            "one of the four cells has fewer than 10 people, so a ratio has no trustworthy interval{because}"
        )),
    }
}

fn scored(
    work: &Work,
    sample: &Sample,
    y: &[f64],
    kind: EstimatorKind,
    measure: Measure,
) -> Result<(Scored, &'static str), &'static str> {
    if kind != EstimatorKind::Difference {
        return Err(" (score intervals are for plain shares)");
    }
    let level = work.spec.level;
    match work.rule {
        Rule::Cluster(Dimensions { set: true, unit: false, group: Grouping::Alone, site: false }) => {
            let pairs = pairs(work, sample, y).ok_or(" (score intervals are for pairs)")?;
            let found = match measure {
                Measure::RiskRatio => pairs.risk_ratio(level),
                _ => {
                    return Err(
                        "; in pairs the exact tests (`exact = \"all\"`) give the odds ratio of pairs that differ, with a mid-p interval",
                    );
                }
            };
            found.map(|f| (f, "score for pairs (Tang)")).ok_or("")
        }
        Rule::Hc(_) => {
            let groups = groups(sample, y).ok_or(" (score intervals are for equal weights)")?;
            let found = match measure {
                Measure::RiskRatio => groups.risk_ratio(level),
                _ => groups.odds_ratio(level),
            };
            found.map(|f| (f, "score (Miettinen-Nurminen)")).ok_or("")
        }
        _ => Err(" (score intervals know neither clusters nor estimated weights)"),
    }
}

/// Events and people of both arms; `None` where weights within an arm differ.
fn groups(sample: &Sample, y: &[f64]) -> Option<TwoGroups> {
    let (mut events, mut people, mut weight) = ([0.0; 2], [0.0; 2], [None; 2]);
    // The treated first.
    for ((y, &z), &w) in y.iter().zip(&sample.treated).zip(&sample.weight) {
        let g = usize::from(!z);
        let first = *weight[g].get_or_insert(w);
        if (w - first).abs() > EQUAL * first {
            return None;
        }
        events[g] += y;
        people[g] += 1.0;
    }
    Some(TwoGroups { events, people })
}

/// Sets of one treated and one control each, by who has the event; `None` where there are others.
fn pairs(work: &Work, sample: &Sample, y: &[f64]) -> Option<Pairs> {
    let set = work.compared.set.as_ref()?;
    groups(sample, y)?;
    let codes: Vec<u32> = sample.rows.iter().map(|&p| set[p]).collect();
    let (codes, number) = compact(&codes);
    let mut of: Vec<[Option<bool>; 2]> = vec![[None; 2]; number];
    for ((&code, &z), y) in codes.iter().zip(&sample.treated).zip(y) {
        let place = &mut of[code as usize][usize::from(z)];
        if place.replace(*y > 0.5).is_some() {
            return None;
        }
    }
    let mut found = Pairs { both: 0.0, treated: 0.0, control: 0.0, number: number as f64 };
    for [control, treated] in of {
        match (treated?, control?) {
            (true, true) => found.both += 1.0,
            (true, false) => found.treated += 1.0,
            (false, true) => found.control += 1.0,
            (false, false) => {}
        }
    }
    Some(found)
}
