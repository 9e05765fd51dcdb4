//! What became of everyone.

use super::assignment::Assignment;
use super::candidates::Candidates;
use super::feasibility::within;
use super::method::Method;
use super::types::Fate;
use crate::design::{Caliper, Estimand};
use rayon::prelude::*;

/// The fate of every cohort unit.
///
/// * `weight`: matching weight, 0 = not used.
pub(super) fn fates(candidates: &Candidates<'_>, assignment: &Assignment, weight: &[f64]) -> Vec<Fate> {
    let mut fate = vec![Fate::Ineligible; weight.len()];
    if matches!(assignment, Assignment::Weights { .. }) {
        let word = |&i: &u32| if weight[i as usize] > 0.0 { Fate::Matched } else { Fate::Trimmed };
        let everyone = candidates.focal.iter().chain(&candidates.pool);
        everyone.for_each(|i| fate[*i as usize] = word(i));
        return fate;
    }
    let everyone_counts = candidates.design.estimand == Estimand::Ate;
    let unused = if everyone_counts { Fate::NoAdmissible } else { Fate::Spare };
    candidates.pool.iter().for_each(|&i| fate[i as usize] = unused);
    candidates.focal.iter().for_each(|&i| fate[i as usize] = Fate::NoAdmissible);
    let used = weight.iter().zip(&mut fate).filter(|(w, _)| **w > 0.0);
    used.for_each(|(_, fate)| *fate = Fate::Matched);
    if matches!(candidates.spec.method, Method::Cardinality | Method::Profile) {
        not_chosen(candidates, &mut fate);
    } else if matches!(assignment, Assignment::Links { .. } | Assignment::Sets { .. }) {
        let unmatched = |&&i: &&u32| fate[i as usize] == Fate::NoAdmissible;
        let left: Vec<u32> = candidates.focal.iter().filter(unmatched).copied().collect();
        for (row, reached) in left.iter().zip(reach(candidates, &left)) {
            if reached {
                fate[*row as usize] = Fate::NoneLeft;
            }
        }
        without_stratum(candidates, &left, &mut fate);
    } else if matches!(assignment, Assignment::Strata { .. }) {
        let alone = fate.iter_mut().filter(|f| **f == Fate::NoAdmissible);
        alone.for_each(|f| *f = Fate::NoStratum);
    }
    fate
}

/// Those in whose stratum nobody of the other arm is.
fn without_stratum(candidates: &Candidates<'_>, units: &[u32], fate: &mut [Fate]) {
    let mut served = vec![false; candidates.strata()];
    let stratum = |row: u32| candidates.design.strata.of[row as usize] as usize;
    candidates.pool.iter().for_each(|&row| served[stratum(row)] = true);
    let alone = units.iter().filter(|&&row| !served[stratum(row)]);
    alone.for_each(|&row| fate[row as usize] = Fate::NoStratum);
}

/// Those who could have been chosen and were not, and those whose stratum holds one arm only.
fn not_chosen(candidates: &Candidates<'_>, fate: &mut [Fate]) {
    let stratum = |row: u32| candidates.design.strata.of[row as usize] as usize;
    let mut holds = vec![[false; 2]; candidates.strata()];
    candidates.focal.iter().for_each(|&row| holds[stratum(row)][0] = true);
    candidates.pool.iter().for_each(|&row| holds[stratum(row)][1] = true);
    for &row in candidates.focal.iter().chain(&candidates.pool) {
        let fate = &mut fate[row as usize];
        if *fate == Fate::NoAdmissible {
            *fate = if holds[stratum(row)] == [true; 2] { Fate::NotChosen } else { Fate::NoStratum };
        }
    }
}

/// Whether each unit has any admissible partner in the whole pool, taken or not.
fn reach(candidates: &Candidates<'_>, units: &[u32]) -> Vec<bool> {
    if units.is_empty() {
        return Vec::new();
    }
    let mut lanes = lanes(candidates);
    let window = candidates.admissible.windows().min_by_key(|k| !k.on_score);
    if let Some(Caliper { values, .. }) = window {
        let by_value = |&a: &u32, &b: &u32| values[a as usize].total_cmp(&values[b as usize]);
        lanes.par_iter_mut().for_each(|lane| lane.sort_unstable_by(by_value));
    }
    let reached = |&row: &u32| {
        let lane = &lanes[candidates.design.strata.of[row as usize] as usize];
        if candidates.admissible.is_stratum_only() {
            return !lane.is_empty();
        }
        let near = window.map_or(&lane[..], |caliper| within(lane, caliper, row));
        near.iter().any(|&partner| candidates.admissible.pair(row as usize, partner as usize))
    };
    units.par_iter().map(reached).collect()
}

/// The pool by stratum.
fn lanes(candidates: &Candidates<'_>) -> Vec<Vec<u32>> {
    let mut lanes = vec![Vec::new(); candidates.strata()];
    let stratum = |row: u32| candidates.design.strata.of[row as usize] as usize;
    candidates.pool.iter().for_each(|&row| lanes[stratum(row)].push(row));
    lanes
}
