//! The budget table: every method on the shapes of its goals, with design (score fit, distance) and audit.
//!
//! `cargo bench --bench budget` prints a Markdown table; `-- NAME` runs the rows whose name holds NAME;
//! `-- --growth` measures how time and memory grow per doubling instead. Times are medians of a few runs on this machine;
//! the goals are for two cores. Peer figures are CPU seconds of R packages on data of the same shape.

use matchwell::cohort::Cohort;
use matchwell::design::{self, Cache};
use matchwell::job::{self, Job};
use matchwell::matching::{self, Matching};
use matchwell::{balance, pipeline, synth};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

/// One row of the table.
struct Line {
    name: &'static str,
    /// Treated and controls.
    shape: (usize, usize),
    /// Lines of `[design]` and `[matching]`.
    design: &'static str,
    matching: &'static str,
    /// Seconds aimed at.
    goal: f64,
    /// CPU seconds of the peer, where it got through.
    peer: Option<f64>,
}

const fn line(
    name: &'static str,
    shape: (usize, usize),
    design: &'static str,
    matching: &'static str,
    goal: f64,
    peer: Option<f64>,
) -> Line {
    Line { name, shape, design, matching, goal, peer }
}

const MILLION: usize = 1_000_000;
const SCORE: &str = "distance = \"propensity\"";
const LOGIT: &str = "distance = \"linear_predictor\"";
const MAHALANOBIS: &str = "distance = \"mahalanobis\"";
const INSIDE: &str = "distance = \"mahalanobis\"\ncaliper = 0.2";

const LINES: [Line; 24] = [
    line("nearest 1:1 on the score", (100_000, MILLION), SCORE, "method = \"nearest\"", 0.5, Some(6.7)),
    line("nearest 2:1 on the score", (100_000, MILLION), SCORE, "ratio = 2", 0.6, Some(42.0)),
    line("nearest 1:1 on the score, tight pool", (100_000, 120_000), SCORE, "ratio = 1", 0.2, Some(59.5)),
    line("nearest 1:1 on the score", (MILLION, 10 * MILLION), SCORE, "ratio = 1", 5.0, None),
    line("nearest Mahalanobis", (10_000, 100_000), MAHALANOBIS, "ratio = 1", 0.4, Some(120.0)),
    line("nearest Mahalanobis in a score caliper", (10_000, 100_000), INSIDE, "ratio = 1", 0.2, Some(34.0)),
    line("nearest Mahalanobis (stretch)", (100_000, MILLION), MAHALANOBIS, "ratio = 1", 15.0, None),
    line("optimal 1:1 on the score", (1_000, 10_000), SCORE, "method = \"optimal\"", 0.005, Some(5.1)),
    line("optimal 1:1 on the score", (MILLION, 10 * MILLION), LOGIT, "method = \"optimal\"", 10.0, None),
    line(
        "optimal 1:2 on the score",
        (MILLION, 10 * MILLION),
        LOGIT,
        "method = \"optimal\"\nratio = 2",
        10.0,
        None,
    ),
    line("full on the score", (1_000, 10_000), SCORE, "method = \"full\"", 0.010, Some(96.0)),
    line("full on the score", (MILLION, 10 * MILLION), SCORE, "method = \"full\"", 15.0, None),
    line("optimal 1:1 Mahalanobis", (1_000, 10_000), MAHALANOBIS, "method = \"optimal\"", 0.3, Some(101.0)),
    line(
        "optimal 1:1 Mahalanobis (stretch)",
        (10_000, 100_000),
        MAHALANOBIS,
        "method = \"optimal\"",
        20.0,
        None,
    ),
    line(
        "optimal 1:1 Mahalanobis in a score caliper",
        (10_000, 100_000),
        INSIDE,
        "method = \"optimal\"",
        20.0,
        None,
    ),
    line("generalised full on the score", (100_000, MILLION), SCORE, "method = \"quick\"", 0.4, Some(16.0)),
    line("coarsened exact, Sturges", (100_000, MILLION), SCORE, "method = \"cem\"", 0.2, Some(6.6)),
    line("subclasses", (100_000, MILLION), SCORE, "method = \"subclass\"", 0.5, Some(5.6)),
    line(
        "entropy balancing",
        (100_000, MILLION),
        SCORE,
        "method = \"weighting\"\nweights.kind = \"entropy\"",
        0.6,
        Some(9.8),
    ),
    // The shapes at which peers die.
    line("nearest 1:1 on the score", (25_000, 40_000), SCORE, "ratio = 1", 1.0, None),
    line("optimal 1:1 on the score", (10_000, 100_000), SCORE, "method = \"optimal\"", 1.0, None),
    line(
        "optimal 1:1 on the score, caliper",
        (10_000, 100_000),
        "caliper = 0.2",
        "method = \"optimal\"",
        1.0,
        None,
    ),
    line(
        "optimal 1:1 on the score, 80 strata",
        (10_000, 100_000),
        "exact = [\"fem\", \"part\", \"educ\", \"hlth\"]",
        "method = \"optimal\"",
        1.0,
        None,
    ),
    line(
        "generalised full, caliper",
        (50_000, 3 * MILLION),
        "caliper = 0.2",
        "method = \"quick\"",
        5.0,
        None,
    ),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if words.iter().any(|w| w == "--growth") {
        return growth();
    }
    println!(
        "| shape | with design | goal | goal / figure | peer, CPU | times faster | matched | audit, gap | peak MB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut made = Made::default();
    for line in LINES.iter().filter(|l| words.iter().all(|w| l.name.contains(w.as_str()))) {
        let (seconds, matching) = timed(made.of(line.shape), line.design, line.matching);
        let peer = line.peer.map_or("impossible".to_owned(), |p| format!("{p} s"));
        let ratio = line.peer.map_or("-".to_owned(), |p| format!("{:.0}", p / seconds));
        println!(
            "| {}, {} x {} | {} | {} | {:.2} | {peer} | {ratio} | {} | {} | {:.0} |",
            line.name,
            line.shape.0,
            line.shape.1,
            time(seconds),
            time(line.goal),
            line.goal / seconds,
            matching.weight.iter().filter(|w| **w > 0.0).count(),
            proof(&matching),
            peak()
        );
    }
    if words.is_empty() {
        imbalanced();
        tables(&mut made);
    }
}

/// Optimal pairs on eight normal covariates that are all shifted: poor overlap is what makes them hard.
fn imbalanced() {
    for (shift, goal) in [(0.5, 0.3), (1.0, 2.0), (2.0, 8.0)] {
        let (folder, job) = shifted(2_250, 7_283, shift);
        let cohort = pipeline::read(&job, &|_| ()).expect("readable data").cohort;
        let (seconds, matching) = timed(&(folder, job, cohort), MAHALANOBIS, "method = \"optimal\"");
        println!(
            "| optimal 1:1 Mahalanobis, 2250 x 7283, {shift} SD apart | {} | {} | {:.2} | near its cap | - | {} | {} | {:.0} |",
            time(seconds),
            time(goal),
            goal / seconds,
            matching.weight.iter().filter(|w| **w > 0.0).count(),
            proof(&matching),
            peak()
        );
    }
}

/// Balance of 1.1 million units, plain and with squares and interactions.
fn tables(made: &mut Made) {
    let (_, job, cohort) = made.of((100_000, MILLION));
    let specification = &job.specifications[0];
    let design = design::run(cohort.blinded(), specification, &Cache::default()).expect("a design");
    let matching = matching::run(cohort.blinded(), &design, &specification.matching, 1).expect("a matching");
    for (interactions, name, goal, peer) in
        [(false, "balance table", 0.4, 25.0), (true, "balance with squares and interactions", 1.5, 131.0)]
    {
        let spec = balance::BalanceSpec { interactions, ..specification.balance.clone() };
        let seconds = median(3, || assert!(balance::run(cohort, &design, &matching, &spec).is_ok()));
        println!(
            "| {name}, 1.1 M x 8 | {} | {} | {:.2} | {peer} s | {:.0} | | | {:.0} |",
            time(seconds),
            time(goal),
            goal / seconds,
            peer / seconds,
            peak()
        );
    }
}

/// Time from 1e5 to 1e7 units, one row a method, and the growth per doubling.
fn growth() {
    let methods = [
        ("nearest 1:1", SCORE, "ratio = 1"),
        ("nearest 2:1", SCORE, "ratio = 2"),
        ("nearest, caliper", "caliper = 0.2", "ratio = 1"),
        ("optimal 1:1", LOGIT, "method = \"optimal\""),
        ("full", SCORE, "method = \"full\""),
        ("generalised full", SCORE, "method = \"quick\""),
        ("subclasses", SCORE, "method = \"subclass\""),
    ];
    println!("| method | units | seconds | per doubling |");
    println!("|---|---|---|---|");
    let mut before: BTreeMap<&str, f64> = BTreeMap::new();
    for doublings in 0..7_u32 {
        let treated = 9_091 * 2_usize.pow(doublings);
        let data = make((treated, 10 * treated));
        for (name, design, matching) in methods {
            let (seconds, _) = timed(&data, design, matching);
            let ratio = before.insert(name, seconds).map_or(String::new(), |b| format!("{:.2}", seconds / b));
            println!("| {name} | {} | {seconds:.3} | {ratio} |", 11 * treated);
        }
    }
}

type Data = (tempfile::TempDir, Job, Cohort);

/// Data of the shape asked for last, so that rows in a row share it.
#[derive(Default)]
struct Made(Option<((usize, usize), Data)>);

impl Made {
    fn of(&mut self, shape: (usize, usize)) -> &Data {
        if self.0.as_ref().is_none_or(|(s, _)| *s != shape) {
            self.0 = None;
            self.0 = Some((shape, make(shape)));
        }
        &self.0.as_ref().expect("just made").1
    }
}

fn make((treated, controls): (usize, usize)) -> Data {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in synth::table(treated, controls, 1) {
        std::fs::write(folder.path().join(&file.path), &file.bytes).expect("written");
    }
    let job = job::read(synth::table_job(), folder.path()).job.expect("a job without faults");
    let cohort = pipeline::read(&job, &|_| ()).expect("readable data").cohort;
    (folder, job, cohort)
}

/// Eight independent normal covariates, the treated `shift` standard deviations higher in each.
fn shifted(treated: usize, controls: usize, shift: f64) -> (tempfile::TempDir, Job) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let names: Vec<String> = (1..=8).map(|k| format!("x{k}")).collect();
    let mut rng = matchwell::stats::rng::stream(20_190_501, "budget", 0);
    let mut normal = || {
        let u = matchwell::stats::rng::uniform(&mut rng).clamp(1e-300, 1.0 - 1e-16);
        matchwell::stats::distribution::normal_quantile(u)
    };
    let mut text = format!("id,z,y,{}\n", names.join(","));
    for i in 0..treated + controls {
        let z = i < treated;
        let x: Vec<String> = (0..8).map(|_| (normal() + if z { shift } else { 0.0 }).to_string()).collect();
        writeln!(text, "{i},{},{},{}", u8::from(z), normal(), x.join(",")).expect("memory");
    }
    std::fs::write(folder.path().join("people.csv"), text).expect("written");
    let mut covariates = String::new();
    for n in &names {
        writeln!(covariates, "{n} = {{ kind = \"number\", column = \"{n}\" }}").expect("memory");
    }
    let job = format!(
        "name = \"shifted\"\n[units]\nsource = \"people.csv\"\nid = \"id\"\ntreated = {{ column = \"z\", is = 1 }}\n[covariates]\n{covariates}[outcomes.y]\ncolumn = \"y\"\n[design]\n[matching]\n[disclosure]\nprofile = \"none\"\n"
    );
    let job = job::read(&job, folder.path()).job.expect("a job without faults");
    (folder, job)
}

/// The job with other lines in `[design]` and `[matching]`; design and matching timed together.
fn timed((folder, job, cohort): &Data, design: &str, matching: &str) -> (f64, Matching) {
    let (before, _) = job.text.split_once("[design]").expect("a section");
    let text =
        format!("{before}[design]\n{design}\n[matching]\n{matching}\n[disclosure]\nprofile = \"none\"\n");
    let reading = job::read(&text, Path::new(folder.path()));
    let told: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{told:?}");
    let specification = reading.job.expect("a job without faults").specifications.remove(0);
    let once = || {
        let design = design::run(cohort.blinded(), &specification, &Cache::default()).expect("a design");
        matching::run(cohort.blinded(), &design, &specification.matching, 1).expect("a matching")
    };
    let start = Instant::now();
    let mut result = once();
    let first = start.elapsed().as_secs_f64();
    let runs = if first > 5.0 { 0 } else { 4 };
    let mut seconds = vec![first];
    for _ in 0..runs {
        let start = Instant::now();
        result = once();
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    (seconds[seconds.len() / 2], result)
}

fn median(runs: usize, work: impl Fn()) -> f64 {
    let mut seconds: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[runs / 2]
}

fn proof(matching: &Matching) -> String {
    let audit = format!("{} edges, {} units", matching.audit.edges, matching.audit.units);
    matching.proof.map_or(audit.clone(), |p| format!("{audit}, gap {:.1e}", p.gap()))
}

fn time(seconds: f64) -> String {
    if seconds < 0.1 { format!("{:.1} ms", 1e3 * seconds) } else { format!("{seconds:.2} s") }
}

/// Largest memory this process has held so far, in MB (Linux; 0 elsewhere).
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}
