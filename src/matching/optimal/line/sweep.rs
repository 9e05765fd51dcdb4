//! Which units of one side serve when every unit of the other side must be served.

use super::ends::Ends;
use super::lattice::{Lattice, STEP};
use super::window::Window;
use std::collections::VecDeque;

/// One side that must be served whole, and one side to choose from; scores ascending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    /// Scores of the units that must be served.
    pub fixed: &'a [f64],
    /// Scores of the units to choose from.
    pub open: &'a [f64],
    /// The open units each fixed one may have; both ends ascend.
    pub windows: &'a [Window],
    /// Open units to use only where needed, before distance counts; empty = none.
    pub spare: &'a [bool],
    /// Ranks of the open units, whose sum decides after distance; empty = none.
    pub ranks: &'a [u32],
    /// Where scores stand.
    pub lattice: Lattice,
}

impl Side<'_> {
    /// Whether an open unit is to be avoided.
    pub fn spare(&self, j: usize) -> bool {
        self.spare.get(j).copied().unwrap_or(false)
    }
}

/// What the least cost falls by when one more open unit stays unused: cost, then rank and place.
type Slope = (i64, u64);

/// The open units of a cheapest assignment that serves every fixed unit.
///
/// ```text
/// min (spare units used, sum |t - c|, sum of ranks), each before the next,
/// over assignments of every fixed unit to an open unit of its window, all different
/// ```
///
/// Some cheapest assignment keeps the order of the line, so that it is known from who serves. Let
/// `b(x)` be the number of fixed units minus serving open units up to `x`: the distance is the
/// integral of `|b|`, and the windows say `low(x) <= b(x) <= high(x)` with bounds that do not depend
/// on the choice (the r-th fixed unit has its r-th server in its window if and only if enough open
/// units serve up to the end of every window, and not too many before its beginning). So the least
/// cost up to `x` as a function of `b` is convex and is kept by its slopes: those below 0 in one
/// heap, those above in another. Walking `g` adds `g` to all slopes above and `-g` below; a fixed
/// unit shifts the function by one, an open unit merges one slope into it, a bound cuts off the
/// outermost slopes. Every slope belongs to one open unit, which serves if its slope ends above 0.
/// This is the method of two heaps for mice and holes, with calipers as bounds on the heaps.
///
/// Slopes are whole numbers on the lattice, with one `STEP` for a spare unit: no rounding, and the
/// steps come before every distance. A feasible problem is the caller's duty; in an infeasible one
/// some fixed unit has no server. Cost: `O((m + n) log m)`, in practice one pass: slopes of open units
/// arrive in order and mostly wait in a list.
///
/// Reference: Karp and Li (1975), two special cases of the assignment problem; Aggarwal et al. (1992).
pub(super) fn serving(side: &Side<'_>) -> Vec<bool> {
    let mut sweep = Sweep::new(side.open.len());
    let (mut met, mut near, mut due) = (0, 0, 0);
    for (j, &c) in side.open.iter().enumerate() {
        while met < side.fixed.len() && side.fixed[met] <= c {
            sweep.fixed(side.lattice.place(side.fixed[met]));
            met += 1;
        }
        while due < met && side.windows[due].end as usize <= j {
            due += 1;
        }
        sweep.at_most_above(met - due);
        while near < side.fixed.len() && side.windows[near].start as usize <= j {
            near += 1;
        }
        sweep.open(side.lattice.place(c), slope(side, j));
        sweep.at_most_below(near.saturating_sub(met));
    }
    side.fixed[met..].iter().for_each(|&t| sweep.fixed(side.lattice.place(t)));
    sweep.serves
}

/// The slope of an open unit where it stands: unused instead of used saves its step and its rank.
fn slope(side: &Side<'_>, j: usize) -> Slope {
    let rank = side.ranks.get(j).copied().unwrap_or(0);
    let cost = if side.spare(j) { STEP } else { 0 };
    (-cost, !((u64::from(rank) << 32) | j as u64))
}

/// The slopes of the least cost as a function of the balance, on both sides of 0.
struct Sweep {
    /// Below 0, cost plus place: those that came in order, and the others.
    fresh: VecDeque<Slope>,
    below: Ends<Slope>,
    /// Above 0, cost minus place.
    above: Ends<Slope>,
    /// Fixed units whose server is still to come, whatever it costs: slopes of minus infinity above 0.
    owed: usize,
    /// Open units whose slope is above 0.
    serves: Vec<bool>,
}

impl Sweep {
    fn new(open: usize) -> Self {
        let (below, above) = (Ends::default(), Ends::default());
        Self { fresh: VecDeque::new(), below, above, owed: 0, serves: vec![false; open] }
    }

    /// A fixed unit: the greatest slope below 0 comes above it.
    fn fixed(&mut self, x: i64) {
        let from_fresh = self.fresh.back() > self.below.max().as_ref();
        let greatest = if from_fresh { self.fresh.pop_back() } else { self.below.pop_max() };
        let Some((key, tie)) = greatest else {
            self.owed += 1;
            return;
        };
        self.serves[unit(tie)] = true;
        self.above.push((key - x - x, tie));
    }

    /// An open unit: its slope is merged in, and the least slope above 0 comes below it.
    fn open(&mut self, x: i64, (cost, tie): Slope) {
        if self.owed > 0 {
            self.owed -= 1;
            self.serves[unit(tie)] = true;
            self.above.push((cost - x, tie));
            return;
        }
        let own = (cost - x, tie);
        match self.above.min() {
            Some(least) if least < own => {
                self.above.replace_min(own);
                self.serves[unit(tie)] = true;
                self.serves[unit(least.1)] = false;
                self.below.push((least.0 + x + x, least.1));
                return;
            }
            // No open unit adds a slope above 0, and those there only grow: these units serve for good.
            Some(least) if least.0 > -x => self.above.clear(),
            _ => {}
        }
        let own = (cost + x, tie);
        if self.fresh.back() <= Some(&own) {
            self.fresh.push_back(own);
        } else {
            self.below.push(own);
        }
    }

    /// The balance cannot exceed this: units beyond it serve for good.
    fn at_most_above(&mut self, most: usize) {
        while self.above.len() > most.saturating_sub(self.owed) {
            self.above.pop_max();
        }
    }

    /// The balance cannot fall below minus this: units beyond it never serve.
    fn at_most_below(&mut self, most: usize) {
        while self.fresh.len() + self.below.len() > most {
            let from_fresh = match (self.fresh.front(), self.below.min()) {
                (Some(fresh), Some(below)) => *fresh < below,
                (fresh, _) => fresh.is_some(),
            };
            if from_fresh {
                self.fresh.pop_front();
            } else {
                self.below.pop_min();
            }
        }
    }
}

/// The open unit of a slope.
fn unit(tie: u64) -> usize {
    (!tie & u64::from(u32::MAX)) as usize
}
