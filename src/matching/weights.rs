//! Weights from partners, strata or scores.

use super::assignment::{Assignment, Link};
use super::candidates::Candidates;
use super::check::survey_in_use;
use super::spec::SurveyWeights;
use super::types::NO_SET;
use crate::design::Estimand;

/// Matching weight and analysis weight of every cohort unit.
///
/// ```text
/// partners: focal 1, partner j: sum over its focal units i of d_j / (sum of d over i's partners)
/// strata and sets: ATT treated 1, control j: (sum of d, treated) d_j / (sum of d, control); ATC the reverse;
///           ATE unit j of an arm: (sum of d, both arms) d_j / (sum of d, own arm)
/// ```
///
/// with d = 1 for the matching weight and d the survey weight for the analysis weight (`within`); both
/// scaled to mean 1 over the non-zero weights of each arm. `product` multiplies the matching weight
/// by d instead, unscaled. Score weights are not scaled; d enters only with a d-weighted score.
pub(super) fn weights(candidates: &Candidates<'_>, assignment: &Assignment) -> (Vec<f64>, Vec<f64>) {
    let plain = match assignment {
        Assignment::Weights { weight, .. } => weight.clone(),
        _ => shared(candidates, assignment, |_| 1.0),
    };
    let Some(d) = survey_in_use(candidates.design, candidates.spec) else { return (plain.clone(), plain) };
    let within = candidates.spec.survey_weights == SurveyWeights::Within
        && !matches!(assignment, Assignment::Weights { .. });
    let analysis = if within {
        shared(candidates, assignment, |i| d[i])
    } else {
        plain.iter().zip(d).map(|(&w, &d)| if w > 0.0 { w * d } else { 0.0 }).collect()
    };
    (plain, analysis)
}

fn shared(candidates: &Candidates<'_>, assignment: &Assignment, d: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut weight = match assignment {
        Assignment::Links { links, .. } => by_links(candidates, links, d),
        Assignment::Sets { set: of, .. } | Assignment::Strata { of } => by_stratum(candidates, of, d),
        Assignment::Weights { weight, .. } => weight.clone(),
    };
    let treated = candidates.cohort.treated();
    for arm in [false, true] {
        let mean = mean_of_used(treated.iter().zip(&weight).filter(|(z, _)| **z == arm).map(|(_, &w)| w));
        let of_arm = treated.iter().zip(&mut weight).filter(|(z, _)| **z == arm);
        of_arm.filter(|_| mean > 0.0).for_each(|(_, w)| *w /= mean);
    }
    weight
}

fn mean_of_used(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = weights.filter(|&w| w > 0.0).fold((0.0, 0_usize), |(sum, n), w| (sum + w, n + 1));
    if n == 0 { 0.0 } else { sum / n as f64 }
}

fn by_links(candidates: &Candidates<'_>, links: &[Link], d: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut weight = vec![0.0; candidates.cohort.len()];
    for set in links.chunk_by(|a, b| a.focal == b.focal) {
        let focal = set[0].focal as usize;
        weight[focal] = d(focal);
        let total: f64 = set.iter().map(|link| d(link.partner as usize)).sum();
        for link in set {
            let partner = link.partner as usize;
            weight[partner] += d(focal) * d(partner) / total;
        }
    }
    weight
}

fn by_stratum(candidates: &Candidates<'_>, stratum: &[u32], d: impl Fn(usize) -> f64) -> Vec<f64> {
    let treated = candidates.cohort.treated();
    let rows = || candidates.focal.iter().chain(&candidates.pool).map(|&row| row as usize);
    let units = || rows().filter(|&i| stratum[i] != NO_SET);
    let mut mass = vec![[0.0; 2]; units().map(|i| stratum[i] as usize + 1).max().unwrap_or(0)];
    units().for_each(|i| mass[stratum[i] as usize][usize::from(treated[i])] += d(i));
    let sum = |arm: usize| mass.iter().filter(|m| m[0] > 0.0 && m[1] > 0.0).map(|m| m[arm]).sum::<f64>();
    let total = [sum(0), sum(1)];
    let target = |[c, t]: [f64; 2]| match (candidates.design.estimand, candidates.design.spec.mixing_share) {
        (Estimand::Att, _) => t,
        (Estimand::Atc, _) => c,
        (_, None) => t + c,
        (_, Some(share)) => share * t / total[1] + (1.0 - share) * c / total[0],
    };
    let mut weight = vec![0.0; treated.len()];
    for i in units() {
        let arms = mass[stratum[i] as usize];
        if arms[0] > 0.0 && arms[1] > 0.0 {
            weight[i] = target(arms) * d(i) / arms[usize::from(treated[i])];
        }
    }
    weight
}
