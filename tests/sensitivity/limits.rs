//! Where bounds are refused (METHODS 19), and what placebos show.

use super::common::{lalonde, numbers, table};
use super::hand::{design, edges, matching, sets, spec};
use matchwell::balance;
use matchwell::balance::BalanceSpec;
use matchwell::cohort::Cohort;
use matchwell::design::review::Finding;
use matchwell::design::{Design, Estimand};
use matchwell::estimate::{EstimateSpec, EstimatorKind, run};
use matchwell::job::{Role, Specification};
use matchwell::matching::{Matching, Structure};
use matchwell::sensitivity::{self, Doubt, Evidence, SensitivitySpec};

const TERMS: [&str; 7] = ["age", "educ", "race", "married", "nodegree", "re74", "re75"];

/// The matching of a stored specification, with its sets.
pub fn matched(cohort: &Cohort, name: &str) -> Matching {
    let file = table(&format!("lalonde/weights/{name}.csv"));
    let weight = numbers(&file, "weight");
    assert_eq!(weight.len(), cohort.len());
    let mut made = matching(Structure::Sets, weight);
    made.set = Some(sets(&file["subclass"], &made.weight));
    made
}

pub fn doubts(cohort: &Cohort, matching: &Matching, estimate: &EstimateSpec) -> (Vec<Doubt>, Vec<Finding>) {
    let d = design(cohort, Estimand::Att, &TERMS);
    asked(cohort, &d, matching, estimate, &SensitivitySpec::default())
}

fn asked(
    cohort: &Cohort,
    d: &Design,
    m: &Matching,
    estimate: &EstimateSpec,
    spec: &SensitivitySpec,
) -> (Vec<Doubt>, Vec<Finding>) {
    let balance = balance::run(cohort, d, m, &BalanceSpec::default()).expect("a balance");
    let effects = run(cohort, d, m, estimate).expect("effects");
    let specification = Specification {
        id: 0,
        name: "primary".to_owned(),
        role: Role::default(),
        filter: None,
        design: d.spec.clone(),
        matching: m.spec.clone(),
        balance: BalanceSpec::default(),
        estimate: estimate.clone(),
    };
    let evidence = Evidence {
        cohort,
        design: d,
        matching: m,
        balance: &balance,
        effects: &effects,
        specification: &specification,
        parts: &[],
    };
    let (found, told) = sensitivity::run(evidence, spec);
    (found.rows, told)
}

/// The reason given instead of bounds.
fn refusal(rows: &[Doubt]) -> Option<&str> {
    rows.iter().find(|d| d.analysis == "rosenbaum").and_then(|d| d.null_reason.as_deref())
}

#[test]
fn bounds_are_for_sets_without_replacement_only() {
    let cohort = lalonde();
    let plain = spec(EstimatorKind::Difference, "auto");
    let mut reuse = matched(&cohort, "nn_default");
    reuse.structure = Structure::Reuse;
    reuse.set = None;
    let twice: Vec<(u32, u32)> = (0..185).map(|t| (t, 185 + t / 2)).collect();
    reuse.edges = Some(edges(&twice, Estimand::Att));
    for i in 0..cohort.len() {
        reuse.weight[i] = if i < 185 { 1.0 } else { f64::from(u8::from(i < 185 + 93)) };
    }
    reuse.analysis_weight.clone_from(&reuse.weight);
    let mut strata = matched(&cohort, "nn_default");
    strata.structure = Structure::Strata;
    let mut weighted = matched(&cohort, "nn_default");
    weighted.structure = Structure::ScoreWeights;
    weighted.set = None;
    let hc = spec(EstimatorKind::Difference, "hc3");
    for (made, estimate, word) in
        [(&reuse, &plain, "replacement"), (&strata, &hc, "strata"), (&weighted, &hc, "weighting")]
    {
        let (rows, _) = doubts(&cohort, made, estimate);
        assert!(refusal(&rows).is_some_and(|r| r.contains(word)), "{word}: {:?}", refusal(&rows));
        assert!(rows.iter().all(|d| d.analysis != "m_statistic"));
        // The E-value and the robustness value need no sets.
        assert!(rows.iter().any(|d| d.analysis == "e_value" && d.value.is_some_and(|v| v >= 1.0)));
    }
    let (rows, _) =
        doubts(&cohort, &matched(&cohort, "nn_default"), &spec(EstimatorKind::Regression, "auto"));
    assert!(refusal(&rows).is_some_and(|r| r.contains("adjusted")));
}

#[test]
fn sets_with_one_control_are_tested_too() {
    let cohort = lalonde();
    let (rows, _) = doubts(&cohort, &matched(&cohort, "full_att"), &spec(EstimatorKind::Difference, "auto"));
    let p = |gamma: f64| {
        let row = rows.iter().find(|d| d.analysis == "m_statistic" && d.parameter == Some(("gamma", gamma)));
        row.and_then(|d| d.p_value).expect("a p-value")
    };
    assert!(p(1.0) > 0.0 && p(1.0) <= p(1.5));
    assert!(rows.iter().any(|d| d.analysis == "signed_rank" && d.null_reason.is_some()));
}

#[test]
fn uneven_weights_within_a_set_are_refused() {
    let cohort = lalonde();
    let mut made = matched(&cohort, "nn_ratio2");
    let i = (185..cohort.len()).find(|&i| made.weight[i] > 0.0).expect("a control");
    made.analysis_weight[i] *= 1.5;
    let (rows, _) = doubts(&cohort, &made, &spec(EstimatorKind::Difference, "auto"));
    assert!(refusal(&rows).is_some_and(|r| r.contains("survey weights")), "{:?}", refusal(&rows));
}

#[test]
fn placebos_that_are_matched_on_show_nothing() {
    let cohort = lalonde();
    let made = matched(&cohort, "nn_default");
    let terms: Vec<&str> = TERMS.into_iter().filter(|t| *t != "re75").collect();
    let d = design(&cohort, Estimand::Att, &terms);
    let spec_of = |names: &[&str]| SensitivitySpec {
        placebo: names.iter().map(|n| (*n).to_owned()).collect(),
        ..SensitivitySpec::default()
    };
    let plain = spec(EstimatorKind::Difference, "auto");
    let (rows, told) = asked(&cohort, &d, &made, &plain, &spec_of(&["re75", "re74", "race", "nobody"]));
    let of = |name: &str| {
        rows.iter().find(|r| r.analysis == "placebo" && r.subject.as_deref() == Some(name)).expect("a row")
    };
    // The difference in means of the matched, by hand.
    let (x, w) = (numbers(&table("lalonde/lalonde.csv"), "re75"), &made.weight);
    let mean = |arm: bool| {
        let of_arm = (0..x.len()).filter(|&i| cohort.treated()[i] == arm && w[i] > 0.0);
        let (sum, mass) = of_arm.fold((0.0, 0.0), |(s, m), i| (s + w[i] * x[i], m + w[i]));
        sum / mass
    };
    let found = of("re75").estimate.expect("a difference");
    assert!((found - (mean(true) - mean(false))).abs() < 1e-9, "{found}");
    assert!(of("re75").p_value.is_some());
    assert!(of("re74").null_reason.as_deref().is_some_and(|r| r.contains("matched on")));
    assert!(of("race").null_reason.is_some() && of("nobody").null_reason.is_some());
    assert!(told.iter().any(|f| f.rule == "MW174" && f.subject.as_deref() == Some("re74")));
}
