//! Full matching on any distance, under every rule.

use crate::design::Estimand;
use crate::matching::assignment::{Answer, Assignment, Link, Proof};
use crate::matching::candidates::Candidates;
use crate::matching::error::MatchingError;
use crate::matching::flow::{Aim, Rules, stars};
use crate::matching::groups::{Group, Span, Wish, choose, groups, totals};
use crate::matching::limits::whole;
use crate::matching::types::NO_SET;
use rayon::prelude::*;

/// Sets of one treated unit with several controls or the reverse, of least total distance, after (1) as few
/// treated units as possible are left out, (2) as few controls, or as many as the job leaves out.
///
/// People whom the rules let nobody reach are left out at no charge. Exact strata are solved apart unless a
/// number of controls to be used spans them.
///
/// Reference: Hansen and Klopfer (2006).
///
/// # Errors
/// No distance.
pub(super) fn assign(candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
    let spec = candidates.spec;
    let span = if spec.mean_controls.is_some() || spec.omit.is_some() { Span::All } else { Span::Strata };
    let flipped = candidates.design.estimand == Estimand::Atc;
    let (treated, controls) =
        if flipped { (&candidates.pool, &candidates.focal) } else { (&candidates.focal, &candidates.pool) };
    let groups = groups(candidates, [treated, controls], span);
    let chosen = choose(candidates, &groups, Wish::Cover, |group| rules(candidates, group))?;
    let (cost, bound) = totals(&chosen);
    let pairs = chosen.iter().flat_map(|c| c.pairs.iter().copied()).collect();
    Ok(answer(candidates, pairs, cost, bound))
}

/// Sets and links from pairs (treated row, control row, distance).
pub(super) fn answer(
    candidates: &Candidates<'_>,
    pairs: Vec<(u32, u32, f64)>,
    cost: f64,
    bound: f64,
) -> Answer {
    let pairs = focal_first(candidates, pairs);
    let set = sets(candidates, &pairs);
    let assignment = Assignment::Sets { set, links: links(candidates, pairs) };
    Answer { assignment, proof: Some(Proof { cost, bound }) }
}

/// Rules of a group whose focal side are the treated.
fn rules(candidates: &Candidates<'_>, group: &Group) -> Rules {
    let spec = candidates.spec;
    let (treated, controls) = (group.focal.len() as u32, group.pool.len() as u32);
    let least = spec.min_controls.unwrap_or(1);
    let most = spec.max_controls.unwrap_or(u32::MAX).min(controls).max(least);
    let reuse = if least > 1 { 1 } else { spec.max_treated.unwrap_or(u32::MAX).min(treated) };
    let used = match (spec.mean_controls, spec.omit) {
        (Some(mean), _) => Some(mean * f64::from(treated)),
        (_, Some(share)) => Some((1.0 - share) * f64::from(controls)),
        _ => None,
    };
    let used = used.map(|units| whole(units.round_ties_even()).clamp(1, controls));
    let aim = used.map_or(Aim::Cover, Aim::AtLeast);
    Rules { least, most, reuse, aim, dropped: Vec::new(), balance: Vec::new() }
}

/// Focal row, partner row, distance of all stars.
fn focal_first(candidates: &Candidates<'_>, mut pairs: Vec<(u32, u32, f64)>) -> Vec<(u32, u32, f64)> {
    let units = candidates.cohort.len() as u32;
    if candidates.design.estimand == Estimand::Atc {
        for pair in &mut pairs {
            *pair = (pair.1, pair.0, pair.2);
        }
    }
    stars(pairs, (units, units))
}

/// Set of each cohort unit, numbered in order of the focal units.
fn sets(candidates: &Candidates<'_>, pairs: &[(u32, u32, f64)]) -> Vec<u32> {
    let mut set = vec![NO_SET; candidates.cohort.len()];
    let mut next = 0;
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        let own = group.iter().map(|p| set[p.1 as usize]).find(|&s| s != NO_SET).unwrap_or(next);
        next += u32::from(own == next);
        set[group[0].0 as usize] = own;
        for pair in group {
            set[pair.1 as usize] = own;
        }
    }
    set
}

/// Links in order of the focal unit, nearer partners first.
fn links(candidates: &Candidates<'_>, mut pairs: Vec<(u32, u32, f64)>) -> Vec<Link> {
    pairs.par_sort_unstable_by(|a, b| {
        let keys = || candidates.ranks.key(a.1).cmp(&candidates.ranks.key(b.1));
        a.0.cmp(&b.0).then(a.2.total_cmp(&b.2)).then_with(keys)
    });
    let link = |(place, &(focal, partner, _)): (usize, &(u32, u32, f64))| {
        let slot = u16::try_from(place + 1).unwrap_or(u16::MAX);
        Link { focal, partner, slot }
    };
    pairs.chunk_by(|a, b| a.0 == b.0).flat_map(|set| set.iter().enumerate().map(link)).collect()
}
