//! Specifications whose rows no rule fixes to the last tie: nearest on covariates, optimal and full matching,
//! pairs inside coarsened classes.

use super::engine::{close, run_text};
use super::{FOLDER, check_balance, effect, job, reference, stored_weights};
use matchwell::estimate::EstimatorKind;
use matchwell::study::Study;
use serde_json::Value;
use std::path::Path;

/// Name of the stored result, `[design]` lines, `[matching]` lines, and of how many units the weight
/// differs, at ties.
type Spec = (&'static str, &'static str, &'static str, usize);

const MAHALANOBIS: &str = "distance = \"mahalanobis\"";

const GREEDY: [Spec; 10] = [
    ("mah", MAHALANOBIS, "", 4),
    ("mah_replace", MAHALANOBIS, "replace = true", 81),
    ("mah_ratio2", MAHALANOBIS, "ratio = 2", 0),
    ("mah_closest", MAHALANOBIS, "order = \"closest\"", 2),
    (
        "mah_vars_caliper",
        "distance = \"mahalanobis\"\nmahalanobis = [\"age\", \"educ\", \"re74\", \"re75\"]\ncaliper = 0.25",
        "",
        0,
    ),
    (
        "mah_cov_caliper",
        "distance = \"mahalanobis\"\ncalipers = [{ on = \"age\", width = 4, unit = \"raw\" }, { on = \"re74\", width = 0.5, sd = \"all\" }]",
        "",
        0,
    ),
    ("robust_mah", "distance = \"robust_mahalanobis\"", "", 2),
    ("scaled_euclidean", "distance = \"scaled_euclidean\"", "", 2),
    ("euclidean", "distance = \"euclidean\"", "", 0),
    (
        "cem_k2k",
        MAHALANOBIS,
        "method = \"cem\"\ncem = { k2k = true, cutpoints = { age = 4, educ = 3, re74 = 4, re75 = 4 } }",
        2,
    ),
];

/// Their other rows are other sets of the same or a smaller total.
const BEST: [Spec; 16] = [
    ("optimal", "", "method = \"optimal\"", 6),
    ("optimal_tol1e7", "", "method = \"optimal\"", 0),
    ("optimal_ratio2", "", "method = \"optimal\"\nratio = 2", 6),
    ("optimal_var2_1_6", "", "method = \"optimal\"\nratio = 2\nmin_controls = 1\nmax_controls = 6", 116),
    ("optimal_mah", MAHALANOBIS, "method = \"optimal\"", 0),
    ("optimal_mah_tol1e7", MAHALANOBIS, "method = \"optimal\"", 0),
    ("optimal_exact_race", "exact = [\"race\"]", "method = \"optimal\"", 32),
    ("full_att", "", "method = \"full\"", 300),
    ("full_att_tol1e7", "", "method = \"full\"", 6),
    ("full_ate", "estimand = \"ATE\"", "method = \"full\"", 354),
    ("full_atc", "estimand = \"ATC\"", "method = \"full\"", 53),
    ("full_probit", "propensity.model = \"probit\"", "method = \"full\"", 162),
    ("full_mah", MAHALANOBIS, "method = \"full\"", 30),
    ("full_caliper01", "caliper = 0.1", "method = \"full\"", 298),
    ("full_min_max", "", "method = \"full\"\nmax_treated = 4\nmax_controls = 4", 12),
    ("full_exact_race", "exact = [\"race\"]", "method = \"full\"", 254),
];

fn run(design: &str, matching: &str) -> Study {
    run_text(&job("", design, matching, "auto"), Path::new(FOLDER))
}

/// Units whose weight differs.
fn other_rows(spec: &str, study: &Study) -> usize {
    let stored = stored_weights(spec);
    let weights = study.analyses[0].matching.weight.iter().enumerate();
    weights.filter(|&(i, w)| (w - stored[study.cohort.ids().text(i).as_ref()]).abs() > 1e-8).count()
}

fn matched(study: &Study) -> [u64; 2] {
    let balance = &study.analyses[0].balance;
    [balance.treated.matched as u64, balance.control.matched as u64]
}

fn stored_matched(stored: &Value) -> [u64; 2] {
    ["treated_matched", "control_matched"].map(|key| stored["n"][key].as_u64().expect("a count"))
}

/// The stored total: in the metric for covariates, in the score otherwise.
fn stored_total(stored: &Value) -> f64 {
    let totals = &stored["pair_distance"];
    totals["sum_metric"].as_f64().or_else(|| totals["sum_abs_distance"].as_f64()).expect("a total")
}

/// As many matched in the arm the estimand is about, no more other rows than known; where the weights are the
/// same, so are the balance and the effect.
fn check(spec: &str, study: &Study, stored: &Value, known: usize) {
    let rows = other_rows(spec, study);
    assert_eq!(matched(study)[0], stored_matched(stored)[0], "{spec}");
    assert!(rows <= known, "{spec}: {rows} other rows");
    if rows == 0 {
        let analysis = &study.analyses[0];
        check_balance(spec, analysis, stored);
        let ours = effect(analysis, EstimatorKind::Difference).estimate.expect("an estimate");
        let theirs = stored["effect_diff_in_means"]["estimate"].as_f64().expect("stored");
        close(&format!("{spec}: effect"), ours, theirs, 1e-8);
    }
}

/// Ties of covariate distances go to the lowest id here and to the last bit of a sum there.
#[test]
fn nearest_on_covariates_matches_as_many() {
    let reference = reference();
    for (spec, design, matching, known) in GREEDY {
        let (study, stored) = (run(design, matching), &reference["specs"][spec]);
        check(spec, &study, stored, known);
        let edges = study.analyses[0].matching.edges.as_ref().map(Vec::len);
        assert_eq!(edges.map(|n| n as u64), stored["pair_distance"]["n_pairs"].as_u64(), "{spec}");
    }
}

/// The total is never above the reference's, with as many people of both arms.
#[test]
fn optimal_and_full_totals_are_never_above_the_references() {
    let reference = reference();
    for (spec, design, matching, known) in BEST {
        let (study, stored) = (run(design, matching), &reference["specs"][spec]);
        check(spec, &study, stored, known);
        assert_eq!(matched(&study), stored_matched(stored), "{spec}");
        let (ours, theirs) = (study.analyses[0].matching.cost.expect("a total"), stored_total(stored));
        assert!(ours <= theirs * (1.0 + 1e-9), "{spec}: total {ours} here, {theirs} there");
    }
}
