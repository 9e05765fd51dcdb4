//! From a matcher's answer to the stage's result.

use super::assignment::{Assignment, Link};
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
pub fn assemble(candidates: &Candidates<'_>, assignment: Assignment) -> Result<Matching, MatchingError> {
    let assignment = complete(candidates, assignment);
    let (weight, analysis_weight) = weights(candidates, &assignment);
    let fate = fates(candidates, &assignment, &weight);
    let audit = audit(candidates, &assignment, &weight, &fate)?;
    if !weight.iter().any(|&w| w > 0.0) {
        return Err(MatchingError::NobodyMatched { focal: candidates.focal.len() });
    }
    let structure = structure(candidates, &assignment);
    let (edges, tied) = match &assignment {
        Assignment::Links { links, tied } => (Some(edges(candidates, links)), *tied),
        _ => (None, 0),
    };
    let mut matching = Matching {
        spec: candidates.spec.clone(),
        structure,
        set: sets(candidates, structure, edges.as_deref(), &fate),
        cost: edges.as_ref().map(|e| sum(e.len(), |i| e[i].distance)),
        edges,
        weight,
        analysis_weight,
        fate,
        tied,
        audit,
        review: Vec::new(),
    };
    matching.review = review(candidates, &matching);
    Ok(matching)
}

/// Without the sets that are too small, where the job wants complete ones.
fn complete(candidates: &Candidates<'_>, assignment: Assignment) -> Assignment {
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
        Assignment::Links { .. } => Structure::Sets,
        Assignment::Strata => Structure::Strata,
        Assignment::Weights(_) => Structure::ScoreWeights,
    }
}

fn edges(candidates: &Candidates<'_>, links: &[Link]) -> Vec<Edge> {
    let focal_arm = candidates.cohort.treated()[candidates.focal[0] as usize];
    let sets = links.chunk_by(|a, b| a.focal == b.focal).enumerate();
    sets.flat_map(|(set, links)| links.iter().map(move |link| (set as u32, link)))
        .map(|(set, &Link { focal, partner, slot })| {
            let (treated, control) = if focal_arm { (focal, partner) } else { (partner, focal) };
            let distance = candidates.distance(focal, partner).unwrap_or(0.0);
            Edge { set, treated, control, slot, distance }
        })
        .collect()
}

fn sets(
    candidates: &Candidates<'_>,
    structure: Structure,
    edges: Option<&[Edge]>,
    fate: &[Fate],
) -> Option<Vec<u32>> {
    let mut set = vec![NO_SET; fate.len()];
    match (structure, edges) {
        (Structure::Sets, Some(edges)) => {
            for edge in edges {
                set[edge.treated as usize] = edge.set;
                set[edge.control as usize] = edge.set;
            }
        }
        (Structure::Strata, _) => {
            let used = (0..fate.len()).filter(|&i| fate[i] == Fate::Matched);
            used.for_each(|i| set[i] = candidates.design.strata.of[i]);
        }
        _ => return None,
    }
    Some(set)
}
