//! Full matching on one score, everyone placed.

use super::general::answer;
use super::line::{Covered, cover};
use crate::design::Metric;
use crate::matching::assignment::Answer;
use crate::matching::candidates::Candidates;
use crate::matching::groups::{Group, lines};
use crate::stats::sum::Compensated;
use rayon::prelude::*;

/// The score, where the line's own algorithm gives the answer: everyone covered, no rule but the exact one
/// (METHODS 13).
pub(super) fn applies<'a>(candidates: &Candidates<'a>) -> Option<&'a [f64]> {
    let spec = candidates.spec;
    let Metric::Score(score) = &candidates.design.metric else { return None };
    let free = spec.min_controls.is_none_or(|least| least == 1)
        && spec.max_controls.is_none()
        && spec.max_treated.is_none()
        && spec.mean_controls.is_none()
        && spec.omit.is_none();
    (free && candidates.admissible.is_stratum_only()).then_some(score)
}

/// The cheapest sets that hold everyone; each stratum is a line of its own, solved side by side.
pub(super) fn assign(candidates: &Candidates<'_>, score: &[f64]) -> Answer {
    let lines = lines(candidates, true, score);
    let solved: Vec<Covered> = lines
        .par_iter()
        .map(|Group { focal, pool }| {
            let values = |rows: &[u32]| -> Vec<f64> { rows.iter().map(|&i| score[i as usize]).collect() };
            cover(&values(focal), &values(pool))
        })
        .collect();
    let (mut cost, mut bound) = (Compensated::default(), Compensated::default());
    let mut pairs = Vec::with_capacity(solved.iter().map(|c| c.edges.len()).sum());
    for (Group { focal, pool }, covered) in lines.iter().zip(&solved) {
        cost.add(covered.total);
        bound.add(covered.bound);
        pairs.extend(covered.edges.iter().map(|&(i, j)| {
            let (t, c) = (focal[i as usize], pool[j as usize]);
            (t, c, (score[t as usize] - score[c as usize]).abs())
        }));
    }
    answer(candidates, pairs, cost.value(), bound.value())
}
