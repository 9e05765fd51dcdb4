//! Does the interval cover the truth? Every estimator and variance on data whose effect is known.
//!
//! `cargo bench --bench coverage` runs 2,000 data sets a process; `-- --smoke` 200; `-- --write FILE` puts the table
//! between the marks of a page. Other words choose the processes whose names hold them.

mod analyses;
mod judge;
mod page;
mod process;

use analyses::{Answer, PLANS};
use judge::Verdict;
use process::Process;
use rayon::prelude::*;
use std::time::Instant;

const SEED: u64 = 20_190_501;
const FULL: u64 = 2_000;
const SMOKE: u64 = 200;

/// One process, one plan, one way to estimate.
struct Line {
    process: Process,
    plan: &'static str,
    estimator: &'static str,
    variance: &'static str,
    verdict: Option<Verdict>,
}

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let replicates = if take(&mut words, "--smoke") { SMOKE } else { FULL };
    let page =
        words.iter().position(|w| w == "--write").map(|at| words.drain(at..=at + 1).nth(1).expect("a file"));
    let begun = Instant::now();
    let chosen = process::ALL
        .into_iter()
        .filter(|p| words.is_empty() || words.iter().any(|w| p.name().contains(w.as_str())));
    let mut lines = Vec::new();
    for process in chosen {
        let start = Instant::now();
        lines.extend(run(process, replicates));
        eprintln!("{}: {:.0} s", process.name(), start.elapsed().as_secs_f64());
    }
    let text = page::table(&lines, replicates);
    match page {
        Some(file) => page::write(&file, &text),
        None => print!("{text}"),
    }
    eprintln!("{replicates} data sets a process in {:.0} s", begun.elapsed().as_secs_f64());
}

fn take(words: &mut Vec<String>, word: &str) -> bool {
    let there = words.iter().any(|w| w == word);
    words.retain(|w| w != word);
    there
}

/// Every plan on every data set of one process; data sets in parallel.
fn run(process: Process, replicates: u64) -> Vec<Line> {
    let job = analyses::job();
    let plans: Vec<usize> = (0..PLANS.len()).filter(|&k| PLANS[k].applies(process)).collect();
    let one = |replicate: u64| -> Vec<Vec<Option<Answer>>> {
        let cohort = process.draw(SEED, replicate);
        let of = |&k: &usize| {
            if !PLANS[k].due(replicate) {
                return Vec::new();
            }
            analyses::answers(&cohort, &job.specifications[k + 1], &PLANS[k], replicate)
        };
        plans.iter().map(of).collect()
    };
    let all: Vec<Vec<Vec<Option<Answer>>>> = (0..replicates).into_par_iter().map(one).collect();
    let mut lines = Vec::new();
    for (at, &k) in plans.iter().enumerate() {
        for (e, &(estimator, variance)) in PLANS[k].estimates.iter().enumerate() {
            let answers: Vec<Option<Answer>> = all.iter().filter_map(|r| r[at].get(e).copied()).collect();
            lines.push(Line {
                process,
                plan: PLANS[k].name,
                estimator: estimator.word(),
                variance,
                verdict: Verdict::of(&answers, process.effect()),
            });
        }
    }
    lines
}
