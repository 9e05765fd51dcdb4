//! Coarsened exact matching, classes of the score and generalised full matching, against slow twins and their
//! own promises, on random cohorts with many ties.

#[path = "common/byhand.rs"]
mod byhand;
mod common;

use byhand::{caliper, exact, open_design, propensity, scored};
use common::{cohort, covariate, number_array, roles, words};
use matchwell::cohort::{Cohort, Kind};
use matchwell::design::{Design, Estimand, Metric};
use matchwell::matching::{
    self, Admissible, CemSpec, ClassesSpec, CutSpec, Fate, Matching, MatchingError, MatchingSpec, Method,
    NO_SET, QuickSpec, SubclassSpec, Ties,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Arm; score, number, category, exact stratum of each unit.
type Unit = (bool, u8, u8, u8, u8);

fn units(most: usize) -> impl Strategy<Value = Vec<Unit>> {
    prop::collection::vec((any::<bool>(), 0_u8..12, 0_u8..9, 0_u8..3, 0_u8..2), 2..most)
}

fn estimand() -> impl Strategy<Value = Estimand> {
    prop_oneof![Just(Estimand::Att), Just(Estimand::Atc), Just(Estimand::Ate)]
}

fn column(units: &[Unit], f: impl Fn(&Unit) -> u8) -> Vec<f64> {
    units.iter().map(|u| f64::from(f(u))).collect()
}

fn people(units: &[Unit]) -> Cohort {
    let ids = (0..units.len()).map(|i| format!("{i:04}")).collect();
    let word: Vec<String> = units.iter().map(|u| ["a", "b", "c"][usize::from(u.3)].to_owned()).collect();
    let columns = vec![
        ("x", number_array(column(units, |u| u.1))),
        ("y", number_array(column(units, |u| u.2))),
        ("f", words(&word)),
    ];
    let covariates =
        vec![covariate("x", Kind::Number), covariate("y", Kind::Number), covariate("f", Kind::Category)];
    cohort(ids, units.iter().map(|u| u.0).collect(), columns, roles(covariates, Vec::new()))
}

fn strata_of(units: &[Unit]) -> Vec<String> {
    units.iter().map(|u| u.4.to_string()).collect()
}

/// Matching weights of strata by their formula, from any key a unit.
fn weights<K: Ord + Clone>(units: &[Unit], keys: &[Option<K>], estimand: Estimand) -> Vec<f64> {
    let mut count: BTreeMap<K, [f64; 2]> = BTreeMap::new();
    for (unit, key) in units.iter().zip(keys) {
        if let Some(key) = key {
            count.entry(key.clone()).or_default()[usize::from(unit.0)] += 1.0;
        }
    }
    let raw = |(unit, key): (&Unit, &Option<K>)| {
        let [c, t] = key.as_ref().map_or([0.0, 0.0], |key| count[key]);
        let target = match estimand {
            Estimand::Att => t,
            Estimand::Atc => c,
            _ => t + c,
        };
        if c * t > 0.0 { target / if unit.0 { t } else { c } } else { 0.0 }
    };
    let raw: Vec<f64> = units.iter().zip(keys).map(raw).collect();
    let mean = |arm: bool| {
        let own: Vec<f64> =
            units.iter().zip(&raw).filter(|(u, w)| u.0 == arm && **w > 0.0).map(|(_, w)| *w).collect();
        own.iter().sum::<f64>() / own.len().max(1) as f64
    };
    let means = [mean(false), mean(true)];
    units.iter().zip(&raw).map(|(u, w)| if *w > 0.0 { w / means[usize::from(u.0)] } else { 0.0 }).collect()
}

fn near(ours: &[f64], twin: &[f64]) -> Result<(), TestCaseError> {
    for (i, (a, b)) in ours.iter().zip(twin).enumerate() {
        prop_assert!((a - b).abs() < 1e-12, "unit {i}: {a} here, {b} by the twin\n{ours:?}\n{twin:?}");
    }
    Ok(())
}

/// How a number is cut in a random task: what the job says, and the bin of a value by the book.
fn cut(rule: u8, values: &[f64]) -> (CutSpec, Vec<u32>) {
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
    let count =
        |cuts: Vec<f64>| values.iter().map(|v| cuts.iter().filter(|c| **c <= *v).count() as u32).collect();
    let wide = |bins: u32| (1..bins).map(|i| low + f64::from(i) * ((high - low) / f64::from(bins))).collect();
    let constant = low == high;
    match rule {
        0 => (
            CutSpec::Bins(0),
            values.iter().map(|v| v.to_bits() as u32 ^ (v.to_bits() >> 32) as u32).collect(),
        ),
        1 => (CutSpec::Bins(1), vec![0; values.len()]),
        2 => (CutSpec::Bins(3), count(if constant { Vec::new() } else { wide(3) })),
        3 => (CutSpec::Points(vec![2.5, 4.0]), count(vec![2.5, 4.0])),
        _ => {
            let bins = (1..60).find(|k| (1_usize << (k - 1)) >= values.len()).expect("some power of 2");
            let cuts = if constant { Vec::new() } else { wide(bins) };
            (CutSpec::Rule("sturges".to_owned()), count(cuts))
        }
    }
}

fn quick(matching: &Matching) -> &[u32] {
    matching.set.as_deref().expect("sets")
}

/// A score line or a plane, with a caliper on score or covariate.
fn quick_design(cohort: &Cohort, units: &[Unit], estimand: Estimand, task: (bool, u8, bool)) -> Design {
    let (plane, width, strata) = task;
    let (score, y) = (column(units, |u| u.1), column(units, |u| u.2));
    let mut design = scored(open_design(cohort, estimand), &score);
    if plane {
        design.metric = Metric::Coordinates(vec![score.clone(), y.clone()]);
    }
    design = match width {
        0 => design,
        1..=3 => caliper(design, "score", &score, f64::from(width) - 0.5, !plane),
        _ => caliper(design, "y", &y, f64::from(width) - 4.0, false),
    };
    if strata { exact(design, &strata_of(units)) } else { design }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn coarsening_equals_the_book(
        units in units(60),
        estimand in estimand(),
        (x, y, grouped, strata) in (0_u8..5, 0_u8..5, any::<bool>(), any::<bool>()),
    ) {
        let cohort = people(&units);
        let (x, x_bins) = cut(x, &column(&units, |u| u.1));
        let (y, y_bins) = cut(y, &column(&units, |u| u.2));
        let mut cem = CemSpec { cutpoints: [("x".to_owned(), x), ("y".to_owned(), y)].into_iter().collect(), ..CemSpec::default() };
        if grouped {
            cem.grouping.insert("f".to_owned(), vec![vec!["a".to_owned(), "c".to_owned()]]);
        }
        let levels: std::collections::BTreeSet<u8> = units.iter().map(|u| u.3).collect();
        prop_assume!(!grouped || (levels.contains(&0) && levels.contains(&2)));
        let mut design = open_design(&cohort, estimand);
        if strata {
            design = exact(design, &strata_of(&units));
        }
        let spec = MatchingSpec { method: Method::Cem, cem, ..MatchingSpec::default() };
        let keys: Vec<_> = (0..units.len())
            .map(|i| {
                let f = if grouped && units[i].3 == 2 { 0 } else { units[i].3 };
                Some((x_bins[i], y_bins[i], f, if strata { units[i].4 } else { 0 }))
            })
            .collect();
        let twin = weights(&units, &keys, estimand);
        match matching::run(cohort.blinded(), &design, &spec, 0) {
            Ok(matching) => near(&matching.weight, &twin)?,
            Err(MatchingError::NobodyMatched { .. } | MatchingError::EmptyArm { .. }) => {
                prop_assert!(twin.iter().all(|w| *w == 0.0));
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn pairs_inside_classes_obey_them_and_leave_nobody_who_could_be_paired(units in units(60), atc in any::<bool>()) {
        let cohort = people(&units);
        let mut design = open_design(&cohort, if atc { Estimand::Atc } else { Estimand::Att });
        design.metric = Metric::Coordinates(vec![column(&units, |u| u.1), column(&units, |u| u.2)]);
        let cem = CemSpec { rule: CutSpec::Bins(2), k2k: true, ..CemSpec::default() };
        let spec = MatchingSpec { method: Method::Cem, cem, ..MatchingSpec::default() };
        let Ok(matching) = matching::run(cohort.blinded(), &design, &spec, 0) else { return Ok(()) };
        let values = [column(&units, |u| u.1), column(&units, |u| u.2)];
        let bins: Vec<Vec<u32>> = values.iter().map(|v| {
            let (low, high) = v.iter().fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
            v.iter().map(|v| u32::from(high > low && *v >= low + (high - low) / 2.0)).collect()
        }).collect();
        let key = |i: usize| (bins[0][i], bins[1][i], units[i].3);
        for e in matching.edges.as_ref().expect("pairs") {
            prop_assert_eq!(key(e.treated as usize), key(e.control as usize));
        }
        let mut count: BTreeMap<_, [usize; 2]> = BTreeMap::new();
        (0..units.len()).for_each(|i| count.entry(key(i)).or_default()[usize::from(units[i].0)] += 1);
        let most: usize = count.values().map(|[c, t]| *c.min(t)).sum();
        prop_assert_eq!(matching.edges.as_ref().map(Vec::len), Some(most));
    }

    #[test]
    fn classes_equal_the_book(units in units(60), estimand in estimand(), classes in 1_u32..7, min in 0_u32..4) {
        let cohort = people(&units);
        let score = column(&units, |u| u.1);
        let design = scored(open_design(&cohort, estimand), &score);
        let subclass = SubclassSpec { classes: ClassesSpec::Number(classes), min };
        let spec = MatchingSpec { method: Method::Subclass, subclass, ties: Ties::Id, ..MatchingSpec::default() };
        let answer = matching::run(cohort.blinded(), &design, &spec, 0);
        let focal = |u: &&Unit| match estimand { Estimand::Att => u.0, Estimand::Atc => !u.0, _ => true };
        let mut own: Vec<f64> = units.iter().filter(focal).map(|u| f64::from(u.1)).collect();
        own.sort_by(f64::total_cmp);
        let arms = [units.iter().filter(|u| !u.0).count(), units.iter().filter(|u| u.0).count()];
        if arms.contains(&0) {
            prop_assert!(answer.is_err());
            return Ok(());
        }
        // The place of a quantile is `1 + (n - 1) p`, to the last bit: a cut meant to fall on a person's value may not.
        let cut = |i: u32| {
            let place = 1.0 + (own.len() - 1) as f64 * (f64::from(i) * (1.0 / f64::from(classes)));
            let k = (1..=own.len()).rfind(|k| *k as f64 <= place).expect("a place");
            own[k - 1] + (place - k as f64) * (own[k.min(own.len() - 1)] - own[k - 1])
        };
        let mut cuts: Vec<f64> = (1..classes).map(cut).collect();
        cuts.dedup();
        let mut class: Vec<usize> = score.iter().map(|s| cuts.iter().filter(|c| *c <= s).count()).collect();
        let feasible = arms.iter().all(|n| *n >= (cuts.len() + 1) * min as usize);
        if !feasible {
            prop_assert!(matches!(answer, Err(MatchingError::FewForClasses { .. })), "{answer:?}");
            return Ok(());
        }
        for arm in [false, true] {
            for least in 1..=min as usize {
                scoot(&units, &score, &mut class, cuts.len() + 1, arm, least);
            }
        }
        let keys: Vec<_> = class.into_iter().map(Some).collect();
        match answer {
            Ok(matching) => near(&matching.weight, &weights(&units, &keys, estimand))?,
            Err(MatchingError::NobodyMatched { .. }) => prop_assert_eq!(min, 0),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn sets_keep_their_promises(
        units in units(60),
        estimand in estimand(),
        task in (any::<bool>(), 0_u8..7, any::<bool>()),
        hash in any::<bool>(),
    ) {
        let cohort = people(&units);
        let design = quick_design(&cohort, &units, estimand, task);
        let ties = if hash { Ties::Hash } else { Ties::Id };
        let spec = MatchingSpec { method: Method::Quick, ties, ..MatchingSpec::default() };
        let rules = Admissible::new(&design);
        let may = |a: usize, b: usize| units[a].0 != units[b].0 && rules.pair(a, b);
        let has: Vec<bool> = (0..units.len()).map(|i| (0..units.len()).any(|j| may(i, j))).collect();
        let matching = match matching::run(cohort.blinded(), &design, &spec, 7) {
            Ok(matching) => matching,
            Err(MatchingError::NobodyMatched { .. } | MatchingError::EmptyArm { .. }) => {
                prop_assert!(has.iter().all(|h| !h));
                return Ok(());
            }
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        let set = quick(&matching);
        for i in 0..units.len() {
            prop_assert_eq!(set[i] != NO_SET, has[i], "unit {} of {:?}", i, set);
            prop_assert_eq!(matching.fate[i] == Fate::Matched, has[i]);
            for j in (0..units.len()).filter(|&j| set[i] == set[j] && set[i] != NO_SET && units[i].0 != units[j].0) {
                prop_assert!(may(i, j), "{} and {} in set {}", i, j, set[i]);
            }
        }
        let sets = set.iter().filter(|s| **s != NO_SET).max().map_or(0, |m| *m as usize + 1);
        for s in 0..sets as u32 {
            for arm in [false, true] {
                prop_assert!((0..units.len()).any(|i| set[i] == s && units[i].0 == arm), "set {} misses an arm", s);
            }
        }
        let keys: Vec<Option<u32>> = set.iter().map(|&s| (s != NO_SET).then_some(s)).collect();
        near(&matching.weight, &weights(&units, &keys, estimand))?;
    }

    #[test]
    fn people_alike_in_everything_share_a_set(units in units(60), plane in any::<bool>()) {
        let cohort = people(&units);
        let design = quick_design(&cohort, &units, Estimand::Att, (plane, 0, false));
        let Ok(matching) = matching::run(cohort.blinded(), &design, &settings(Method::Quick), 3) else { return Ok(()) };
        let set = quick(&matching);
        let place = |i: usize| (units[i].1, if plane { units[i].2 } else { 0 });
        let both = |i: usize| (0..units.len()).any(|j| place(i) == place(j) && units[i].0 != units[j].0);
        for i in (0..units.len()).filter(|&i| both(i)) {
            for j in (0..units.len()).filter(|&j| place(i) == place(j)) {
                prop_assert_eq!(set[i], set[j], "{} and {}", i, j);
            }
        }
    }

    #[test]
    fn without_caliper_no_set_is_wider_than_four_times_the_longest_way_to_a_partner(units in units(60), plane in any::<bool>()) {
        let cohort = people(&units);
        let design = quick_design(&cohort, &units, Estimand::Ate, (plane, 0, false));
        let spec = MatchingSpec { method: Method::Quick, ..MatchingSpec::default() };
        let Ok(matching) = matching::run(cohort.blinded(), &design, &spec, 7) else { return Ok(()) };
        let (x, y) = (column(&units, |u| u.1), column(&units, |u| u.2));
        let far = |i: usize, j: usize| if plane { (x[i] - x[j]).hypot(y[i] - y[j]) } else { (x[i] - x[j]).abs() };
        let n = units.len();
        let longest = (0..n)
            .map(|i| (0..n).filter(|&j| units[i].0 != units[j].0).map(|j| far(i, j)).fold(f64::MAX, f64::min))
            .fold(0.0, f64::max);
        let set = quick(&matching);
        for i in 0..n {
            for j in (0..n).filter(|&j| set[i] == set[j]) {
                prop_assert!(far(i, j) <= 4.0 * longest + 1e-9);
            }
        }
    }

    #[test]
    fn larger_sets_are_as_large_as_asked(
        units in units(80),
        plane in any::<bool>(),
        (min_treated, min_controls, min_size) in (1_u32..4, 1_u32..4, 2_u32..9),
    ) {
        let cohort = people(&units);
        let design = quick_design(&cohort, &units, Estimand::Att, (plane, 0, false));
        let quick_spec = QuickSpec { min_treated, min_controls, min_size };
        let spec = MatchingSpec { method: Method::Quick, quick: quick_spec, ..MatchingSpec::default() };
        let arms = [units.iter().filter(|u| !u.0).count() as u32, units.iter().filter(|u| u.0).count() as u32];
        let possible = arms[1] >= min_treated && arms[0] >= min_controls && arms[0] + arms[1] >= min_size;
        match matching::run(cohort.blinded(), &design, &spec, 7) {
            Ok(matching) => {
                let set = quick(&matching);
                prop_assert!(set.iter().all(|s| *s != NO_SET), "without rules everybody has a place");
                for s in set {
                    let of = |arm: bool| (0..units.len()).filter(|&i| set[i] == *s && units[i].0 == arm).count() as u32;
                    let (c, t) = (of(false), of(true));
                    prop_assert!(t >= min_treated && c >= min_controls && t + c >= min_size);
                }
            }
            Err(MatchingError::NobodyMatched { .. } | MatchingError::EmptyArm { .. }) => prop_assert!(!possible || arms.contains(&0)),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

/// One round of filling, as the rule reads: the whole arm is looked through for every move.
fn scoot(units: &[Unit], score: &[f64], class: &mut [usize], classes: usize, arm: bool, least: usize) {
    loop {
        let size = |c: usize| (0..units.len()).filter(|&i| units[i].0 == arm && class[i] == c).count();
        let sizes: Vec<usize> = (0..classes).map(size).collect();
        let Some(short) = (0..classes).find(|c| sizes[*c] < least) else { return };
        let worth = |c: usize| (sizes[c] as f64 - least as f64).max(0.0) / (c as f64 - short as f64).abs();
        let below: f64 = (0..short).map(worth).sum();
        let above: f64 = (short + 1..classes).map(worth).sum();
        let left = (0..short).rev().find(|c| sizes[*c] > 0);
        let right = (short + 1..classes).find(|c| sizes[*c] > 0);
        let mut from: Vec<usize> = (0..units.len()).filter(|&i| units[i].0 == arm).collect();
        from.sort_by(|a, b| score[*a].total_cmp(&score[*b]).then(a.cmp(b)));
        let moved = match (left, right) {
            (Some(l), r) if r.is_none() || below >= above => from.into_iter().rfind(|i| class[*i] == l),
            (_, Some(r)) => from.into_iter().find(|i| class[*i] == r),
            _ => None,
        };
        class[moved.expect("enough people")] = short;
    }
}

fn settings(method: Method) -> MatchingSpec {
    MatchingSpec { method, ..MatchingSpec::default() }
}

fn design_for(cohort: &Cohort, units: &[Unit]) -> Design {
    scored(open_design(cohort, Estimand::Att), &column(units, |u| u.1))
}

#[test]
fn one_of_each_arm_and_all_tied() {
    for units in [vec![(true, 1, 1, 1, 0), (false, 1, 1, 1, 0)], {
        (0..40).map(|i| (i % 4 == 0, 5, 5, 0, 0)).collect()
    }] {
        let cohort = people(&units);
        let design = design_for(&cohort, &units);
        for method in [Method::Cem, Method::Quick, Method::Subclass] {
            let mut spec = settings(method);
            if method == Method::Subclass {
                spec.subclass.classes = ClassesSpec::Number(1);
            }
            let matching = matching::run(cohort.blinded(), &design, &spec, 0).expect("a matching");
            assert!(
                matching.weight.iter().all(|w| (w - 1.0).abs() < 1e-15),
                "{method:?}: {:?}",
                matching.weight
            );
        }
    }
}

#[test]
fn an_empty_arm_is_told() {
    let units = vec![(true, 1, 1, 1, 0), (true, 1, 1, 1, 0)];
    let cohort = people(&units);
    let design = design_for(&cohort, &units);
    for method in [Method::Cem, Method::Quick, Method::Subclass] {
        let answer = matching::run(cohort.blinded(), &design, &settings(method), 0);
        assert!(matches!(answer, Err(MatchingError::EmptyArm { arm: "control" })), "{answer:?}");
    }
}

#[test]
fn what_cannot_be_done_is_refused_with_a_code() {
    let units: Vec<Unit> = (0..20).map(|i| (i % 2 == 0, i, i % 5, i % 3, 0)).collect();
    let cohort = people(&units);
    let design = design_for(&cohort, &units);
    let refused = |design: &Design, change: &dyn Fn(&mut MatchingSpec), method: Method| {
        let mut spec = settings(method);
        change(&mut spec);
        matching::run(cohort.blinded(), design, &spec, 0).expect_err("a refusal").code()
    };
    let cuts = |name: &str, cut: CutSpec| {
        let name = name.to_owned();
        move |spec: &mut MatchingSpec| {
            spec.cem.cutpoints.insert(name.clone(), cut.clone());
        }
    };
    assert_eq!(refused(&design, &cuts("xx", CutSpec::Bins(3)), Method::Cem), "MW445");
    assert_eq!(refused(&design, &cuts("f", CutSpec::Bins(3)), Method::Cem), "MW445");
    assert_eq!(refused(&design, &cuts("x", CutSpec::Rule("q".to_owned())), Method::Cem), "MW445");
    assert_eq!(refused(&design, &cuts("x", CutSpec::Points(vec![3.0, 2.0])), Method::Cem), "MW445");
    let group = |name: &'static str, level: &'static str| {
        move |spec: &mut MatchingSpec| {
            spec.cem.grouping.insert(name.to_owned(), vec![vec![level.to_owned()]]);
        }
    };
    assert_eq!(refused(&design, &group("f", "d"), Method::Cem), "MW445");
    assert_eq!(refused(&design, &group("x", "a"), Method::Cem), "MW445");
    let classes = |classes: ClassesSpec| {
        move |spec: &mut MatchingSpec| {
            spec.subclass.classes = classes.clone();
        }
    };
    assert_eq!(refused(&design, &classes(ClassesSpec::Number(0)), Method::Subclass), "MW441");
    assert_eq!(refused(&design, &classes(ClassesSpec::Quantiles(vec![0.5, 0.2])), Method::Subclass), "MW441");
    assert_eq!(refused(&design, &classes(ClassesSpec::Number(11)), Method::Subclass), "MW442");
    let far = caliper(design.clone(), "x", &column(&units, |u| u.1), -1.0, false);
    assert_eq!(refused(&far, &|_| (), Method::Quick), "MW443");
    assert_eq!(refused(&design, &|spec| spec.quick.min_controls = 0, Method::Quick), "MW444");
    let mut everybody = design.clone();
    everybody.estimand = Estimand::Ate;
    assert_eq!(refused(&everybody, &|spec| spec.cem.k2k = true, Method::Cem), "MW404");
    let mut scoreless = design;
    scoreless.propensity = None;
    assert_eq!(refused(&scoreless, &|_| (), Method::Subclass), "MW407");
}

/// The discarded stay where they were when classes are cut, and in nobody's class.
#[test]
fn the_linear_predictor_may_be_cut_instead() {
    let units: Vec<Unit> = (0..40).map(|i| (i % 2 == 0, i / 4, 0, 0, 0)).collect();
    let cohort = people(&units);
    let mut design = open_design(&cohort, Estimand::Att);
    let score = column(&units, |u| u.1);
    let falling: Vec<f64> = score.iter().map(|s| -s).collect();
    design.propensity = Some(propensity(score, falling, false));
    design.spec.distance = matchwell::design::Distance::LinearPredictor;
    let matching = matching::run(cohort.blinded(), &design, &settings(Method::Subclass), 0).expect("classes");
    let set = quick(&matching);
    assert!(set[0] > set[39], "{set:?}");
}

/// Far more combinations than 64 bits can number, and still no two are taken for one.
#[test]
fn more_combinations_than_numbers() {
    let n = 400_usize;
    let names: Vec<String> = (0..40).map(|k| format!("v{k:02}")).collect();
    let value = |i: usize, k: usize| ((i / 2 * 7919 + k * 104_729 + i / 2 * k * 31) % 97) as f64;
    let columns = names
        .iter()
        .enumerate()
        .map(|(k, name)| (name.as_str(), number_array((0..n).map(|i| value(i, k)).collect())));
    let covariates = names.iter().map(|name| covariate(name, Kind::Number)).collect();
    let ids = (0..n).map(|i| format!("{i:04}")).collect();
    let cohort =
        cohort(ids, (0..n).map(|i| i % 2 == 0).collect(), columns.collect(), roles(covariates, Vec::new()));
    let design = open_design(&cohort, Estimand::Att);
    let mut spec = settings(Method::Cem);
    spec.cem.rule = CutSpec::Bins(0);
    let matching = matching::run(cohort.blinded(), &design, &spec, 0).expect("twins");
    let set = quick(&matching);
    let row = |i: usize| (0..40).map(|k| value(i, k).to_bits()).collect::<Vec<_>>();
    for i in 0..n {
        for j in 0..n {
            assert_eq!(set[i] == set[j], row(i) == row(j), "{i} and {j}");
        }
    }
}
