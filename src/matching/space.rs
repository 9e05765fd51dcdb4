//! Nearest neighbours on coordinates: everyone stands in a space.

use super::candidates::Candidates;
use super::greedy::{Found, Pool, Seeker};
use super::tree::{Near, Points, Query, Tree};
use crate::design::Norm;
use rayon::prelude::*;

/// The pool in one tree a stratum.
///
/// The nearest partner has the least gap, summed from the first coordinate to the last;
/// between equals the first in the order of ties. Searches of a block of focal units run ahead in
/// parallel; if those found are taken meanwhile the search is repeated, so the answer is the
/// sequential one.
#[derive(Debug)]
pub(super) struct Space<'c> {
    candidates: &'c Candidates<'c>,
    coordinates: &'c [Vec<f64>],
    norm: Norm,
    trees: Vec<Tree>,
    /// Place of each pool row in its tree.
    place: Vec<u32>,
    taken: Vec<bool>,
    /// Variables that bound a difference from above, with the widest difference.
    windows: Vec<(&'c [f64], f64)>,
    /// Searches made ahead, by unit, in rising order of unit.
    ahead: Vec<(u32, Vec<Near>)>,
}

/// Partners looked up ahead.
const AHEAD: usize = 8;

impl<'c> Space<'c> {
    /// Plants the trees.
    pub fn new(candidates: &'c Candidates<'c>, coordinates: &'c [Vec<f64>], norm: Norm) -> Self {
        let windows: Vec<(&[f64], f64)> =
            candidates.admissible.windows().map(|k| (k.values.as_slice(), k.width)).collect();
        let mut members = vec![Vec::new(); candidates.strata()];
        for &row in &candidates.pool {
            members[candidates.design.strata.of[row as usize] as usize].push(row);
        }
        let points = Points { coordinates, windows: &windows };
        let trees: Vec<Tree> = members.into_par_iter().map(|rows| Tree::new(&points, rows)).collect();
        let n = candidates.cohort.len();
        let mut place = vec![0; n];
        for tree in &trees {
            tree.rows().iter().enumerate().for_each(|(p, &row)| place[row as usize] = p as u32);
        }
        let taken = vec![false; n];
        Self { candidates, coordinates, norm, trees, place, taken, windows, ahead: Vec::new() }
    }

    /// The `k` nearest admissible free partners of a unit with their gaps, nearest first.
    pub fn several(&self, unit: u32, k: usize) -> Vec<(u32, f64)> {
        self.search(unit, &[], k).into_iter().map(|near| (near.row, near.gap)).collect()
    }

    fn search(&self, unit: u32, partners: &[u32], k: usize) -> Vec<Near> {
        let row = unit as usize;
        let at: Vec<f64> = self.coordinates.iter().map(|x| x[row]).collect();
        let (windows, widths): (Vec<f64>, Vec<f64>) =
            self.windows.iter().map(|(values, width)| (values[row], *width)).unzip();
        let admits = |partner: u32| {
            !partners.contains(&partner) && self.candidates.admissible.pair(row, partner as usize)
        };
        let query = Query { at: &at, windows: &windows, widths: &widths, k, norm: self.norm, admits };
        let tree = &self.trees[self.candidates.design.strata.of[row] as usize];
        tree.nearest(&query, |row| self.candidates.ranks.key(row))
    }

    /// The two nearest that are left of a search made ahead; `None` if it does not reach that far.
    fn recall(&self, seeker: Seeker<'_>) -> Option<Vec<Near>> {
        let at = self.ahead.binary_search_by_key(&seeker.unit, |entry| entry.0).ok()?;
        let list = &self.ahead[at].1;
        let is_left = |n: &&Near| !self.taken[n.row as usize] && !seeker.partners.contains(&n.row);
        let left: Vec<Near> = list.iter().filter(is_left).take(2).copied().collect();
        (left.len() == 2 || list.len() < AHEAD).then_some(left)
    }
}

impl Pool for Space<'_> {
    fn prepare(&mut self, units: &[u32]) {
        let search = |&unit: &u32| (unit, self.search(unit, &[], AHEAD));
        let mut ahead: Vec<_> = units.par_iter().map(search).collect();
        ahead.sort_unstable_by_key(|entry| entry.0);
        self.ahead = ahead;
    }

    fn nearest(&mut self, seeker: Seeker<'_>) -> Option<Found> {
        let list = self.recall(seeker).unwrap_or_else(|| self.search(seeker.unit, seeker.partners, 2));
        let near = list.first()?;
        let tied = list.get(1).is_some_and(|other| other.gap == near.gap);
        Some(Found { partner: near.row, gap: near.gap, tied })
    }

    fn remove(&mut self, partner: u32) {
        let stratum = self.candidates.design.strata.of[partner as usize] as usize;
        self.trees[stratum].remove(self.place[partner as usize] as usize);
        self.taken[partner as usize] = true;
    }
}
