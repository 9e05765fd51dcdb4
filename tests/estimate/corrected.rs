//! Bias-corrected matching and cross-fitted weighting, on pairs, scores and folds given.

use super::common::{lalonde, numbers, table};
use super::hand::{close, design, edges, headline, matching, propensity, spec};
use super::lalonde::TERMS;
use matchwell::cohort::Cohort;
use matchwell::design::{Design, Estimand, Metric, ScoreModel};
use matchwell::estimate::{EffectRow, EstimatorKind, run};
use matchwell::matching::{Matching, Structure};

/// Covariates over their standard deviations: `Matching::Match` with inverse variances.
fn coordinates(cohort: &Cohort) -> Vec<Vec<f64>> {
    let file = table("lalonde/lalonde.csv");
    let mut order: Vec<usize> = (0..cohort.len()).collect();
    let row_of = |i: usize| file["id"].iter().position(|id| *id == cohort.ids().text(i)).expect("a row");
    for i in &mut order {
        *i = row_of(*i);
    }
    let mut all: Vec<Vec<f64>> =
        ["age", "educ", "married", "nodegree", "re74", "re75"].iter().map(|n| numbers(&file, n)).collect();
    for level in ["hispan", "white"] {
        all.push(file["race"].iter().map(|r| f64::from(u8::from(r == level))).collect());
    }
    let scaled = |x: Vec<f64>| {
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        let sd = (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        order.iter().map(|&r| x[r] / sd).collect()
    };
    all.into_iter().map(scaled).collect()
}

fn reused(cohort: &Cohort) -> (Design, Matching) {
    let file = table("lalonde/bias_ties.csv");
    let at = |id: &String| (0..cohort.len()).find(|&i| cohort.ids().text(i) == *id).expect("a known id");
    let found: Vec<(usize, usize)> = file["focal"].iter().map(at).zip(file["match"].iter().map(at)).collect();
    let mut weight = vec![0.0; cohort.len()];
    for (focal, partner) in &found {
        weight[*focal] = 1.0;
        weight[*partner] += 1.0 / found.iter().filter(|p| p.0 == *focal).count() as f64;
    }
    let pairs: Vec<(u32, u32)> = found.iter().map(|&(f, p)| (f as u32, p as u32)).collect();
    let mut d = design(cohort, Estimand::Att, &TERMS);
    d.metric = Metric::Coordinates(coordinates(cohort));
    let mut m = matching(Structure::Reuse, weight);
    m.edges = Some(edges(&pairs, Estimand::Att));
    (d, m)
}

/// R: `tests/estimate/bias_ties.R`, `Matching::Match(M = 4, BiasAdjust = TRUE, Var.calc = 4)` with its ties kept
/// (the estimate is `att_invvar_m4_bias` of the stored reference). Tolerance 1e-8.
#[test]
fn bias_corrected_with_ties_as_matching() {
    let cohort = lalonde();
    let (d, m) = reused(&cohort);
    let effects = run(&cohort, &d, &m, &spec(EstimatorKind::BiasCorrected, "auto")).expect("an effect");
    let row = headline(&effects);
    assert_eq!(row.variance, "Abadie-Imbens");
    close("estimate", row.estimate, 1_190.699_142_232_54, 1e-8);
    close("se", row.se, 868.312_929_512_011, 1e-8);
    let plain = run(&cohort, &d, &m, &spec(EstimatorKind::Difference, "auto")).expect("an effect");
    close("plain", headline(&plain).estimate, 1_230.763_183_270_27, 1e-8);
    close("plain se", headline(&plain).se, 862.249_154_456_7, 1e-8);
}

/// The corrected point is that of the regression with slopes of each arm; its interval is its own.
#[test]
fn bias_corrected_point_is_the_regressions() {
    let cohort = lalonde();
    let (d, m) = reused(&cohort);
    let of = |kind| headline(&run(&cohort, &d, &m, &spec(kind, "cluster(set, unit)")).expect("one")).clone();
    let (corrected, regression) = (of(EstimatorKind::BiasCorrected), of(EstimatorKind::Regression));
    close("point", corrected.estimate, regression.estimate.expect("a number"), 1e-10);
    assert!(corrected.se.is_some_and(|se| se > 0.0) && corrected.se != regression.se);
}

fn cross_fitted(cohort: &Cohort, wanted: Estimand) -> EffectRow {
    let p = numbers(&table("lalonde/weights/w_glm_att.csv"), "ps");
    let weight = |(&z, p): (&bool, &f64)| match (wanted, z) {
        (Estimand::Ate, true) => 1.0 / p,
        (Estimand::Ate, false) => 1.0 / (1.0 - p),
        (_, true) => 1.0,
        (_, false) => p / (1.0 - p),
    };
    let m = matching(Structure::ScoreWeights, cohort.treated().iter().zip(&p).map(weight).collect());
    let mut d = design(cohort, wanted, &TERMS);
    d.spec.propensity.model = ScoreModel::Forest;
    let mut score = propensity(p);
    score.fold = Some((0..cohort.len()).map(|i| i as u32 % 5).collect());
    d.propensity = Some(score);
    headline(&run(cohort, &d, &m, &spec(EstimatorKind::Augmented, "auto")).expect("an effect")).clone()
}

/// Python: `tests/estimate/augmented.py`, scores and folds given, outcome models of the other folds. Tolerance 1e-8.
#[test]
fn cross_fitted_with_given_folds() {
    let cohort = lalonde();
    for (wanted, estimate, se) in [
        (Estimand::Att, 1_230.663_671_176_1, 810.283_502_241_2),
        (Estimand::Ate, 310.778_714_302_3, 1_061.396_035_625_0),
    ] {
        let row = cross_fitted(&cohort, wanted);
        assert_eq!(row.variance, "cross-fitted");
        close("estimate", row.estimate, estimate, 1e-8);
        close("se", row.se, se, 1e-8);
    }
}
