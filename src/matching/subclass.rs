//! Subclassification: classes of the score.

use super::assignment::{Answer, Assignment, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;
use super::scoot::{Classes, fill};
use super::types::NO_SET;
use crate::design::{Distance, Estimand};
use crate::stats::cuts::{bin, quantile_cuts};
use rayon::prelude::*;
use std::collections::VecDeque;

/// Classes between quantiles of the score, with everybody in them.
///
/// Quantiles (type 7) are those of the arm in question (treated, for ATC controls, for ATE everybody),
/// before people were discarded; a class holds its lower end, the outer ones are open. With the weights of
/// strata this is marginal mean weighting (Hong 2010): everybody counts by the size of the class. Reference:
/// Rosenbaum and Rubin (1984).
#[derive(Debug, Clone, Copy)]
pub(super) struct Subclass;

impl Matcher for Subclass {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        let spec = &candidates.spec.subclass;
        let score =
            score(candidates).ok_or(MatchingError::NeedsScore { setting: "method = \"subclass\"" })?;
        let asked = spec.classes.probabilities().map_err(|why| MatchingError::Classes { why })?;
        let cuts = quantile_cuts(&of_the_arm(candidates, score), asked.into_iter());
        let mut of = vec![NO_SET; candidates.cohort.len()];
        for arm in [&candidates.focal, &candidates.pool] {
            for &row in arm {
                of[row as usize] = bin(&cuts, score[row as usize]);
            }
            top_up(candidates, score, arm, cuts.len() + 1, &mut of)?;
        }
        Ok(Assignment::Strata { of }.into())
    }
}

/// The score that is cut: on the scale that `distance` names.
fn score<'a>(candidates: &'a Candidates<'_>) -> Option<&'a [f64]> {
    let propensity = candidates.design.propensity.as_ref()?;
    Some(match candidates.design.spec.distance {
        Distance::LinearPredictor => &propensity.linear,
        _ => &propensity.score,
    })
}

/// Scores of the arm in question, rising. The discarded count here while they have the same score model.
fn of_the_arm(candidates: &Candidates<'_>, score: &[f64]) -> Vec<f64> {
    let design = candidates.design;
    let mut found: Vec<f64> = match design.estimand {
        _ if design.spec.reestimate => eligible(candidates, score),
        Estimand::Ate => score.to_vec(),
        _ => {
            let arm = design.estimand != Estimand::Atc;
            let own = candidates.cohort.treated().iter().zip(score).filter(|(z, _)| **z == arm);
            own.map(|(_, &s)| s).collect()
        }
    };
    found.retain(|s| !s.is_nan());
    found.par_sort_unstable_by(f64::total_cmp);
    found
}

fn eligible(candidates: &Candidates<'_>, score: &[f64]) -> Vec<f64> {
    let both = candidates.design.estimand == Estimand::Ate;
    let pool = candidates.pool.iter().filter(|_| both);
    candidates.focal.iter().chain(pool).map(|&row| score[row as usize]).collect()
}

/// Fills classes with fewer than `min` people of one arm.
fn top_up(
    candidates: &Candidates<'_>,
    score: &[f64],
    arm: &[u32],
    classes: usize,
    of: &mut [u32],
) -> Result<(), MatchingError> {
    let min = candidates.spec.subclass.min;
    let mut size = vec![0_usize; classes];
    for &row in arm {
        size[of[row as usize] as usize] += 1;
    }
    if size.iter().all(|&n| n >= min as usize) {
        return Ok(());
    }
    let mut order: Vec<u32> = arm.to_vec();
    order.par_sort_unstable_by(|&a, &b| {
        let scores = score[a as usize].total_cmp(&score[b as usize]);
        scores.then_with(|| candidates.ranks.key(a).cmp(&candidates.ranks.key(b)))
    });
    let mut people: Classes = vec![VecDeque::default(); classes];
    for row in order {
        people[of[row as usize] as usize].push_back(row);
    }
    if !fill(&mut people, min) {
        let arm = if candidates.cohort.treated()[arm[0] as usize] { "treated" } else { "control" };
        return Err(MatchingError::FewForClasses { arm, classes, min });
    }
    for (class, rows) in (0..).zip(&people) {
        for &row in rows {
            of[row as usize] = class;
        }
    }
    Ok(())
}
