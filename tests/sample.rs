//! The largest balanced samples: size against an enumeration of every sample on up to 12 people, balance
//! recomputed from the weights, the same people on any number of threads and for any order of rows.
#![cfg(feature = "milp")]

#[path = "common/byhand.rs"]
mod byhand;
mod common;

use byhand::{exact, open_design};
use common::{cohort, covariate, lalonde, number_array, roles};
use matchwell::cohort::{Cohort, Kind};
use matchwell::design::{Design, Estimand, Metric};
use matchwell::matching::{
    self, CardinalitySpec, Fate, Infeasible, Matching, MatchingError, MatchingSpec, Method, ProfileSpec,
    Structure,
};
use proptest::prelude::*;

/// What a mean may lie beyond its tolerance by in the enumeration: samples nearer than this to the edge count
/// for one of the two bounds only.
const EDGE: f64 = 1e-7;

/// A small task.
#[derive(Debug, Clone)]
struct Task {
    treated: Vec<bool>,
    x: Vec<[f64; 2]>,
    stratum: Vec<u8>,
    tolerance: f64,
    estimand: Estimand,
}

impl Task {
    fn cohort(&self) -> Cohort {
        let ids = (0..self.treated.len()).map(|i| format!("p{i:02}")).collect();
        let column = |k: usize| number_array(self.x.iter().map(|x| x[k]).collect());
        let covariates = vec![covariate("a", Kind::Number), covariate("b", Kind::Number)];
        let columns = vec![("a", column(0)), ("b", column(1))];
        cohort(ids, self.treated.clone(), columns, roles(covariates, Vec::new()))
    }

    fn design(&self, cohort: &Cohort) -> Design {
        let keys: Vec<String> = self.stratum.iter().map(u8::to_string).collect();
        exact(open_design(cohort, self.estimand), &keys)
    }

    fn focal(&self, i: usize) -> bool {
        self.treated[i] == (self.estimand != Estimand::Atc)
    }

    /// The ruler of column `k`: standard deviations written out once more.
    fn ruler(&self, k: usize) -> Option<f64> {
        let arm = |focal: bool| -> Vec<f64> {
            (0..self.x.len()).filter(|&i| self.focal(i) == focal).map(|i| self.x[i][k]).collect()
        };
        let everyone: Vec<f64> = self.x.iter().map(|x| x[k]).collect();
        let top = everyone.iter().copied().fold(0.0, f64::max);
        let binary = top > 0.0 && everyone.iter().all(|&x| x == 0.0 || x == top);
        let variance = |x: &[f64]| {
            let n = x.len() as f64;
            let mean = x.iter().sum::<f64>() / n;
            if binary {
                mean * (top - mean)
            } else if x.len() > 1 {
                x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)
            } else {
                0.0
            }
        };
        let (f, p) = (variance(&arm(true)), variance(&arm(false)));
        let pooled = f64::midpoint(f, p).sqrt();
        let own = if self.estimand == Estimand::Ate { pooled } else { f.sqrt() };
        let unit = if binary { top } else { 1.0 };
        let varies = everyone.iter().any(|x| *x != everyone[0]);
        varies.then(|| [own, pooled, unit].into_iter().find(|s| *s > 0.0).expect("a unit is above 0"))
    }

    fn mean(&self, rows: &[usize], k: usize) -> f64 {
        rows.iter().map(|&i| self.x[i][k]).sum::<f64>() / rows.len() as f64
    }

    /// Largest `size` over all parts of `rows` that `fits`, at both edges of the tolerance.
    fn largest(rows: &[usize], fits: impl Fn(&[usize], f64) -> bool) -> [usize; 2] {
        let mut best = [0, 0];
        for mask in 1_u32..1 << rows.len() {
            let part: Vec<usize> = (0..rows.len()).filter(|b| mask >> b & 1 == 1).map(|b| rows[b]).collect();
            for (best, edge) in best.iter_mut().zip([-EDGE, EDGE]) {
                if part.len() > *best && fits(&part, edge) {
                    *best = part.len();
                }
            }
        }
        best
    }

    fn strata(&self) -> Vec<Vec<usize>> {
        let of = |s: u8| (0..self.x.len()).filter(|&i| self.stratum[i] == s).collect::<Vec<_>>();
        (0..3).map(of).filter(|rows| !rows.is_empty()).collect()
    }
}

fn task() -> impl Strategy<Value = Task> {
    let value = prop_oneof![(0_u8..4).prop_map(f64::from), -2.0..2.0_f64];
    let unit = (any::<bool>(), (value.clone(), value), 0_u8..2);
    let tolerance = prop_oneof![Just(0.0), Just(0.1), Just(0.3), Just(0.8)];
    let estimand = prop_oneof![Just(Estimand::Att), Just(Estimand::Atc), Just(Estimand::Ate)];
    (prop::collection::vec(unit, 3..=12), tolerance, estimand, any::<bool>())
        .prop_map(|(units, tolerance, estimand, strata)| Task {
            treated: units.iter().map(|u| u.0).collect(),
            x: units.iter().map(|u| [u.1.0, u.1.1]).collect(),
            stratum: units.iter().map(|u| if strata { u.2 } else { 0 }).collect(),
            tolerance,
            estimand,
        })
        .prop_filter("both arms", |t| t.treated.iter().any(|z| *z) && t.treated.iter().any(|z| !*z))
}

fn spec(tolerance: f64, ratio: f64) -> MatchingSpec {
    let cardinality = CardinalitySpec { tolerance, ..CardinalitySpec::default() };
    MatchingSpec { method: Method::Cardinality, ratio, cardinality, ..MatchingSpec::default() }
}

fn run(cohort: &Cohort, design: &Design, spec: &MatchingSpec) -> Result<Matching, MatchingError> {
    matching::run(cohort.blinded(), design, spec, 1)
}

/// Units chosen; 0 where no sample is balanced.
fn chosen(result: Result<Matching, MatchingError>) -> usize {
    match result {
        Ok(matching) => {
            let proof = matching.proof.expect("a bound");
            assert!(proof.gap() < 1e-9, "{proof:?}");
            matching.weight.iter().filter(|w| **w > 0.0).count()
        }
        Err(MatchingError::NothingBalanced { .. }) => 0,
        Err(other) => panic!("{other}"),
    }
}

fn between(got: usize, [least, most]: [usize; 2]) -> Result<(), TestCaseError> {
    prop_assert!(least <= got && got <= most, "{got} chosen, enumeration finds {least} to {most}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn no_sample_with_a_ratio_is_larger(task in task(), ratio in 1_u8..3) {
        let (cohort, ratio) = (task.cohort(), usize::from(ratio));
        let rulers = [task.ruler(0), task.ruler(1)];
        let fits = |part: &[usize], edge: f64| {
            let (f, p): (Vec<usize>, Vec<usize>) = part.iter().partition(|i| task.focal(**i));
            let alike = |(k, s): (usize, &Option<f64>)| {
                s.is_none_or(|s| (task.mean(&f, k) - task.mean(&p, k)).abs() / s <= task.tolerance + edge)
            };
            !f.is_empty() && p.len() == ratio * f.len() && rulers.iter().enumerate().all(alike)
        };
        let best = task.strata().into_iter().map(|rows| Task::largest(&rows, fits));
        let best = best.fold([0, 0], |a, b| [a[0] + b[0], a[1] + b[1]]);
        let got = chosen(run(&cohort, &task.design(&cohort), &spec(task.tolerance, ratio as f64)));
        between(got, best)?;
    }

    #[test]
    fn no_sample_that_looks_like_the_focal_arm_is_larger(task in task()) {
        prop_assume!(task.estimand != Estimand::Ate);
        let cohort = task.cohort();
        let rulers = [task.ruler(0), task.ruler(1)];
        let mut best = [0, 0];
        for rows in task.strata() {
            let (f, p): (Vec<usize>, Vec<usize>) = rows.iter().partition(|i| task.focal(**i));
            if f.is_empty() || p.is_empty() {
                continue;
            }
            let fits = |part: &[usize], edge: f64| {
                rulers.iter().enumerate().all(|(k, s)| {
                    s.is_none_or(|s| (task.mean(&f, k) - task.mean(part, k)).abs() / s <= task.tolerance + edge)
                })
            };
            let pool = Task::largest(&p, fits);
            for (best, n) in best.iter_mut().zip(pool) {
                *best += if n > 0 { n + f.len() } else { 0 };
            }
        }
        let got = chosen(run(&cohort, &task.design(&cohort), &spec(task.tolerance, 0.0)));
        between(got, best)?;
        let profile = ProfileSpec { tolerance: task.tolerance, ..ProfileSpec::default() };
        let profile = MatchingSpec { method: Method::Profile, profile, ..MatchingSpec::default() };
        prop_assert_eq!(chosen(run(&cohort, &task.design(&cohort), &profile)), got);
    }

    #[test]
    fn no_sample_that_meets_a_target_is_larger(task in task(), target in -1.0..2.0_f64) {
        let task = Task { stratum: vec![0; task.x.len()], ..task };
        let cohort = task.cohort();
        let rulers = [task.ruler(0), task.ruler(1)];
        prop_assume!(rulers.iter().all(Option::is_some));
        let about: Vec<usize> =
            (0..task.x.len()).filter(|&i| task.estimand == Estimand::Ate || task.focal(i)).collect();
        let profile = [target, task.mean(&about, 1)];
        let fits = |part: &[usize], edge: f64| {
            (0..2).all(|k| {
                let s = rulers[k].expect("assumed");
                (task.mean(part, k) - profile[k]).abs() / s <= task.tolerance / 2.0 + edge
            })
        };
        let arm = |focal: bool| {
            let rows: Vec<usize> = (0..task.x.len()).filter(|&i| task.focal(i) == focal).collect();
            Task::largest(&rows, fits)
        };
        let (f, p) = (arm(true), arm(false));
        let both = |e: usize| if f[e] > 0 && p[e] > 0 { f[e] + p[e] } else { 0 };
        let said = ProfileSpec {
            tolerance: task.tolerance,
            target: std::iter::once(("a".to_owned(), target)).collect(),
            ..ProfileSpec::default()
        };
        let said = MatchingSpec { method: Method::Profile, profile: said, ..MatchingSpec::default() };
        let design = open_design(&cohort, task.estimand);
        between(chosen(run(&cohort, &design, &said)), [both(0), both(1)])?;
    }
}

/// Largest standardised difference of the stored covariates under the weights of a matching.
fn worst(matching: &Matching, cohort: &Cohort, columns: &[Vec<f64>]) -> f64 {
    let treated = cohort.treated();
    let mean = |x: &[f64], z: bool, w: &dyn Fn(usize) -> f64| {
        let rows = (0..x.len()).filter(|&i| treated[i] == z);
        let (s, m) = rows.fold((0.0, 0.0), |(s, m), i| (s + w(i) * x[i], m + w(i)));
        s / m
    };
    let gap = |x: &Vec<f64>| {
        let m = mean(x, true, &|_| 1.0);
        let n = treated.iter().filter(|z| **z).count() as f64;
        let binary = x.iter().all(|v| *v == 0.0 || *v == 1.0);
        let squares: f64 = x.iter().zip(treated).filter(|(_, z)| **z).map(|(v, _)| (v - m) * (v - m)).sum();
        let sd = if binary { (m * (1.0 - m)).sqrt() } else { (squares / (n - 1.0)).sqrt() };
        let w = |i: usize| matching.weight[i];
        (mean(x, true, &w) - mean(x, false, &w)).abs() / sd
    };
    columns.iter().map(gap).fold(0.0, f64::max)
}

/// Covariates of lalonde, every level of race its own.
fn columns() -> Vec<Vec<f64>> {
    let table = common::table("lalonde/lalonde.csv");
    let plain = ["age", "educ", "married", "nodegree", "re74", "re75"];
    let levels = ["black", "hispan", "white"];
    let level = |l: &&str| table["race"].iter().map(|r| f64::from(u8::from(r == l))).collect();
    plain.iter().map(|name| common::numbers(&table, name)).chain(levels.iter().map(level)).collect()
}

fn used(matching: &Matching) -> Vec<usize> {
    (0..matching.weight.len()).filter(|&i| matching.weight[i] > 0.0).collect()
}

#[test]
fn lalonde_is_balanced_proven_and_weighs_one() {
    let cohort = lalonde();
    let design = open_design(&cohort, Estimand::Att);
    for (ratio, tolerance) in [(1.0, 0.05), (2.0, 0.1)] {
        let matching = run(&cohort, &design, &spec(tolerance, ratio)).expect("a sample");
        assert!(worst(&matching, &cohort, &columns()) <= tolerance + 1e-7);
        assert!(matching.proof.expect("a bound").gap() < 1e-9, "{:?}", matching.proof);
        assert_eq!(matching.structure, Structure::Strata);
        let arms = |z: bool| used(&matching).iter().filter(|&&i| cohort.treated()[i] == z).count();
        assert_eq!(arms(false) as f64, ratio * arms(true) as f64);
        assert!(arms(true) > 50, "{} chosen", arms(true));
        assert!(used(&matching).iter().all(|&i| (matching.weight[i] - 1.0).abs() < 1e-12));
        let left = (0..185).filter(|&i| matching.fate[i] == Fate::NotChosen).count();
        assert_eq!(left + arms(true), 185);
    }
}

#[test]
fn tighter_rules_never_give_more_people() {
    let cohort = lalonde();
    let design = open_design(&cohort, Estimand::Att);
    let size = |tolerance: f64| chosen(run(&cohort, &design, &spec(tolerance, 1.0)));
    let sizes = [0.02, 0.05, 0.1, 0.3].map(size);
    assert!(sizes.is_sorted(), "{sizes:?}");
    let mut squares = spec(0.1, 1.0);
    squares.cardinality.moments = 2;
    let with_squares = run(&cohort, &design, &squares).expect("a sample");
    let mut all = columns();
    all.extend(["age", "educ", "re74", "re75"].map(|name| {
        let x = common::numbers(&common::table("lalonde/lalonde.csv"), name);
        x.iter().map(|v| v * v).collect::<Vec<f64>>()
    }));
    assert!(worst(&with_squares, &cohort, &all) <= 0.1 + 1e-7);
    assert!(used(&with_squares).len() <= size(0.1));
}

#[test]
fn exact_strata_and_own_tolerances_hold() {
    let cohort = lalonde();
    let married = common::numbers(&common::table("lalonde/lalonde.csv"), "married");
    let keys: Vec<String> = married.iter().map(f64::to_string).collect();
    let design = exact(open_design(&cohort, Estimand::Att), &keys);
    let mut own = spec(0.2, 1.0);
    own.cardinality.tolerances = [("age".to_owned(), 0.01), ("race".to_owned(), 0.0)].into_iter().collect();
    let matching = run(&cohort, &design, &own).expect("a sample");
    let all = columns();
    assert!(worst(&matching, &cohort, &all[..1]) <= 0.01 + 1e-7);
    assert!(worst(&matching, &cohort, &all[6..]) <= 1e-7);
    for value in [0.0, 1.0] {
        let of =
            |z| used(&matching).iter().filter(|&&i| married[i] == value && cohort.treated()[i] == z).count();
        assert_eq!(of(true), of(false));
    }
}

#[test]
fn pairs_use_up_the_sample() {
    let cohort = lalonde();
    let mut design = open_design(&cohort, Estimand::Att);
    let plain = run(&cohort, &design, &spec(0.05, 1.0)).expect("a sample");
    design.metric = Metric::Coordinates(vec![common::numbers(&common::table("lalonde/lalonde.csv"), "age")]);
    let mut paired = spec(0.05, 1.0);
    paired.cardinality.pair = true;
    let pairs = run(&cohort, &design, &paired).expect("pairs");
    assert_eq!(used(&plain), used(&pairs));
    assert_eq!(pairs.structure, Structure::Sets);
    assert_eq!(pairs.edges.as_ref().expect("edges").len() * 2, used(&pairs).len());
}

#[test]
fn threads_and_the_order_of_rows_change_nothing() {
    let cohort = lalonde();
    let design = open_design(&cohort, Estimand::Att);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| run(&cohort, &design, &spec(0.1, 1.0)).expect("a sample"))
    };
    let one = on(1);
    for threads in [1, 2, 4] {
        let again = on(threads);
        assert_eq!(one.weight, again.weight);
        assert_eq!(one.proof, again.proof);
    }
}

/// Which kinds of people are chosen hangs on what they are like, not on their ids.
#[test]
fn ids_decide_only_between_people_who_are_the_same() {
    let task = |order: &[usize]| {
        let x: Vec<[f64; 2]> = order.iter().map(|&i| [(i * 7 % 11) as f64, (i * 5 % 13) as f64]).collect();
        let treated = order.iter().map(|&i| i % 3 == 0).collect();
        let n = order.len();
        Task { treated, x, stratum: vec![0; n], tolerance: 0.1, estimand: Estimand::Att }
    };
    let kinds = |order: &[usize]| {
        let task = task(order);
        let cohort = task.cohort();
        let matching = run(&cohort, &open_design(&cohort, Estimand::Att), &spec(0.1, 1.0)).expect("a sample");
        let mut kinds: Vec<(bool, [f64; 2])> =
            used(&matching).iter().map(|&i| (task.treated[i], task.x[i])).collect();
        kinds.sort_by(|a, b| a.partial_cmp(b).expect("no NaN"));
        kinds
    };
    let forward: Vec<usize> = (0..60).collect();
    let shuffled: Vec<usize> = (0..60).map(|i| i * 17 % 60).collect();
    assert_eq!(kinds(&forward), kinds(&shuffled));
}

#[test]
fn what_cannot_be_is_said() {
    let task = Task {
        treated: vec![true, true, false, false],
        x: vec![[0.0, 1.0], [1.0, 2.0], [8.0, 1.0], [9.0, 2.0]],
        stratum: vec![0; 4],
        tolerance: 0.1,
        estimand: Estimand::Att,
    };
    let cohort = task.cohort();
    let design = open_design(&cohort, Estimand::Att);
    let code = |spec: &MatchingSpec| run(&cohort, &design, spec).expect_err("refused").code();
    assert_eq!(code(&spec(0.1, 1.0)), "MW462");
    assert_eq!(code(&MatchingSpec { infeasible: Infeasible::Stop, ..spec(0.1, 1.0) }), "MW462");
    assert_eq!(code(&spec(0.1, 1.5)), "MW405");
    let mut unknown = spec(0.1, 1.0);
    unknown.cardinality.tolerances.insert("aa".to_owned(), 0.1);
    assert_eq!(code(&unknown), "MW461");
    let mut both = spec(0.1, 0.0);
    both.cardinality.pair = true;
    assert_eq!(code(&both), "MW408", "no distance to pair by");
}

#[test]
fn the_frontier_gives_up_the_farthest_first() {
    let cohort = lalonde();
    let mut design = open_design(&cohort, Estimand::Att);
    let table = common::table("lalonde/lalonde.csv");
    let scaled =
        |name: &str, by: f64| common::numbers(&table, name).iter().map(|x| x / by).collect::<Vec<_>>();
    design.metric =
        Metric::Coordinates(vec![scaled("age", 7.0), scaled("educ", 2.0), scaled("re74", 5000.0)]);
    let spec = spec(0.05, 1.0);
    let points = matching::frontier(cohort.blinded(), &design, &spec, 1, 10).expect("a frontier");
    let by_distance: Vec<_> = points.iter().filter(|p| p.tolerance.is_none()).collect();
    assert_eq!(by_distance.len(), 10);
    // Every person's least distance, sorted: the mean of the k least is the best there is for k people.
    let Metric::Coordinates(x) = &design.metric else { unreachable!("made above") };
    let gap = |a: usize, b: usize| x.iter().map(|v| (v[a] - v[b]) * (v[a] - v[b])).sum::<f64>().sqrt();
    let mut least: Vec<f64> =
        (0..185).map(|t| (185..614).map(|c| gap(t, c)).fold(f64::INFINITY, f64::min)).collect();
    least.sort_by(f64::total_cmp);
    for point in by_distance {
        let kept = (0..185).filter(|&i| point.matching.weight[i] > 0.0).count();
        let best = least[..kept].iter().sum::<f64>() / kept as f64;
        assert!((point.distance.expect("a distance") - best).abs() < 1e-12, "{kept} kept");
    }
    let sizes: Vec<f64> = points
        .iter()
        .filter(|p| p.tolerance.is_some())
        .filter_map(|p| p.matching.proof)
        .map(|p| p.cost)
        .collect();
    assert!(sizes.len() > 2 && sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
}
