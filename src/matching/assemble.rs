//! From a matcher's answer to the stage's result.

use super::assignment::{Answer, Assignment, Link};
use super::audit::audit;
use super::candidates::Candidates;
use super::error::MatchingError;
use super::fate::fates;
use super::limits::whole;
use super::review::review;
use super::types::{Edge, Fate, Matching, NO_SET, Structure};
use super::weights::weights;
use crate::stats::sum::sum;

/// Weighs, audits and labels an answer.
///
/// * `assignment`: from a [`Matcher`](super::Matcher), or partners chosen elsewhere.
///
/// # Errors
/// Nobody matched; or an answer that breaks a rule.
pub fn assemble(candidates: &Candidates<'_>, answer: impl Into<Answer>) -> Result<Matching, MatchingError> {
    let Answer { assignment, proof } = answer.into();
    let assignment = complete(candidates, assignment);
    let (weight, analysis_weight) = weights(candidates, &assignment);
    let fate = fates(candidates, &assignment, &weight);
    let audit = audit(candidates, &assignment, &weight, &fate)?;
    if !weight.iter().any(|&w| w > 0.0) {
        return Err(MatchingError::NobodyMatched { focal: candidates.focal.len() });
    }
    let structure = structure(candidates, &assignment);
    let (edges, tied) = match &assignment {
        Assignment::Links { links, tied } => (Some(edges(candidates, links, &numbered(links))), *tied),
        Assignment::Sets { set, links } if !links.is_empty() => (Some(edges(candidates, links, set)), 0),
        _ => (None, 0),
    };
    let mut matching = Matching {
        spec: candidates.spec.clone(),
        structure,
        set: sets(&assignment, edges.as_deref(), structure, &fate),
        cost: edges.as_ref().map(|e| sum(e.len(), |i| e[i].distance)),
        proof,
        edges,
        weight,
        analysis_weight,
        models: match assignment {
            Assignment::Weights { models, .. } => models,
            _ => Vec::new(),
        },
        fate,
        distance_weights: Vec::new(),
        feasibility: Vec::new(),
        tied,
        audit,
        review: Vec::new(),
    };
    matching.review = review(candidates, &matching);
    Ok(matching)
}

/// Without the sets that are too small, where the job wants complete ones.
pub(super) fn complete(candidates: &Candidates<'_>, assignment: Assignment) -> Assignment {
    let spec = candidates.spec;
    let Assignment::Links { links, tied } = assignment else { return assignment };
    if !spec.complete_sets {
        return Assignment::Links { links, tied };
    }
    let least = if spec.max_controls.is_some() { spec.min_controls.unwrap_or(1) } else { whole(spec.ratio) };
    let sets = links.chunk_by(|a, b| a.focal == b.focal).filter(|set| set.len() >= least as usize);
    Assignment::Links { links: sets.flatten().copied().collect(), tied }
}

fn structure(candidates: &Candidates<'_>, assignment: &Assignment) -> Structure {
    match assignment {
        Assignment::Links { .. } if candidates.limits.reuse > 1 => Structure::Reuse,
        Assignment::Links { .. } | Assignment::Sets { .. } => Structure::Sets,
        Assignment::Strata { .. } => Structure::Strata,
        Assignment::Weights { .. } => Structure::ScoreWeights,
    }
}

/// Sets of links, numbered in order of the focal unit; by cohort row of the focal unit.
fn numbered(links: &[Link]) -> Vec<u32> {
    let rows = links.last().map_or(0, |link| link.focal as usize + 1);
    let mut set = vec![NO_SET; rows];
    let groups = links.chunk_by(|a, b| a.focal == b.focal);
    (0..).zip(groups).for_each(|(number, group)| set[group[0].focal as usize] = number);
    set
}

/// * `set`: number of the set of each focal unit.
fn edges(candidates: &Candidates<'_>, links: &[Link], set: &[u32]) -> Vec<Edge> {
    let focal_arm = candidates.cohort.treated()[candidates.focal[0] as usize];
    let edge = |&Link { focal, partner, slot }: &Link| {
        let (treated, control) = if focal_arm { (focal, partner) } else { (partner, focal) };
        let distance = candidates.distance(focal, partner).unwrap_or(0.0);
        Edge { set: set[focal as usize], treated, control, slot, distance }
    };
    let mut edges: Vec<Edge> = links.iter().map(edge).collect();
    edges.sort_by_key(|e| e.set);
    edges
}

fn sets(
    assignment: &Assignment,
    edges: Option<&[Edge]>,
    structure: Structure,
    fate: &[Fate],
) -> Option<Vec<u32>> {
    let of_used = |of: &[u32]| {
        let own = of.iter().zip(fate);
        own.map(|(&set, &fate)| if fate == Fate::Matched { set } else { NO_SET }).collect()
    };
    match assignment {
        Assignment::Sets { set, .. } => Some(of_used(set)),
        Assignment::Strata { of } => Some(of_used(of)),
        Assignment::Links { .. } if structure == Structure::Sets => {
            let mut set = vec![NO_SET; fate.len()];
            for edge in edges.into_iter().flatten() {
                set[edge.treated as usize] = edge.set;
                set[edge.control as usize] = edge.set;
            }
            Some(set)
        }
        _ => None,
    }
}
