//! Whole jobs with weights, against WeightIt 2.0.0 on lalonde: 16 specifications, with their effective
//! sizes, estimates and M-estimation standard errors; and what must hold for any weights.
//!
//! Tolerances: weights 1e-8, relative above 1; estimates and effective sizes 1e-8. Scores by R's stopping
//! rule. Standard errors 1e-7, those of g-computation 2e-5.

mod common {
    pub mod engine;
}

#[path = "common/lalonde.rs"]
mod lalonde;

use common::engine::{close, run_text};
use lalonde::COVARIATES;
use matchwell::estimate::{EffectRow, EstimatorKind};
use matchwell::matching::Fate;
use matchwell::study::Study;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const FOLDER: &str = "tests/fixtures/lalonde";

/// A job over lalonde: lines for `[units]`, `[design]`, `[matching]` and `[matching.weights]`, and the variance.
fn job(units: &str, design: &str, matching: &str, weights: &str, variance: &str) -> String {
    format!(
        r#"name = "weights"
[units]
source = "lalonde.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
{units}
{COVARIATES}
[outcomes.re78]
column = "re78"
better = "higher"
unit = "dollars"
[design]
propensity.stop = "r"
{design}
[matching]
method = "weighting"
{matching}
[matching.weights]
{weights}
[estimate]
measures = ["difference"]
variance = "{variance}"
"#
    )
}

fn run(design: &str, weights: &str, variance: &str) -> Study {
    run_text(&job("", design, "", weights, variance), Path::new(FOLDER))
}

fn effect(study: &Study, kind: EstimatorKind) -> &EffectRow {
    let rows = &study.analyses[0].effects.as_ref().expect("effects").rows;
    rows.iter().find(|r| r.estimator == kind).expect("a row")
}

fn reference() -> Value {
    let text = std::fs::read_to_string(format!("{FOLDER}/lalonde_reference.json")).expect("the fixture");
    serde_json::from_str::<Value>(&text).expect("JSON")["weighting"].clone()
}

/// Stored weights by id.
fn stored(name: &str) -> BTreeMap<String, f64> {
    let mut reader = csv::Reader::from_path(format!("{FOLDER}/weights/{name}.csv")).expect("the fixture");
    let of = |row: csv::StringRecord| (row[0].to_owned(), row[2].parse().expect("a number"));
    reader.records().map(|row| of(row.expect("a row"))).collect()
}

/// Stored result, `[design]` and `[matching.weights]` lines, variance, tolerance of the weights.
const SPECS: [(&str, &str, &str, &str, f64); 16] = [
    ("w_glm_att", "", "", "auto", 1e-8),
    ("w_glm_atc", "estimand = \"ATC\"", "", "auto", 1e-8),
    ("w_glm_ate", "estimand = \"ATE\"", "", "auto", 1e-8),
    ("w_glm_ato", "estimand = \"ATO\"", "", "auto", 1e-8),
    ("w_glm_atm", "estimand = \"ATM\"", "", "auto", 1e-8),
    ("w_glm_atos", "estimand = \"ATOS\"", "", "auto", 1e-8),
    ("w_glm_ate_stab", "estimand = \"ATE\"", "stabilise = true", "auto", 1e-8),
    ("w_glm_probit_att", "propensity.model = \"probit\"", "", "auto", 1e-8),
    ("w_glm_att_mmws10", "", "kind = \"strata\"\nclasses = 10", "hc0", 1e-8),
    ("w_ebal_att", "", "kind = \"entropy\"", "auto", 1e-8),
    ("w_ebal_att_m2", "", "kind = \"entropy\"\nmoments = 2", "auto", 1e-8),
    ("w_ebal_ate", "estimand = \"ATE\"", "kind = \"entropy\"", "auto", 1e-8),
    ("w_cbps_att", "", "kind = \"cbps\"", "auto", 1e-8),
    ("w_cbps_ate", "estimand = \"ATE\"", "kind = \"cbps\"", "auto", 1e-8),
    ("w_ipt_att", "", "kind = \"ipt\"", "auto", 1e-8),
    ("w_ipt_ate", "estimand = \"ATE\"", "kind = \"ipt\"", "auto", 1e-8),
];

/// Weights of classes are scaled to mean 1 in each arm here: compared after the same scaling.
fn check_weights(name: &str, study: &Study, tolerance: f64) {
    let (stored, weight) = (stored(name), &study.analyses[0].matching.weight);
    let (treated, ids) = (study.cohort.treated(), study.cohort.ids());
    let theirs = |i: usize| stored[ids.text(i).as_ref() as &str];
    for arm in [false, true] {
        let rows: Vec<usize> = (0..treated.len()).filter(|&i| treated[i] == arm).collect();
        let sum = |of: &dyn Fn(usize) -> f64| rows.iter().map(|&i| of(i)).sum::<f64>();
        let scale = if name.contains("mmws") { sum(&theirs) / sum(&|i| weight[i]) } else { 1.0 };
        for &i in &rows {
            close(&format!("{name}: {}", ids.text(i)), weight[i] * scale, theirs(i), tolerance);
        }
    }
}

#[test]
fn weights_and_effects_equal_weightit() {
    let reference = reference();
    for (name, design, weights, variance, tolerance) in SPECS {
        let study = run(design, weights, variance);
        let stored = &reference[name];
        check_weights(name, &study, tolerance);
        let balance = &study.analyses[0].balance;
        close(&format!("{name} ess"), balance.treated.ess, number(&stored["ess_treated"]), 1e-8);
        close(&format!("{name} ess"), balance.control.ess, number(&stored["ess_control"]), 1e-8);
        let plain = effect(&study, EstimatorKind::Difference);
        let theirs = &stored["diff_in_means"];
        close(&format!("{name} effect"), plain.estimate.expect("one"), number(&theirs["estimate"]), 1e-8);
        close(&format!("{name} se"), plain.se.expect("one"), number(&theirs["se_mestimation"]), 1e-7);
        assert_eq!(plain.variance, if variance == "auto" { "stacked" } else { "HC0" }, "{name}");
    }
}

/// The reference averages predictions for overlap populations over the people as they are; we over the
/// population that the weights make, so those three have no counterpart there.
#[test]
fn regressions_equal_weightit() {
    let reference = reference();
    for (name, design, weights, variance, _) in SPECS {
        if ["w_glm_ato", "w_glm_atm", "w_glm_atos"].contains(&name) {
            continue;
        }
        let study = run(design, weights, variance);
        let (row, theirs) = (effect(&study, EstimatorKind::Regression), &reference[name]["gcomp"]);
        close(&format!("{name} effect"), row.estimate.expect("one"), number(&theirs["estimate"]), 1e-8);
        close(&format!("{name} se"), row.se.expect("one"), number(&theirs["se"]), 2e-5);
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// Weighted mean of a column in an arm, by the analysis weight.
fn mean(study: &Study, column: &str, arm: bool) -> f64 {
    let (x, z) = (study.cohort.number(column).expect("a column"), study.cohort.treated());
    let w = &study.analyses[0].matching.analysis_weight;
    let of = |f: &dyn Fn(usize) -> f64| (0..z.len()).filter(|&i| z[i] == arm).map(f).sum::<f64>();
    of(&|i| w[i] * x.values()[i]) / of(&|i| w[i])
}

/// Standard deviations of lalonde's numbers, roughly.
const NUMBERS: [(&str, f64); 4] = [("age", 9.9), ("educ", 2.6), ("re74", 6478.0), ("re75", 3296.0)];

#[test]
fn solved_weights_balance_exactly_with_survey_weights_too() {
    for kind in ["entropy", "cbps", "ipt"] {
        for estimand in ["ATT", "ATC", "ATE"] {
            for units in ["", "weight = \"sw_demo\""] {
                let (design, kind) = (format!("estimand = \"{estimand}\""), format!("kind = \"{kind}\""));
                let study = run_text(&job(units, &design, "", &kind, "auto"), Path::new(FOLDER));
                for (column, sd) in NUMBERS {
                    let off = (mean(&study, column, true) - mean(&study, column, false)) / sd;
                    assert!(off.abs() < 1e-9, "{kind} {estimand} {units} {column}: {off}");
                }
                let w = &study.analyses[0].matching.weight;
                assert!(w.iter().all(|w| *w > 0.0 && w.is_finite()));
                assert!(effect(&study, EstimatorKind::Difference).se.is_some_and(|se| se > 0.0));
            }
        }
    }
}

#[test]
fn products_are_balanced_if_asked() {
    let design = "terms = [\"age\", \"educ\", \"married\"]";
    let study = run(design, "kind = \"entropy\"\ninteractions = true", "auto");
    let (z, w) = (study.cohort.treated(), &study.analyses[0].matching.weight);
    let value = |name: &str, i: usize| study.cohort.number(name).expect("a column").values()[i];
    let mean = |a: &str, b: &str, arm: bool| {
        let rows = || (0..z.len()).filter(|&i| z[i] == arm);
        rows().map(|i| w[i] * value(a, i) * value(b, i)).sum::<f64>() / rows().map(|i| w[i]).sum::<f64>()
    };
    for (a, b) in [("age", "educ"), ("age", "married"), ("educ", "married")] {
        let gap = mean(a, b, true) - mean(a, b, false);
        assert!(gap.abs() < 1e-7, "{a}:{b} {gap}");
    }
}

#[test]
fn extreme_weights_are_cut_off_or_left_out() {
    let weights = |study: &Study, arm: bool| -> Vec<f64> {
        let (z, w) = (study.cohort.treated(), &study.analyses[0].matching.weight);
        (0..z.len()).filter(|&i| z[i] == arm).map(|i| w[i]).collect()
    };
    let largest = |w: &[f64]| w.iter().fold(0.0_f64, |m, w| m.max(*w));
    let plain = run("", "", "auto");
    let cut = run("", "trim = { at = 0.9 }", "auto");
    assert_eq!(weights(&cut, true), weights(&plain, true));
    let mut sorted = weights(&plain, false);
    sorted.sort_by(f64::total_cmp);
    let limit = matchwell::stats::quantile::quantile(&sorted, 0.9).expect("a quantile");
    assert_eq!(largest(&weights(&cut, false)), limit);
    let capped = weights(&cut, false).into_iter().zip(weights(&plain, false));
    capped.for_each(|(cut, plain)| assert_eq!(cut, plain.min(limit)));
    let both = run("", "trim = { at = 0.9, tails = \"both\" }", "auto");
    let least = weights(&both, false).into_iter().fold(f64::INFINITY, f64::min);
    assert_eq!(Some(least), matchwell::stats::quantile::quantile(&sorted, 1.0 - 0.9));
    let absolute = run("", "trim = { at = 2.0, measure = \"weight\" }", "auto");
    assert_eq!(largest(&weights(&absolute, false)), 2.0);
    let gone = run("", "trim = { at = 0.9, drop = true }", "auto");
    let fate = &gone.analyses[0].matching.fate;
    let trimmed = fate.iter().filter(|f| **f == Fate::Trimmed).count();
    assert_eq!(trimmed, sorted.iter().filter(|w| **w > limit).count());
    assert!(trimmed > 0);
    // A weight at the limit no longer depends on the score.
    let se = |study: &Study| effect(study, EstimatorKind::Difference).se.expect("one");
    assert!((se(&cut) - se(&plain)).abs() > 1.0);
}

#[test]
fn jobs_that_make_no_sense_are_refused() {
    let codes = |design: &str, matching: &str, weights: &str| -> Vec<&'static str> {
        let text = job("", design, matching, weights, "auto");
        matchwell::job::read(&text, Path::new(FOLDER)).faults.iter().map(|f| f.code).collect()
    };
    assert_eq!(codes("estimand = \"ATO\"", "", "kind = \"entropy\""), ["MW061"]);
    assert_eq!(codes("", "", "moments = 4"), ["MW060"]);
    assert_eq!(codes("", "", "moments = 2"), ["MW060"]);
    assert_eq!(codes("", "", "stabilise = true"), ["MW060"]);
    assert_eq!(codes("", "", "trim = { at = 0.4 }"), ["MW060"]);
    assert_eq!(codes("", "", "trim = { at = 9.0 }"), ["MW060"]);
    assert_eq!(codes("", "", "kind = \"entropy\"\ntolerance = 0.5"), ["MW060"]);
    let nearest = job("", "estimand = \"ATM\"", "", "", "auto").replace("\"weighting\"", "\"nearest\"");
    let faults = matchwell::job::read(&nearest, Path::new(FOLDER)).faults;
    assert_eq!(faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["MW044"]);
}

/// Nobody supported is older than 48, so that no weights make the pool's oldest of them.
#[test]
fn weights_that_cannot_balance_name_the_term() {
    let text = job("", "estimand = \"ATE\"\nterms = [\"old\"]", "", "kind = \"entropy\"", "auto");
    let text = text.replace("[covariates]", "[derive]\nold = \"age > 50\"\n[covariates]");
    let job = common::engine::job_of(&text, Path::new(FOLDER));
    let told = matchwell::pipeline::run(&job, matchwell::pipeline::Depth::Full, &|_| ());
    let told = told.expect_err("nobody supported is that old").to_string();
    assert!(told.contains("`old") && told.contains("entropy"), "{told}");
}
