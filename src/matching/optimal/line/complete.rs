//! Whole sets only: every focal unit gets all its partners or none.

use super::choice::{Stretch, Worth};
use super::lattice::Lattice;
use super::sweep::{Side, serving};
use super::window::{Window, parts};
use super::{Paired, Row, answer, pair};
use std::cmp::Reverse;
use std::ops::Range;

/// Steps of dynamic programmes and sweeps up to which the choice of focal units is exact: some seconds.
pub(crate) const BUDGET: usize = 300_000_000;

/// The sets of exactly `ratio` partners that are best in this order:
///
/// ```text
/// 1. most focal units with a set
/// 2. least sum |t - c|
/// 3. least sum of ranks
/// ```
///
/// Where everyone can have a set, this is [`pair`]. Elsewhere the line falls into stretches where
/// focal units compete, of which as many as possible get sets ([`Stretch::choose`]), and stretches where
/// everyone gets one. Why: focal units of a stretch have partners only there ([`parts`]), so each
/// stretch has its own largest number of sets, and all of them are reached together. Between them
/// only the few pool units are shared that a stretch can spare; each number of those is tried.
///
/// Who gets a set is proven by trying everything along the line, not by prices; the bound is the worth
/// of that choice. Beyond `budget` steps the choice is near the best, with as many sets as possible
/// ([`Line::quick`]); its bound comes from prices, and the gap says how far off it can be.
///
/// Reference: none; order along the line as in [`serving`].
pub(crate) fn pair_complete(row: &Row<'_>, budget: usize) -> Paired {
    if row.ratio == 1 {
        return pair(row);
    }
    let all = row.windows();
    let able: Vec<u32> = (0..all.len() as u32).filter(|&i| size(all[i as usize]) >= row.ratio).collect();
    let focal: Vec<f64> = able.iter().map(|&i| row.focal[i as usize]).collect();
    let windows: Vec<Window> = able.iter().map(|&i| all[i as usize]).collect();
    let reach: Option<Vec<f64>> =
        row.reach.map(|[values, _]| able.iter().map(|&i| values[i as usize]).collect());
    let reach = row.reach.zip(reach.as_deref()).map(|([_, pool], focal)| [focal, pool]);
    let row_able = Row { focal: &focal, reach, ..*row };
    let line = Line::new(&row_able, &windows);
    let (chosen, partners, bound) = if line.blocks.is_empty() {
        let paired = pair(&row_able);
        ((0..focal.len()).collect(), paired.partners, paired.bound)
    } else {
        let (chosen, bound) = if line.steps() <= budget { line.best() } else { line.quick() };
        let partners = line.serve(&chosen, 0..row.pool.len()).0;
        (chosen, partners, line.lattice.length(bound))
    };
    let places = chosen.iter().flat_map(|&i| std::iter::repeat_n(able[i], row.ratio));
    let found: Vec<(u32, u32)> = places.zip(partners).collect();
    answer(row, line.lattice, &found, bound)
}

fn size(window: Window) -> usize {
    (window.end - window.start) as usize
}

/// A stretch where focal units compete.
#[derive(Debug)]
pub(super) struct Block {
    pub focal: Range<usize>,
    pub pool: Range<usize>,
    /// Sets it can have.
    pub sets: usize,
    /// Pool units it may leave to its neighbours on the left and on the right.
    spare: [usize; 2],
}

/// The line, and where it is short.
pub(super) struct Line<'a> {
    pub row: &'a Row<'a>,
    pub windows: &'a [Window],
    pub lattice: Lattice,
    pub blocks: Vec<Block>,
}

impl<'a> Line<'a> {
    fn new(row: &'a Row<'a>, windows: &'a [Window]) -> Self {
        let lattice = Lattice::of(row.focal, row.pool);
        let short = parts(windows, row.pool.len(), row.ratio).short;
        let mut blocks: Vec<Block> = Vec::new();
        for i in (0..short.len()).filter(|&i| short[i]) {
            let window = windows[i].start as usize..windows[i].end as usize;
            match blocks.last_mut() {
                Some(block) if block.focal.end == i && window.start < block.pool.end => {
                    (block.focal.end, block.pool.end) = (i + 1, window.end);
                }
                _ => blocks.push(Block { focal: i..i + 1, pool: window, sets: 0, spare: [0; 2] }),
            }
        }
        for block in &mut blocks {
            block.sets = first_fit(windows, block.focal.clone(), row.ratio).len();
            let unused = block.pool.len() - block.sets * row.ratio;
            if let Some(left) = block.focal.start.checked_sub(1).filter(|&i| !short[i]) {
                block.spare[0] = unused.min((windows[left].end as usize).saturating_sub(block.pool.start));
            }
            if let Some(right) = Some(block.focal.end).filter(|&i| i < short.len() && !short[i]) {
                block.spare[1] = unused.min(block.pool.end.saturating_sub(windows[right].start as usize));
            }
        }
        Self { row, windows, lattice, blocks }
    }

    fn stretch(&self, block: &Block, left: usize) -> Stretch<'_> {
        let pool = block.pool.start + left..block.pool.end;
        Stretch {
            row: self.row,
            windows: self.windows,
            lattice: self.lattice,
            focal: block.focal.clone(),
            pool,
        }
    }

    /// Work of the exact choice.
    fn steps(&self) -> usize {
        let mut before = 1_usize;
        let steps = |block: &Block| {
            let ways = block.spare[0] + 1;
            let sweeps = before.saturating_mul(ways).saturating_mul(32);
            let between = self.row.pool.len() / self.blocks.len() + 1;
            before = block.spare[1] + 1;
            self.stretch(block, 0).size().saturating_mul(ways).saturating_add(sweeps.saturating_mul(between))
        };
        self.blocks.iter().map(steps).fold(0, usize::saturating_add)
    }

    /// Serves given focal units whole from a part of the pool: the partners in order, and the worth.
    pub fn serve(&self, focal: &[usize], pool: Range<usize>) -> (Vec<u32>, Worth) {
        let places: Vec<usize> = focal.iter().flat_map(|&i| std::iter::repeat_n(i, self.row.ratio)).collect();
        let inside = |j: u32| (j as usize).clamp(pool.start, pool.end) - pool.start;
        let window = |&i: &usize| {
            let Window { start, end } = self.windows[i];
            Window { start: inside(start) as u32, end: inside(end) as u32 }
        };
        let fixed: Vec<f64> = places.iter().map(|&i| self.row.focal[i]).collect();
        let windows: Vec<Window> = places.iter().map(window).collect();
        let side = Side {
            fixed: &fixed,
            open: &self.row.pool[pool.clone()],
            windows: &windows,
            spare: &[],
            ranks: self.row.ranks.get(pool.clone()).unwrap_or(&[]),
            lattice: self.lattice,
        };
        let serves = serving(&side);
        let partners: Vec<u32> =
            pool.zip(serves).filter(|(_, serves)| *serves).map(|(j, _)| j as u32).collect();
        let mut worth = Worth { sets: Reverse(focal.len()), ..Worth::default() };
        for (&t, &j) in fixed.iter().zip(&partners) {
            let distance = self.lattice.place(t) - self.lattice.place(self.row.pool[j as usize]);
            worth.distance += i128::from(distance.abs());
            worth.ranks += u64::from(self.row.ranks.get(j as usize).copied().unwrap_or(0));
        }
        (partners, worth)
    }

    /// Worth of the focal units between two blocks.
    fn between(&self, focal: Range<usize>, pool: Range<usize>) -> Worth {
        if focal.is_empty() { Worth::default() } else { self.serve(&focal.collect::<Vec<_>>(), pool).1 }
    }

    /// The best focal units, and the distance they cost.
    fn best(&self) -> (Vec<usize>, i128) {
        // For each block and number of units left to the right: worth so far, units left to the left,
        // and what the block before left to its right.
        let mut table: Vec<Vec<(Worth, usize, usize)>> = vec![vec![(Worth::default(), 0, 0)]];
        let (mut focal, mut pool) = (0, 0);
        for block in &self.blocks {
            let mut row = vec![(Worth::NONE, 0, 0); block.spare[1] + 1];
            for left in 0..=block.spare[0] {
                let before = table[table.len() - 1].iter().enumerate();
                let so_far = before.map(|(right, entry)| {
                    let open = pool - right..block.pool.start + left;
                    (entry.0.and(self.between(focal..block.focal.start, open)), right)
                });
                let (so_far, right_before) = so_far.min().unwrap_or((Worth::NONE, 0));
                let worth = self.stretch(block, left).choose().worth;
                for (right, entry) in row.iter_mut().enumerate().take(worth.len()) {
                    let own = worth[worth.len() - 1 - right];
                    if own.sets == Reverse(block.sets) {
                        *entry = (*entry).min((so_far.and(own), left, right_before));
                    }
                }
            }
            table.push(row);
            (focal, pool) = (block.focal.end, block.pool.end);
        }
        let ends = table[table.len() - 1].iter().enumerate().map(|(right, entry)| {
            let open = pool - right..self.row.pool.len();
            (entry.0.and(self.between(focal..self.row.focal.len(), open)), right)
        });
        let (worth, mut right) = ends.min().unwrap_or((Worth::NONE, 0));
        let mut chosen: Vec<usize> = self.certain().collect();
        for (block, row) in self.blocks.iter().zip(&table[1..]).rev() {
            let (_, left, before) = row[right];
            let stretch = self.stretch(block, left);
            chosen.extend(stretch.chosen(&stretch.choose(), stretch.pool.len() - right));
            right = before;
        }
        chosen.sort_unstable();
        (chosen, worth.distance)
    }

    /// Focal units outside all blocks.
    pub fn certain(&self) -> impl Iterator<Item = usize> {
        let ends = std::iter::once(0).chain(self.blocks.iter().map(|block| block.focal.end));
        let starts = self.blocks.iter().map(|block| block.focal.start).chain([self.row.focal.len()]);
        ends.zip(starts).flat_map(|(end, start)| end..start)
    }
}

/// A largest choice of focal units that can all have sets: each that can, with the first free units.
///
/// Optimal in number because windows ascend: a later unit in place of an earlier one ends no earlier.
///
/// Returns each with the first of its pool units, which follow each other.
pub(super) fn first_fit(windows: &[Window], focal: Range<usize>, ratio: usize) -> Vec<(usize, usize)> {
    let mut next = 0;
    let fit = |i: usize| {
        let start = next.max(windows[i].start as usize);
        let fits = start + ratio <= windows[i].end as usize;
        next = if fits { start + ratio } else { next };
        fits.then_some((i, start))
    };
    focal.filter_map(fit).collect()
}
