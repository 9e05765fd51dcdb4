//! Nearest neighbours by tree: on coordinates, with calipers on covariates, and for larger sets.

use super::hoods::{Hood, Hoods, NOBODY};
use crate::design::Norm;
use crate::matching::candidates::Candidates;
use crate::matching::tree::{Near, Points, Query, Tree};
use rayon::prelude::*;

/// What the trees are searched with.
struct Space<'c> {
    candidates: &'c Candidates<'c>,
    coordinates: &'c [Vec<f64>],
    norm: Norm,
    windows: Vec<(&'c [f64], f64)>,
}

/// Everybody's nearest people who, with them, make a set.
pub(super) fn nearest<'c>(candidates: &'c Candidates<'c>, coordinates: &'c [Vec<f64>], norm: Norm) -> Hoods {
    let space = Space::new(candidates, coordinates, norm);
    let spec = &candidates.spec.quick;
    let treated_choose = candidates.cohort.treated()[candidates.focal[0] as usize];
    let least = if treated_choose {
        [spec.min_treated, spec.min_controls]
    } else {
        [spec.min_controls, spec.min_treated]
    };
    let rows = [&candidates.focal, &candidates.pool];
    let trees = rows.map(|rows| space.plant(rows));
    let mut hoods = Hoods { width: spec.size() - 1, ..Hoods::default() };
    for (own, other) in [(0, 1), (1, 0)] {
        let need = [least[own] as usize - 1, least[other] as usize];
        let hood = |&unit: &u32| space.hood(unit, [&trees[own], &trees[other]], need, spec.size() - 1);
        let found: Vec<Hood> = rows[own].par_iter().map(hood).collect();
        hoods.append(rows[own], found);
    }
    hoods
}

/// The nearest of `seeded` to each of `rest` in its stratum; [`NOBODY`] where there is none within reach.
pub(super) fn closest<'c>(
    candidates: &'c Candidates<'c>,
    coordinates: &'c [Vec<f64>],
    norm: Norm,
    seeded: &[u32],
    rest: &[u32],
) -> Vec<u32> {
    let space = Space::new(candidates, coordinates, norm);
    let trees = space.plant(seeded);
    let near = |&unit: &u32| space.search(&trees, unit, 1, |_| true).first().map_or(NOBODY, |near| near.row);
    rest.par_iter().map(near).collect()
}

impl<'c> Space<'c> {
    fn new(candidates: &'c Candidates<'c>, coordinates: &'c [Vec<f64>], norm: Norm) -> Self {
        let windows = candidates.admissible.windows().map(|k| (k.values.as_slice(), k.width)).collect();
        Self { candidates, coordinates, norm, windows }
    }

    fn plant(&self, rows: &[u32]) -> Vec<Tree> {
        let mut lanes = vec![Vec::new(); self.candidates.strata()];
        let stratum = |row: u32| self.candidates.design.strata.of[row as usize] as usize;
        for &row in rows {
            lanes[stratum(row)].push(row);
        }
        let points = Points { coordinates: self.coordinates, windows: &self.windows };
        lanes.into_par_iter().map(|lane| Tree::new(&points, lane)).collect()
    }

    /// * `trees`: of the unit's own arm and of the other, one a stratum.
    /// * `need`: how many of each must be there.
    /// * `width`: how many in all; those beyond `need` are the nearest of either arm.
    fn hood(&self, unit: u32, trees: [&[Tree]; 2], need: [usize; 2], width: usize) -> Hood {
        let spare = width - need[0] - need[1];
        let row = unit as usize;
        let own = self.search(trees[0], unit, need[0] + spare, |other| other != unit);
        let admits = |other: u32| self.candidates.admissible.pair(row, other as usize);
        let other = self.search(trees[1], unit, need[1] + spare, admits);
        let mut chosen: Vec<Near> =
            own.iter().take(need[0]).chain(other.iter().take(need[1])).copied().collect();
        let mut rest: Vec<Near> =
            own.iter().skip(need[0]).chain(other.iter().skip(need[1])).copied().collect();
        rest.sort_by(by_gap);
        let complete = own.len() >= need[0] && other.len() >= need[1];
        chosen.extend(rest.into_iter().take(if complete { spare } else { 0 }));
        chosen.sort_by(by_gap);
        let reach = chosen.last().map_or(f64::INFINITY, |near| near.gap);
        Hood { members: chosen.into_iter().map(|near| near.row).collect(), reach }
    }

    fn search(&self, trees: &[Tree], unit: u32, k: usize, admits: impl Fn(u32) -> bool) -> Vec<Near> {
        if k == 0 {
            return Vec::new();
        }
        let row = unit as usize;
        let at: Vec<f64> = self.coordinates.iter().map(|x| x[row]).collect();
        let (windows, widths): (Vec<f64>, Vec<f64>) =
            self.windows.iter().map(|(values, width)| (values[row], *width)).unzip();
        let query = Query { at: &at, windows: &windows, widths: &widths, k, norm: self.norm, admits };
        let tree = &trees[self.candidates.design.strata.of[row] as usize];
        tree.nearest(&query, |row| self.candidates.ranks.key(row))
    }
}

fn by_gap(a: &Near, b: &Near) -> std::cmp::Ordering {
    a.gap.total_cmp(&b.gap).then(a.rank.cmp(&b.rank))
}
