//! Against every cover there is.

use super::{Lattice, Line, cover, stars};

fn draws(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |n| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    }
}

/// The least cover in grid steps: each unit of `a` takes any set of `b`, all of `b` taken.
fn brute(a: &[i64], b: &[i64]) -> i64 {
    let mut best = vec![i64::MAX; 1 << b.len()];
    best[0] = 0;
    for x in a {
        let mut next = vec![i64::MAX; best.len()];
        for taken in 1..best.len() {
            let cost: i64 = (0..b.len()).filter(|j| taken >> j & 1 == 1).map(|j| (b[j] - x).abs()).sum();
            for (before, &paid) in best.iter().enumerate().filter(|(_, paid)| **paid < i64::MAX) {
                next[before | taken] = next[before | taken].min(paid + cost);
            }
        }
        best = next;
    }
    best[best.len() - 1]
}

fn check(a: &[f64], b: &[f64]) -> f64 {
    let covered = cover(a, b);
    let mut degrees = [vec![0; a.len()], vec![0; b.len()]];
    for &(i, j) in &covered.edges {
        degrees[0][i as usize] += 1;
        degrees[1][j as usize] += 1;
    }
    assert!(degrees.iter().flatten().all(|&degree| degree > 0), "somebody is left out");
    let star = |&(i, j): &(u32, u32)| degrees[0][i as usize] == 1 || degrees[1][j as usize] == 1;
    assert!(covered.edges.iter().all(star) && covered.edges.is_sorted());
    assert!((covered.total - covered.bound).abs() <= covered.error, "{a:?} {b:?} {covered:?}");
    covered.total
}

#[test]
fn nothing_is_better_by_trying_everything() {
    let mut draw = draws(3);
    for round in 0..6000 {
        let sizes = if round % 10 == 0 { 7 } else { 5 };
        let unit = if round % 2 == 0 { 0.25 } else { 0.1 };
        let grid = 1 + draw(20);
        let [a, b] = [0, 1].map(|_| {
            let mut list: Vec<i64> =
                (0..=draw(sizes)).map(|_| i64::try_from(draw(grid)).expect("small") - 5).collect();
            list.sort_unstable();
            list
        });
        let scores = |list: &[i64]| list.iter().map(|&x| x as f64 * unit).collect::<Vec<_>>();
        let total = check(&scores(&a), &scores(&b));
        assert_eq!((total / unit).round() as i64, brute(&a, &b), "{a:?} {b:?}");
    }
}

#[test]
fn large_covers_meet_their_bounds() {
    let mut draw = draws(4);
    for (m, n, grid) in [(3000, 50, 1 << 31), (700, 900, 5000), (20, 5000, 1 << 31), (2000, 2000, 1 << 31)] {
        let [a, b] = [m, n].map(|size| {
            let mut list: Vec<f64> = (0..size).map(|_| (draw(grid) as f64 / grid as f64).powi(3)).collect();
            list.sort_by(f64::total_cmp);
            list
        });
        assert!(check(&a, &b) > 0.0);
    }
}

#[test]
fn an_empty_list_has_no_edges() {
    assert!(cover(&[], &[1.0]).edges.is_empty() && cover(&[0.5], &[]).edges.is_empty());
    assert_eq!(cover(&[0.5], &[0.5, 0.5]).edges, [(0, 0), (0, 1)]);
}

#[test]
fn an_edge_between_two_stars_goes() {
    let (a, b) = ([0.0, 1.0], [1.0, 2.0]);
    let line = Line::new(&a, &b, Lattice::of(&a, &b));
    let paired = [vec![false, true], vec![true, false]];
    assert_eq!(stars(&line, &paired), [(0, 0), (1, 1)]);
}
