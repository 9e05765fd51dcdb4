//! Does the interval cover the truth? Slow: `make coverage`.
//!
//! Each repetition makes an evaluation with `synth`, runs the loneliness job's primary specification on
//! it, and compares with the true effect on the people who were matched.

mod common {
    pub mod engine;
}

use common::engine::job_of;
use matchwell::cohort::Contrast;
use matchwell::estimate::{EstimatorKind, Measure};
use matchwell::matching::Fate;
use matchwell::pipeline::{self, Depth};
use matchwell::synth::{self, Mode, SynthSpec};
use rayon::prelude::*;
use std::collections::HashSet;

const JOB: &str = include_str!("../examples/loneliness/job.toml");
const SEEDS: u64 = 400;

/// One repetition: error of the estimate, its standard error, whether the interval covers the truth.
struct Outcome {
    estimator: EstimatorKind,
    contrast: Contrast,
    error: f64,
    se: f64,
    covers: bool,
}

fn once(mode: Mode, seed: u64) -> Vec<Outcome> {
    let spec = SynthSpec { mode, seed, ..SynthSpec::default() };
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("data")).expect("folder");
    for file in synth::make(&spec) {
        std::fs::write(folder.path().join("data").join(&file.path), &file.bytes).expect("written");
    }
    let mut job = job_of(JOB, folder.path());
    job.specifications.truncate(1);
    let study = pipeline::run(&job, Depth::Full, &|_| ()).expect("a study");
    let analysis = &study.analyses[0];
    let matched: HashSet<String> = (0..study.cohort.len())
        .filter(|&i| study.cohort.treated()[i] && analysis.matching.fate[i] == Fate::Matched)
        .map(|i| study.cohort.ids().text(i).into_owned())
        .collect();
    let truth = synth::truth(&spec);
    let effects = analysis.effects.as_ref().expect("effects");
    let rows = effects.rows.iter().filter(|r| {
        r.measure == Measure::Difference && r.group == "all" && format!("{:?}", r.base) == "AllMatched"
    });
    rows.filter_map(|r| {
        let target = truth.effect(r.contrast, |p| matched.contains(&p.id))?.difference();
        let (estimate, se, lower, upper) = (r.estimate?, r.se?, r.lower?, r.upper?);
        let covers = lower <= target && target <= upper;
        Some(Outcome { estimator: r.estimator, contrast: r.contrast, error: estimate - target, se, covers })
    })
    .collect()
}

fn summary(mode: Mode, seeds: u64) -> Vec<(EstimatorKind, Contrast, f64, f64, f64)> {
    let all: Vec<Outcome> = (0..seeds).into_par_iter().flat_map_iter(|seed| once(mode, seed)).collect();
    let mut kinds: Vec<(EstimatorKind, Contrast)> = all.iter().map(|o| (o.estimator, o.contrast)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
        .into_iter()
        .map(|(kind, contrast)| {
            let mine: Vec<&Outcome> = all.iter().filter(|o| o.estimator == kind && o.contrast == contrast).collect();
            let n = mine.len() as f64;
            let bias = mine.iter().map(|o| o.error).sum::<f64>() / n;
            let se = mine.iter().map(|o| o.se).sum::<f64>() / n;
            let spread = (mine.iter().map(|o| (o.error - bias).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            let coverage = mine.iter().filter(|o| o.covers).count() as f64 / n;
            println!(
                "{:<18} {kind:?} {contrast:?}: bias {bias:+.4} ({:+.2} se), se {se:.4}, sd {spread:.4}, coverage {:.1} % of {n}",
                mode.name(),
                bias / se,
                100.0 * coverage
            );
            (kind, contrast, bias / se, se / spread, coverage)
        })
        .collect()
}

#[test]
#[ignore = "slow: run by `make coverage`"]
fn the_plain_difference_is_unbiased_and_its_interval_covers_the_truth() {
    let rows = summary(Mode::Ignorable, SEEDS);
    let change =
        rows.iter().find(|r| r.0 == EstimatorKind::Difference && r.1 == Contrast::Change).expect("row");
    assert!(change.2.abs() < 0.15, "bias of {} standard errors", change.2);
    assert!((0.925..=0.975).contains(&change.4), "coverage {}", change.4);
}

#[test]
#[ignore = "slow: run by `make coverage`"]
fn regression_to_the_mean_shows_in_the_other_modes() {
    for mode in [Mode::StableDifference, Mode::Dip] {
        let rows = summary(mode, SEEDS / 4);
        let change =
            rows.iter().find(|r| r.0 == EstimatorKind::Difference && r.1 == Contrast::Change).expect("row");
        assert!(
            change.2.abs() > 0.5,
            "{}: the bias that this mode is made to show is not there",
            mode.name()
        );
    }
}
