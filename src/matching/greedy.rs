//! Focal units choose in turn, one partner a round.

use super::book::Book;
use super::candidates::Candidates;
use super::order::queue;

/// Someone looking for one more partner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seeker<'a> {
    /// Cohort row.
    pub unit: u32,
    /// Partners it has.
    pub partners: &'a [u32],
    /// The last partner it was offered and could not have.
    pub refused: Option<u32>,
}

/// The nearest free admissible partner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    /// Cohort row.
    pub partner: u32,
    /// What nearness is compared by: the distance or its square.
    pub gap: f64,
    /// `true` if another free admissible partner was equally near.
    pub tied: bool,
}

/// A pool of partners that can name the nearest free one.
pub(super) trait Pool {
    /// Told who will ask next, while nobody is taken: a chance to look ahead in parallel.
    fn prepare(&mut self, units: &[u32]);
    /// The nearest free admissible partner that the seeker does not have.
    fn nearest(&mut self, seeker: Seeker<'_>) -> Option<Found>;
    /// A partner is no longer free.
    fn remove(&mut self, partner: u32);
}

/// Units told ahead to the pool at a time.
const BLOCK: usize = 1024;

/// Round by round, every open focal unit in turn takes its nearest free partner. Whoever finds none
/// is out for good.
pub(super) fn match_in_turn(candidates: &Candidates<'_>, pool: &mut impl Pool, book: &mut Book<'_>) {
    let mut queue = queue(candidates);
    while !queue.is_empty() {
        for block in queue.chunks(BLOCK) {
            let open: Vec<u32> = block.iter().copied().filter(|&p| book.wants(p)).collect();
            let units: Vec<u32> = open.iter().map(|&p| book.unit(p)).collect();
            pool.prepare(&units);
            for place in open {
                turn(place, pool, book);
            }
        }
        queue.retain(|&p| book.wants(p));
    }
}

fn turn(place: u32, pool: &mut impl Pool, book: &mut Book<'_>) {
    if !book.wants(place) {
        return;
    }
    match pool.nearest(book.seeker(place, None)) {
        Some(found) => book.commit(place, found, pool),
        None => book.close(place),
    }
}
