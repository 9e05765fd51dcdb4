//! Which focal units get a whole set where not all can: a dynamic programme along the line.

use super::Row;
use super::lattice::Lattice;
use super::window::Window;
use std::cmp::Reverse;
use std::ops::Range;

/// Aims in their order, smaller is better: more whole sets, less distance on the lattice, smaller ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Worth {
    pub sets: Reverse<usize>,
    pub distance: i128,
    pub ranks: u64,
}

impl Worth {
    /// Worse than anything.
    pub const NONE: Self = Self { sets: Reverse(0), distance: i128::MAX, ranks: 0 };

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        if self == Self::NONE || other == Self::NONE {
            return Self::NONE;
        }
        Self {
            sets: Reverse(self.sets.0 + other.sets.0),
            distance: self.distance + other.distance,
            ranks: self.ranks + other.ranks,
        }
    }
}

/// A stretch of the line on which focal units compete.
#[derive(Debug, Clone)]
pub(super) struct Stretch<'a> {
    pub row: &'a Row<'a>,
    pub windows: &'a [Window],
    pub lattice: Lattice,
    pub focal: Range<usize>,
    pub pool: Range<usize>,
}

/// What the programme decided at every step.
pub(super) struct Choices {
    /// Best worth with pool units before each place: `worth[p]` for places `pool.start + p`.
    pub worth: Vec<Worth>,
    /// For each focal unit: plane 0, whether it gets a set; plane s, whether the place is its s-th partner.
    bits: Vec<u64>,
    starts: Vec<usize>,
}

impl Stretch<'_> {
    /// Places of the window of a focal unit within the stretch, and one more for its end.
    fn window(&self, i: usize) -> Range<usize> {
        let window = self.windows[i];
        let start = (window.start as usize).max(self.pool.start);
        start - self.pool.start..(window.end as usize).min(self.pool.end).max(start) - self.pool.start
    }

    /// Steps the programme takes.
    pub fn size(&self) -> usize {
        let steps = |i| self.window(i).len().saturating_mul(self.row.ratio);
        self.focal.clone().map(steps).fold(0, usize::saturating_add)
    }

    /// The worth of one pair.
    fn pair(&self, i: usize, j: usize) -> Worth {
        let distance = self.lattice.place(self.row.focal[i]) - self.lattice.place(self.row.pool[j]);
        let rank = self.row.ranks.get(j).copied().unwrap_or(0);
        Worth { sets: Reverse(0), distance: distance.abs().into(), ranks: rank.into() }
    }

    /// The best choice for every end of the pool.
    ///
    /// ```text
    /// best(i + 1, p) = min(best(i, p), set(i, k, p))
    /// set(i, s, p)   = min(set(i, s, p - 1), set(i, s - 1, p - 1) + |t_i - c_p-1|),   set(i, 0, p) = best(i, p)
    /// ```
    ///
    /// where `best(i, p)` knows the first `i` focal and `p` pool units, and `set(i, s, p)` has given
    /// focal unit `i` its `s`-th partner. Whole sets, too, can be kept in the order of the line, so
    /// nothing is missed. Cost: `size` steps, and a bit for each.
    pub fn choose(&self) -> Choices {
        let k = self.row.ratio;
        let mut best = vec![Worth::default()];
        let (mut bits, mut starts) = (Vec::new(), Vec::with_capacity(self.focal.len()));
        let mut used = 0;
        for i in self.focal.clone() {
            starts.push(used);
            let window = self.window(i);
            let last = best[best.len() - 1];
            best.resize(best.len().max(window.end + 1), last);
            let width = window.len() + 1;
            used += width * (k + 1);
            bits.resize(used.div_ceil(64), 0);
            let mut before = best[window.start..=window.end].to_vec();
            let pairs: Vec<Worth> = window.clone().map(|p| self.pair(i, self.pool.start + p)).collect();
            let mut mark = |plane: usize, p: usize| {
                let bit = used - width * (k + 1) + plane * width + p;
                bits[bit / 64] |= 1 << (bit % 64);
            };
            for s in 1..=k {
                let mut diagonal = std::mem::replace(&mut before[0], Worth::NONE);
                for p in 1..width {
                    let with = diagonal.and(pairs[p - 1]);
                    diagonal = before[p];
                    let chosen = with < before[p - 1];
                    before[p] = if chosen { with } else { before[p - 1] };
                    if chosen {
                        mark(s, p);
                    }
                }
            }
            for p in 0..width {
                let set = before[p].and(Worth { sets: Reverse(1), ..Worth::default() });
                if set < best[window.start + p] {
                    best[window.start + p] = set;
                    mark(0, p);
                }
            }
        }
        let last = best[best.len() - 1];
        best.resize(self.pool.len() + 1, last);
        Choices { worth: best, bits, starts }
    }

    /// The focal units that get a set in the best choice with the first `end` pool units.
    pub fn chosen(&self, choices: &Choices, end: usize) -> Vec<usize> {
        let mut place = end;
        let mut chosen = Vec::new();
        for i in self.focal.clone().rev() {
            let window = self.window(i);
            let marked = |plane: usize, place: usize| {
                let width = window.len() + 1;
                let bit = choices.starts[i - self.focal.start] + plane * width + place - window.start;
                choices.bits[bit / 64] >> (bit % 64) & 1 == 1
            };
            let mut at = place.min(window.end);
            if at <= window.start || !marked(0, at) {
                continue;
            }
            for s in (1..=self.row.ratio).rev() {
                while !marked(s, at) {
                    at -= 1;
                }
                at -= 1;
            }
            place = at;
            chosen.push(i);
        }
        chosen
    }
}
