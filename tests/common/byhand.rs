//! Designs made by hand from stored scores and coordinates, so that matching and balance are tested
//! apart from the score fit.
#![allow(dead_code, reason = "every test file is its own crate and uses part of this")]

use matchwell::cohort::{Cohort, Reasons};
use matchwell::design::{Caliper, Design, DesignSpec, Estimand, Metric, Propensity, Strata};

/// A design in which every unit is eligible and may be compared with every other.
pub fn open_design(cohort: &Cohort, estimand: Estimand) -> Design {
    let n = cohort.len();
    Design {
        spec: DesignSpec { estimand, ..DesignSpec::default() },
        estimand,
        eligible: Reasons::none(n, "eligible"),
        terms: cohort.roles().covariates.iter().map(|c| c.name.clone()).collect(),
        propensity: None,
        prognostic: None,
        metric: Metric::None,
        strata: Strata { of: vec![0; n], labels: vec!["everyone".to_owned()] },
        antiexact: Vec::new(),
        calipers: Vec::new(),
        survey_weight: None,
        review: Vec::new(),
    }
}

/// A propensity score from stored values.
pub fn propensity(score: Vec<f64>, linear: Vec<f64>, weighted: bool) -> Propensity {
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
        weighted,
        fold: None,
    }
}

/// The design with a stored score as its metric.
pub fn scored(mut design: Design, score: &[f64]) -> Design {
    design.metric = Metric::Score(score.to_vec());
    design.propensity = Some(propensity(score.to_vec(), score.to_vec(), false));
    design
}

/// The design with one more caliper.
pub fn caliper(mut design: Design, on: &str, values: &[f64], width: f64, on_score: bool) -> Design {
    let (on, said) = (on.to_owned(), format!("{width} on {on}"));
    design.calipers.push(Caliper { on, values: values.to_vec(), width, said, on_score });
    design
}

/// Units sent away.
pub fn discarded(mut design: Design, away: impl IntoIterator<Item = usize>) -> Design {
    let code = design.eligible.code("discarded", "outside the common range of scores");
    away.into_iter().for_each(|i| design.eligible.mark(i, code));
    design
}

/// Exact strata from one key a unit, numbered in sorted order of the keys.
pub fn exact(mut design: Design, keys: &[String]) -> Design {
    let mut labels = keys.to_vec();
    labels.sort();
    labels.dedup();
    let of = keys.iter().map(|k| labels.binary_search(k).expect("a known key") as u32).collect();
    design.strata = Strata { of, labels };
    design.spec.exact = vec!["by hand".to_owned()];
    design
}
