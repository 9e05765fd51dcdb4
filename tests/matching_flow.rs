//! The flow solver against brute force on small problems: every shape of matching, many ties.
//!
//! The brute force tries every choice of partners of every focal unit (dynamic programming over how often
//! each pool unit is used) and compares counts first, distance second. Counts must be equal, totals equal
//! to 1e-9, and the bound of each answer equal to its cost.

use matchwell::matching::flow::{
    Aim, Asker, Layer, Listed, Portions, Rules, Solution, solve, solve_complete, stars,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Distances of admissible pairs, by focal and pool unit.
type Table = Vec<Vec<Option<f64>>>;

fn plain(least: u32, most: u32, reuse: u32, aim: Aim) -> Rules {
    Rules { least, most, reuse, aim, dropped: Vec::new(), balance: Vec::new() }
}

/// What should be as small as possible before distance, from uses of pool units and partners lacking.
fn counts(rules: &Rules, lacking: i64, uses: &[u32]) -> Vec<i64> {
    let pairs: i64 = uses.iter().map(|&n| i64::from(n)).sum();
    let used = uses.iter().filter(|&&n| n > 0).count().cast_signed() as i64;
    let missing = match rules.aim {
        Aim::Pairs | Aim::Total(_) => -pairs,
        Aim::Cover => -used,
        Aim::AtLeast(units) => -used.min(i64::from(units)),
    };
    let surplus = rules.balance.iter().map(|layer| {
        let mut given = vec![0_i64; layer.wanted.len()];
        layer.of.iter().zip(uses).for_each(|(&c, &n)| given[c as usize] += i64::from(n));
        given.iter().zip(&layer.wanted).map(|(&n, &wanted)| (n - i64::from(wanted)).max(0)).sum()
    });
    [lacking, missing].into_iter().chain(surplus).collect()
}

/// Least counts and distance; `whole_sets`: the fewest partners or none.
fn brute(rules: &Rules, table: &Table, pool: usize, whole_sets: bool) -> (Vec<i64>, f64) {
    let mut states = BTreeMap::from([(vec![0_u32; pool], (0_i64, 0.0))]);
    for row in table {
        let mut next: BTreeMap<Vec<u32>, (i64, f64)> = BTreeMap::new();
        for (uses, (lacking, cost)) in &states {
            for chosen in 0_u32..1 << pool {
                let partners = || (0..pool).filter(|j| chosen >> j & 1 == 1);
                let short = rules.least.saturating_sub(chosen.count_ones());
                let too_few = whole_sets && chosen != 0 && short > 0;
                if chosen.count_ones() > rules.most || too_few || partners().any(|j| row[j].is_none()) {
                    continue;
                }
                let mut uses = uses.clone();
                partners().for_each(|j| uses[j] += 1);
                if uses.iter().any(|&n| n > rules.reuse) {
                    continue;
                }
                let total = cost + partners().filter_map(|j| row[j]).sum::<f64>();
                let short = if whole_sets { i64::from(short > 0) } else { i64::from(short) };
                let new = (lacking + short, total);
                let old = next.entry(uses).or_insert(new);
                if new < *old {
                    *old = new;
                }
            }
        }
        states = next;
    }
    let allowed = |uses: &Vec<u32>| match rules.aim {
        Aim::Total(total) => uses.iter().sum::<u32>() <= total,
        _ => true,
    };
    let ends = states.iter().filter(|(uses, _)| allowed(uses));
    let ends = ends.map(|(uses, &(lacking, cost))| (counts(rules, lacking, uses), cost));
    ends.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))).expect("at least nobody can be matched")
}

fn listed(table: &Table, pool: usize, asker: Asker) -> Listed {
    let pair = |(i, j): (usize, usize)| table[i][j].map(|d| (i as u32, j as u32, d));
    let focal = table.len();
    match asker {
        Asker::Focal => {
            let pairs: Vec<_> =
                (0..focal).flat_map(|i| (0..pool).map(move |j| (i, j))).filter_map(pair).collect();
            Listed::new(focal, pool, &pairs)
        }
        Asker::Pool => {
            let pairs = (0..pool).flat_map(|j| (0..focal).map(move |i| (i, j))).filter_map(pair);
            let pairs: Vec<_> = pairs.map(|(i, j, d)| (j, i, d)).collect();
            Listed::new(pool, focal, &pairs)
        }
    }
}

/// Counts of an answer, after checking that it keeps to its limits.
fn counted(rules: &Rules, focal: usize, pool: usize, solution: &Solution) -> Vec<i64> {
    let (mut partners, mut uses) = (vec![0; focal], vec![0; pool]);
    for &(i, j, _) in &solution.pairs {
        partners[i as usize] += 1;
        uses[j as usize] += 1;
    }
    assert!(partners.iter().all(|&n| n <= rules.most) && uses.iter().all(|&n| n <= rules.reuse));
    counts(rules, partners.iter().map(|&n| i64::from(rules.least.saturating_sub(n))).sum(), &uses)
}

fn check(rules: &Rules, table: &Table, pool: usize) {
    let (wanted, distance) = brute(rules, table, pool, false);
    let units = (table.len() as u32, pool as u32);
    for asker in [Asker::Focal, Asker::Pool] {
        for portions in [Portions { first: 1, more: 1 }, Portions::default()] {
            let mut oracle = listed(table, pool, asker);
            let solution = solve(rules, units, asker, &mut oracle, portions).expect("small counts");
            let told = format!("{rules:?} {asker:?} {table:?} {solution:?}");
            assert_eq!(counted(rules, table.len(), pool, &solution), wanted, "{told}");
            let total: f64 = solution.pairs.iter().map(|p| p.2).sum();
            assert!((total - distance).abs() < 1e-9, "{distance}: {told}");
            assert_eq!(solution.cost.count, solution.bound.count, "{told}");
            assert!((solution.cost.distance - solution.bound.distance).abs() < 1e-9, "{told}");
            if matches!(rules.aim, Aim::Cover | Aim::AtLeast(_)) {
                check_stars(solution.pairs, units, total);
            }
        }
    }
}

/// Nothing but stars is left, at the same distance, and nobody is left out by the change.
fn check_stars(pairs: Vec<(u32, u32, f64)>, units: (u32, u32), total: f64) {
    let ends = |pairs: &[(u32, u32, f64)]| {
        let (mut a, mut b) = (vec![0; units.0 as usize], vec![0; units.1 as usize]);
        for p in pairs {
            a[p.0 as usize] += 1;
            b[p.1 as usize] += 1;
        }
        (a, b)
    };
    let covered = |(a, b): &(Vec<i32>, Vec<i32>)| a.iter().chain(b).map(|&n| n > 0).collect::<Vec<_>>();
    let before = covered(&ends(&pairs));
    let pairs = stars(pairs, units);
    let (a, b) = ends(&pairs);
    assert!(pairs.iter().all(|p| a[p.0 as usize] == 1 || b[p.1 as usize] == 1));
    assert!((pairs.iter().map(|p| p.2).sum::<f64>() - total).abs() < 1e-9);
    assert_eq!(covered(&(a, b)), before);
}

/// Up to `focal` x `pool` distances: many ties, roots, or any numbers; some pairs not admissible.
fn tables(focal: usize, pool: usize) -> impl Strategy<Value = (Table, usize)> {
    let kind = 0..3;
    (1..=focal, 1..=pool, kind, 0.3..1.0).prop_flat_map(|(focal, pool, kind, share)| {
        let distance = (0.0..1.0, 0_u8..4).prop_map(move |(any, step)| match kind {
            0 => any,
            1 => f64::from(step),
            _ => f64::from(step).sqrt(),
        });
        let cell = proptest::option::weighted(share, distance);
        (proptest::collection::vec(proptest::collection::vec(cell, pool), focal), Just(pool))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pairs_and_sets_are_the_best((table, pool) in tables(5, 6), total in 1_u32..9) {
        check(&plain(1, 1, 1, Aim::Pairs), &table, pool);
        check(&plain(1, 2, 1, Aim::Pairs), &table, pool);
        check(&plain(2, 3, 1, Aim::Pairs), &table, pool);
        check(&plain(1, 3, 1, Aim::Total(total)), &table, pool);
        check(&plain(0, 2, 1, Aim::Total(total)), &table, pool);
    }

    #[test]
    fn covers_are_the_best((table, pool) in tables(4, 5), units in 1_u32..6) {
        let (all_focal, all_pool) = (table.len() as u32, pool as u32);
        check(&plain(1, all_pool, all_focal, Aim::Cover), &table, pool);
        check(&plain(1, 2, 2, Aim::Cover), &table, pool);
        check(&plain(1, 3, 1, Aim::Cover), &table, pool);
        check(&plain(2, 3, 1, Aim::Cover), &table, pool);
        check(&plain(1, 3, 2, Aim::AtLeast(units)), &table, pool);
        check(&plain(1, 2, 2, Aim::Pairs), &table, pool);
    }

    #[test]
    fn balance_comes_before_distance(
        (table, pool) in tables(5, 6),
        fine in proptest::collection::vec(0_u32..4, 6),
        wanted in proptest::collection::vec(0_u32..3, 4),
    ) {
        let fine = fine[..pool].to_vec();
        let coarse = fine.iter().map(|c| c / 2).collect();
        let coarse_wanted = vec![wanted[0] + wanted[1], wanted[2] + wanted[3]];
        let layers = vec![Layer { of: coarse, wanted: coarse_wanted }, Layer { of: fine, wanted }];
        check(&Rules { balance: layers[1..].to_vec(), ..plain(1, 1, 1, Aim::Pairs) }, &table, pool);
        check(&Rules { balance: layers.clone(), ..plain(1, 1, 1, Aim::Pairs) }, &table, pool);
        check(&Rules { balance: layers, ..plain(1, 2, 1, Aim::Pairs) }, &table, pool);
    }

    #[test]
    fn complete_sets_are_complete_and_their_bound_holds((table, pool) in tables(4, 6), least in 2_u32..4) {
        let rules = plain(least, least, 1, Aim::Pairs);
        let units = (table.len() as u32, pool as u32);
        let mut oracle = listed(&table, pool, Asker::Focal);
        let solution = solve_complete(&rules, units, &mut oracle, Portions::default()).expect("small counts");
        let mut partners = vec![0; table.len()];
        solution.pairs.iter().for_each(|p| partners[p.0 as usize] += 1);
        prop_assert!(partners.iter().all(|&n| n == 0 || n == least));
        let total: f64 = solution.pairs.iter().map(|p| p.2).sum();
        let (best, distance) = brute(&rules, &table, pool, true);
        let without = partners.iter().filter(|&&n| n == 0).count().cast_signed() as i64;
        prop_assert!(without >= best[0]);
        if without == best[0] {
            prop_assert!(solution.bound.distance <= distance + 1e-9, "{solution:?} {distance}");
            prop_assert!(total >= distance - 1e-9);
        }
        if best[0] == 0 {
            prop_assert!(without == 0 && (total - distance).abs() < 1e-9, "{solution:?} {distance}");
        }
    }
}

#[test]
fn nobody_at_all_is_an_answer() {
    let mut oracle = Listed::new(2, 3, &[]);
    let solution = solve(&plain(1, 1, 1, Aim::Pairs), (2, 3), Asker::Focal, &mut oracle, Portions::default())
        .expect("one");
    assert!(solution.pairs.is_empty());
    assert_eq!(solution.cost, solution.bound);
}

#[test]
fn counts_that_do_not_fit_are_refused() {
    let layer = Layer { of: vec![0], wanted: vec![1] };
    let rules = Rules { balance: vec![layer; 4], ..plain(1, u32::MAX, 1, Aim::Pairs) };
    let mut oracle = Listed::new(1, 1, &[(0, 0, 1.0)]);
    assert_eq!(solve(&rules, (1, 1), Asker::Focal, &mut oracle, Portions::default()), None);
}
