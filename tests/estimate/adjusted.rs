//! Estimators with a model of the outcome, against independent implementations.

use super::common::{lalonde, numbers, table};
use super::hand::{close, design, edges, headline, matching, propensity, spec};
use super::lalonde::{TERMS, estimand, hand_made, specifications};
use matchwell::cohort::Cohort;
use matchwell::design::Estimand;
use matchwell::estimate::{EffectRow, EstimatorKind, run};
use matchwell::matching::{Matching, Structure, WeightModel};
use matchwell::stats::ordinal::ordinal;

const ALL: [EstimatorKind; 6] = [
    EstimatorKind::Difference,
    EstimatorKind::Regression,
    EstimatorKind::Ancova,
    EstimatorKind::BiasCorrected,
    EstimatorKind::Augmented,
    EstimatorKind::Ordinal,
];

/// R: `lm(re78 ~ treat + covariates, weights)` on `nn_default`, `sandwich::vcovHC`. Tolerance 1e-8.
#[test]
fn ancova_as_lm_and_sandwich() {
    let cohort = lalonde();
    let d = design(&cohort, Estimand::Att, &TERMS);
    let m = hand_made(&cohort, "nn_default", "sets", Estimand::Att);
    for (variance, se) in [("hc0", 740.443_886_767), ("hc3", 773.223_158_557)] {
        let effects = run(&cohort, &d, &m, &spec(EstimatorKind::Ancova, variance)).expect("an effect");
        let row = headline(&effects);
        close("ancova", row.estimate, 1_344.935_605_38, 1e-8);
        close(variance, row.se, se, 1e-8);
    }
}

/// R: `Matching::Match(M = 4, BiasAdjust = TRUE, distance.tolerance = 0)` after a small shift of the
/// covariates that leaves no ties; its pairs are stored. Tolerance 1e-8.
#[test]
fn bias_correction_as_matching() {
    let cohort = lalonde();
    let file = table("lalonde/bias_pairs.csv");
    let at = |id: &String| (0..cohort.len()).find(|&i| cohort.ids().text(i) == *id).expect("a known id");
    let (mut pairs, mut weight) = (Vec::new(), vec![0.0; cohort.len()]);
    for (focal, partner) in file["focal"].iter().map(at).zip(file["match"].iter().map(at)) {
        pairs.push((u32::try_from(focal).expect("few"), u32::try_from(partner).expect("few")));
        weight[focal] = 1.0;
        weight[partner] += 0.25;
    }
    let d = design(&cohort, Estimand::Att, &TERMS);
    let mut m = matching(Structure::Reuse, weight);
    m.edges = Some(edges(&pairs, Estimand::Att));
    let effects =
        run(&cohort, &d, &m, &spec(EstimatorKind::BiasCorrected, "cluster(set, unit)")).expect("an effect");
    close("bias-corrected", headline(&effects).estimate, BIAS, 1e-8);
}

const BIAS: f64 = 1_207.801_998_115_57;

fn weighted(cohort: &Cohort, name: &str, wanted: Estimand) -> EffectRow {
    let file = table(&format!("lalonde/weights/{name}.csv"));
    let p = numbers(&file, "ps");
    let mut d = design(cohort, wanted, &TERMS);
    let mut m = matching(Structure::ScoreWeights, numbers(&file, "weight"));
    // d log weight / d linear predictor.
    let slope = |(&z, p): (&bool, &f64)| match (wanted, z) {
        (Estimand::Ate, true) => p - 1.0,
        (Estimand::Ate, false) => *p,
        (_, z) => f64::from(u8::from(!z)),
    };
    let slope = cohort.treated().iter().zip(&p).map(slope).collect();
    m.models = vec![WeightModel { terms: d.terms.clone(), slope, equations: None }];
    d.propensity = Some(propensity(p));
    let effects = run(cohort, &d, &m, &spec(EstimatorKind::Augmented, "auto")).expect("an effect");
    headline(&effects).clone()
}

/// All estimating equations (score, outcome models, means) stacked in Python with numpy, their derivatives
/// numeric (Richardson). Tolerance 1e-6.
#[test]
fn augmented_as_stacked_equations() {
    let cohort = lalonde();
    for (name, wanted, estimate, se) in [
        ("w_glm_att", Estimand::Att, 1_231.044_312_918_9, 800.870_928_662_2),
        ("w_glm_ate", Estimand::Ate, 417.888_224_223_4, 1_186.216_932_342_6),
    ] {
        let row = weighted(&cohort, name, wanted);
        assert_eq!(row.variance, "stacked");
        close(name, row.estimate, estimate, 1e-6);
        close(&format!("{name} se"), row.se, se, 1e-6);
    }
}

/// `ordinal::clm(rating ~ temp * contact, wine)` (Randall 1989). Tolerance 1e-6.
#[test]
fn proportional_odds_as_clm() {
    let level = "122333440102124312214433212121421232222221211343001112121112222301212133".bytes();
    let level: Vec<usize> = level.map(|b| usize::from(b - b'0')).collect();
    let flag = |k: usize| (0..72).map(|i| f64::from(u8::from((i / k) % 2 == 1))).collect::<Vec<f64>>();
    let (temp, contact) = (flag(4), flag(2));
    let both = temp.iter().zip(&contact).map(|(a, b)| a * b).collect();
    let fit = ordinal(&[temp, contact, both], &level, 5, &[1.0; 72]).expect("a fit");
    let found: Vec<f64> = fit.thresholds.iter().chain(&fit.slopes).copied().collect();
    for (k, (b, se)) in WINE.iter().enumerate() {
        let along: Vec<f64> = (0..7).map(|j| f64::from(u8::from(j == k))).collect();
        close("coefficient", Some(found[k]), *b, 1e-6);
        close("error", Some(fit.variance(&along).sqrt()), *se, 1e-6);
    }
    close("log likelihood", Some(fit.log_likelihood), -86.416_200_419_580, 1e-9);
}

const WINE: [(f64, f64); 7] = [
    (-1.411_261_964_706, 0.545_353_234_293),
    (1.143_553_660_397, 0.509_655_528_435),
    (3.377_082_486_688, 0.638_161_721_183),
    (4.941_982_256_307, 0.750_911_260_911),
    (2.321_184_260_705, 0.700_947_939_442),
    (1.347_460_426_434, 0.660_355_650_192),
    (0.359_548_880_191, 0.923_818_848_434),
];

fn matrix(cohort: &Cohort) -> Vec<(String, EffectRow)> {
    let kinds = ["sets", "repl", "strata"];
    let all = specifications();
    let mut made: Vec<(String, Estimand, Matching)> = kinds
        .iter()
        .filter_map(|&kind| {
            let strata = |s: &str| if kind == "sets" { s != "repl" && s != "strata" } else { s == kind };
            let (name, s) = all.iter().find(|(_, s)| s["kind"].as_str().is_some_and(strata))?;
            let wanted = estimand(&s["estimand"]);
            Some((name.clone(), wanted, hand_made(cohort, name, kind, wanted)))
        })
        .collect();
    let weight = numbers(&table("lalonde/weights/w_glm_att.csv"), "weight");
    made.push(("weights".to_owned(), Estimand::Att, matching(Structure::ScoreWeights, weight)));
    let mut rows = Vec::new();
    for (name, wanted, m) in &made {
        let d = design(cohort, *wanted, &TERMS);
        for kind in ALL {
            let effects = run(cohort, &d, m, &spec(kind, "hc0")).expect("effects");
            rows.push((format!("{name} {kind:?}"), headline(&effects).clone()));
        }
    }
    rows
}

/// Every estimator with every structure: a finite number with a finite error, or a reason; bit for bit the
/// same on one thread and on eight.
#[test]
fn every_estimator_with_every_structure() {
    let cohort = lalonde();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| matrix(&cohort))
    };
    let (one, eight) = (on(1), on(8));
    assert!(one.len() >= 18, "{} cells", one.len());
    for ((cell, row), (_, other)) in one.iter().zip(&eight) {
        let bits = |r: &EffectRow| [r.estimate, r.se].map(|x| x.map(f64::to_bits));
        assert_eq!(bits(row), bits(other), "{cell}");
        match (row.estimate, row.se) {
            (Some(estimate), Some(se)) => {
                assert!(estimate.is_finite() && se.is_finite() && se > 0.0, "{cell}");
            }
            _ => assert!(row.null_reason.is_some(), "{cell}"),
        }
    }
}
