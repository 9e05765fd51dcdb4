//! Slow twins that know nothing of lines.

use super::*;
use crate::matching::optimal::line::choice::Stretch;

/// The least sum of an assignment of every row to a column, by the Hungarian method (Kuhn 1955; with
/// potentials, `O(rows^2 columns)`).
fn hungarian(rows: usize, columns: usize, cost: impl Fn(usize, usize) -> i128) -> i128 {
    let (mut u, mut v) = (vec![0_i128; rows + 1], vec![0_i128; columns + 1]);
    let mut owner = vec![0; columns + 1];
    for row in 1..=rows {
        owner[0] = row;
        let (mut least, mut from) = (vec![i128::MAX; columns + 1], vec![0; columns + 1]);
        let mut done = vec![false; columns + 1];
        let mut at = 0;
        while owner[at] != 0 {
            done[at] = true;
            let (mut delta, mut next) = (i128::MAX, 0);
            for j in (1..=columns).filter(|&j| !done[j]) {
                let reduced = cost(owner[at] - 1, j - 1) - u[owner[at]] - v[j];
                if reduced < least[j] {
                    (least[j], from[j]) = (reduced, at);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=columns {
                if done[j] {
                    u[owner[j]] += delta;
                    v[j] -= delta;
                } else if least[j] < i128::MAX {
                    least[j] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            owner[at] = owner[from[at]];
            at = from[at];
        }
    }
    (1..=columns).filter(|&j| owner[j] > 0).map(|j| cost(owner[j] - 1, j - 1)).sum()
}

/// Aims as digits of one number; a place without a partner is a column of its own.
fn twin(row: &Row<'_>, unit: f64) -> i128 {
    let (places, pool) = (row.focal.len() * row.ratio, row.pool.len());
    hungarian(places, pool + places, |place, j| {
        let first = place % row.ratio == 0;
        if j >= pool {
            return if first { 1 << 100 } else { 1 << 80 };
        }
        let distance = (row.focal[place / row.ratio] - row.pool[j]).abs();
        if row.caliper.is_some_and(|width| distance > width) {
            return 1 << 115;
        }
        (((distance / unit) as i128) << 30) + i128::from(row.ranks[j])
    })
}

#[test]
fn larger_lines_are_as_good_as_without_order() {
    let mut draw = Draw(5);
    let unit = 2.0_f64.powi(-12);
    for round in 0..60 {
        let (m, n) = if round == 0 {
            (100, 300)
        } else {
            (10 + draw.below(40) as usize, 20 + draw.below(80) as usize)
        };
        let grid = [40, 400, 1 << 20][round % 3];
        let (focal, pool) = (draw.scores(m, grid, unit), draw.scores(n, grid, unit));
        let ranks: Vec<u32> = (0..n).map(|_| draw.below(50) as u32).collect();
        let width = unit * (grid * draw.below(12)) as f64 / 50.0;
        let caliper = (draw.below(5) > 0).then_some(width);
        let row =
            Row { focal: &focal, pool: &pool, ratio: 1 + round % 3, reach: None, caliper, ranks: &ranks };
        let paired = pair(&row);
        let (served, pairs, distance, ranks) = worth(&row, &paired, unit);
        let missing = (m - served.0, m * (row.ratio - 1) - (pairs.0 - served.0));
        let found = ((missing.0 as i128) << 100)
            + ((missing.1 as i128) << 80)
            + (i128::from(distance) << 30)
            + i128::from(ranks);
        assert_eq!(found, twin(&row, unit), "round {round}");
        assert!((paired.total - paired.bound).abs() <= paired.error);
    }
}

#[test]
fn larger_whole_sets_are_as_good_as_in_one_stretch() {
    let mut draw = Draw(6);
    let unit = 2.0_f64.powi(-12);
    let (mut blocks, mut quick, mut exact) = (0, 0.0, 0.0);
    for round in 0..300 {
        let (m, n) = (20 + draw.below(60) as usize, 60 + draw.below(200) as usize);
        let grid = [60, 600, 1 << 20][round % 3];
        let (focal, pool) = (draw.scores(m, grid, unit), draw.scores(n, grid, unit));
        let ranks: Vec<u32> = (0..n).map(|_| draw.below(50) as u32).collect();
        let caliper = (draw.below(9) > 0).then_some(unit * (grid * draw.below(12)) as f64 / 100.0);
        let row =
            Row { focal: &focal, pool: &pool, ratio: 2 + round % 2, reach: None, caliper, ranks: &ranks };
        let windows = windows(&focal, &pool, caliper);
        let lattice = Lattice::of(&focal, &pool);
        let whole = Stretch { row: &row, windows: &windows, lattice, focal: 0..m, pool: 0..n };
        let best = whole.choose().worth[n];
        let paired = pair_complete(&row, BUDGET);
        let found = worth(&row, &paired, unit);
        assert_eq!((found.0, found.3), (best.sets, best.ranks), "round {round}");
        assert_eq!(found.2, (lattice.length(best.distance) / unit).round() as i64, "round {round}");
        assert!((paired.total - paired.bound).abs() <= paired.error);
        blocks += usize::from(paired.served < m);
        exact += paired.total;
        quick += pair_complete(&row, 0).total;
    }
    assert!(quick < 1.05 * exact, "the quick choice is not near the best: {quick} {exact}");
    assert!(blocks > 100, "the hard case is hardly tested: {blocks}");
}

#[test]
fn long_lines_meet_their_bounds() {
    let mut draw = Draw(8);
    let unit = 2.0_f64.powi(-30);
    for (m, n, ratio, width) in [
        (4000, 30_000, 1, None),
        (4000, 30_000, 2, Some(0.02)),
        (9000, 10_000, 1, Some(0.1)),
        (9000, 10_000, 3, Some(0.01)),
        (9000, 4000, 2, None),
    ] {
        // The focal units stand higher, so that pool units are short there.
        let focal: Vec<f64> = draw.scores(m, 1 << 30, unit).into_iter().map(f64::sqrt).collect();
        let pool: Vec<f64> = draw.scores(n, 1 << 30, unit).into_iter().map(|x| x * x).collect();
        let row = Row { focal: &focal, pool: &pool, ratio, reach: None, caliper: width, ranks: &[] };
        let paired = pair(&row);
        worth(&row, &paired, unit);
        assert!(
            paired.total > 0.0 && paired.total - paired.bound <= paired.error,
            "{:?}",
            (m, n, ratio, width)
        );
    }
}
