//! Prices hold for every admissible pair, and exist for cheapest assignments only.

use super::*;
use crate::matching::optimal::line::price::prices;
use crate::matching::optimal::line::sweep::{Side, serving};

/// Every set of servers that can serve all fixed units in order, with what it costs.
fn all_servers(side: &Side<'_>) -> Vec<(Vec<u32>, i64)> {
    let mut all = vec![(Vec::new(), 0)];
    for (i, window) in side.windows.iter().enumerate() {
        let longer = |(servers, cost): &(Vec<u32>, i64)| {
            let next = servers.last().map_or(0, |&last| last + 1).max(window.start);
            let with = |j: u32| {
                let distance = side.lattice.place(side.fixed[i]) - side.lattice.place(side.open[j as usize]);
                let step = if side.spare(j as usize) { STEP / 1024 } else { 0 };
                ([servers.as_slice(), &[j]].concat(), cost + distance.abs() / 1024 + step)
            };
            (next..window.end).map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

#[test]
fn prices_exist_for_the_cheapest_only_and_hold_everywhere() {
    let mut draw = Draw(12);
    let (mut proven, mut refused) = (0, 0);
    for _ in 0..3000 {
        let (m, n) = (1 + draw.below(5) as usize, 1 + draw.below(9) as usize);
        let (fixed, open) = (draw.scores(m, 16, 0.125), draw.scores(n, 16, 0.125));
        let spare: Vec<bool> = (0..n).map(|_| draw.below(3) == 0).collect();
        let caliper = (draw.below(4) > 0).then(|| draw.below(8) as f64 * 0.125);
        let windows = windows(&fixed, &open, caliper);
        if parts(&windows, n, 1).short.contains(&true) {
            continue;
        }
        let lattice = Lattice::of(&fixed, &open);
        let side = Side { fixed: &fixed, open: &open, windows: &windows, spare: &spare, ranks: &[], lattice };
        let all = all_servers(&side);
        let least = all.iter().map(|entry| entry.1).min().unwrap();
        let swept: Vec<u32> = (0..n as u32).zip(serving(&side)).filter(|s| s.1).map(|s| s.0).collect();
        assert!(all.contains(&(swept, least)), "{side:?}");
        for (servers, cost) in all {
            let serves: Vec<bool> = (0..n as u32).map(|j| servers.contains(&j)).collect();
            let Some(found) = prices(&side, &servers, &serves) else {
                assert!(cost > least, "no prices for a cheapest assignment: {side:?} {servers:?}");
                refused += 1;
                continue;
            };
            assert_eq!(cost, least, "prices for a dear assignment: {side:?} {servers:?}");
            proven += 1;
            let mut price = vec![0; n];
            servers.iter().zip(&found.price).for_each(|(&j, &p)| price[j as usize] = p);
            assert!(price.iter().all(|&p| p >= 0));
            for (i, window) in windows.iter().enumerate() {
                for j in window.start as usize..window.end as usize {
                    let step = if spare[j] { STEP } else { 0 };
                    let cost = (lattice.place(fixed[i]) - lattice.place(open[j])).abs() + step;
                    assert!(found.gain[i] - price[j] <= cost, "{side:?} {found:?} {i} {j}");
                }
            }
        }
    }
    assert!(proven > 2000 && refused > 2000, "{proven} {refused}");
}

#[test]
fn edges_have_answers() {
    let row = Row { focal: &[0.2, 0.7], pool: &[], ratio: 2, reach: None, caliper: Some(0.1), ranks: &[] };
    for paired in [pair(&row), pair_complete(&row, BUDGET)] {
        assert_eq!((paired.starts, paired.served, paired.total, paired.bound), (vec![0, 0, 0], 0, 0.0, 0.0));
    }
    let nobody = pair(&Row { focal: &[], pool: &[0.5], ratio: 1, reach: None, caliper: None, ranks: &[] });
    assert_eq!((nobody.starts, nobody.served), (vec![0], 0));
    // Everyone alike: ranks decide.
    let row = Row {
        focal: &[0.5; 2],
        pool: &[0.5; 4],
        ratio: 1,
        reach: None,
        caliper: Some(0.0),
        ranks: &[3, 0, 2, 1],
    };
    assert_eq!(pair(&row).partners, [1, 3]);
    // The width is inclusive, and differences are taken as computed: 0.3 - 0.2 is below 0.1.
    let row =
        Row { focal: &[0.2], pool: &[0.3], ratio: 1, reach: None, caliper: Some(0.3 - 0.2), ranks: &[] };
    assert_eq!(pair(&row).served, 1);
    assert_eq!(pair(&Row { caliper: Some((0.3_f64 - 0.2).next_down()), ..row }).served, 0);
    // A ratio beyond the pool.
    let row = Row {
        focal: &[0.1, 0.9],
        pool: &[0.0, 0.2, 1.0],
        ratio: usize::MAX,
        reach: None,
        caliper: None,
        ranks: &[],
    };
    assert_eq!((pair(&row).starts, pair_complete(&row, BUDGET).served), (vec![0, 2, 3], 0));
    // Scores of any size.
    for scale in [1e-300, 1e-5, 1e300] {
        let row = Row {
            focal: &[-scale, scale],
            pool: &[0.0, 0.75 * scale],
            ratio: 1,
            reach: None,
            caliper: None,
            ranks: &[],
        };
        let paired = pair(&row);
        assert!((paired.total / scale - 1.25).abs() < 1e-15 && (paired.bound / scale - 1.25).abs() < 1e-15);
    }
}
