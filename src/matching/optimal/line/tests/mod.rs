//! Against everything there is, against slow twins, and against published totals.

mod proof;
mod reference;
mod twin;

use super::complete::{BUDGET, pair_complete};
use super::*;
use std::cmp::Reverse;

/// A small generator, so that failures repeat.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn scores(&mut self, n: usize, grid: u64, unit: f64) -> Vec<f64> {
        let mut scores: Vec<f64> = (0..n).map(|_| self.below(grid) as f64 * unit).collect();
        scores.sort_by(f64::total_cmp);
        scores
    }
}

/// What the aims say, smaller is better: served, pairs, distance in grid steps, ranks.
type Worth = (Reverse<usize>, Reverse<usize>, i64, u64);

/// The best worth by trying everything: each pool unit in turn goes to nobody or to one focal unit.
fn brute(row: &Row<'_>, unit: f64, whole: bool) -> Worth {
    fn go(
        row: &Row<'_>,
        (unit, whole): (f64, bool),
        j: usize,
        has: &mut Vec<usize>,
        cost: (i64, u64),
        best: &mut Worth,
    ) {
        if j == row.pool.len() {
            if whole && has.iter().any(|&n| n > 0 && n < row.ratio) {
                return;
            }
            let served = has.iter().filter(|&&n| n > 0).count();
            *best = (*best).min((Reverse(served), Reverse(has.iter().sum()), cost.0, cost.1));
            return;
        }
        go(row, (unit, whole), j + 1, has, cost, best);
        for i in 0..has.len() {
            let distance = (row.focal[i] - row.pool[j]).abs();
            if has[i] < row.ratio && row.caliper.is_none_or(|width| distance <= width) {
                has[i] += 1;
                let rank = row.ranks.get(j).copied().unwrap_or(0);
                let longer = ((cost.0 + (distance / unit).round() as i64), cost.1 + u64::from(rank));
                go(row, (unit, whole), j + 1, has, longer, best);
                has[i] -= 1;
            }
        }
    }
    let mut best = (Reverse(0), Reverse(0), 0, 0);
    go(row, (unit, whole), 0, &mut vec![0; row.focal.len()], (0, 0), &mut best);
    best
}

fn worth(row: &Row<'_>, paired: &Paired, unit: f64) -> Worth {
    let mut used = vec![false; row.pool.len()];
    let (mut distance, mut ranks, mut served) = (0.0, 0, 0);
    for i in 0..row.focal.len() {
        served += usize::from(!paired.of(i).is_empty());
        assert!(paired.of(i).len() <= row.ratio);
        for &j in paired.of(i) {
            assert!(!std::mem::replace(&mut used[j as usize], true));
            let d = (row.focal[i] - row.pool[j as usize]).abs();
            assert!(row.caliper.is_none_or(|width| d <= width));
            distance += d;
            ranks += u64::from(row.ranks.get(j as usize).copied().unwrap_or(0));
        }
    }
    assert!(paired.partners.is_sorted());
    assert_eq!(served, paired.served);
    (Reverse(served), Reverse(paired.partners.len()), (distance / unit).round() as i64, ranks)
}

/// A small problem: scores on a grid with many ties, with and without a caliper and ranks.
struct Small {
    unit: f64,
    focal: Vec<f64>,
    pool: Vec<f64>,
    ranks: Vec<u32>,
    ratio: usize,
    caliper: Option<f64>,
}

impl Small {
    /// `most`: the largest sizes of both arms. Eighths are exact; tenths have ties only up to rounding.
    fn draw(draw: &mut Draw, most: [u64; 2]) -> Self {
        let unit = if draw.below(2) == 0 { 0.125 } else { 0.1 };
        let grid = 1 + draw.below(16);
        let [m, n] = most.map(|most| draw.below(most + 1) as usize);
        let (focal, pool) = (draw.scores(m, grid, unit), draw.scores(n, grid, unit));
        let ranks =
            if draw.below(3) == 0 { Vec::new() } else { (0..n).map(|_| draw.below(4) as u32).collect() };
        let caliper = (draw.below(4) > 0).then(|| draw.below(6) as f64 * unit);
        Self { unit, focal, pool, ranks, ratio: 1 + draw.below(3) as usize, caliper }
    }

    fn row(&self) -> Row<'_> {
        let Self { focal, pool, ratio, caliper, ranks, .. } = self;
        Row { focal, pool, ratio: *ratio, reach: None, caliper: *caliper, ranks }
    }

    /// The pairs are as good as `best`; where ties are inexact, up to ranks.
    fn check(&self, paired: &Paired, best: Worth) {
        let found = worth(&self.row(), paired, self.unit);
        let known = if self.unit == 0.125 { best } else { (best.0, best.1, best.2, found.3) };
        assert_eq!(found, known, "{:?} {paired:?}", self.row());
        assert!((paired.total - paired.bound).abs() <= paired.error, "{:?} {paired:?}", self.row());
    }
}

#[test]
fn nothing_is_better_by_trying_everything() {
    let mut draw = Draw(7);
    for round in 0..20_000 {
        let small = Small::draw(&mut draw, if round % 200 == 0 { [7, 7] } else { [5, 6] });
        small.check(&pair(&small.row()), brute(&small.row(), small.unit, false));
    }
}

#[test]
fn no_whole_sets_are_better_by_trying_everything() {
    let mut draw = Draw(11);
    let mut scarce = 0;
    for round in 0..20_000 {
        let small = Small::draw(&mut draw, if round % 200 == 0 { [6, 9] } else { [5, 7] });
        let (row, best) = (small.row(), brute(&small.row(), small.unit, true));
        let paired = pair_complete(&row, BUDGET);
        small.check(&paired, best);
        scarce += usize::from(row.ratio > 1 && paired.served > 0 && paired.served < row.focal.len());
        let quick = pair_complete(&row, 0);
        let found = worth(&row, &quick, small.unit);
        assert!((found.0, found.1) == (best.0, best.1) && quick.total >= paired.total - paired.error);
        assert!(quick.bound <= paired.total + paired.error, "{row:?} {quick:?}");
    }
    assert!(scarce > 2000, "the hard case is hardly tested: {scarce}");
}
