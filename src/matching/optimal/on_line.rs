//! Optimal matching on one score.

use super::line::complete::{BUDGET, pair_complete};
use super::line::{Paired, Row, pair};
use crate::design::{Caliper, Metric};
use crate::matching::assignment::{Answer, Assignment, Link, Proof};
use crate::matching::candidates::Candidates;
use crate::matching::groups::{Group, lines};
use crate::matching::limits::whole;
use crate::stats::sum::Compensated;
use rayon::prelude::*;

/// The score, and the caliper on it, where the line's own algorithm gives the answer: pairs or a fixed
/// ratio on a score, within exact strata and at most one caliper on that score (METHODS 13).
pub(super) fn applies<'a>(candidates: &Candidates<'a>) -> Option<(&'a [f64], Option<&'a Caliper>)> {
    let (design, spec) = (candidates.design, candidates.spec);
    let Metric::Score(score) = &design.metric else { return None };
    let plain = spec.max_controls.is_none() && spec.fine_balance.is_empty() && design.antiexact.is_empty();
    let caliper = match &design.calipers[..] {
        [] => None,
        [one] if one.on_score && one.width >= 0.0 => Some(one),
        _ => return None,
    };
    plain.then_some((score, caliper))
}

/// Partners of least total distance after as many focal units as possible have one, and as many pairs as the
/// ratio allows; between equally good answers the one with the least sum of tie keys of the partners.
///
/// Each stratum is a line of its own; the lines are solved side by side.
pub(super) fn assign(candidates: &Candidates<'_>, score: &[f64], caliper: Option<&Caliper>) -> Answer {
    let focal_arm = candidates.cohort.treated()[candidates.focal[0] as usize];
    let lines = lines(candidates, focal_arm, score);
    let solved: Vec<(Vec<Link>, Paired)> =
        lines.par_iter().map(|line| one(candidates, line, score, caliper)).collect();
    let (mut cost, mut bound) = (Compensated::default(), Compensated::default());
    for (_, paired) in &solved {
        cost.add(paired.total);
        bound.add(paired.bound);
    }
    let mut links: Vec<Link> = solved.into_iter().flat_map(|(links, _)| links).collect();
    links.par_sort_unstable_by_key(|link| (link.focal, link.slot));
    let proof = Proof { cost: cost.value(), bound: bound.value() };
    Answer { assignment: Assignment::Links { links, tied: 0 }, proof: Some(proof) }
}

fn one(
    candidates: &Candidates<'_>,
    Group { focal, pool }: &Group,
    score: &[f64],
    caliper: Option<&Caliper>,
) -> (Vec<Link>, Paired) {
    let values = |of: &[f64], rows: &[u32]| -> Vec<f64> { rows.iter().map(|&i| of[i as usize]).collect() };
    let (t, c) = (values(score, focal), values(score, pool));
    let ranks: Vec<u32> = pool.iter().map(|&row| candidates.ranks.cost(row)).collect();
    let reach = caliper.map(|k| [values(&k.values, focal), values(&k.values, pool)]);
    let row = Row {
        focal: &t,
        pool: &c,
        ratio: whole(candidates.spec.ratio) as usize,
        caliper: caliper.map(|k| k.width),
        reach: reach.as_ref().map(|[t, c]| [t.as_slice(), c.as_slice()]),
        ranks: &ranks,
    };
    let paired = if candidates.spec.complete_sets { pair_complete(&row, BUDGET) } else { pair(&row) };
    (links(candidates, [focal, pool], &paired, score), paired)
}

/// Pairs as links, the nearest partner first.
fn links(
    candidates: &Candidates<'_>,
    [focal, pool]: [&[u32]; 2],
    paired: &Paired,
    score: &[f64],
) -> Vec<Link> {
    let mut links = Vec::with_capacity(paired.partners.len());
    for (place, &unit) in focal.iter().enumerate() {
        let own = &paired.partners[paired.starts[place] as usize..paired.starts[place + 1] as usize];
        let mut partners: Vec<u32> = own.iter().map(|&j| pool[j as usize]).collect();
        let gap = |row: u32| (score[unit as usize] - score[row as usize]).abs();
        partners.sort_unstable_by(|&a, &b| {
            gap(a).total_cmp(&gap(b)).then_with(|| candidates.ranks.key(a).cmp(&candidates.ranks.key(b)))
        });
        links.extend((1..).zip(partners).map(|(slot, partner)| Link { focal: unit, partner, slot }));
    }
    links
}
