//! Balance, uniqueness under change of scale, and what cannot be balanced.

use super::{Settings, Solved, Target, TiltError, logistic_balance, moments, tilt};
use crate::stats::glm::Dense;
use crate::stats::rng::{stream, uniform};
use crate::stats::sum::sum;

const TIGHT: Settings = Settings { tolerance: 1e-10 };

fn dense(columns: &[Vec<f64>]) -> Dense {
    let named = columns.iter().enumerate().map(|(j, c)| (format!("x{j}"), c.clone())).collect();
    Dense::new(columns[0].len(), named).expect("equal lengths")
}

/// `p` columns of `n` rows, correlated, the second a yes or no.
fn drawn(n: usize, p: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut rng = stream(seed, "tilt tests", 0);
    let shared: Vec<f64> = (0..n).map(|_| uniform(&mut rng)).collect();
    let mut column = |j: usize| -> Vec<f64> {
        let value = |s: &f64| {
            let x = uniform(&mut rng) + uniform(&mut rng) + uniform(&mut rng) + s;
            if j == 1 { f64::from(u8::from(x > 2.0)) } else { x }
        };
        shared.iter().map(value).collect()
    };
    (0..p).map(&mut column).collect()
}

fn base(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.5 + (i % 7) as f64 / 6.0).collect()
}

/// Means moved by a tenth of a standard deviation: inside the hull.
fn moved(columns: &[Vec<f64>], by: f64) -> Target {
    let all = moments(&dense(columns), None);
    Target { mean: all.mean.iter().zip(&all.sd).map(|(m, s)| m + by * s).collect(), mass: 250.0 }
}

fn weighted_mean(x: &[f64], w: &[f64], d: &[f64]) -> f64 {
    sum(x.len(), |i| w[i] * d[i] * x[i]) / sum(x.len(), |i| w[i] * d[i])
}

fn balanced(columns: &[Vec<f64>], d: &[f64], target: &Target, solved: &Solved) {
    let all = moments(&dense(columns), Some(d));
    assert!(solved.weight.iter().all(|w| *w > 0.0 && w.is_finite()));
    let mass = sum(d.len(), |i| solved.weight[i] * d[i]);
    assert!((mass / target.mass - 1.0).abs() < 1e-12, "mass {mass}");
    for (j, x) in columns.iter().enumerate() {
        let off = (weighted_mean(x, &solved.weight, d) - target.mean[j]) / all.sd[j];
        assert!(off.abs() < 1e-9, "column {j} is {off} off");
    }
}

#[test]
fn balance_is_exact_with_and_without_base_weights() {
    for n in [30, 3_000, 70_000] {
        let columns = drawn(n, 5, 1);
        let target = moved(&columns, 0.2);
        let plain = tilt(&dense(&columns), None, &target, TIGHT).expect("inside the hull");
        balanced(&columns, &vec![1.0; n], &target, &plain);
        let d = base(n);
        let based = tilt(&dense(&columns), Some(&d), &target, TIGHT).expect("inside the hull");
        balanced(&columns, &d, &target, &based);
    }
}

/// One yes/no column: the weights are known in closed form.
#[test]
fn two_groups_by_hand() {
    let x = vec![vec![0.0, 0.0, 0.0, 1.0]];
    let target = Target { mean: vec![0.6], mass: 10.0 };
    let solved = tilt(&dense(&x), None, &target, TIGHT).expect("inside");
    for (have, want) in solved.weight.iter().zip([4.0 / 3.0, 4.0 / 3.0, 4.0 / 3.0, 6.0]) {
        assert!((have - want).abs() < 1e-12, "{have} {want}");
    }
}

#[test]
fn units_of_columns_do_not_matter() {
    let columns = drawn(2_000, 4, 2);
    let target = moved(&columns, 0.3);
    let here = tilt(&dense(&columns), None, &target, TIGHT).expect("inside");
    let affine = |x: f64, j: usize| x * [1e4, -3.0, 1e-3, 7.0][j] + [5.0, 1e3, -2.0, 0.0][j];
    let other: Vec<Vec<f64>> =
        columns.iter().enumerate().map(|(j, c)| c.iter().map(|x| affine(*x, j)).collect()).collect();
    let mean = target.mean.iter().enumerate().map(|(j, m)| affine(*m, j)).collect();
    let there = tilt(&dense(&other), None, &Target { mean, mass: 250.0 }, TIGHT).expect("inside");
    let apart = here.weight.iter().zip(&there.weight).map(|(a, b)| (a / b - 1.0).abs());
    assert!(apart.fold(0.0, f64::max) < 1e-8);
}

#[test]
fn targets_outside_are_named() {
    let columns = drawn(500, 3, 3);
    let mut target = moved(&columns, 0.0);
    target.mean[2] = 9.0;
    match tilt(&dense(&columns), None, &target, TIGHT) {
        Err(TiltError::Outside { column, target, .. }) => assert_eq!((column.as_str(), target), ("x2", 9.0)),
        other => panic!("{other:?}"),
    }
    // At the edge of a yes/no column nobody could be weighted.
    let mut edge = moved(&columns, 0.0);
    edge.mean[1] = 1.0;
    assert!(matches!(tilt(&dense(&columns), None, &edge, TIGHT), Err(TiltError::Outside { .. })));
}

/// Each coordinate lies within its range, the point outside the triangle; on its side; at its inside.
#[test]
fn targets_apart_together_are_told() {
    let corners = vec![vec![0.0, 1.0, 0.0, 0.2], vec![0.0, 0.0, 1.0, 0.2]];
    let at = |a: f64, b: f64| tilt(&dense(&corners), None, &Target { mean: vec![a, b], mass: 1.0 }, TIGHT);
    assert!(matches!(at(0.7, 0.7), Err(TiltError::Apart { .. })), "{:?}", at(0.7, 0.7));
    assert!(matches!(at(0.5, 0.5), Err(TiltError::Apart { .. })), "{:?}", at(0.5, 0.5));
    assert!(at(0.4, 0.4).is_ok(), "{:?}", at(0.4, 0.4));
    assert!(at(0.499, 0.499).is_ok(), "{:?}", at(0.499, 0.499));
}

#[test]
fn columns_that_follow_from_others() {
    let mut columns = drawn(400, 2, 4);
    let shifted = columns[0].iter().map(|x| 2.0 * x + 1.0).collect();
    columns.push(shifted);
    columns.push(vec![3.0; 400]);
    let target = moved(&columns, 0.1);
    let solved = tilt(&dense(&columns), None, &target, TIGHT).expect("consistent");
    balanced(&columns[..3], &[1.0; 400], &target, &solved);
    let mut other = target.clone();
    other.mean[2] += 0.1;
    assert!(matches!(tilt(&dense(&columns), None, &other, TIGHT), Err(TiltError::Fixed { .. })));
    let mut constant = target;
    constant.mean[3] = 3.5;
    assert!(matches!(tilt(&dense(&columns), None, &constant, TIGHT), Err(TiltError::Outside { .. })));
}

#[test]
fn edges() {
    let nan = vec![vec![1.0, f64::NAN, 2.0]];
    let target = Target { mean: vec![1.5], mass: 1.0 };
    assert!(matches!(tilt(&dense(&nan), None, &target, TIGHT), Err(TiltError::NotFinite { .. })));
    let few = vec![vec![1.0, 2.0], vec![0.0, 3.0], vec![5.0, 4.0]];
    let target = Target { mean: vec![1.5, 1.5, 4.5], mass: 1.0 };
    assert!(matches!(tilt(&dense(&few), None, &target, TIGHT), Err(TiltError::Few { .. })));
    let one = vec![vec![1.0]];
    let alone = tilt(&dense(&one), None, &Target { mean: vec![1.0], mass: 4.0 }, TIGHT).expect("itself");
    assert!((alone.weight[0] - 4.0).abs() < 1e-14);
}

#[test]
fn both_arms_balance_under_one_score() {
    let n = 5_000;
    let columns = drawn(n, 4, 5);
    let mut rng = stream(6, "tilt arms", 0);
    let z: Vec<bool> = columns[0].iter().map(|x| uniform(&mut rng) < 0.15 * x).collect();
    let d = base(n);
    let arm = |wanted: bool| {
        let rows: Vec<usize> = (0..n).filter(|&i| z[i] == wanted).collect();
        let of = |v: &Vec<f64>| rows.iter().map(|&i| v[i]).collect::<Vec<f64>>();
        moments(&dense(&columns.iter().map(of).collect::<Vec<_>>()), Some(&of(&d)))
    };
    let solved = logistic_balance(&dense(&columns), Some(&d), &z, [&arm(false), &arm(true)], TIGHT);
    let solved = solved.expect("overlap");
    let total = |j: Option<usize>, arm: bool| {
        let x = |i: usize| j.map_or(1.0, |j| columns[j][i]);
        sum(n, |i| if z[i] == arm { d[i] * (1.0 + solved.weight[i]) * x(i) } else { 0.0 })
    };
    for j in [None, Some(0), Some(1), Some(2), Some(3)] {
        assert!((total(j, true) / total(j, false) - 1.0).abs() < 1e-9, "column {j:?}");
    }
    // The two weights come from one score.
    let apart: Vec<bool> = columns[0].iter().map(|x| *x > 2.0).collect();
    let of = |wanted: bool| {
        let pick = |v: &Vec<f64>| (0..n).filter(|&i| apart[i] == wanted).map(|i| v[i]).collect::<Vec<f64>>();
        moments(&dense(&columns.iter().map(pick).collect::<Vec<_>>()), None)
    };
    let told = logistic_balance(&dense(&columns), None, &apart, [&of(false), &of(true)], TIGHT);
    assert!(matches!(told, Err(TiltError::Apart { .. })), "{told:?}");
}

#[test]
fn threads_do_not_change_a_bit() {
    let columns = drawn(50_000, 3, 7);
    let target = moved(&columns, 0.2);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| tilt(&dense(&columns), None, &target, TIGHT).expect("inside")).weight
    };
    let (one, three) = (on(1), on(3));
    assert!(one.iter().zip(&three).all(|(a, b)| a.to_bits() == b.to_bits()));
}
