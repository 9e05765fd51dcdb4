//! From neighbourhoods to sets: seeds first, then everyone else joins.

use super::hoods::{Hoods, NOBODY};
use crate::design::Caliper;
use crate::matching::candidates::Candidates;
use crate::matching::types::NO_SET;
use rayon::prelude::*;

/// Set of each cohort row, numbered from 0 in order of the first focal unit; [`NO_SET`] for those left out.
///
/// Seeds come in rising order of how many others have them in their neighbourhood, so that those whom many
/// need do not draw everybody into one set; equals by how far their neighbourhood reaches. Before them come
/// those who stand where their neighbours stand, the most needed first: people who are alike in everything
/// end in one set. A neighbourhood becomes a set when nobody in it is in one yet.
///
/// * `closest`: the nearest of the first rows to each of the second, [`NOBODY`] where there is none.
pub(super) fn make(
    candidates: &Candidates<'_>,
    hoods: &Hoods,
    closest: impl FnOnce(&[u32], &[u32]) -> Vec<u32>,
) -> Vec<u32> {
    let queue = queue(candidates, hoods);
    let mut sets = Sets::new(candidates);
    for &place in &queue {
        sets.seed(hoods.units[place as usize], hoods, place as usize);
    }
    let seeded: Vec<u32> = hoods.units.iter().copied().filter(|&row| !sets.is_free(row)).collect();
    // In the order of neighbourhoods, which is that of places on a line: near searches then share memory.
    let rest: Vec<u32> = hoods.units.iter().copied().filter(|&row| sets.is_free(row)).collect();
    let mut near = vec![NOBODY; candidates.cohort.len()];
    rest.iter().zip(closest(&seeded, &rest)).for_each(|(&row, found)| near[row as usize] = found);
    for &place in &queue {
        let unit = hoods.units[place as usize];
        sets.join(unit, near[unit as usize], hoods, place as usize);
    }
    sets.numbered(candidates)
}

/// Places of units that have a neighbour, in the order of seeds.
fn queue(candidates: &Candidates<'_>, hoods: &Hoods) -> Vec<u32> {
    let mut needed = vec![0_u32; candidates.cohort.len()];
    hoods.members.iter().filter(|row| **row != NOBODY).for_each(|&row| needed[row as usize] += 1);
    let has = |place: &u32| hoods.members[*place as usize * hoods.width] != NOBODY;
    let key = |place: u32| {
        let unit = hoods.units[place as usize];
        let (hash, row) = candidates.ranks.key(unit);
        (rank(needed[unit as usize], hoods.reach[place as usize]), u64::from(hash) << 32 | u64::from(row))
    };
    let mut place_of = vec![NOBODY; candidates.cohort.len()];
    (0..).zip(&hoods.units).for_each(|(place, &row)| place_of[row as usize] = place);
    let mut keyed: Vec<(u64, u64)> =
        (0..hoods.units.len() as u32).into_par_iter().filter(has).map(key).collect();
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(_, tie)| place_of[(tie & u64::from(u32::MAX)) as usize]).collect()
}

/// The order of seeds as one number: whether they stand apart from their neighbours, how many need them, and
/// how far they reach, to single precision.
fn rank(needed: u32, reach: f64) -> u64 {
    // Gaps are not negative, so their bits are in their order, and the first of 32 is 0.
    let far = (reach as f32).to_bits();
    let (apart, count) = if reach > 0.0 { (1, needed) } else { (0, u32::MAX - needed) };
    apart << 63 | u64::from(count) << 31 | u64::from(far)
}

/// Sets as they grow, with what admits a newcomer.
struct Sets<'c> {
    calipers: Vec<&'c Caliper>,
    treated: &'c [bool],
    /// The smallest set is a pair: whoever has a partner can then always be placed.
    pairs: bool,
    of: Vec<u32>,
    /// People of each arm in each set.
    size: Vec<[u32; 2]>,
    /// Lowest and highest caliper value of each arm in each set, caliper after caliper.
    spans: Vec<[Span; 2]>,
}

/// Lowest and highest value.
#[derive(Debug, Clone, Copy)]
struct Span {
    low: f64,
    high: f64,
}

impl Span {
    const EMPTY: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY };

    fn with(self, value: f64) -> Self {
        Self { low: self.low.min(value), high: self.high.max(value) }
    }

    /// `true` if nobody inside is farther than `width` from `value`.
    fn near(self, value: f64, width: f64) -> bool {
        self.low > self.high || ((value - self.low).abs() <= width && (self.high - value).abs() <= width)
    }
}

impl<'c> Sets<'c> {
    fn new(candidates: &'c Candidates<'c>) -> Self {
        Self {
            calipers: candidates.admissible.windows().collect(),
            treated: candidates.cohort.treated(),
            pairs: candidates.spec.quick.size() == 2,
            of: vec![NO_SET; candidates.cohort.len()],
            size: Vec::new(),
            spans: Vec::new(),
        }
    }

    fn arm(&self, row: u32) -> usize {
        usize::from(self.treated[row as usize])
    }

    fn is_free(&self, row: u32) -> bool {
        self.of[row as usize] == NO_SET
    }

    fn seed(&mut self, unit: u32, hoods: &Hoods, place: usize) {
        let whole = hoods.reach[place].is_finite();
        if !whole || !self.is_free(unit) || !hoods.of(place).all(|row| self.is_free(row)) {
            return;
        }
        let set = self.open();
        self.add(set, unit);
        for row in hoods.of(place) {
            if !self.admits(set, row) {
                self.undo(set, unit, hoods, place);
                return;
            }
            self.add(set, row);
        }
    }

    /// Everyone joins the set of the nearest person who is in one and whose people all admit them.
    fn join(&mut self, unit: u32, near: u32, hoods: &Hoods, place: usize) {
        if !self.is_free(unit) {
            return;
        }
        let near = (near != NOBODY).then_some(near);
        let mut nearest = near.into_iter().chain(hoods.of(place)).filter(|row| !self.is_free(*row));
        let open = nearest.find(|row| self.admits(self.of[*row as usize], unit));
        match open {
            Some(row) => self.add(self.of[row as usize], unit),
            None if self.pairs => hoods.of(place).take(1).for_each(|row| self.place_with(unit, row)),
            None => {}
        }
    }

    /// A place for a unit whose nearest partner's set does not admit it. If the partner is the only one
    /// of its arm there, all pairs of the set are with the partner, so the unit may come in; otherwise
    /// the partner leaves, and the two make a set of their own.
    fn place_with(&mut self, unit: u32, partner: u32) {
        let (set, arm) = (self.of[partner as usize], self.arm(partner));
        let width = self.calipers.len();
        let from = set as usize * width;
        if self.size[set as usize][arm] == 1 {
            for (k, caliper) in self.calipers.iter().enumerate() {
                self.spans[from + k][arm] = Span::EMPTY.with(caliper.values[partner as usize]);
            }
            self.add(set, unit);
        } else {
            self.size[set as usize][arm] -= 1;
            let own = self.open();
            self.add(own, partner);
            self.add(own, unit);
        }
    }

    fn open(&mut self) -> u32 {
        self.size.push([0, 0]);
        self.spans.extend(std::iter::repeat_n([Span::EMPTY; 2], self.calipers.len()));
        self.size.len() as u32 - 1
    }

    /// `true` if everyone of the other arm in the set is within all calipers of `row`.
    fn admits(&self, set: u32, row: u32) -> bool {
        let (other, from) = (1 - self.arm(row), set as usize * self.calipers.len());
        let near =
            |(k, c): (usize, &&Caliper)| self.spans[from + k][other].near(c.values[row as usize], c.width);
        self.calipers.iter().enumerate().all(near)
    }

    fn add(&mut self, set: u32, row: u32) {
        let (arm, from) = (self.arm(row), set as usize * self.calipers.len());
        self.of[row as usize] = set;
        self.size[set as usize][arm] += 1;
        for (k, caliper) in self.calipers.iter().enumerate() {
            let span = &mut self.spans[from + k][arm];
            *span = span.with(caliper.values[row as usize]);
        }
    }

    /// Takes back a set, the last one, that the calipers do not allow.
    fn undo(&mut self, set: u32, unit: u32, hoods: &Hoods, place: usize) {
        for row in hoods.of(place).chain([unit]) {
            if self.of[row as usize] == set {
                self.of[row as usize] = NO_SET;
            }
        }
        self.size.pop();
        self.spans.truncate(self.size.len() * self.calipers.len());
    }

    fn numbered(self, candidates: &Candidates<'_>) -> Vec<u32> {
        let mut number = vec![NO_SET; self.size.len()];
        let mut next = 0;
        for &row in &candidates.focal {
            let set = self.of[row as usize];
            if set != NO_SET && number[set as usize] == NO_SET {
                number[set as usize] = next;
                next += 1;
            }
        }
        self.of.iter().map(|&set| if set == NO_SET { NO_SET } else { number[set as usize] }).collect()
    }
}
