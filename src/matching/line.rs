//! Nearest neighbours on a score: everyone stands in a line.

use super::candidates::Candidates;
use super::greedy::{Found, Pool, Seeker};
use super::skip::Skip;
use rayon::prelude::*;

/// Focal units and pool in one line by score, equals in the order of ties; the pool again in one lane
/// a stratum.
///
/// A search looks outward from the focal unit, left and right in turn, one *place of the whole line* a
/// step, whoever stands there. The nearer partner wins; between equally near ones the one found
/// in fewer steps, left before right. A later search of the same unit starts at the outermost partners
/// it has. Only free people of the unit's own stratum are visited, but steps are counted on the whole
/// line, so that the answer is that of a single walk along it.
///
/// Cost: one sort; then nearly constant time a search without further rules.
#[derive(Debug)]
pub(super) struct Line<'c> {
    candidates: &'c Candidates<'c>,
    score: &'c [f64],
    /// Place in the whole line of each cohort row.
    position: Vec<u32>,
    /// Pool: index into `rows`. Focal: index of the first partner of its lane to the right of it.
    index: Vec<u32>,
    /// Pool rows, lane after lane, and their scores.
    rows: Vec<u32>,
    value: Vec<f64>,
    /// Where each lane starts in `rows`; one more entry for the end.
    lane: Vec<u32>,
    free: Skip,
}

impl<'c> Line<'c> {
    /// Lines everyone up.
    pub fn new(candidates: &'c Candidates<'c>, score: &'c [f64]) -> Self {
        let n = candidates.cohort.len();
        let stratum = |row: u32| candidates.design.strata.of[row as usize] as usize;
        let mut lane = vec![0; candidates.strata() + 1];
        candidates.pool.iter().for_each(|&row| lane[stratum(row) + 1] += 1);
        (1..lane.len()).for_each(|s| lane[s] += lane[s - 1]);
        let mut filled = lane.clone();
        let (mut position, mut index) = (vec![0; n], vec![0; n]);
        let (mut rows, mut value) = (vec![0; candidates.pool.len()], vec![0.0; candidates.pool.len()]);
        let focal_arm = candidates.cohort.treated()[candidates.focal[0] as usize];
        for (place, (_, _, row)) in lined_up(candidates, score).into_iter().enumerate() {
            let next = &mut filled[stratum(row)];
            position[row as usize] = place as u32;
            index[row as usize] = *next;
            if candidates.cohort.treated()[row as usize] != focal_arm {
                rows[*next as usize] = row;
                value[*next as usize] = score[row as usize];
                *next += 1;
            }
        }
        let free = Skip::new(rows.len());
        Self { candidates, score, position, index, rows, value, lane, free }
    }

    /// The `k` nearest admissible free partners of a unit with their distances, nearest first.
    pub fn several(&self, unit: u32, k: usize) -> Vec<(u32, f64)> {
        let mut walk = Walk::new(self, Seeker { unit, partners: &[], refused: None });
        std::iter::from_fn(|| walk.next_admissible(self)).take(k).collect()
    }
}

/// Everyone eligible by score, then by tie key: sortable score, tie key, cohort row.
pub(super) fn lined_up(candidates: &Candidates<'_>, score: &[f64]) -> Vec<(u64, u32, u32)> {
    let entry = |&row: &u32| (ordered(score[row as usize]), candidates.ranks.key(row).0, row);
    let mut line: Vec<_> = candidates.focal.par_iter().map(entry).collect();
    line.par_extend(candidates.pool.par_iter().map(entry));
    line.par_sort_unstable();
    line
}

/// Bits that are in order when the numbers are; 0 and -0 are one.
fn ordered(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

impl Pool for Line<'_> {
    fn prepare(&mut self, _: &[u32]) {}

    fn nearest(&mut self, seeker: Seeker<'_>) -> Option<Found> {
        let mut walk = Walk::new(self, seeker);
        let (partner, gap) = walk.next_admissible(self)?;
        let tied = walk.gap().is_some_and(|next| next == gap)
            && walk.next_admissible(self).is_some_and(|(_, next)| next == gap);
        Some(Found { partner, gap, tied })
    }

    fn remove(&mut self, partner: u32) {
        self.free.remove(self.index[partner as usize] as usize);
    }
}

/// The next free partner on one side.
#[derive(Debug, Clone, Copy)]
struct Head {
    index: usize,
    gap: f64,
    steps: u32,
}

/// A walk outward from one focal unit, partners by rising distance.
struct Walk {
    unit: u32,
    /// Places on the whole line from which steps are counted, left and right.
    from: [u32; 2],
    /// The unit's lane.
    lane: [usize; 2],
    left: Option<Head>,
    right: Option<Head>,
}

impl Walk {
    fn new(line: &Line<'_>, seeker: Seeker<'_>) -> Self {
        let unit = seeker.unit as usize;
        let stratum = line.candidates.design.strata.of[unit] as usize;
        let mut from = [line.position[unit]; 2];
        let mut at = [line.index[unit] as usize; 2];
        for &partner in seeker.partners.iter().chain(&seeker.refused) {
            let (place, index) = (line.position[partner as usize], line.index[partner as usize] as usize);
            if place < from[0] {
                (from[0], at[0]) = (place, index);
            }
            if place > from[1] {
                (from[1], at[1]) = (place, index + 1);
            }
        }
        let lane = [line.lane[stratum] as usize, line.lane[stratum + 1] as usize];
        let mut walk = Self { unit: seeker.unit, from, lane, left: None, right: None };
        walk.left = walk.leftward(line, at[0]);
        walk.right = walk.rightward(line, at[1]);
        walk
    }

    fn leftward(&self, line: &Line<'_>, before: usize) -> Option<Head> {
        let index = line.free.before(before).filter(|&i| i >= self.lane[0])?;
        let steps = self.from[0] - line.position[line.rows[index] as usize];
        Some(self.head(line, index, steps))
    }

    fn rightward(&self, line: &Line<'_>, at: usize) -> Option<Head> {
        let index = Some(line.free.at_or_after(at)).filter(|&i| i < self.lane[1])?;
        let steps = line.position[line.rows[index] as usize] - self.from[1];
        Some(self.head(line, index, steps))
    }

    fn head(&self, line: &Line<'_>, index: usize, steps: u32) -> Head {
        Head { index, gap: (line.score[self.unit as usize] - line.value[index]).abs(), steps }
    }

    /// Distance of the partner that comes next.
    fn gap(&self) -> Option<f64> {
        let gaps = self.left.iter().chain(&self.right).map(|head| head.gap);
        gaps.min_by(f64::total_cmp)
    }

    /// `true` if the next partner stands on the left.
    fn is_left_next(&self) -> bool {
        match (&self.left, &self.right) {
            (Some(l), Some(r)) => l.gap < r.gap || (l.gap == r.gap && l.steps <= r.steps),
            (left, _) => left.is_some(),
        }
    }

    /// Goes on to the next admissible partner.
    fn next_admissible(&mut self, line: &Line<'_>) -> Option<(u32, f64)> {
        loop {
            let goes_left = self.is_left_next();
            let head = if goes_left { self.left? } else { self.right? };
            let partner = line.rows[head.index];
            let (a, b) = (self.unit as usize, partner as usize);
            let admitted = line.candidates.admissible.pair(a, b);
            let ends = !admitted && line.candidates.admissible.beyond(a, b);
            if goes_left {
                self.left = if ends { None } else { self.leftward(line, head.index) };
            } else {
                self.right = if ends { None } else { self.rightward(line, head.index + 1) };
            }
            if admitted {
                return Some((partner, head.gap));
            }
        }
    }
}
