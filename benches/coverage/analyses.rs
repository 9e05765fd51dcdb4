//! What is done to each data set: every design with every estimator and variance that is meant for it.

use super::process::Process;
use matchwell::cohort::Cohort;
use matchwell::design::{self, Cache};
use matchwell::estimate::{self, EffectRow, EstimateSpec, EstimatorKind};
use matchwell::job::{self, Job, Specification};
use matchwell::matching;
use std::path::Path;

/// One design, and how effects are estimated on it.
pub struct Plan {
    pub name: &'static str,
    /// Keys of `[design]` and `[matching]`.
    settings: &'static str,
    /// Estimator, variance, and whether the pair is the recommended one (others are shown as a warning).
    pub estimates: &'static [(EstimatorKind, &'static str)],
    /// Where it is done; everywhere if empty.
    only: &'static [Process],
}

use EstimatorKind::{Difference, Regression};

const SETS: &[(EstimatorKind, &str)] = &[(Difference, "auto"), (Difference, "hc3"), (Regression, "auto")];

/// Designs in the order of the tables.
pub const PLANS: &[Plan] = &[
    Plan {
        name: "nearest 1:1 on the score",
        settings: "matching = { method = \"nearest\" }",
        estimates: SETS,
        only: &[],
    },
    Plan {
        name: "nearest 1:1, caliper 0.2",
        settings: "design = { caliper = 0.2 }",
        estimates: SETS,
        only: &[],
    },
    Plan {
        name: "nearest 1:1 with replacement",
        settings: "matching = { replace = true }",
        estimates: &[
            (Difference, "auto"),
            (Difference, "cluster(set, unit)"),
            (Difference, "hc3"),
            (Regression, "auto"),
        ],
        only: &[],
    },
    Plan {
        name: "nearest 2:1 on the score",
        settings: "matching = { ratio = 2 }",
        estimates: SETS,
        only: &[],
    },
    Plan {
        name: "optimal 1:1, Mahalanobis",
        settings: "design = { distance = \"mahalanobis\" }, matching = { method = \"optimal\" }",
        estimates: SETS,
        only: &[],
    },
    Plan {
        name: "full on the score",
        settings: "matching = { method = \"full\" }",
        estimates: SETS,
        only: &[],
    },
    Plan {
        name: "generalised full on the score",
        settings: "matching = { method = \"quick\" }",
        estimates: SETS,
        only: &[],
    },
    Plan {
        name: "five subclasses",
        settings: "matching = { method = \"subclass\", subclasses = 5 }",
        estimates: &[(Difference, "auto"), (Regression, "auto")],
        only: &[],
    },
    Plan {
        name: "coarsened exact",
        settings: "matching = { method = \"cem\" }",
        estimates: &[(Difference, "auto"), (Regression, "auto")],
        only: &[],
    },
    Plan {
        name: "odds weights",
        settings: "matching = { method = \"weighting\" }",
        estimates: &[(Difference, "auto"), (Difference, "hc3"), (Regression, "auto")],
        only: &[],
    },
    Plan {
        name: "entropy balancing",
        settings: "matching = { method = \"weighting\", weights.kind = \"entropy\" }",
        estimates: &[(Difference, "auto"), (Difference, "hc3"), (Regression, "auto")],
        only: &[],
    },
    Plan {
        name: "CBPS weights",
        settings: "matching = { method = \"weighting\", weights.kind = \"cbps\" }",
        estimates: &[(Difference, "auto"), (Regression, "auto")],
        only: &[],
    },
    Plan {
        name: "inverse probability weights (ATE)",
        settings: "design = { estimand = \"ATE\" }, matching = { method = \"weighting\" }",
        estimates: &[(Difference, "auto"), (Regression, "auto")],
        only: &[],
    },
    Plan {
        name: "overlap weights",
        settings: "design = { estimand = \"ATO\" }, matching = { method = \"weighting\" }",
        estimates: &[(Difference, "auto"), (Regression, "auto")],
        only: &[],
    },
];

impl Plan {
    pub fn applies(&self, process: Process) -> bool {
        self.only.is_empty() || self.only.contains(&process)
    }
}

/// The job whose specifications are the plans.
pub fn job() -> Job {
    let head = String::from(
        "name = \"coverage\"\nseed = 1\n[units]\nsource = \"x.csv\"\nid = \"id\"\ncluster = \"group\"\nweight = \"weight\"\npsu = \"unit\"\nstrata = \"stratum\"\n\
         treated = { column = \"z\", is = 1 }\n",
    );
    let covariate = |name: &&str| format!("[covariates.{name}]\nkind = \"number\"\ncolumn = \"{name}\"\n");
    let outcome = |name: &str| format!("[outcomes.{name}]\ncolumn = \"{name}\"\n");
    let analysis = |plan: &Plan| {
        let settings = plan.settings.replace("}, ", "}\n");
        format!("[[specification]]\nname = \"{}\"\n{settings}\n", plan.name)
    };
    let parts = std::iter::once(head)
        .chain(super::process::COVARIATES.iter().map(covariate))
        .chain(["y", "nil"].map(outcome))
        .chain(PLANS.iter().map(analysis));
    let text: String = parts.collect();
    let reading = job::read(&text, Path::new("."));
    let told: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
    reading.job.unwrap_or_else(|| panic!("{}\n{text}", told.join("\n")))
}

/// What one analysis of one data set says: estimate, standard error, limits with the effect; p without.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    pub estimate: f64,
    pub se: f64,
    pub limits: (f64, f64),
    /// The same interval around no effect excludes 0.
    pub rejects: bool,
}

/// Every estimate of one plan, in order; `None` where there is no number.
pub fn answers(
    cohort: &Cohort,
    specification: &Specification,
    plan: &Plan,
    seed: u64,
) -> Vec<Option<Answer>> {
    let none = || vec![None; plan.estimates.len()];
    let Ok(design) = design::run(cohort.blinded(), specification, &Cache::seeded(seed)) else {
        return none();
    };
    let Ok(found) = matching::run(cohort.blinded(), &design, &specification.matching, seed) else {
        return none();
    };
    let row = |outcome: &str, (estimator, variance): (EstimatorKind, &str)| {
        let spec = EstimateSpec {
            outcome: Some(outcome.to_owned()),
            estimator,
            estimators: vec![estimator],
            variance: variance.to_owned(),
            ..specification.estimate.clone()
        };
        estimate::headline(cohort, &design, &found, &spec).ok()
    };
    plan.estimates.iter().map(|&e| answer(&row("y", e)?, &row("nil", e)?)).collect()
}

fn answer(with: &EffectRow, without: &EffectRow) -> Option<Answer> {
    let (lower, upper) = (without.lower?, without.upper?);
    Some(Answer {
        estimate: with.estimate?,
        se: with.se?,
        limits: (with.lower?, with.upper?),
        rejects: lower > 0.0 || upper < 0.0,
    })
}
