//! Every answer is checked against every rule before it leaves the stage.

use super::assignment::{Assignment, Link};
use super::candidates::Candidates;
use super::error::MatchingError;
use super::sample;
use super::types::{Audit, Fate, NO_SET};

/// Checks an answer: arms, pairwise rules, limits, weights.
///
/// # Errors
/// [`MatchingError::Audit`] naming the first rule that is broken: a bug of a matcher.
pub(super) fn audit(
    candidates: &Candidates<'_>,
    assignment: &Assignment,
    weight: &[f64],
    fate: &[Fate],
) -> Result<Audit, MatchingError> {
    let mut edges = 0;
    if let Assignment::Links { links, .. } | Assignment::Sets { links, .. } = assignment {
        edges = links.len();
        links.iter().try_for_each(|&link| pairwise(candidates, link))?;
        partners(candidates, links)?;
        uses(candidates, links)?;
        owners(candidates, links)?;
    }
    if let Assignment::Sets { set, links } = assignment {
        stars(set, links)?;
        one_stratum(candidates, set)?;
        if links.is_empty() {
            super::audit_sets::check(candidates, set)?;
        }
    }
    sample::audit(candidates, weight)?;
    units(candidates, weight, fate)?;
    Ok(Audit { edges, units: candidates.focal.len() + candidates.pool.len() })
}

fn broken(what: String) -> Result<(), MatchingError> {
    Err(MatchingError::Audit { what })
}

fn pairwise(candidates: &Candidates<'_>, link: Link) -> Result<(), MatchingError> {
    let (focal, partner) = (link.focal as usize, link.partner as usize);
    let treated = candidates.cohort.treated();
    let arm = treated[candidates.focal[0] as usize];
    if treated[focal] != arm || treated[partner] == arm {
        return broken(format!("rows {focal} and {partner} are of the wrong arms"));
    }
    if !candidates.admissible.pair(focal, partner) {
        return broken(format!("rows {focal} and {partner} may not be compared"));
    }
    Ok(())
}

fn partners(candidates: &Candidates<'_>, links: &[Link]) -> Result<(), MatchingError> {
    if !links.is_sorted_by_key(|link| (link.focal, link.slot)) {
        return broken("links are out of order".to_owned());
    }
    for set in links.chunk_by(|a, b| a.focal == b.focal) {
        let focal = set[0].focal;
        if set.len() > candidates.limits.partners as usize {
            return broken(format!("row {focal} has {} partners", set.len()));
        }
        let mut rows: Vec<u32> = set.iter().map(|link| link.partner).collect();
        rows.sort_unstable();
        rows.dedup();
        if rows.len() != set.len() {
            return broken(format!("row {focal} has a partner twice"));
        }
    }
    Ok(())
}

fn uses(candidates: &Candidates<'_>, links: &[Link]) -> Result<(), MatchingError> {
    let mut uses = vec![0_u32; candidates.cohort.len()];
    for link in links {
        uses[link.partner as usize] += 1;
    }
    match uses.iter().position(|&n| n > candidates.limits.reuse) {
        Some(row) => broken(format!("row {row} serves {} units", uses[row])),
        None => Ok(()),
    }
}

/// Every edge lies within one set, and one end of it has no other edge.
fn stars(set: &[u32], links: &[Link]) -> Result<(), MatchingError> {
    let mut degree = vec![0_u32; set.len()];
    for link in links {
        degree[link.focal as usize] += 1;
        degree[link.partner as usize] += 1;
    }
    for &Link { focal, partner, .. } in links {
        let (a, b) = (focal as usize, partner as usize);
        if set[a] != set[b] || set[a] == NO_SET {
            return broken(format!("rows {a} and {b} are linked across sets"));
        }
        if degree[a] > 1 && degree[b] > 1 {
            return broken(format!("rows {a} and {b} are both centres of a set"));
        }
    }
    Ok(())
}

/// A set never crosses the exact rule.
fn one_stratum(candidates: &Candidates<'_>, set: &[u32]) -> Result<(), MatchingError> {
    let stratum = &candidates.design.strata.of;
    let sets = set.iter().filter(|s| **s != NO_SET).max().map_or(0, |m| *m as usize + 1);
    let mut seen = vec![None; sets];
    for (i, &s) in set.iter().enumerate().filter(|(_, s)| **s != NO_SET) {
        if *seen[s as usize].get_or_insert(stratum[i]) != stratum[i] {
            return broken(format!("set {s} holds people of two exact strata (row {i})"));
        }
    }
    Ok(())
}

/// One person takes part in one set only, and once as a partner.
fn owners(candidates: &Candidates<'_>, links: &[Link]) -> Result<(), MatchingError> {
    let Some(owners) = &candidates.limits.owners else { return Ok(()) };
    let mut set = vec![None; owners.len()];
    let mut served = vec![false; owners.len()];
    for link in links {
        for row in [link.focal, link.partner] {
            let owner = owners.of(row) as usize;
            if *set[owner].get_or_insert(link.focal) != link.focal {
                return broken(format!("the owner of row {row} is in two sets"));
            }
        }
        if std::mem::replace(&mut served[owners.of(link.partner) as usize], true) {
            return broken(format!("the owner of row {} serves twice", link.partner));
        }
    }
    Ok(())
}

fn units(candidates: &Candidates<'_>, weight: &[f64], fate: &[Fate]) -> Result<(), MatchingError> {
    for (i, (&w, &fate)) in weight.iter().zip(fate).enumerate() {
        if !(w >= 0.0 && w.is_finite()) || (w > 0.0) != (fate == Fate::Matched) {
            return broken(format!("row {i} has weight {w} and fate {fate:?}"));
        }
        if candidates.design.eligible.stays(i) == (fate == Fate::Ineligible) {
            return broken(format!("row {i} has fate {fate:?} against its eligibility"));
        }
    }
    Ok(())
}
