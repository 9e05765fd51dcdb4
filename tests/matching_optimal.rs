//! Optimal and full matching on lalonde: the true optima computed by an assignment solver and an edge-cover
//! solver (`lalonde_exact_optima.json` of the reference values; 1e-9), never above the totals that
//! optmatch 0.10.8 reached, and a slow twin for calipers and exact strata.

#[path = "common/byhand.rs"]
mod byhand;
mod common;

use byhand::{caliper, exact, open_design, scored};
use common::{lalonde, numbers, table};
use matchwell::cohort::Cohort;
use matchwell::design::{Design, Estimand, Metric};
use matchwell::matching::{self, Admissible, Matching, MatchingError, MatchingSpec, Method, NO_SET};

fn score() -> Vec<f64> {
    numbers(&table("lalonde/weights/nn_default.csv"), "distance")
}

fn on_score(cohort: &Cohort, estimand: Estimand) -> Design {
    scored(open_design(cohort, estimand), &score())
}

fn on_coordinates(cohort: &Cohort) -> Design {
    let stored = table("lalonde/lalonde_X_mahalanobis.csv");
    let names =
        ["age", "educ", "raceblack", "racehispan", "racewhite", "married", "nodegree", "re74", "re75"];
    let coordinates = names.iter().map(|name| numbers(&stored, name)).collect();
    Design { metric: Metric::Coordinates(coordinates), ..open_design(cohort, Estimand::Att) }
}

fn race() -> Vec<String> {
    table("lalonde/lalonde.csv")["race"].clone()
}

fn optimal() -> MatchingSpec {
    MatchingSpec { method: Method::Optimal, ..MatchingSpec::default() }
}

fn full() -> MatchingSpec {
    MatchingSpec { method: Method::Full, ..MatchingSpec::default() }
}

fn run(cohort: &Cohort, design: &Design, spec: &MatchingSpec) -> Matching {
    let matching = matching::run(cohort.blinded(), design, spec, 1).expect("a matching");
    let (cost, proof) = (matching.cost.expect("a distance"), matching.proof.expect("a proof"));
    assert!((cost - proof.cost).abs() <= 1e-9 * cost.max(1.0), "{cost} {proof:?}");
    assert!(proof.gap() <= 1e-12, "{proof:?}");
    matching
}

fn edges(matching: &Matching) -> usize {
    matching.edges.as_ref().map_or(0, Vec::len)
}

fn close(matching: &Matching, expected: f64) {
    let cost = matching.cost.expect("a distance");
    assert!((cost - expected).abs() <= 1e-9, "{cost} for {expected}");
}

#[test]
fn totals_are_the_true_optima() {
    let cohort = lalonde();
    let (line, space) = (on_score(&cohort, Estimand::Att), on_coordinates(&cohort));
    let by_race = exact(on_score(&cohort, Estimand::Att), &race());
    close(&run(&cohort, &line, &optimal()), 39.692_798_721_076_88);
    close(&run(&cohort, &line, &MatchingSpec { ratio: 2.0, ..optimal() }), 136.547_456_140_584_47);
    close(&run(&cohort, &space, &optimal()), 304.042_249_060_068_5);
    let pairs = run(&cohort, &by_race, &optimal());
    assert_eq!(edges(&pairs), 116);
    close(&pairs, 1.108_352_305_102_146_9);
    close(&run(&cohort, &line, &full()), 2.141_616_233_929_543_3);
    close(&run(&cohort, &space, &full()), 704.574_350_194_366_4);
    close(&run(&cohort, &by_race, &full()), 3.083_880_420_039_559_3);
}

#[test]
fn restricted_totals_are_not_above_the_references() {
    let cohort = lalonde();
    let line = on_score(&cohort, Estimand::Att);
    let variable = MatchingSpec { ratio: 2.0, min_controls: Some(1), max_controls: Some(6), ..optimal() };
    let variable = run(&cohort, &line, &variable);
    assert_eq!(edges(&variable), 370);
    assert!(variable.cost.expect("a distance") <= 63.056_213_5);
    let restricted = MatchingSpec { max_treated: Some(4), max_controls: Some(4), ..full() };
    let restricted = run(&cohort, &line, &restricted);
    assert!(restricted.set.as_ref().is_some_and(|set| set.iter().all(|&s| s != NO_SET)));
    assert!(restricted.cost.expect("a distance") <= 120.252_864_5);
    let near = caliper(line, "score", &score(), 0.029_031_337_203_98, true);
    let near = run(&cohort, &near, &full());
    let left_out = near.set.as_ref().map(|set| set.iter().filter(|&&s| s == NO_SET).count());
    assert_eq!(left_out, Some(2));
    assert!(near.cost.expect("a distance") <= 2.058_960_576);
}

#[test]
fn full_matching_of_the_pool_is_the_same_cover() {
    let cohort = lalonde();
    close(&run(&cohort, &on_score(&cohort, Estimand::Atc), &full()), 2.141_616_233_929_543_3);
    close(&run(&cohort, &on_score(&cohort, Estimand::Ate), &full()), 2.141_616_233_929_543_3);
}

#[test]
fn limits_hold_for_the_right_arm_whoever_is_focal() {
    let cohort = lalonde();
    let spec = MatchingSpec { max_treated: Some(2), max_controls: Some(7), ..full() };
    for estimand in [Estimand::Att, Estimand::Atc] {
        let matching = run(&cohort, &on_score(&cohort, estimand), &spec);
        let set = matching.set.as_ref().expect("sets");
        let mut arms = vec![[0_usize; 2]; set.len()];
        for (i, &s) in set.iter().enumerate().filter(|(_, s)| **s != NO_SET) {
            arms[s as usize][usize::from(i < 185)] += 1;
        }
        assert!(arms.iter().all(|&[controls, treated]| controls <= 7 && treated <= 2));
        assert!(arms.iter().any(|&[controls, _]| controls == 7));
        assert!(arms.iter().any(|&[_, treated]| treated == 2));
    }
}

#[test]
fn controls_are_left_out_as_asked() {
    let cohort = lalonde();
    let line = on_score(&cohort, Estimand::Att);
    let used = |spec: &MatchingSpec| {
        let matching = run(&cohort, &line, spec);
        let set = matching.set.clone().expect("sets");
        assert!(set[..185].iter().all(|&s| s != NO_SET));
        (set[185..].iter().filter(|&&s| s != NO_SET).count(), matching.cost.expect("a distance"))
    };
    let (all, whole) = used(&full());
    let (some, less) = used(&MatchingSpec { mean_controls: Some(1.5), ..full() });
    let (half, least) = used(&MatchingSpec { omit: Some(0.5), ..full() });
    assert_eq!((all, some, half), (429, 278, 214));
    assert!(least <= less && less <= whole);
}

#[test]
fn complete_sets_leave_out_whole_people() {
    let cohort = lalonde();
    let by_race = exact(on_score(&cohort, Estimand::Att), &race());
    let spec = MatchingSpec { ratio: 2.0, complete_sets: true, ..optimal() };
    let matching = matching::run(cohort.blinded(), &by_race, &spec, 1).expect("a matching");
    let mut partners = vec![0; 185];
    matching.edges.iter().flatten().for_each(|e| partners[e.treated as usize] += 1);
    assert!(partners.iter().all(|&n| n == 0 || n == 2));
    // 87 black controls for 156 people, 61 hispanic for 11, 281 white for 18.
    assert_eq!(partners.iter().filter(|&&n| n == 2).count(), 43 + 11 + 18);
    let proof = matching.proof.expect("a proof");
    assert!(proof.bound <= proof.cost + 1e-9);
}

#[test]
fn fine_balance_comes_before_distance() {
    let cohort = lalonde();
    let line = on_score(&cohort, Estimand::Att);
    let married = numbers(&table("lalonde/lalonde.csv"), "married");
    let share = |matching: &Matching| {
        let controls = matching.edges.iter().flatten().map(|e| e.control as usize);
        controls.filter(|&i| married[i] == 1.0).count()
    };
    let wanted = married[..185].iter().filter(|&&m| m == 1.0).count();
    let free = run(&cohort, &line, &optimal());
    assert_ne!(share(&free), wanted, "the test would show nothing");
    let fine = run(&cohort, &line, &MatchingSpec { fine_balance: vec!["married".to_owned()], ..optimal() });
    assert_eq!((edges(&fine), share(&fine)), (185, wanted));
    assert!(fine.cost > free.cost);
    // No balance of race can be had (87 black controls for 156 people): the nearest to it uses all of them.
    let near = run(&cohort, &line, &MatchingSpec { fine_balance: vec!["race".to_owned()], ..optimal() });
    let race = race();
    let count = |of: &str| near.edges.iter().flatten().filter(|e| race[e.control as usize] == of).count();
    assert_eq!(count("black"), 87);
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let cohort = lalonde();
    let line = on_score(&cohort, Estimand::Att);
    let refused = [
        MatchingSpec { min_controls: Some(2), max_treated: Some(2), ..full() },
        MatchingSpec { min_controls: Some(3), max_controls: Some(2), ..full() },
        MatchingSpec { max_treated: Some(0), ..full() },
        MatchingSpec { omit: Some(1.0), ..full() },
        MatchingSpec { mean_controls: Some(0.5), ..full() },
        MatchingSpec { mean_controls: Some(2.0), omit: Some(0.1), ..full() },
        MatchingSpec {
            max_controls: Some(3),
            ratio: 2.0,
            fine_balance: vec!["married".to_owned()],
            ..optimal()
        },
    ];
    for spec in refused {
        let error = matching::run(cohort.blinded(), &line, &spec, 1).expect_err("a contradiction");
        assert!(matches!(error, MatchingError::Contradiction { .. }), "{error}");
    }
}

/// Lexicographic assignment by shortest augmenting paths on the whole table (Hungarian method): how many
/// focal units go without, and the least total of the others.
fn assignment(rows: usize, columns: usize, distance: impl Fn(usize, usize) -> Option<f64>) -> (i64, f64) {
    type Cost = (i64, f64);
    let add = |a: Cost, b: Cost| (a.0 + b.0, a.1 + b.1);
    let less = |a: Cost, b: Cost| (a.0 - b.0, a.1 - b.1);
    // Column `columns + i` stands for going without.
    let cost = |i: usize, j: usize| {
        if j < columns {
            distance(i, j).map_or((1 << 40, 0.0), |d| (0, d))
        } else {
            (if j - columns == i { 1 } else { 1 << 40 }, 0.0)
        }
    };
    let all = columns + rows;
    let (mut u, mut v) = (vec![(0, 0.0); rows + 1], vec![(0, 0.0); all + 1]);
    let mut owner = vec![0; all + 1];
    for i in 1..=rows {
        owner[0] = i;
        let (mut least, mut way) = (vec![(1_i64 << 60, 0.0); all + 1], vec![0; all + 1]);
        let mut seen = vec![false; all + 1];
        let mut at = 0;
        while owner[at] != 0 {
            seen[at] = true;
            let row = owner[at];
            let (mut delta, mut next) = ((1_i64 << 60, 0.0), 0);
            for j in (1..=all).filter(|&j| !seen[j]) {
                let reduced = less(less(cost(row - 1, j - 1), u[row]), v[j]);
                if reduced < least[j] {
                    (least[j], way[j]) = (reduced, at);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=all {
                if seen[j] {
                    u[owner[j]] = add(u[owner[j]], delta);
                    v[j] = less(v[j], delta);
                } else {
                    least[j] = less(least[j], delta);
                }
            }
            at = next;
        }
        while at != 0 {
            owner[at] = owner[way[at]];
            at = way[at];
        }
    }
    let chosen = (1..=all).filter(|&j| owner[j] != 0).map(|j| cost(owner[j] - 1, j - 1));
    chosen.fold((0, 0.0), add)
}

#[test]
fn calipers_and_strata_agree_with_a_slow_twin() {
    let cohort = lalonde();
    let data = table("lalonde/lalonde.csv");
    let (age, educ, re74) = (numbers(&data, "age"), numbers(&data, "educ"), numbers(&data, "re74"));
    let space = || on_coordinates(&cohort);
    let designs = [
        space(),
        caliper(space(), "age", &age, 2.0, false),
        caliper(caliper(space(), "age", &age, 5.0, false), "re74", &re74, 1000.0, false),
        caliper(exact(space(), &race()), "educ", &educ, -1.0, false),
        caliper(on_score(&cohort, Estimand::Att), "score", &score(), 0.02, true),
        Design {
            antiexact: vec![educ.iter().map(|&e| e.to_bits() as u32 ^ (e.to_bits() >> 32) as u32).collect()],
            ..space()
        },
    ];
    for (number, design) in designs.iter().enumerate() {
        let admissible = Admissible::new(design);
        let distance = |i: usize, j: usize| {
            let j = j + 185;
            admissible.pair(i, j).then(|| match &design.metric {
                Metric::Score(score) => (score[i] - score[j]).abs(),
                Metric::Coordinates(x) => x.iter().map(|v| (v[i] - v[j]).powi(2)).sum::<f64>().sqrt(),
                other => panic!("{other:?}"),
            })
        };
        let (without, total) = assignment(185, 429, distance);
        let matching = run(&cohort, design, &optimal());
        assert_eq!(185 - edges(&matching).cast_signed() as i64, without, "design {number}");
        assert!((matching.cost.expect("a distance") - total).abs() < 1e-8, "design {number}");
    }
}

#[test]
fn threads_change_nothing() {
    let cohort = lalonde();
    let design = exact(on_coordinates(&cohort), &race());
    let on = |threads: usize, spec: &MatchingSpec| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let matching = pool.install(|| run(&cohort, &design, spec));
        (matching.edges, matching.weight, matching.cost.map(f64::to_bits))
    };
    for spec in [optimal(), full()] {
        assert_eq!(on(1, &spec), on(7, &spec));
    }
}
