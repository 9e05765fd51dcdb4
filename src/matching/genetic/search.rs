//! The search: differential evolution on the weights.

use super::super::assignment::Assignment;
use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use super::super::nearest;
use super::axes::Axes;
use super::fitness::{Fitness, Judge, partners};
use super::spec::GeneticSpec;
use crate::design::Norm;
use crate::stats::rng::{below, stream, uniform};
use rand_core::RngCore;
use rayon::prelude::*;

/// Units above which one matching at a time is held in memory, itself made in parallel.
const LARGE: usize = 200_000;
/// Chance that a new distance takes a gene from the mixture, not from its parent.
const CROSS: f64 = 0.7;

/// One distance.
#[derive(Debug, Clone)]
struct Member {
    /// From 0 to 1 each.
    genes: Vec<f64>,
    weights: Vec<f64>,
}

/// The weights whose matching balances best, of all that were looked at.
///
/// ```text
/// w = least + (most - least) g^4,   0 <= g <= 1
/// v = x_i + F (x_best - x_i) + F (x_a - x_b)   or   x_c + F (x_a - x_b),   F even on [0.4, 1]
/// ```
///
/// The first generation holds the design's distance as it is, the score alone, both together, and
/// otherwise chance. Each member then stands against a mixture of others (Storn and Price 1997, "best"
/// and "rand" in turn by chance) and gives way when the mixture is at least as good. The fourth power spreads weights
/// over orders of magnitude: only their ratios matter. Each member of each generation has its own random
/// stream, so that the number of threads does not matter. Cost: population x generations matchings at most.
///
/// # Errors
/// A term that cannot be read.
pub(super) fn best(candidates: &Candidates<'_>, axes: &Axes<'_>) -> Result<Vec<f64>, MatchingError> {
    let spec = &candidates.spec.genetic;
    // One variable alone: no ratio of weights, nothing to search.
    if spec.generations == 0 || axes.values.len() < 2 {
        return Ok(axes.plain());
    }
    let judge = Judge::new(candidates)?;
    let least = partners(&matched(candidates, axes, &axes.plain()));
    let fitness = |member: &Member| judge.judge(matched(candidates, axes, &member.weights), least);
    let all = |members: &[Member]| -> Vec<Fitness> {
        if candidates.cohort.len() > LARGE {
            members.iter().map(fitness).collect()
        } else {
            members.par_iter().map(fitness).collect()
        }
    };
    let mut members = first(candidates, axes);
    let mut fits = all(&members);
    let mut waited = 0;
    for generation in 1..=spec.generations {
        let top = leader(&fits);
        let before = fits[top].clone();
        let trials: Vec<Member> =
            (0..members.len()).map(|i| trial(candidates, &members, [i, top], generation)).collect();
        for (i, (trial, fit)) in trials.iter().zip(all(&trials)).enumerate() {
            if fit.compare(&fits[i]).is_le() {
                members[i] = trial.clone();
                fits[i] = fit;
            }
        }
        waited = if fits[leader(&fits)].clearly_beats(&before) { 0 } else { waited + 1 };
        if waited >= spec.wait {
            break;
        }
    }
    Ok(members.swap_remove(leader(&fits)).weights)
}

fn matched(candidates: &Candidates<'_>, axes: &Axes<'_>, weights: &[f64]) -> Assignment {
    nearest::in_space(candidates, &axes.weighted(weights), Norm::Euclidean)
}

/// The best, the first among equals.
fn leader(fits: &[Fitness]) -> usize {
    (1..fits.len()).fold(0, |best, i| if fits[i].compare(&fits[best]).is_lt() { i } else { best })
}

fn random(candidates: &Candidates<'_>, generation: u32, member: usize) -> impl RngCore + use<> {
    let replicate = u64::from(generation) * u64::from(candidates.spec.genetic.population) + member as u64;
    stream(candidates.seed, "genetic", replicate)
}

fn first(candidates: &Candidates<'_>, axes: &Axes<'_>) -> Vec<Member> {
    let spec = &candidates.spec.genetic;
    let known = |weights: Vec<f64>| {
        let weights: Vec<f64> = weights.iter().map(|w| w.clamp(spec.least, spec.most)).collect();
        Member { genes: weights.iter().map(|w| gene(spec, *w)).collect(), weights }
    };
    let mut members = vec![known(axes.plain())];
    if axes.has_score {
        let alone = axes.plain().iter().map(|w| 1.0 - w).collect();
        members.extend([known(alone), known(vec![1.0; axes.values.len()])]);
    }
    for member in members.len()..spec.population as usize {
        let mut rng = random(candidates, 0, member);
        members.push(born(spec, (0..axes.values.len()).map(|_| uniform(&mut rng)).collect()));
    }
    members
}

fn born(spec: &GeneticSpec, genes: Vec<f64>) -> Member {
    let weight = |g: &f64| spec.least + (spec.most - spec.least) * (g * g) * (g * g);
    Member { weights: genes.iter().map(weight).collect(), genes }
}

fn gene(spec: &GeneticSpec, weight: f64) -> f64 {
    ((weight - spec.least) / (spec.most - spec.least)).sqrt().sqrt().clamp(0.0, 1.0)
}

/// * `of`: the parent, and the best so far.
fn trial(candidates: &Candidates<'_>, members: &[Member], of: [usize; 2], generation: u32) -> Member {
    let [own, top] = of;
    let mut rng = random(candidates, generation, own);
    let mut others: Vec<usize> = Vec::with_capacity(3);
    while others.len() < 3 {
        let other = below(&mut rng, members.len() as u64) as usize;
        if other != own && !others.contains(&other) {
            others.push(other);
        }
    }
    let by_best = uniform(&mut rng) < 0.5;
    let factor = 0.4 + 0.6 * uniform(&mut rng);
    let parent = &members[own].genes;
    let certain = below(&mut rng, parent.len() as u64) as usize;
    let [a, b, c] = [others[0], others[1], others[2]].map(|k| &members[k].genes);
    let best = &members[top].genes;
    let mixed = |j: usize| {
        let from = if by_best { parent[j] + factor * (best[j] - parent[j]) } else { c[j] };
        (from + factor * (a[j] - b[j])).clamp(0.0, 1.0)
    };
    let genes = (0..parent.len())
        .map(|j| if uniform(&mut rng) < CROSS || j == certain { mixed(j) } else { parent[j] })
        .collect();
    born(&candidates.spec.genetic, genes)
}
