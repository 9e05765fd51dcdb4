//! Whole sets where trying everything would take too long: near the best, with a bound.

use super::complete::{Block, Line, first_fit};
use super::price::prices;
use super::sweep::{Side, serving};
use super::window::{Window, windows};

impl Line<'_> {
    /// As many focal units as can have sets, at a distance near the least, and a bound of the least.
    ///
    /// The bound adds what the units outside the blocks cost without the others, and
    /// [`Block::bound`]; both hold for every choice, as every pool unit serves once.
    pub fn quick(&self) -> (Vec<usize>, i128) {
        let mut chosen: Vec<usize> = self.certain().collect();
        let mut bound = self.least(&chosen);
        for block in &self.blocks {
            bound += block.bound(self).max(0);
            chosen.extend(block.grouped(self));
        }
        chosen.sort_unstable();
        (chosen, bound)
    }

    /// What sets of these units cost at least if nobody else needs the pool; by prices.
    fn least(&self, focal: &[usize]) -> i128 {
        let places: Vec<usize> = focal.iter().flat_map(|&i| std::iter::repeat_n(i, self.row.ratio)).collect();
        let fixed: Vec<f64> = places.iter().map(|&i| self.row.focal[i]).collect();
        let windows: Vec<Window> = places.iter().map(|&i| self.windows[i]).collect();
        let side = self.side(&fixed, self.row.pool, &windows);
        priced(&side).map_or(0, |prices| prices.bound())
    }

    fn side<'s>(&self, fixed: &'s [f64], open: &'s [f64], windows: &'s [Window]) -> Side<'s> {
        Side { fixed, open, windows, spare: &[], ranks: &[], lattice: self.lattice }
    }
}

/// Prices of a cheapest assignment.
fn priced(side: &Side<'_>) -> Option<super::price::Prices> {
    let serves = serving(side);
    let servers: Vec<u32> = (0..side.open.len() as u32).filter(|&j| serves[j as usize]).collect();
    (servers.len() == side.fixed.len()).then(|| prices(side, &servers, &serves)).flatten()
}

impl Block {
    /// Focal units that get sets: the pool is cut into groups of `ratio` that stay together, and the
    /// groups are served by focal units at the least distance from their middles.
    ///
    /// Outside a group the distance from its middle is that from its members, up to what all focal
    /// units have in common; so only focal units inside a group are judged roughly.
    fn grouped(&self, line: &Line<'_>) -> Vec<usize> {
        let ratio = line.row.ratio;
        let first = first_fit(line.windows, self.focal.clone(), ratio);
        let focal = &line.row.focal[self.focal.clone()];
        let pool = &line.row.pool[self.pool.clone()];
        let [t, c] = line.row.reach.unwrap_or([line.row.focal, line.row.pool]);
        let allowed = windows(&c[self.pool.clone()], &t[self.focal.clone()], line.row.caliper);
        let starts: Vec<usize> = first.iter().map(|&(_, start)| start - self.pool.start).collect();
        // Every member must be allowed.
        let group = |&p: &usize| Window { start: allowed[p + ratio - 1].start, end: allowed[p].end };
        let groups: Vec<Window> = starts.iter().map(group).collect();
        let width = line.row.caliper.filter(|_| line.row.reach.is_none()).unwrap_or(f64::INFINITY);
        let middle =
            |&p: &usize| pool[p + (ratio - 1) / 2].clamp(pool[p + ratio - 1] - width, pool[p] + width);
        let middles: Vec<f64> = starts.iter().map(middle).collect();
        let serves = serving(&line.side(&middles, focal, &groups));
        let found: Vec<usize> = (0..focal.len()).filter(|&i| serves[i]).collect();
        let allowed =
            |(&i, group): (&usize, &Window)| (group.start as usize..group.end as usize).contains(&i);
        if found.len() == first.len() && found.iter().zip(&groups).all(allowed) {
            found.into_iter().map(|i| self.focal.start + i).collect()
        } else {
            first.into_iter().map(|(i, _)| i).collect()
        }
    }

    /// What the sets of the block cost at least, whoever gets them.
    ///
    /// All pool units of the block but `unused` serve in it or beside it. Let them all serve one by one
    /// in it, sets or not: prices of that problem stay feasible when some need not serve, and
    /// bound it by the sum of the gains of those that must, at least all but the largest.
    fn bound(&self, line: &Line<'_>) -> i128 {
        let ratio = line.row.ratio;
        let places: Vec<f64> =
            self.focal.clone().flat_map(|i| std::iter::repeat_n(line.row.focal[i], ratio)).collect();
        let fixed = &line.row.pool[self.pool.clone()];
        let [t, c] = line.row.reach.unwrap_or([line.row.focal, line.row.pool]);
        let reach: Vec<f64> = self.focal.clone().flat_map(|i| std::iter::repeat_n(t[i], ratio)).collect();
        let windows = windows(&c[self.pool.clone()], &reach, line.row.caliper);
        let Some(prices) = priced(&line.side(fixed, &places, &windows)) else { return 0 };
        let unused = fixed.len() - self.sets * ratio;
        let mut gains = prices.gain.clone();
        gains.sort_unstable();
        let forgone = gains[gains.len() - unused..].iter().map(|&gain| i128::from(gain)).sum::<i128>();
        prices.bound() - forgone
    }
}
