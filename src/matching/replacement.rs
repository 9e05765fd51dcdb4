//! With replacement: everyone takes the nearest, whoever else does.

use super::assignment::{Assignment, Link};
use super::candidates::Candidates;
use rayon::prelude::*;

/// The `ratio` nearest admissible partners of every focal unit.
///
/// * `several`: the `k` nearest of a unit, nearest first, with what distances are compared by.
pub(super) fn with(
    candidates: &Candidates<'_>,
    several: impl Fn(u32, usize) -> Vec<(u32, f64)> + Sync,
) -> Assignment {
    let k = candidates.limits.partners as usize;
    let parts: Vec<(Vec<Link>, usize)> = candidates
        .focal
        .par_chunks(1024)
        .map(|focal| {
            let mut links = Vec::with_capacity(focal.len() * k);
            let mut tied = 0;
            for &unit in focal {
                let found = several(unit, k + 1);
                tied += usize::from(found.len() > k && found[k].1 == found[k - 1].1);
                let link = |(slot, &(partner, _)): (usize, &(u32, f64))| Link {
                    focal: unit,
                    partner,
                    slot: slot as u16 + 1,
                };
                links.extend(found.iter().take(k).enumerate().map(link));
            }
            (links, tied)
        })
        .collect();
    let tied = parts.iter().map(|p| p.1).sum();
    Assignment::Links { links: parts.into_iter().flat_map(|p| p.0).collect(), tied }
}
