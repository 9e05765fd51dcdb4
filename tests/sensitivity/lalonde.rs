//! Against rbounds, sensitivitymv and sensemakr on the pairs of lalonde that the reference tool made
//! (`nn_default`; results in `lalonde_reference.json`, key `sensitivity`).
//!
//! Tolerances: 1e-8 relative where the stored digits allow; else half a unit of the last digit printed.

use super::common::{fixture, lalonde, numbers, table};
use super::hand::{sets, spec};
use super::limits::{doubts, matched};
use matchwell::estimate::EstimatorKind;
use matchwell::sensitivity::{Lone, Psi, Scores, Tail, Weighing, hodges_lehmann, large_sample, signed_rank};
use matchwell::stats::signed_rank::{Noughts, SignedRanks};
use serde_json::Value;
use std::fs;

fn reference() -> Value {
    let text = fs::read_to_string(fixture("lalonde/lalonde_reference.json")).expect("the fixture is there");
    let all: Value = serde_json::from_str(&text).expect("it is JSON");
    all["sensitivity"].clone()
}

fn number(v: &Value) -> f64 {
    v.as_f64().expect("a number")
}

/// The pairs, treated first.
fn pairs() -> Vec<Lone> {
    let file = table("lalonde/weights/nn_default.csv");
    let y = numbers(&table("lalonde/lalonde.csv"), "re78");
    let weight = numbers(&file, "weight");
    let treated = &file["treat"];
    let set = sets(&file["subclass"], &weight);
    let mut found: Vec<Lone> = vec![Lone { treated: true, values: vec![f64::NAN; 2] }; 185];
    for i in (0..set.len()).filter(|&i| weight[i] > 0.0) {
        found[set[i] as usize].values[usize::from(treated[i] == "0")] = y[i];
    }
    found
}

fn differences() -> Vec<f64> {
    pairs().iter().map(|p| p.values[0] - p.values[1]).collect()
}

fn close(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1e-9), "{what}: {ours} is not {theirs}");
}

#[test]
fn signed_ranks_equal_psens() {
    // rbounds leaves pairs without a difference out before ranking, and always takes the normal.
    let ranks = SignedRanks::new(&differences(), Noughts::Dropped);
    for row in reference()["rbounds_psens"].as_array().expect("rows") {
        let range = large_sample(&ranks, number(&row["Gamma"]), Tail::Greater);
        assert!((range.lower - number(&row["Lower bound"])).abs() < 5.1e-5, "{row} {range:?}");
        assert!((range.upper - number(&row["Upper bound"])).abs() < 5.1e-5, "{row} {range:?}");
        assert_eq!(range, signed_rank(&ranks, number(&row["Gamma"]), Tail::Greater));
    }
}

/// rbounds looks for the estimates on a grid of one dollar (`pr = 1`), so it is right to within that. At 1 it prints
/// the estimate of `wilcox.test`, which leaves out pairs without a difference: ours is the median of all Walsh averages.
#[test]
fn estimates_equal_hlsens() {
    let gaps = differences();
    for row in reference()["rbounds_hlsens"].as_array().expect("rows") {
        let gamma = number(&row["Gamma"]);
        let (low, high) = if gamma == 1.0 {
            let without: Vec<f64> = gaps.iter().copied().filter(|d| *d != 0.0).collect();
            hodges_lehmann(&without, 1.0).expect("pairs")
        } else {
            hodges_lehmann(&gaps, gamma).expect("pairs")
        };
        assert!((low - number(&row["Lower bound"])).abs() <= 1.0, "{row}: {low}");
        assert!((high - number(&row["Upper bound"])).abs() <= 1.0, "{row}: {high}");
    }
}

#[test]
fn m_statistics_equal_senmv() {
    for (key, trim) in
        [("sensitivitymv_senmv_huber_default", 2.5), ("sensitivitymv_senmv_trimInf", f64::INFINITY)]
    {
        let scores = Scores::new(&pairs(), Psi { inner: 0.0, trim }, Weighing::Size);
        for (gamma, theirs) in reference()[key].as_object().expect("results") {
            let m = scores.moments(gamma.parse().expect("a number"), Tail::Greater);
            close("statistic", m.statistic, number(&theirs["statistic"]), 1e-8);
            assert!((m.mean - number(&theirs["expectation"])).abs() < 1e-8 * m.variance.sqrt());
            close("variance", m.variance, number(&theirs["variance"]), 1e-8);
            close("p", m.p(), number(&theirs["pval"]), 1e-8);
        }
    }
}

/// The whole way: the same numbers stand in the rows of the doubts.
#[test]
fn rows_hold_what_the_tools_say() {
    let cohort = lalonde();
    let (rows, _) =
        doubts(&cohort, &matched(&cohort, "nn_default"), &spec(EstimatorKind::Difference, "auto"));
    let theirs = reference();
    let at = |analysis: &str, gamma: f64| {
        let found = rows.iter().find(|d| d.analysis == analysis && d.parameter == Some(("gamma", gamma)));
        found.expect("a row")
    };
    // Two-sided: twice the one-sided bound.
    let huber = &theirs["sensitivitymv_senmv_huber_default"]["1"]["pval"];
    close("p", at("m_statistic", 1.0).p_value.expect("p"), 2.0 * number(huber), 1e-8);
    let huber = &theirs["sensitivitymv_senmv_huber_default"]["1.1"]["pval"];
    close("p", at("m_statistic", 1.1).p_value.expect("p"), 2.0 * number(huber), 1e-8);
    assert!(
        rows.iter().any(|d| d.analysis == "m_statistic" && d.parameter.is_none() && d.null_reason.is_some())
    );
    let low = at("hodges_lehmann", 2.0).lower.expect("an estimate");
    assert!((low + 1970.2).abs() <= 1.0, "{low}");
}

#[test]
fn robustness_values_equal_sensemakr() {
    let cohort = lalonde();
    let (rows, _) =
        doubts(&cohort, &matched(&cohort, "nn_default"), &spec(EstimatorKind::Difference, "auto"));
    let stats = &reference()["sensemakr"]["stats"][0];
    let one = |analysis: &str| rows.iter().find(|d| d.analysis == analysis).expect("a row");
    close("estimate", one("robustness").estimate.expect("it"), number(&stats["estimate"]), 1e-8);
    close("value", one("robustness").value.expect("it"), number(&stats["rv_q"]), 1e-8);
    assert_eq!(one("robustness_limit").value, stats["rv_qa"].as_f64());
    close("partial R2", one("partial_r2").value.expect("it"), number(&stats["r2yd.x"]), 1e-8);
    let half = number(&stats["se"]) * 1.966_575;
    close("limit", one("robustness").upper.expect("it"), number(&stats["estimate"]) + half, 1e-6);
    for theirs in reference()["sensemakr"]["bounds"].as_array().expect("bounds") {
        let label = theirs["bound_label"].as_str().expect("a label");
        let ours = rows
            .iter()
            .find(|d| d.analysis == "bias_benchmark" && d.subject.as_deref() == Some(label))
            .expect("a row");
        let pairs = [
            (ours.parameter.map(|p| p.1), "r2dz.x"),
            (ours.second.map(|p| p.1), "r2yz.dx"),
            (ours.estimate, "adjusted_estimate"),
            (ours.lower, "adjusted_lower_CI"),
            (ours.upper, "adjusted_upper_CI"),
        ];
        for (ours, key) in pairs {
            close(&format!("{label} {key}"), ours.expect("a number"), number(&theirs[key]), 1e-8);
        }
    }
}
