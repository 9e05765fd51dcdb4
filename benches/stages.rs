//! Each stage on made data (8 mixed covariates): reading, the score, nearest neighbours, balance, effects.
//!
//! `cargo bench --bench stages`. Ratios between sizes matter more than times: every stage on a score
//! should grow no faster than its input.

use divan::{Bencher, black_box};
use matchwell::cohort::Cohort;
use matchwell::design::{self, Cache, Design};
use matchwell::job::{self, Job};
use matchwell::matching::{self, Matching};
use matchwell::synth;
use matchwell::{balance, estimate, pipeline};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

struct Ready {
    folder: tempfile::TempDir,
    job: Job,
    cohort: Cohort,
    design: Design,
    matching: Matching,
}

/// `treated` against ten times as many, through the stages once.
fn ready(treated: usize) -> Arc<Ready> {
    static MADE: OnceLock<Mutex<BTreeMap<usize, Arc<Ready>>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().expect("no bench panics");
    made.entry(treated).or_insert_with(|| Arc::new(make(treated))).clone()
}

fn make(treated: usize) -> Ready {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = synth::table(treated, 10 * treated, 1);
    for file in &files {
        std::fs::write(folder.path().join(&file.path), &file.bytes).expect("written");
    }
    let text = files.iter().find(|f| f.path == Path::new("job.toml")).expect("a job");
    let text = String::from_utf8_lossy(&text.bytes).into_owned();
    let job = job::read(&text, folder.path()).job.expect("a job without faults");
    let cohort = pipeline::read(&job, &|_| ()).expect("readable data").cohort;
    let specification = &job.specifications[0];
    let design = design::run(cohort.blinded(), specification, &Cache::default()).expect("a design");
    let matching = matching::run(cohort.blinded(), &design, &specification.matching, 1).expect("a matching");
    Ready { folder, job, cohort, design, matching }
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn read_parquet(bencher: Bencher, treated: usize) {
    let r = ready(treated);
    assert!(r.folder.path().is_dir());
    bencher.bench_local(|| black_box(pipeline::read(&r.job, &|_| ()).is_ok()));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn design_with_score(bencher: Bencher, treated: usize) {
    let r = ready(treated);
    bencher.bench_local(|| {
        black_box(design::run(r.cohort.blinded(), &r.job.specifications[0], &Cache::default()).is_ok())
    });
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn nearest_one_to_one(bencher: Bencher, treated: usize) {
    nearest(bencher, treated, 1.0, false);
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn nearest_two_to_one(bencher: Bencher, treated: usize) {
    nearest(bencher, treated, 2.0, false);
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn nearest_with_replacement(bencher: Bencher, treated: usize) {
    nearest(bencher, treated, 1.0, true);
}

fn nearest(bencher: Bencher, treated: usize, ratio: f64, replace: bool) {
    let r = ready(treated);
    let spec = matching::MatchingSpec { ratio, replace, ..r.job.specifications[0].matching.clone() };
    bencher.bench_local(|| black_box(matching::run(r.cohort.blinded(), &r.design, &spec, 1).is_ok()));
}

#[divan::bench(args = [1_000, 10_000], sample_count = 3, sample_size = 1)]
fn nearest_mahalanobis_in_caliper(bencher: Bencher, treated: usize) {
    let r = ready(treated);
    let mut specification = r.job.specifications[0].clone();
    specification.design.distance = design::Distance::Mahalanobis;
    specification.design.caliper = Some(0.2);
    let design = design::run(r.cohort.blinded(), &specification, &Cache::default()).expect("a design");
    bencher.bench_local(|| {
        black_box(matching::run(r.cohort.blinded(), &design, &specification.matching, 1).is_ok())
    });
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn balance_table(bencher: Bencher, treated: usize) {
    let r = ready(treated);
    let spec = &r.job.specifications[0].balance;
    bencher.bench_local(|| black_box(balance::run(&r.cohort, &r.design, &r.matching, spec).is_ok()));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn effects(bencher: Bencher, treated: usize) {
    let r = ready(treated);
    let spec = &r.job.specifications[0].estimate;
    bencher.bench_local(|| black_box(estimate::run(&r.cohort, &r.design, &r.matching, spec).is_ok()));
}
