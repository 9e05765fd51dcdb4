//! Against `sandwich`, `marginaleffects` and WeightIt on lalonde, given the reference's own weights and
//! sets (`lalonde_reference.R`). Tolerance 1e-8 relative; g-computation errors 1e-5, because the
//! reference differentiates numerically.

use super::common::{fixture, lalonde, lalonde_weighted, numbers, table};
use super::hand::{close, design, edges, headline, matching, propensity, sets, spec};
use matchwell::cohort::Cohort;
use matchwell::design::{Design, Discard, Estimand, Metric, ScoreModel};
use matchwell::estimate::{
    AbadieImbensSpec, CorrectionSpec, EffectRow, EstimateSpec, EstimatorKind, VarianceForm, run,
};
use matchwell::matching::{Matching, Method, Structure, WeightModel};
use serde_json::Value;
use std::fs;

pub const TERMS: [&str; 7] = ["age", "educ", "race", "married", "nodegree", "re74", "re75"];

fn reference() -> Value {
    read("lalonde/effect_reference.json")
}

/// All specifications whose weights are stored.
pub fn specifications() -> Vec<(String, Value)> {
    let all = read("lalonde/lalonde_reference.json")["specs"].as_object().expect("specifications").clone();
    all.into_iter().filter(|(name, _)| name != "genetic_pop100").collect()
}

fn read(name: &str) -> Value {
    let text = fs::read_to_string(fixture(name)).expect("the fixture is there");
    serde_json::from_str(&text).expect("it is JSON")
}

pub fn estimand(word: &Value) -> Estimand {
    match word.as_str() {
        Some("ATC") => Estimand::Atc,
        Some("ATE") => Estimand::Ate,
        _ => Estimand::Att,
    }
}

fn row_of(cohort: &Cohort, id: &str) -> u32 {
    let at = (0..cohort.len()).find(|&i| cohort.ids().text(i) == id).expect("a known id");
    u32::try_from(at).expect("few units")
}

pub fn hand_made(cohort: &Cohort, name: &str, kind: &str, estimand: Estimand) -> Matching {
    let file = table(&format!("lalonde/weights/{name}.csv"));
    let mut weight = numbers(&file, "weight");
    if name == "nn_s_weights" {
        let demo = cohort.number("sw_demo").expect("a column");
        weight.iter_mut().zip(demo.values()).for_each(|(w, d)| *w *= d);
    }
    let structure = match kind {
        "repl" => Structure::Reuse,
        "strata" => Structure::Strata,
        _ => Structure::Sets,
    };
    let mut made = matching(structure, weight);
    if structure == Structure::Reuse {
        let pairs = table(&format!("lalonde/weights/{name}.pairs.csv"));
        let ends = pairs["focal"].iter().zip(&pairs["match"]);
        let pairs: Vec<(u32, u32)> = ends.map(|(f, m)| (row_of(cohort, f), row_of(cohort, m))).collect();
        made.edges = Some(edges(&pairs, estimand));
    } else {
        made.set = Some(sets(&file["subclass"], &made.weight));
    }
    made
}

fn effect(cohort: &Cohort, d: &Design, m: &Matching, kind: EstimatorKind, variance: &str) -> EffectRow {
    let effects = run(cohort, d, m, &spec(kind, variance)).expect("an effect");
    headline(&effects).clone()
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn differences_equal_sandwich() {
    let cohort = lalonde();
    let specs = specifications();
    assert_eq!(specs.len(), 72);
    for (name, s) in &specs {
        let kind = s["kind"].as_str().expect("a kind");
        let wanted = estimand(&s["estimand"]);
        let (d, m) = (design(&cohort, wanted, &TERMS), hand_made(&cohort, name, kind, wanted));
        let r = &s["effect_diff_in_means"];
        for hc in ["HC0", "HC1", "HC2", "HC3"] {
            let row = effect(&cohort, &d, &m, EstimatorKind::Difference, hc);
            close(name, row.estimate, number(&r["estimate"]), 1e-8);
            close(&format!("{name} {hc}"), row.se, number(&r[format!("se_{hc}")]), 1e-8);
        }
        if let Some(cr1) = r.get("se_CR_HC1").filter(|_| m.structure == Structure::Sets) {
            let plain =
                EstimateSpec { correction: CorrectionSpec::Cr1, ..spec(EstimatorKind::Difference, "auto") };
            let effects = run(&cohort, &d, &m, &plain).expect("an effect");
            let row = headline(&effects);
            assert_eq!(row.variance, "cluster(set), CR1");
            assert_eq!(row.clusters.map(|c| c as u64), r["n_clusters"].as_u64());
            close(&format!("{name} CR1"), row.se, number(cr1), 1e-8);
            let reduced =
                EstimateSpec { correction: CorrectionSpec::Cr2, ..spec(EstimatorKind::Difference, "auto") };
            let effects = run(&cohort, &d, &m, &reduced).expect("an effect");
            let row = headline(&effects);
            assert_eq!(row.variance, "cluster(set), CR2");
            close(&format!("{name} CR2"), row.se, number(&r["se_CR2_clubSandwich"]), 1e-8);
        }
        if let Some(two) = s.get("effect_two_way").filter(|t| !t.is_null()) {
            let row = effect(&cohort, &d, &m, EstimatorKind::Difference, "cluster(set, unit)");
            close(&format!("{name} two-way"), row.estimate, number(&two["estimate"]), 1e-8);
            close(&format!("{name} two-way"), row.se, number(&two["se_CL_subclass_id_HC1"]), 1e-8);
        }
    }
}

/// `nn_s_weights` is left out: the reference averages predictions over the treated without their
/// sampling weights, we with them.
#[test]
fn regressions_equal_marginaleffects() {
    let cohort = lalonde();
    for (name, s) in &specifications() {
        if name == "nn_s_weights" || s["effect_gcomp"]["rank_deficient"] == true {
            continue;
        }
        let kind = s["kind"].as_str().expect("a kind");
        let wanted = estimand(&s["estimand"]);
        let (d, m) = (design(&cohort, wanted, &TERMS), hand_made(&cohort, name, kind, wanted));
        let variance = if kind == "repl" { "hc3" } else { "auto" };
        let row = effect(&cohort, &d, &m, EstimatorKind::Regression, variance);
        let r = &s["effect_gcomp"];
        close(name, row.estimate, number(&r["estimate"]), 1e-8);
        close(&format!("{name} se"), row.se, number(&r["se"]), 1e-5);
        close(&format!("{name} lower"), row.lower, number(&r["conf_low"]), 1e-4);
    }
}

#[test]
fn odds_weights_equal_weightit() {
    let cohort = lalonde();
    let file = table("lalonde/weights/w_glm_att.csv");
    let mut d = design(&cohort, Estimand::Att, &TERMS);
    d.propensity = Some(propensity(numbers(&file, "ps")));
    let mut m = matching(Structure::ScoreWeights, numbers(&file, "weight"));
    // The log of a control's odds weight is its linear predictor.
    let slope = cohort.treated().iter().map(|z| f64::from(u8::from(!z))).collect();
    m.models = vec![WeightModel { terms: d.terms.clone(), slope, equations: None }];
    let r = &reference()["w_glm_att"];
    let plain = effect(&cohort, &d, &m, EstimatorKind::Difference, "auto");
    assert_eq!(plain.variance, "stacked");
    close("difference", plain.estimate, number(&r["diff_in_means"]["estimate"]), 1e-8);
    close("difference se", plain.se, number(&r["diff_in_means"]["se_mestimation"]), 1e-8);
    let model = effect(&cohort, &d, &m, EstimatorKind::Regression, "auto");
    close("regression", model.estimate, number(&r["gcomp"]["estimate"]), 1e-8);
    close("regression se", model.se, number(&r["gcomp"]["se"]), 1e-5);
    let naive = effect(&cohort, &d, &m, EstimatorKind::Difference, "hc0");
    close("weights as known", naive.se, number(&r["diff_in_means"]["se_HC0"]), 1e-8);
}

/// `Matching::Match` keeps all ties within 1e-5 squared standardised distance; the pairs are rebuilt
/// here by that rule. For the variance around a person (its `Var.calc = 4`) it does the same, we count
/// exact ties only: so 5e-4 to it, and 1e-10 to the same sum written out over whole matrices (`reused.py`).
#[test]
fn abadie_imbens_as_matching() {
    let (cohort, d, m) = reused();
    let r = &reference()["abadie_imbens"]["att_ps_m1_var4"];
    let row =
        given(&cohort, &d, &m, AbadieImbensSpec { estimated_score: false, ..AbadieImbensSpec::default() });
    assert_eq!(row.variance, "Abadie-Imbens");
    close("estimate", row.estimate, number(&r["est"]), 1e-8);
    close("se", row.se, number(&r["se_AI"]), 5e-4);
    close("se", row.se, 1_053.573_612_480_221_5, 1e-10);
    let these = AbadieImbensSpec { form: VarianceForm::Conditional, ..AbadieImbensSpec::default() };
    let row = given(&cohort, &d, &m, these);
    assert_eq!(row.variance, "Abadie-Imbens, given these people");
    // `Match(..., Var.calc = 4, sample = TRUE)`.
    close("se, these people", row.se, 1_075.060_191_734_337, 5e-4);
    close("se, these people", row.se, 1_075.003_251_878_990_8, 1e-10);
}

/// To the sum written out over whole matrices (`reused.py`), 1e-8: it is a small difference of large sums.
#[test]
fn an_estimated_score_is_allowed_for_where_it_was_fitted_by_likelihood() {
    let (cohort, mut d, m) = reused();
    let row = given(&cohort, &d, &m, AbadieImbensSpec::default());
    assert_eq!(row.variance, "Abadie-Imbens, score estimated");
    close("se", row.se, 1_045.113_678_633_987, 1e-8);
    let known = |d: &Design, m: &Matching| {
        assert_eq!(given(&cohort, d, m, AbadieImbensSpec::default()).variance, "Abadie-Imbens");
    };
    d.spec.propensity.model = ScoreModel::Ridge;
    known(&d, &m);
    d.spec.propensity.model = ScoreModel::Logit;
    d.spec.discard = Discard::Both;
    known(&d, &m);
    d.spec.discard = Discard::None;
    let mut once = m.clone();
    once.spec.method = Method::Exact;
    known(&d, &once);
    d.propensity.as_mut().expect("a score").weighted = true;
    known(&d, &m);
}

/// Nearest neighbours with replacement on the logit score, all ties kept.
fn reused() -> (Cohort, Design, Matching) {
    let cohort = lalonde();
    let score = numbers(&table("lalonde/weights/w_glm_att.csv"), "ps");
    let (pairs, weight) = with_ties(&cohort, &score);
    let mut d = design(&cohort, Estimand::Att, &TERMS);
    d.propensity = Some(propensity(score.clone()));
    d.metric = Metric::Score(score);
    let mut m = matching(Structure::Reuse, weight);
    m.spec.replace = true;
    m.edges = Some(edges(&pairs, Estimand::Att));
    (cohort, d, m)
}

fn given(cohort: &Cohort, d: &Design, m: &Matching, how: AbadieImbensSpec) -> EffectRow {
    let spec = EstimateSpec { abadie_imbens: how, ..spec(EstimatorKind::Difference, "auto") };
    headline(&run(cohort, d, m, &spec).expect("an effect")).clone()
}

fn with_ties(cohort: &Cohort, score: &[f64]) -> (Vec<(u32, u32)>, Vec<f64>) {
    let n = score.len() as f64;
    let mean = score.iter().sum::<f64>() / n;
    let variance = score.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / n;
    let distance = |i: usize, j: usize| (score[i] - score[j]).powi(2) / variance;
    let (mut pairs, mut weight) = (Vec::new(), vec![0.0; score.len()]);
    for i in (0..score.len()).filter(|&i| cohort.treated()[i]) {
        let pool = || (0..score.len()).filter(|&j| !cohort.treated()[j]);
        let best = pool().map(|j| distance(i, j)).fold(f64::INFINITY, f64::min);
        let near: Vec<usize> = pool().filter(|&j| distance(i, j) <= best + 1e-5).collect();
        weight[i] = 1.0;
        for &j in &near {
            weight[j] += 1.0 / near.len() as f64;
            pairs.push((i as u32, j as u32));
        }
    }
    (pairs, weight)
}

#[test]
fn survey_weights_of_both_arms_are_averaged_over() {
    let cohort = lalonde_weighted();
    let (d, m) =
        (design(&cohort, Estimand::Att, &TERMS), hand_made(&cohort, "nn_s_weights", "pair", Estimand::Att));
    let row = effect(&cohort, &d, &m, EstimatorKind::Regression, "auto");
    assert!(row.se.is_some());
}
