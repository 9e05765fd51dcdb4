//! Edges: nothing is ever NaN, and every missing number says why.

use super::common::{change_outcome, cohort, covariate, number_array, plain_outcome, roles};
use super::hand::{design, edges, headline, matching, spec};
use arrow::array::{ArrayRef, Float64Array};
use matchwell::cohort::{Better, Case, Cohort, Contrast, Kind, Outcome, Roles};
use matchwell::design::{Estimand, Metric};
use matchwell::estimate::{
    Base, EffectRow, Effects, EstimateError, EstimateSpec, EstimatorKind, Measure, SubgroupSpec, run,
};
use matchwell::matching::{Matching, Structure};
use std::sync::Arc;

/// UCLA-like: 3 to 9, lower is better, a case from 6.
fn loneliness() -> Outcome {
    Outcome {
        better: Better::Lower,
        range: Some((3.0, 9.0)),
        case: Some(Case { at_least: Some(6.0), at_most: None, name: "lonely".to_owned() }),
        report: vec![Contrast::Change, Contrast::Improved, Contrast::Worsened, Contrast::LeftCase],
        ..change_outcome("lonely", "points")
    }
}

fn column(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

/// Treated people first; starts and ends of both arms, an age each.
fn scored(treated: usize, start: &[f64], end: &[Option<f64>], outcome: Outcome) -> Cohort {
    let n = start.len();
    let ids = (0..n).map(|i| i.to_string()).collect();
    let columns = vec![
        ("age", number_array((0..n).map(|i| 20.0 + (i * 7 % 11) as f64).collect())),
        ("lonely.start", number_array(start.to_vec())),
        ("lonely.end", column(end)),
    ];
    let roles: Roles = roles(vec![covariate("age", Kind::Number)], vec![outcome]);
    cohort(ids, (0..n).map(|i| i < treated).collect(), columns, roles)
}

/// Pairs: treated i with control treated + i.
fn paired(pairs: usize, n: usize) -> Matching {
    let weight = (0..n).map(|i| f64::from(u8::from(i < 2 * pairs))).collect();
    let mut m = matching(Structure::Sets, weight);
    m.set = Some((0..n).map(|i| if i < 2 * pairs { (i % pairs) as u32 } else { u32::MAX }).collect());
    m
}

fn all(cohort: &Cohort, m: &Matching, spec: &EstimateSpec) -> Effects {
    let effects = run(cohort, &design(cohort, Estimand::Att, &["age"]), m, spec).expect("effects");
    effects.rows.iter().for_each(sound);
    effects
}

/// Every number is finite, and a row without one has a reason.
fn sound(row: &EffectRow) {
    let arms = [row.treat, row.comparison];
    let of_arms = arms.iter().flat_map(|a| [a.numerator, a.mean, a.lower, a.upper, Some(a.ess)]);
    let own = [row.estimate, row.se, row.lower, row.upper, row.df, row.difference, row.difference_lower];
    let more = [row.difference_upper, row.p_value, row.p_holm, row.p_bh, row.number_needed_to_detect];
    assert!(of_arms.chain(own).chain(more).flatten().all(f64::is_finite), "{row:?}");
    let complete = row.estimate.is_some() && row.lower.is_some() && row.upper.is_some();
    assert!(complete || row.null_reason.is_some(), "{row:?}");
}

fn both() -> EstimateSpec {
    EstimateSpec {
        measures: vec![Measure::Difference, Measure::RiskRatio, Measure::OddsRatio],
        ..EstimateSpec::default()
    }
}

#[test]
fn nobody_matched() {
    let cohort = scored(2, &[5.0; 4], &[Some(4.0); 4], loneliness());
    let effects = all(&cohort, &matching(Structure::Sets, vec![0.0; 4]), &both());
    assert_eq!(effects.people.matched, 0);
    assert!(headline(&effects).null_reason.as_ref().is_some_and(|r| r.contains("no matched")));
    assert!(effects.review.iter().any(|f| f.rule == "MW158"));
}

#[test]
fn one_set() {
    let cohort = scored(1, &[8.0, 8.0], &[Some(4.0), Some(7.0)], loneliness());
    let effects = all(&cohort, &paired(1, 2), &both());
    assert_eq!(headline(&effects).estimate, Some(-3.0));
    assert_eq!(headline(&effects).se, None);
}

#[test]
fn constant_outcome() {
    let cohort = scored(6, &[5.0; 12], &[Some(5.0); 12], loneliness());
    let effects = all(&cohort, &paired(6, 12), &both());
    assert_eq!(headline(&effects).estimate, Some(0.0));
    assert!(headline(&effects).null_reason.is_some());
}

#[test]
fn all_missing() {
    let cohort = scored(2, &[5.0; 4], &[None; 4], loneliness());
    let effects = all(&cohort, &paired(2, 4), &both());
    assert_eq!(effects.missing_outcome, [2, 2]);
    assert_eq!(effects.people.starters, 2);
    assert_eq!(effects.people.both, 0);
}

#[test]
fn empty_base() {
    let cohort = scored(3, &[3.0; 6], &[Some(4.0); 6], loneliness());
    let effects = all(&cohort, &paired(3, 6), &both());
    let left = effects.rows.iter().find(|r| r.base == Base::CasesAtStart).expect("a row");
    assert_eq!((left.treat.number, left.estimate), (0, None));
    assert!(left.null_reason.is_some());
}

#[test]
fn separation_is_a_reason_not_a_number() {
    let start = [9.0; 40];
    let end: Vec<Option<f64>> = (0..40).map(|i| Some(if i % 20 < 10 { 3.0 } else { 9.0 })).collect();
    let mut parts = scored(20, &start, &end, loneliness()).into_parts();
    parts.roles.outcomes[0].report = vec![Contrast::Improved];
    let ages = (0..40).map(|i| if i % 20 < 10 { 1.0 } else { 2.0 }).collect();
    let cohort = Cohort::new(parts).and_then(|c| c.with_column("age", number_array(ages))).expect("sound");
    let effects = all(&cohort, &paired(20, 40), &both());
    let model = effects.rows.iter().find(|r| r.estimator == EstimatorKind::Regression).expect("a row");
    assert!(model.null_reason.as_ref().is_some_and(|r| r.contains("separation")), "{model:?}");
}

#[test]
fn missing_ends_drop_pairs_and_share_out_sets() {
    let start = [8.0; 9];
    let mut end = [Some(6.0); 9];
    (end[0], end[4]) = (None, None);
    let cohort = scored(3, &start, &end, loneliness());
    let mut m = matching(Structure::Sets, vec![1.0; 9]);
    m.set = Some(vec![0, 1, 2, 0, 1, 2, 0, 1, 2]);
    m.analysis_weight = vec![1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    m.weight.clone_from(&m.analysis_weight);
    let effects = all(&cohort, &m, &both());
    assert_eq!(effects.missing_outcome, [1, 3]);
    let row = headline(&effects);
    assert_eq!((row.treat.number, row.comparison.number), (2, 3));
    // Weights 1, 1/2 and 1/2: the control left alone carries the whole set.
    assert!((row.comparison.ess - 4.0 / 1.5).abs() < 1e-12);
}

#[test]
fn bases_are_of_start_values_and_contrasts_of_directions() {
    let start = [9.0, 3.0, 6.0, 9.0, 3.0, 6.0];
    let end = [Some(5.0), Some(4.0), Some(6.0), Some(9.0), Some(3.0), Some(5.0)];
    let cohort = scored(3, &start, &end, loneliness());
    let effects = all(&cohort, &paired(3, 6), &both());
    let find = |contrast, base| {
        let is = |r: &&EffectRow| r.contrast == contrast && r.base == base;
        let row = effects.rows.iter().find(is).expect("a row");
        (row.treat.number, row.treat.numerator, row.comparison.numerator)
    };
    assert_eq!(find(Contrast::Improved, Base::CouldImprove), (2, Some(1.0), Some(1.0)));
    assert_eq!(find(Contrast::Improved, Base::AllMatched), (3, Some(1.0), Some(1.0)));
    assert_eq!(find(Contrast::Worsened, Base::CouldWorsen), (2, Some(1.0), Some(0.0)));
    assert_eq!(find(Contrast::LeftCase, Base::CasesAtStart), (2, Some(1.0), Some(1.0)));
    let shares = |section: &str, category: &str| {
        let is = |d: &&matchwell::estimate::Description| {
            d.section == section && d.category.as_deref() == Some(category) && d.treated && d.matched
        };
        effects.descriptions.iter().find(is).map(|d| d.count)
    };
    assert_eq!(shares("change_category", "worsened"), Some(1));
    assert_eq!(shares("case_transition", "case to non-case"), Some(1));
    assert_eq!(shares("start", "9"), Some(1));
}

#[test]
fn exactly_one_headline_and_adjusted_p_values() {
    let start: Vec<f64> = (0..40).map(|i| 5.0 + f64::from(i % 4)).collect();
    let end: Vec<Option<f64>> = (0..40).map(|i| Some(3.0 + f64::from(i * i % 7))).collect();
    let cohort = scored(20, &start, &end, loneliness());
    let spec = EstimateSpec { contrast: Some(Contrast::Improved), ..both() };
    let effects = all(&cohort, &paired(20, 40), &spec);
    assert_eq!(effects.rows.iter().filter(|r| r.primary).count(), 1);
    let row = headline(&effects);
    assert_eq!(
        (row.contrast, row.base, row.measure),
        (Contrast::Improved, Base::CouldImprove, Measure::Difference)
    );
    assert_eq!(effects.rows.iter().filter(|r| r.p_holm.is_some()).count(), effects.tests);
    assert!(effects.rows.iter().all(|r| r.p_holm.is_none_or(|h| Some(h) >= r.p_value)));
    assert_eq!(row.df, row.clusters.map(|c| c as f64 - 1.0));
}

#[test]
fn a_constant_added_to_the_outcome_changes_no_effect() {
    let value = |i: usize| (i * i % 13) as f64;
    let made = |shift: f64| {
        let y = number_array((0..60).map(|i| value(i) + shift).collect());
        let age = number_array((0..60).map(|i| f64::from(i * 7 % 11)).collect());
        let ids = (0..60).map(|i: usize| i.to_string()).collect();
        let outcomes = vec![plain_outcome("y", "points")];
        let roles = roles(vec![covariate("age", Kind::Number)], outcomes);
        cohort(ids, (0..60).map(|i| i < 30).collect(), vec![("age", age), ("y", y)], roles)
    };
    for kind in [EstimatorKind::Difference, EstimatorKind::Regression] {
        let [a, b] = [0.0, 1e3].map(|shift| all(&made(shift), &paired(30, 60), &spec(kind, "auto")));
        let (a, b) = (headline(&a), headline(&b));
        assert!((a.estimate.unwrap() - b.estimate.unwrap()).abs() < 1e-10);
        assert!((a.se.unwrap() - b.se.unwrap()).abs() < 1e-10);
    }
}

#[test]
fn undefined_variances_are_refused() {
    let cohort = scored(2, &[5.0; 4], &[Some(4.0); 4], loneliness());
    let d = design(&cohort, Estimand::Att, &["age"]);
    let refused = |m: &Matching, variance: &str| {
        run(&cohort, &d, m, &spec(EstimatorKind::Difference, variance)).err().map(|e| e.code())
    };
    let strata = matching(Structure::Strata, vec![1.0; 4]);
    assert_eq!(refused(&strata, "cluster(set)"), Some("MW506"));
    assert_eq!(refused(&strata, "stacked"), Some("MW506"));
    assert_eq!(refused(&paired(2, 4), "abadie-imbens"), Some("MW506"));
    assert_eq!(refused(&paired(2, 4), "cluster(set, household)"), Some("MW506"));
    assert_eq!(refused(&matching(Structure::ScoreWeights, vec![1.0; 4]), "auto"), Some("MW506"));
    assert_eq!(refused(&paired(2, 4), "cluster(sett)"), Some("MW505"));
    let wrong = EstimateSpec { outcome: Some("lonly".to_owned()), ..EstimateSpec::default() };
    let error = run(&cohort, &d, &paired(2, 4), &wrong).err();
    assert!(matches!(error, Some(EstimateError::UnknownOutcome { nearest: Some(n), .. }) if n == "lonely"));
}

#[test]
fn subgroups_follow_the_rule_of_bases() {
    let start: Vec<f64> = (0..24).map(|i| 5.0 + f64::from(i % 4)).collect();
    let end: Vec<Option<f64>> = (0..24).map(|i| Some(3.0 + f64::from(i * i % 7))).collect();
    let cohort = scored(12, &start, &end, loneliness());
    let part = SubgroupSpec { name: "under 25".to_owned(), filter: "age < 25".to_owned() };
    let effects = all(&cohort, &paired(12, 24), &EstimateSpec { subgroups: vec![part], ..both() });
    let is = |r: &&EffectRow| r.group == "under 25" && r.contrast == Contrast::Change;
    let row = effects.rows.iter().find(is).expect("a row");
    let young = |i: usize| i * 7 % 11 < 5;
    let pairs = (0..12).filter(|&i| young(i) && young(i + 12)).count();
    assert_eq!((row.treat.number, row.comparison.number), (pairs, pairs));
    assert!(row.estimand.ends_with("(under 25)"));
    assert!(effects.review.iter().any(|f| f.rule == "MW159"));
    let wrong = SubgroupSpec { name: "x".to_owned(), filter: "agee < 25".to_owned() };
    let spec = EstimateSpec { subgroups: vec![wrong], ..both() };
    let error = run(&cohort, &design(&cohort, Estimand::Att, &["age"]), &paired(12, 24), &spec).err();
    assert_eq!(error.map(|e| e.code()), Some("MW509"));
}

/// Households of two, one partner of each pair in the next pair's household: wider than sets alone.
#[test]
fn declared_households_are_a_second_dimension() {
    let start = [8.0; 40];
    let end: Vec<Option<f64>> = (0..40).map(|i| Some(3.0 + f64::from(i * i % 7))).collect();
    let mut parts = scored(20, &start, &end, loneliness()).into_parts();
    parts.roles.cluster = Some("home".to_owned());
    let homes = (0..40).map(|i| f64::from(i / 2)).collect();
    let cohort = Cohort::new(parts).and_then(|c| c.with_column("home", number_array(homes))).expect("sound");
    let effects = all(&cohort, &paired(20, 40), &EstimateSpec::default());
    assert_eq!(headline(&effects).variance, "cluster(set, household), CR2");
    assert_eq!(headline(&effects).clusters, Some(10), "ten homes of each arm");
    let alone = EstimateSpec { variance: "cluster(set)".to_owned(), ..EstimateSpec::default() };
    let effects = all(&cohort, &paired(20, 40), &alone);
    assert!(effects.review.iter().any(|f| f.rule == "MW157"));
}

#[test]
fn controls_used_again_are_shared_out_within_a_base() {
    let start = [9.0, 9.0, 6.0, 9.0, 3.0];
    let end = [Some(5.0), Some(6.0), Some(6.0), Some(7.0), Some(3.0)];
    let cohort = scored(3, &start, &end, loneliness());
    let mut m = matching(Structure::Reuse, vec![1.0, 1.0, 1.0, 2.0, 1.0]);
    m.edges = Some(edges(&[(0, 3), (1, 3), (2, 3), (2, 4)], Estimand::Att));
    let mut d = design(&cohort, Estimand::Att, &["age"]);
    d.metric = Metric::Score(vec![0.1, 0.2, 0.3, 0.4, 0.5]);
    let effects = run(&cohort, &d, &m, &both()).expect("effects");
    effects.rows.iter().for_each(sound);
    let left = effects.rows.iter().find(|r| r.base == Base::CasesAtStart).expect("a row");
    assert_eq!((left.treat.number, left.comparison.number), (3, 1));
    assert_eq!(left.estimate, Some(1.0 / 3.0));
}
