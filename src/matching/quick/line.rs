//! Nearest neighbours on a score: everyone stands on a line.

use super::hoods::{Hoods, NOBODY};
use crate::matching::candidates::Candidates;
use crate::stats::sum::map_chunks;
use rayon::prelude::*;

/// One arm on the line, stratum after stratum, rising, equals in the order of ties.
struct Arm {
    stops: Vec<Stop>,
    /// Where the run of equal scores that a stop belongs to begins.
    first: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Stop {
    stratum: u32,
    hash: u32,
    score: f64,
    row: u32,
}

impl Stop {
    fn new(candidates: &Candidates<'_>, score: &[f64], row: u32) -> Self {
        let stratum = candidates.design.strata.of[row as usize];
        // -0 and 0 are one place.
        Self { stratum, hash: candidates.ranks.key(row).0, score: score[row as usize] + 0.0, row }
    }

    fn is_before(&self, other: &Self) -> bool {
        (self.stratum, self.score) < (other.stratum, other.score)
    }
}

/// Everybody's nearest admissible person of the other arm.
///
/// All calipers are monotone in the score, so on either side only the next person counts.
pub(super) fn nearest(candidates: &Candidates<'_>, score: &[f64]) -> Hoods {
    let arms = [&candidates.focal, &candidates.pool].map(|rows| Arm::new(candidates, score, rows));
    let mut hoods = Hoods { width: 1, ..Hoods::default() };
    for (own, other) in [(0, 1), (1, 0)] {
        let (own, other) = (&arms[own], &arms[other]);
        hoods.units.extend(own.stops.iter().map(|s| s.row));
        let found = map_chunks(own.stops.len(), |places| {
            let admits = |a: &Stop, b: &Stop| candidates.admissible.pair(a.row as usize, b.row as usize);
            own.stops[places].iter().map(|stop| other.nearest_to(stop, admits)).collect::<Vec<_>>()
        });
        for (row, gap) in found.into_iter().flatten() {
            hoods.members.push(row);
            hoods.reach.push(gap);
        }
    }
    hoods
}

/// The nearest of `seeded` to each of `rest` in its stratum; [`NOBODY`] where there is none.
pub(super) fn closest(candidates: &Candidates<'_>, score: &[f64], seeded: &[u32], rest: &[u32]) -> Vec<u32> {
    let seeds = Arm::new(candidates, score, seeded);
    let near = |&row: &u32| seeds.nearest_to(&Stop::new(candidates, score, row), |_, _| true).0;
    rest.par_iter().map(near).collect()
}

impl Arm {
    fn new(candidates: &Candidates<'_>, score: &[f64], rows: &[u32]) -> Self {
        let mut stops: Vec<Stop> = rows.par_iter().map(|&row| Stop::new(candidates, score, row)).collect();
        stops.par_sort_unstable_by(|a, b| {
            let places = a.stratum.cmp(&b.stratum).then(a.score.total_cmp(&b.score));
            places.then((a.hash, a.row).cmp(&(b.hash, b.row)))
        });
        let mut first: Vec<u32> = Vec::with_capacity(stops.len());
        for at in 0..stops.len() {
            let opens = at == 0 || stops[at - 1].is_before(&stops[at]);
            first.push(if opens { at as u32 } else { first[at - 1] });
        }
        Self { stops, first }
    }

    /// The nearest admitted person of this arm in the stratum of `own`, with the gap.
    fn nearest_to(&self, own: &Stop, admits: impl Fn(&Stop, &Stop) -> bool) -> (u32, f64) {
        let at = self.stops.partition_point(|s| s.is_before(own));
        let below = at.checked_sub(1).map(|k| self.stops[self.first[k] as usize]);
        let sides = [below, self.stops.get(at).copied()].into_iter().flatten();
        let admitted = sides.filter(|s| s.stratum == own.stratum && admits(own, s));
        let gap = |s: &Stop| (s.score - own.score).abs();
        let near =
            admitted.min_by(|a, b| gap(a).total_cmp(&gap(b)).then((a.hash, a.row).cmp(&(b.hash, b.row))));
        near.map_or((NOBODY, f64::INFINITY), |s| (s.row, gap(&s)))
    }
}
