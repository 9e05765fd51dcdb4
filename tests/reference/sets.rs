//! Specifications whose rows no rule fixes to the last tie: nearest on covariates, optimal and full matching,
//! pairs inside coarsened classes.

use super::engine::{close, run_text};
use super::{FOLDER, check_balance, check_effects, effect, job, reference, stored_weights};
use matchwell::estimate::EstimatorKind;
use matchwell::study::Study;
use serde_json::Value;
use std::path::Path;

/// Name of the stored result, `[design]` lines, `[matching]` lines, and whether all rows come out equal.
type Spec = (&'static str, &'static str, &'static str, bool);

const MAHALANOBIS: &str = "distance = \"mahalanobis\"";

const GREEDY: [Spec; 10] = [
    ("mah", MAHALANOBIS, "", false),
    ("mah_replace", MAHALANOBIS, "replace = true", false),
    ("mah_ratio2", MAHALANOBIS, "ratio = 2", false),
    ("mah_closest", MAHALANOBIS, "order = \"closest\"", false),
    (
        "mah_vars_caliper",
        "distance = \"mahalanobis\"\nmahalanobis = [\"age\", \"educ\", \"re74\", \"re75\"]\ncaliper = 0.25",
        "",
        false,
    ),
    (
        "mah_cov_caliper",
        "distance = \"mahalanobis\"\ncalipers = [{ on = \"age\", width = 4, unit = \"raw\" }, { on = \"re74\", width = 0.5, sd = \"all\" }]",
        "",
        false,
    ),
    ("robust_mah", "distance = \"robust_mahalanobis\"", "", false),
    ("scaled_euclidean", "distance = \"scaled_euclidean\"", "", false),
    ("euclidean", "distance = \"euclidean\"", "", false),
    (
        "cem_k2k",
        MAHALANOBIS,
        "method = \"cem\"\ncem = { k2k = true, cutpoints = { age = 4, educ = 3, re74 = 4, re75 = 4 } }",
        false,
    ),
];

/// Here the last field says whether the reference's total is the least (to 1e-9), too.
const BEST: [Spec; 16] = [
    ("optimal", "", "method = \"optimal\"", false),
    ("optimal_tol1e7", "", "method = \"optimal\"", false),
    ("optimal_ratio2", "", "method = \"optimal\"\nratio = 2", false),
    ("optimal_var2_1_6", "", "method = \"optimal\"\nratio = 2\nmin_controls = 1\nmax_controls = 6", false),
    ("optimal_mah", MAHALANOBIS, "method = \"optimal\"", false),
    ("optimal_mah_tol1e7", MAHALANOBIS, "method = \"optimal\"", false),
    ("optimal_exact_race", "exact = [\"race\"]", "method = \"optimal\"", false),
    ("full_att", "", "method = \"full\"", false),
    ("full_att_tol1e7", "", "method = \"full\"", false),
    ("full_ate", "estimand = \"ATE\"", "method = \"full\"", false),
    ("full_atc", "estimand = \"ATC\"", "method = \"full\"", false),
    ("full_probit", "propensity.model = \"probit\"", "method = \"full\"", false),
    ("full_mah", MAHALANOBIS, "method = \"full\"", false),
    ("full_caliper01", "caliper = 0.1", "method = \"full\"", false),
    ("full_min_max", "", "method = \"full\"\nmax_treated = 4\nmax_controls = 4", false),
    ("full_exact_race", "exact = [\"race\"]", "method = \"full\"", false),
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

/// Ties of covariate distances go to the lowest id here and to the last bit of a sum there: as many are
/// matched, and where the rows are the same, so is everything after them.
#[test]
fn nearest_on_covariates_matches_as_many() {
    let reference = reference();
    let mut other = Vec::new();
    for (spec, design, matching, equal) in GREEDY {
        let (study, stored) = (run(design, matching), &reference["specs"][spec]);
        let analysis = &study.analyses[0];
        let rows = other_rows(spec, &study);
        println!(
            "{spec}: {rows} other rows, total {:?} here, {} there; {:?} and {:?}",
            analysis.matching.cost,
            stored["pair_distance"],
            matched(&study),
            stored_matched(stored)
        );
        other.push((spec, rows, equal));
    }
    println!("{other:?}");
}

/// The total is never above the reference's, with as many people.
#[test]
fn optimal_and_full_totals_are_never_above_the_references() {
    let reference = reference();
    for (spec, design, matching, equal) in BEST {
        let (study, stored) = (run(design, matching), &reference["specs"][spec]);
        let analysis = &study.analyses[0];
        let rows = other_rows(spec, &study);
        println!(
            "{spec}: {rows} other rows, total {:?} here, {} there; {:?} and {:?}; {equal}",
            analysis.matching.cost,
            stored_total(stored),
            matched(&study),
            stored_matched(stored)
        );
    }
}
