//! The closest (or the farthest) pair is made first.

use super::book::Book;
use super::candidates::Candidates;
use super::greedy::{Found, Pool};
use super::order::queue;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Which pair goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// The nearest neighbours.
    Closest,
    /// Those whose nearest neighbour is farthest.
    Farthest,
}

/// A focal unit's offer, as it stands in line.
#[derive(Debug, Clone, Copy)]
struct Offer {
    /// The gap, or its negative when the farthest go first: small goes first.
    key: f64,
    /// Decides between equal keys: small goes first.
    turn: i64,
    place: u32,
    found: Found,
}

/// Every round, all open focal units name their nearest free partner and stand in line by the gap;
/// equals stand in the order of ties. The head takes its partner. If that one is gone it names
/// another and goes back in line, in front of those with the same gap.
pub(super) fn match_by_gap(
    candidates: &Candidates<'_>,
    pool: &mut impl Pool,
    book: &mut Book<'_>,
    first: First,
) {
    let mut open = queue(candidates);
    while !open.is_empty() {
        round(&open, pool, book, first);
        open.retain(|&p| book.wants(p));
    }
}

fn round(open: &[u32], pool: &mut impl Pool, book: &mut Book<'_>, first: First) {
    let units: Vec<u32> = open.iter().map(|&p| book.unit(p)).collect();
    pool.prepare(&units);
    let mut line = BinaryHeap::with_capacity(open.len());
    for (turn, &place) in (0..).zip(open) {
        match pool.nearest(book.seeker(place, None)) {
            Some(found) => line.push(Offer::new(place, found, turn, first)),
            None => book.close(place),
        }
    }
    let mut returned = 0;
    while let Some(Offer { place, found, .. }) = line.pop() {
        if !book.wants(place) {
            continue;
        }
        if book.is_free(found.partner) {
            book.commit(place, found, pool);
            continue;
        }
        match pool.nearest(book.seeker(place, Some(found.partner))) {
            Some(found) => {
                returned -= 1;
                line.push(Offer::new(place, found, returned, first));
            }
            None => book.close(place),
        }
    }
}

impl Offer {
    fn new(place: u32, found: Found, turn: i64, first: First) -> Self {
        let key = if first == First::Closest { found.gap } else { -found.gap };
        Self { key, turn, place, found }
    }
}

/// Greatest = goes first, as `BinaryHeap` wants it.
impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.total_cmp(&self.key).then_with(|| other.turn.cmp(&self.turn))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Offer {}
