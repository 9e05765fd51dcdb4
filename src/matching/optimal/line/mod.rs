//! Pairs and fixed ratios on one score: exact, and nearly as fast as sorting.

mod choice;
pub(crate) mod complete;
mod ends;
pub(crate) mod lattice;
mod price;
mod quick;
mod sweep;
mod window;

#[cfg(test)]
mod tests;

use crate::stats::sum::sum;
use lattice::{Lattice, STEP};
use sweep::Side;
use window::{parts, windows};

/// Everyone on one line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Scores of the focal units, finite, ascending.
    pub focal: &'a [f64],
    /// Scores of the pool units, finite, ascending.
    pub pool: &'a [f64],
    /// Partners wanted for each focal unit, at least 1.
    pub ratio: usize,
    /// Largest difference of a pair, inclusive, at least 0.
    pub caliper: Option<f64>,
    /// Values of focal and pool units that the caliper is on, rising where scores rise (such as the log odds
    /// of a probability); `None` = the scores themselves.
    pub reach: Option<[&'a [f64]; 2]>,
    /// Ranks of the pool units, whose sum decides between equal distances; empty = none.
    pub ranks: &'a [u32],
}

impl Row<'_> {
    /// The pool units that each focal unit may have.
    fn windows(&self) -> Vec<window::Window> {
        let [focal, pool] = self.reach.unwrap_or([self.focal, self.pool]);
        windows(focal, pool, self.caliper)
    }
}

/// The best pairs, with the proof.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paired {
    /// Where the partners of each focal unit start in `partners`; one more entry for the end.
    pub starts: Vec<u32>,
    /// Pool units, ascending over the whole list.
    pub partners: Vec<u32>,
    /// Focal units with at least one partner: the most possible.
    pub served: usize,
    /// Sum of the distances as they are, in units of the score.
    pub total: f64,
    /// No set of pairs with the same two counts has a smaller sum of distances, up to `error`.
    pub bound: f64,
    /// How far rounding can have moved `bound` and `total`: distances count in whole lattice units.
    pub error: f64,
}

impl Paired {
    /// Partners of one focal unit.
    #[cfg(test)]
    pub fn of(&self, i: usize) -> &[u32] {
        &self.partners[self.starts[i] as usize..self.starts[i + 1] as usize]
    }
}

/// The pairs that are best in this order, each aim before the next:
///
/// ```text
/// 1. most focal units with at least one partner
/// 2. most pairs, up to `ratio` each
/// 3. least sum |t - c|
/// 4. least sum of ranks
/// ```
///
/// A pair needs `|t - c| <= caliper`, computed as written; a pool unit serves once. Partners ascend
/// with focal units.
///
/// Where everyone can have `ratio` partners, the pool is the side to choose from ([`sweep::serving`]).
/// Where the pool is too small, it serves whole and the focal places are chosen: a first partner
/// before a further one. [`window::parts`] tells where is which, and why every largest set of pairs
/// falls into these two problems; that the first two aims do not conflict is the exchange along
/// augmenting paths, which leave nobody without a partner who had one.
///
/// The bound is the sum of dual prices ([`price::prices`]), feasible against every admissible
/// pair of its part; 0 if no such prices were found, which would be a bug and shows as a gap. Cost:
/// `O((m k + n) log (m k))` time, `O(m k + n)` memory.
pub(crate) fn pair(row: &Row<'_>) -> Paired {
    // Nobody can have more than everyone.
    let row = &Row { ratio: row.ratio.clamp(1, row.pool.len().max(1)), ..*row };
    let lattice = Lattice::of(row.focal, row.pool);
    let allowed = row.windows();
    let parts = parts(&allowed, row.pool.len(), row.ratio);
    drop(allowed);
    let mut partners = vec![Vec::new(); 2];
    let mut bound = 0;
    for (short, found) in [false, true].into_iter().zip(&mut partners) {
        let part = Part::new(row, &parts, short);
        bound += part.solve(row, lattice, found);
    }
    let mut found: Vec<(u32, u32)> = partners.concat();
    found.sort_unstable();
    answer(row, lattice, &found, lattice.length(bound))
}

/// One of the two problems: places of focal units, and pool units.
struct Part {
    short: bool,
    /// Focal units, each `ratio` times.
    places: Vec<u32>,
    pool: Vec<u32>,
}

impl Part {
    fn new(row: &Row<'_>, parts: &window::Parts, short: bool) -> Self {
        let focal = (0..row.focal.len() as u32).filter(|&i| parts.short[i as usize] == short);
        let places = focal.flat_map(|i| std::iter::repeat_n(i, row.ratio)).collect();
        let pool = (0..row.pool.len() as u32).filter(|&j| parts.taken[j as usize] == short).collect();
        Self { short, places, pool }
    }

    /// Finds the pairs (focal, pool) of the part; returns the bound of their distance on the lattice.
    fn solve(&self, row: &Row<'_>, lattice: Lattice, found: &mut Vec<(u32, u32)>) -> i128 {
        let places: Vec<f64> = self.places.iter().map(|&i| row.focal[i as usize]).collect();
        let pool: Vec<f64> = self.pool.iter().map(|&j| row.pool[j as usize]).collect();
        let (fixed, open) = if self.short { (&pool, &places) } else { (&places, &pool) };
        if fixed.is_empty() {
            return 0;
        }
        let spare =
            (0..if self.short { places.len() } else { 0 }).map(|p| p % row.ratio > 0).collect::<Vec<_>>();
        let ranked = if self.short || row.ranks.is_empty() { &[] } else { self.pool.as_slice() };
        let ranks: Vec<u32> = ranked.iter().map(|&j| row.ranks[j as usize]).collect();
        let [t, c] = row.reach.unwrap_or([row.focal, row.pool]);
        let reach: Vec<f64> = self.places.iter().map(|&i| t[i as usize]).collect();
        let pooled: Vec<f64> = self.pool.iter().map(|&j| c[j as usize]).collect();
        let (from, to) = if self.short { (&pooled, &reach) } else { (&reach, &pooled) };
        let windows = windows(from, to, row.caliper);
        let side = Side { fixed, open, windows: &windows, spare: &spare, ranks: &ranks, lattice };
        let serves = sweep::serving(&side);
        let servers: Vec<u32> = (0..open.len() as u32).filter(|&j| serves[j as usize]).collect();
        let pair = |(fixed, &server): (usize, &u32)| {
            let (place, unit) = if self.short { (server as usize, fixed) } else { (fixed, server as usize) };
            (self.places[place], self.pool[unit])
        };
        found.extend(servers.iter().enumerate().map(pair));
        let steps = servers.iter().filter(|&&j| side.spare(j as usize)).count() as i128;
        price::prices(&side, &servers, &serves).map_or(0, |prices| prices.bound() - steps * i128::from(STEP))
    }
}

/// Everything that is said about the pairs.
fn answer(row: &Row<'_>, lattice: Lattice, found: &[(u32, u32)], bound: f64) -> Paired {
    let mut starts = vec![0; row.focal.len() + 1];
    for &(i, _) in found {
        starts[i as usize + 1] += 1;
    }
    let served = starts.iter().filter(|&&count| count > 0).count();
    (0..row.focal.len()).for_each(|i| starts[i + 1] += starts[i]);
    let distance = |&(i, j): &(u32, u32)| (row.focal[i as usize] - row.pool[j as usize]).abs();
    let total = sum(found.len(), |p| distance(&found[p]));
    Paired {
        starts,
        partners: found.iter().map(|&(_, j)| j).collect(),
        served,
        total,
        // Rounded sums may differ in the last digit; a smaller bound is one too.
        bound: bound.min(total),
        error: 2.0 * lattice.unit() * found.len() as f64 + 4.0 * f64::EPSILON * total,
    }
}
