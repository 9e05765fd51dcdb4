//! Designs and matchings made by hand, from weights, sets and pairs of a reference tool.

use matchwell::cohort::{Cohort, Reasons};
use matchwell::design::{Design, DesignSpec, Estimand, Metric, Propensity, Strata};
use matchwell::estimate::{EffectRow, Effects, EstimateSpec, EstimatorKind};
use matchwell::matching::{Audit, Edge, Fate, Matching, MatchingSpec, NO_SET, Structure, SurveyWeights};

/// A design that says nothing but for whom and on what terms.
pub fn design(cohort: &Cohort, estimand: Estimand, terms: &[&str]) -> Design {
    let n = cohort.len();
    Design {
        spec: DesignSpec { estimand, ..DesignSpec::default() },
        estimand,
        eligible: Reasons::none(n, "eligible"),
        terms: terms.iter().map(|t| (*t).to_owned()).collect(),
        propensity: None,
        prognostic: None,
        metric: Metric::None,
        strata: Strata { of: vec![0; n], labels: vec!["all".to_owned()] },
        antiexact: Vec::new(),
        calipers: Vec::new(),
        survey_weight: None,
        review: Vec::new(),
    }
}

/// A score without the fit behind it.
pub fn propensity(score: Vec<f64>) -> Propensity {
    let linear = score.iter().map(|p| (p / (1.0 - p)).ln()).collect();
    Propensity {
        names: Vec::new(),
        coefficients: Vec::new(),
        errors: Vec::new(),
        score,
        linear,
        deviance: 0.0,
        iterations: 0,
        gradient: 0.0,
        auc: 0.5,
        weighted: false,
        fold: None,
    }
}

/// A matching from weights alone; add sets or edges to it.
pub fn matching(structure: Structure, weight: Vec<f64>) -> Matching {
    let fate = weight.iter().map(|w| if *w > 0.0 { Fate::Matched } else { Fate::Spare }).collect();
    Matching {
        spec: MatchingSpec { survey_weights: SurveyWeights::None, ..MatchingSpec::default() },
        structure,
        edges: None,
        set: None,
        analysis_weight: weight.clone(),
        weight,
        models: Vec::new(),
        distance_weights: Vec::new(),
        fate,
        cost: None,
        proof: None,
        feasibility: Vec::new(),
        tied: 0,
        audit: Audit::default(),
        review: Vec::new(),
    }
}

/// Sets as codes from words; `NA` and units without weight have none.
pub fn sets(words: &[String], weight: &[f64]) -> Vec<u32> {
    let mut known: Vec<&String> = words.iter().filter(|w| *w != "NA").collect();
    known.sort();
    known.dedup();
    let code = |word: &String| known.binary_search(&word).map_or(NO_SET, |at| at as u32);
    words.iter().zip(weight).map(|(word, w)| if *w > 0.0 { code(word) } else { NO_SET }).collect()
}

/// Edges from (focal, partner) rows of the cohort, grouped by focal unit.
pub fn edges(pairs: &[(u32, u32)], estimand: Estimand) -> Vec<Edge> {
    let mut focal: Vec<u32> = pairs.iter().map(|p| p.0).collect();
    focal.sort_unstable();
    focal.dedup();
    let edge = |&(f, p): &(u32, u32)| {
        let set = u32::try_from(focal.binary_search(&f).expect("it is focal")).expect("few sets");
        let (treated, control) = if estimand == Estimand::Atc { (p, f) } else { (f, p) };
        Edge { set, treated, control, slot: 1, distance: 0.0 }
    };
    pairs.iter().map(edge).collect()
}

/// Settings with one estimator and a variance.
pub fn spec(estimator: EstimatorKind, variance: &str) -> EstimateSpec {
    EstimateSpec {
        estimator,
        estimators: vec![estimator],
        variance: variance.to_owned(),
        ..EstimateSpec::default()
    }
}

/// The headline of effects.
pub fn headline(effects: &Effects) -> &EffectRow {
    &effects.rows[effects.primary]
}

/// Asserts equality within a relative tolerance.
#[track_caller]
pub fn close(what: &str, ours: Option<f64>, theirs: f64, tolerance: f64) {
    let ours = ours.unwrap_or(f64::NAN);
    let gap = (ours - theirs).abs() / theirs.abs().max(1e-12);
    assert!(gap <= tolerance, "{what}: {ours} is not {theirs} (relative gap {gap:e})");
}
