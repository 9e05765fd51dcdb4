//! Matching against MatchIt 4.7.2 and WeightIt 2.0.0 on lalonde (tests/fixtures/lalonde): rows, pairs
//! and weights from the stored scores, with `ties = "id"`. Weights agree to 1e-10 relative (stored
//! with 15 digits), distances to 1e-10.

#[path = "common/byhand.rs"]
mod byhand;
mod common;

use byhand::{caliper, discarded, exact, open_design, propensity, scored};
use common::{lalonde, numbers, table};
use matchwell::cohort::Cohort;
use matchwell::design::{Design, Estimand, Metric};
use matchwell::matching::{
    self, Matching, MatchingSpec, Method, Order, SurveyWeights, Ties, WeightKind, WeightsSpec,
};
use std::collections::BTreeMap;

type Columns = BTreeMap<String, Vec<String>>;

fn stored(name: &str) -> Columns {
    table(&format!("lalonde/weights/{name}.csv"))
}

fn data(column: &str) -> Vec<f64> {
    numbers(&table("lalonde/lalonde.csv"), column)
}

fn keys(columns: &[&str]) -> Vec<String> {
    let data = table("lalonde/lalonde.csv");
    let key = |i: usize| columns.iter().map(|c| data[*c][i].as_str()).collect::<Vec<_>>().join(", ");
    (0..data["id"].len()).map(key).collect()
}

fn by_id() -> MatchingSpec {
    MatchingSpec { ties: Ties::Id, ..MatchingSpec::default() }
}

fn run(cohort: &Cohort, design: &Design, spec: &MatchingSpec) -> Matching {
    matching::run(cohort.blinded(), design, spec, 1).expect("a matching")
}

/// Score and discarded units as stored with a result.
fn stored_design(cohort: &Cohort, name: &str, estimand: Estimand) -> Design {
    let stored = stored(name);
    let design = scored(open_design(cohort, estimand), &numbers(&stored, "distance"));
    discarded(design, (0..cohort.len()).filter(|&i| stored["discarded"][i] == "1"))
}

fn check_weights(name: &str, cohort: &Cohort, matching: &Matching) {
    let stored = stored(name);
    for (i, expected) in numbers(&stored, "weight").into_iter().enumerate() {
        let got = matching.weight[i];
        let id = cohort.ids().text(i);
        assert!(
            (got - expected).abs() <= 1e-10 * expected.abs().max(1.0),
            "{name} {id}: {got} for {expected}"
        );
    }
}

fn check_pairs(name: &str, cohort: &Cohort, matching: &Matching, atc: bool) {
    let stored = stored(&format!("{name}.pairs"));
    let columns = [&stored["focal"], &stored["match"], &stored["slot"]];
    let mut expected: Vec<(String, String, u16)> = (0..columns[0].len())
        .map(|i| (columns[0][i].clone(), columns[1][i].clone(), columns[2][i].parse().expect("a slot")))
        .collect();
    let id = |row: u32| cohort.ids().text(row as usize).into_owned();
    let mut got: Vec<_> = matching
        .edges
        .iter()
        .flatten()
        .map(|e| {
            if atc { (id(e.control), id(e.treated), e.slot) } else { (id(e.treated), id(e.control), e.slot) }
        })
        .collect();
    if matching.spec.replace {
        // Which of several equally near partners is named first is not defined in the reference.
        expected.iter_mut().chain(&mut got).for_each(|pair| pair.2 = 1);
    }
    expected.sort();
    got.sort();
    let differing = got.iter().filter(|e| !expected.contains(e)).count();
    assert_eq!(got.len(), expected.len(), "{name}: number of pairs");
    assert_eq!(differing, 0, "{name}: pairs that differ");
}

fn check(name: &str, design: impl Fn(Design) -> Design, spec: impl Fn(&mut MatchingSpec)) {
    let cohort = lalonde();
    let atc = name.contains("_atc_");
    let estimand = if atc { Estimand::Atc } else { Estimand::Att };
    let design = design(stored_design(&cohort, name, estimand));
    let mut settings = by_id();
    spec(&mut settings);
    let matching = run(&cohort, &design, &settings);
    check_pairs(name, &cohort, &matching, atc);
    check_weights(name, &cohort, &matching);
}

fn plain(design: Design) -> Design {
    design
}

fn nothing(_: &mut MatchingSpec) {}

/// A caliper on the metric itself.
fn on_score(design: Design, width: f64) -> Design {
    let Metric::Score(score) = design.metric.clone() else { panic!("a score") };
    caliper(design, "propensity", &score, width, true)
}

#[test]
fn plain_settings_equal_the_reference() {
    check("nn_default", plain, nothing);
    check("nn_s_weights", plain, nothing);
    check("nn_linear_logit", plain, nothing);
    check("nn_ratio2", plain, |s| s.ratio = 2.0);
    check("nn_replace", plain, |s| s.replace = true);
    check("nn_replace_ratio3", plain, |s| (s.replace, s.ratio) = (true, 3.0));
    check("nn_reuse_max2", plain, |s| s.reuse = 2);
    check("nn_unit_id", plain, |s| s.unit_id = Some("unit2".to_owned()));
    check("nn_atc_replace", plain, |s| s.replace = true);
    check("nn_var_ratio2_1_6", plain, |s| {
        (s.ratio, s.min_controls, s.max_controls) = (2.0, Some(1), Some(6));
    });
}

#[test]
fn orders_equal_the_reference() {
    check("nn_order_smallest", plain, |s| s.order = Some(Order::Smallest));
    check("nn_order_closest", plain, |s| s.order = Some(Order::Closest));
    check("nn_order_farthest", plain, |s| s.order = Some(Order::Farthest));
    check("nn_order_data", plain, |s| s.order = Some(Order::Data));
    check("nn_closest_cal01", |d| on_score(d, 0.029_031_337_203_98), |s| s.order = Some(Order::Closest));
}

#[test]
fn rules_equal_the_reference() {
    check("nn_caliper02", |d| on_score(d, 0.058_062_674_407_96), nothing);
    check("nn_caliper005_raw", |d| on_score(d, 0.05), nothing);
    check("nn_linlogit_cal02", |d| on_score(d, 0.360_902_392_537_5), nothing);
    let covariates = |d| {
        let d = on_score(d, 0.072_578_343_009_95);
        caliper(caliper(d, "age", &data("age"), 5.0, false), "educ", &data("educ"), 2.0, false)
    };
    check("nn_caliper_covs", covariates, nothing);
    check("nn_caliper_neg", |d| caliper(d, "re75", &data("re75"), -329.567_904_308_856, false), nothing);
    check("nn_exact_race_mar", |d| exact(d, &keys(&["race", "married"])), nothing);
    let antiexact = |mut d: Design| {
        d.antiexact = vec![data("nodegree").into_iter().map(|v| u32::from(v == 1.0)).collect()];
        d
    };
    check("nn_antiexact_deg", antiexact, nothing);
    for name in ["nn_discard_both", "nn_discard_control", "nn_discard_treated", "nn_discard_both_re"] {
        check(name, plain, nothing);
    }
}

#[test]
fn exact_matching_equals_the_reference() {
    let four = ["race", "married", "nodegree", "educ"];
    let specs: [(&str, &[&str], Estimand); 3] = [
        ("exact_race", &["race"], Estimand::Att),
        ("exact_4", &four, Estimand::Att),
        ("exact_4_ate", &four, Estimand::Ate),
    ];
    for (name, variables, estimand) in specs {
        let cohort = lalonde();
        let design = exact(open_design(&cohort, estimand), &keys(variables));
        let matching = run(&cohort, &design, &MatchingSpec { method: Method::Exact, ..by_id() });
        check_weights(name, &cohort, &matching);
    }
}

#[test]
fn odds_weights_equal_the_reference() {
    let cohort = lalonde();
    let score = numbers(&stored("w_glm_att"), "ps");
    let mut design = open_design(&cohort, Estimand::Att);
    design.propensity = Some(propensity(score.clone(), score, false));
    let spec = MatchingSpec { method: Method::Weighting, survey_weights: SurveyWeights::None, ..by_id() };
    let matching = run(&cohort, &design, &spec);
    check_weights("w_glm_att", &cohort, &matching);
    let controls: Vec<f64> =
        (0..cohort.len()).filter(|&i| !cohort.treated()[i]).map(|i| matching.weight[i]).collect();
    let (sum, squares) = controls.iter().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    assert!((sum - 186.998_866_979_49).abs() < 1e-9, "{sum}");
    assert!((sum * sum / squares - 99.815_386_300_634).abs() < 1e-9);
}

/// A declared mixture equal to that of the file changes nothing; another moves the population to it.
#[test]
fn weights_follow_a_declared_mixture() {
    let cohort = lalonde();
    let (score, age) = (numbers(&stored("w_glm_att"), "ps"), data("age"));
    let weigh = |kind: WeightKind, share: Option<f64>| {
        let mut design = open_design(&cohort, Estimand::Ate);
        design.propensity = Some(propensity(score.clone(), score.clone(), false));
        design.spec.mixing_share = share;
        let weights = WeightsSpec { kind, ..WeightsSpec::default() };
        let spec = MatchingSpec { method: Method::Weighting, weights, ..by_id() };
        matching::run(cohort.blinded(), &design, &spec, 1)
    };
    let arm = |w: &[f64], z: bool, x: &dyn Fn(usize) -> f64| {
        let rows = || (0..w.len()).filter(|&i| cohort.treated()[i] == z);
        rows().map(|i| w[i] * x(i)).sum::<f64>() / rows().map(|i| w[i]).sum::<f64>()
    };
    let ones = vec![1.0; 614];
    let age_of = |i: usize| age[i];
    let wanted = 0.1 * arm(&ones, true, &age_of) + 0.9 * arm(&ones, false, &age_of);
    for kind in [WeightKind::Propensity, WeightKind::Entropy, WeightKind::Ipt] {
        let plain = weigh(kind, None).expect("weights").weight;
        let same = weigh(kind, Some(185.0 / 614.0)).expect("weights").weight;
        let off = plain.iter().zip(&same).map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max);
        assert!(off < 1e-9, "{kind:?}: {off}");
        let moved = weigh(kind, Some(0.1)).expect("weights").weight;
        for z in [false, true].into_iter().filter(|_| kind != WeightKind::Propensity) {
            let mean = arm(&moved, z, &age_of);
            assert!((mean - wanted).abs() < 1e-8, "{kind:?} {z}: {mean} for {wanted}");
        }
    }
    // A score balances only about, but its weights are known: density of the mixture over that of the arm.
    let moved = weigh(WeightKind::Propensity, Some(0.1)).expect("weights").weight;
    for (i, p) in score.iter().enumerate() {
        let ratio = (1.0 - p) / p * 185.0 / 429.0;
        let want = if cohort.treated()[i] { 1.0 + 9.0 * ratio } else { 1.0 + 1.0 / (9.0 * ratio) };
        assert!((moved[i] / want - 1.0).abs() < 1e-9, "{i}: {} for {want}", moved[i]);
    }
    let refused = weigh(WeightKind::Cbps, Some(0.1)).expect_err("it cannot be moved");
    assert_eq!(refused.code(), "MW415");
    let mut overlap = open_design(&cohort, Estimand::Ato);
    overlap.propensity = Some(propensity(score.clone(), score.clone(), false));
    let exact = MatchingSpec { method: Method::Exact, ..by_id() };
    let refused = matching::run(cohort.blinded(), &overlap, &exact, 1).expect_err("no such sets");
    assert_eq!(refused.code(), "MW420");
}

fn coordinates(columns: &[&str]) -> Metric {
    let stored = table("lalonde/lalonde_X_mahalanobis.csv");
    Metric::Coordinates(columns.iter().map(|c| numbers(&stored, c)).collect())
}

/// The reference breaks ties between equal distances by the last bit of a sum, so that the rows differ;
/// what must agree is the rule, seen in totals that ties hardly move, and the number of pairs.
#[test]
fn mahalanobis_is_as_near_as_the_reference() {
    let all = ["age", "educ", "raceblack", "racehispan", "racewhite", "married", "nodegree", "re74", "re75"];
    let cohort = lalonde();
    let mut design = open_design(&cohort, Estimand::Att);
    design.metric = coordinates(&all);
    let total = |spec: &MatchingSpec, design: &Design| {
        let matching = run(&cohort, design, spec);
        (matching.edges.as_ref().map_or(0, Vec::len), matching.cost.expect("a distance"))
    };
    let (pairs, cost) = total(&by_id(), &design);
    assert!(pairs == 185 && (cost / 342.810_198_658_628 - 1.0).abs() < 0.02, "{pairs} {cost}");
    let (pairs, cost) = total(&MatchingSpec { replace: true, ..by_id() }, &design);
    assert!(pairs == 185 && (cost - 139.389_332_613_974).abs() < 1e-8, "{pairs} {cost}");
    let (pairs, cost) = total(&MatchingSpec { ratio: 2.0, ..by_id() }, &design);
    assert!(pairs == 370 && (cost / 929.424_435_347_079 - 1.0).abs() < 0.02, "{pairs} {cost}");
    let (pairs, cost) = total(&MatchingSpec { order: Some(Order::Closest), ..by_id() }, &design);
    assert!(pairs == 185 && (cost / 308.705_778_017_488 - 1.0).abs() < 0.01, "{pairs} {cost}");
    let by_race = exact(design, &keys(&["race"]));
    let (pairs, cost) = total(&by_id(), &by_race);
    assert!(pairs == 116 && (cost / 162.302_374_169_969 - 1.0).abs() < 0.02, "{pairs} {cost}");
}
