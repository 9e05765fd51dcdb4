//! Nearest neighbours by a table of distances.

use super::candidates::Candidates;
use super::greedy::{Found, Pool, Seeker};
use crate::cohort::PairTable;

/// The partners that a table of distances gives each unit.
///
/// Only pairs in the table can be matched; between equally near ones the first in the order of ties wins.
#[derive(Debug)]
pub(super) struct Sparse<'c> {
    candidates: &'c Candidates<'c>,
    table: &'c PairTable,
    taken: Vec<bool>,
}

impl<'c> Sparse<'c> {
    /// Everybody is free.
    pub fn new(candidates: &'c Candidates<'c>, table: &'c PairTable) -> Self {
        Self { candidates, table, taken: vec![false; candidates.cohort.len()] }
    }

    /// The `k` nearest admissible free partners of a unit with their distances, nearest first.
    pub fn several(&self, unit: u32, k: usize) -> Vec<(u32, f64)> {
        let mut found = self.free(unit, &[]);
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| self.rank(a.0).cmp(&self.rank(b.0))));
        found.truncate(k);
        found
    }

    fn rank(&self, partner: u32) -> (u32, u32) {
        self.candidates.ranks.key(partner)
    }

    fn free(&self, unit: u32, partners: &[u32]) -> Vec<(u32, f64)> {
        let (rows, distances) = self.table.partners(unit);
        let fits = |&(row, _): &(u32, f64)| {
            !self.taken[row as usize]
                && !partners.contains(&row)
                && self.candidates.admissible.pair(unit as usize, row as usize)
        };
        rows.iter().copied().zip(distances.iter().copied()).filter(fits).collect()
    }
}

impl Pool for Sparse<'_> {
    fn prepare(&mut self, _: &[u32]) {}

    fn nearest(&mut self, seeker: Seeker<'_>) -> Option<Found> {
        let free = self.free(seeker.unit, seeker.partners);
        let order = |a: &&(u32, f64), b: &&(u32, f64)| {
            a.1.total_cmp(&b.1).then_with(|| self.rank(a.0).cmp(&self.rank(b.0)))
        };
        let &(partner, gap) = free.iter().min_by(order)?;
        let tied = free.iter().any(|&(row, d)| d == gap && row != partner);
        Some(Found { partner, gap, tied })
    }

    fn remove(&mut self, partner: u32) {
        self.taken[partner as usize] = true;
    }
}
