//! What is done to each data set: every design with every estimator and variance that is meant for it.

use super::process::Process;
use matchwell::cohort::Cohort;
use matchwell::design::{self, Cache, Design};
use matchwell::estimate::{
    self, AbadieImbensSpec, BootstrapSpec, CorrectionSpec, EstimateSpec, EstimatorKind, ExactTests, Interval,
    Measure, TestRow, Which,
};
use matchwell::job::{self, Job, Specification};
use matchwell::matching::{self, Matching};
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
    /// Done on every so many data sets: 1 = all.
    every: u64,
}

use EstimatorKind::{Ancova, Augmented, BiasCorrected, Difference, Regression};

const SETS: &[(EstimatorKind, &str)] = &[
    (Difference, "auto"),
    (Difference, "hc3"),
    (Regression, "auto"),
    (Ancova, "auto"),
    (BiasCorrected, "auto"),
];
/// Where a few controls carry much of the weight the correction for few clusters is looked at too.
const FULL: &[(EstimatorKind, &str)] = &[
    (Difference, "auto"),
    (Difference, "hc3"),
    (Regression, "auto"),
    (Regression, CR2),
    (Ancova, "auto"),
    (BiasCorrected, "auto"),
];
const WEIGHTS: &[(EstimatorKind, &str)] =
    &[(Difference, "auto"), (Difference, "hc3"), (Regression, "auto"), (Ancova, "auto"), (Augmented, "auto")];
/// Limits from resamples, for the two estimators they are made for.
const RESAMPLED: &[(EstimatorKind, &str)] =
    &[(Difference, PERCENTILE), (Difference, BCA), (Regression, PERCENTILE), (Regression, BCA)];
const RESAMPLED_ON: &[Process] =
    &[Process::Linear, Process::Binary, Process::HeavyTails, Process::Clustered, Process::Small];
const PERCENTILE: &str = "bootstrap, percentile";
const BCA: &str = "bootstrap, BCa";
/// The recommended variance with the bias-reduced correction, few clusters or not.
const CR2: &str = "auto, cr2";

/// Abadie and Imbens's variance that takes the score as known.
const KNOWN: &str = "abadie-imbens, score as known";

/// Designs in the order of the tables.
pub const PLANS: &[Plan] = &[
    Plan {
        name: "nearest 1:1 on the score",
        settings: "matching = { method = \"nearest\" }",
        estimates: SETS,
        only: &[],
        every: 1,
    },
    Plan {
        name: "nearest 1:1, caliper 0.2",
        settings: "design = { caliper = 0.2 }",
        estimates: SETS,
        only: &[],
        every: 1,
    },
    Plan {
        name: "nearest 1:1 with replacement",
        settings: "matching = { replace = true }",
        estimates: &[
            (Difference, "auto"),
            (Difference, KNOWN),
            (Difference, "cluster(set, unit)"),
            (Difference, "hc3"),
            (Regression, "auto"),
            (Regression, CR2),
            (Ancova, "auto"),
            (BiasCorrected, "auto"),
        ],
        only: &[],
        every: 1,
    },
    Plan {
        name: "nearest 2:1 on the score",
        settings: "matching = { ratio = 2 }",
        estimates: SETS,
        only: &[],
        every: 1,
    },
    Plan {
        name: "optimal 1:1, Mahalanobis",
        settings: "design = { distance = \"mahalanobis\" }, matching = { method = \"optimal\" }",
        estimates: SETS,
        only: &[],
        every: 1,
    },
    Plan {
        name: "full on the score",
        settings: "matching = { method = \"full\" }",
        estimates: FULL,
        only: &[],
        every: 1,
    },
    Plan {
        name: "generalised full on the score",
        settings: "matching = { method = \"quick\" }",
        estimates: FULL,
        only: &[],
        every: 1,
    },
    Plan {
        name: "five subclasses",
        settings: "matching = { method = \"subclass\", subclasses = 5 }",
        estimates: &[
            (Difference, "auto"),
            (Difference, "hc0"),
            (Difference, "hc1"),
            (Difference, "hc2"),
            (Regression, "auto"),
            (Ancova, "auto"),
        ],
        only: &[],
        every: 1,
    },
    Plan {
        name: "coarsened exact",
        settings: "matching = { method = \"cem\" }",
        estimates: &[(Difference, "auto"), (Regression, "auto")],
        only: &[],
        every: 1,
    },
    Plan {
        name: "odds weights",
        settings: "matching = { method = \"weighting\" }",
        estimates: WEIGHTS,
        only: &[],
        every: 1,
    },
    Plan {
        name: "entropy balancing",
        settings: "matching = { method = \"weighting\", weights.kind = \"entropy\" }",
        estimates: WEIGHTS,
        only: &[],
        every: 1,
    },
    Plan {
        name: "CBPS weights",
        settings: "matching = { method = \"weighting\", weights.kind = \"cbps\" }",
        estimates: &[(Difference, "auto"), (Regression, "auto"), (Augmented, "auto")],
        only: &[],
        every: 1,
    },
    Plan {
        name: "inverse probability weights (ATE)",
        settings: "design = { estimand = \"ATE\" }, matching = { method = \"weighting\" }",
        estimates: &[(Difference, "auto"), (Regression, "auto"), (Augmented, "auto")],
        only: &[],
        every: 1,
    },
    Plan {
        name: "odds weights from a forest",
        settings: "design = { propensity = { model = \"forest\" } }, matching = { method = \"weighting\" }",
        estimates: &[(Augmented, "auto")],
        only: &[Process::Linear, Process::NonLinear, Process::Binary, Process::PoorOverlap],
        every: 10,
    },
    Plan {
        name: "overlap weights",
        settings: "design = { estimand = \"ATO\" }, matching = { method = \"weighting\" }",
        estimates: &[(Difference, "auto"), (Regression, "auto"), (Augmented, "auto")],
        only: &[],
        every: 1,
    },
    Plan {
        name: "nearest 1:1, resampled 200 times",
        settings: "matching = { method = \"nearest\" }",
        estimates: RESAMPLED,
        only: RESAMPLED_ON,
        every: 4,
    },
    Plan {
        name: "odds weights, resampled 200 times",
        settings: "matching = { method = \"weighting\" }",
        estimates: RESAMPLED,
        only: RESAMPLED_ON,
        every: 4,
    },
];

impl Plan {
    pub fn applies(&self, process: Process) -> bool {
        self.only.is_empty() || self.only.contains(&process)
    }

    /// `true` if the plan is carried out on this data set.
    pub fn due(&self, replicate: u64) -> bool {
        replicate.is_multiple_of(self.every)
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
    let made = Made { cohort, design: &design, matching: &found, spec: &specification.estimate, seed };
    let [with, without] = ["y", "nil"].map(|outcome| made.ranges(outcome, plan.estimates));
    with.into_iter().zip(without).map(|(with, without)| Answer::of(with?, without?)).collect()
}

/// One matched data set.
struct Made<'a> {
    cohort: &'a Cohort,
    design: &'a Design,
    matching: &'a Matching,
    spec: &'a EstimateSpec,
    seed: u64,
}

/// Estimate, standard error and limits.
type Range = (f64, f64, (f64, f64));

impl Made<'_> {
    /// One range an estimate; resamples are drawn once for all estimators of a kind of limits.
    fn ranges(&self, outcome: &str, how: &[(EstimatorKind, &str)]) -> Vec<Option<Range>> {
        let limits = |wanted: &str| {
            if how.iter().any(|h| h.1 == wanted) { self.resampled(outcome, wanted, how) } else { Vec::new() }
        };
        let drawn = [PERCENTILE, BCA].map(|l| (l, limits(l)));
        let of = |&(estimator, variance): &(EstimatorKind, &str)| match drawn.iter().find(|d| d.0 == variance)
        {
            Some((_, rows)) => rows.iter().find(|r| r.0 == estimator).map(|r| r.1),
            None => self.range(outcome, estimator, variance),
        };
        how.iter().map(of).collect()
    }

    fn range(&self, outcome: &str, estimator: EstimatorKind, variance: &str) -> Option<Range> {
        let spec = EstimateSpec {
            correction: if variance == CR2 { CorrectionSpec::Cr2 } else { CorrectionSpec::Auto },
            abadie_imbens: AbadieImbensSpec {
                estimated_score: variance != KNOWN,
                ..AbadieImbensSpec::default()
            },
            variance: if [CR2, KNOWN].contains(&variance) { "auto" } else { variance }.to_owned(),
            ..self.about(outcome, vec![estimator])
        };
        let row = estimate::headline(self.cohort, self.design, self.matching, &spec).ok()?;
        Some((row.estimate?, row.se?, (row.lower?, row.upper?)))
    }

    fn about(&self, outcome: &str, estimators: Vec<EstimatorKind>) -> EstimateSpec {
        EstimateSpec {
            outcome: Some(outcome.to_owned()),
            estimator: estimators[0],
            estimators,
            exact: ExactTests::Off,
            ..self.spec.clone()
        }
    }

    fn resampled(
        &self,
        outcome: &str,
        limits: &str,
        how: &[(EstimatorKind, &str)],
    ) -> Vec<(EstimatorKind, Range)> {
        let estimators = how.iter().filter(|h| h.1 == limits).map(|h| h.0).collect();
        let spec = EstimateSpec {
            bootstrap: Some(BootstrapSpec {
                replicates: 200,
                interval: if limits == BCA { Interval::Bca } else { Interval::Percentile },
                ..BootstrapSpec::default()
            }),
            ..self.about(outcome, estimators)
        };
        let ground = (self.cohort, self.design, self.matching);
        let rows = estimate::run(self.cohort, self.design, self.matching, &spec).and_then(|effects| {
            estimate::without_formula(ground, &spec, &effects, Which::Primary, self.seed)
        });
        let range = |r: TestRow| Some((r.estimator, (r.estimate?, r.se?, (r.lower?, r.upper?))));
        let mine = |r: &TestRow| r.outcome == outcome && r.measure == Measure::Difference;
        rows.unwrap_or_default().into_iter().filter(mine).filter_map(range).collect()
    }
}

impl Answer {
    fn of(with: Range, without: Range) -> Option<Self> {
        let (estimate, se, limits) = with;
        let (lower, upper) = without.2;
        se.is_finite().then_some(Self { estimate, se, limits, rejects: lower > 0.0 || upper < 0.0 })
    }
}
