//! Whole jobs against the stored oracle: 500 random jobs with the answers of MatchIt 4.7.2
//! (tests/fixtures/oracle/jobs.jsonl.gz), from the text of the job to the effect.
//!
//! Nearest on a score, exact and coarsened exact matching, classes of the score: rows, weights, balance,
//! effective sizes, effects and standard errors to 1e-8. Nearest on covariates the same where the rows are
//! the same; elsewhere as many people, since the reference breaks ties by the last bit of a sum. Optimal and full
//! matching: a total distance never above the reference's with as many people, and every number after it
//! where the sets are the same.

#[path = "../common/engine.rs"]
mod engine;
mod job;
mod judge;

use engine::job_of;
use judge::{Verdict, judge};
use matchwell::pipeline::{self, Depth};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

fn jobs() -> Vec<Value> {
    let file = std::fs::File::open("tests/fixtures/oracle/jobs.jsonl.gz").expect("fixture");
    let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines();
    lines.map(|l| serde_json::from_str(&l.expect("line")).expect("JSON")).collect()
}

fn kind(call: &Value) -> &'static str {
    match (call["method"].as_str(), call["distance"] == "glm") {
        (Some("exact"), _) => "exact",
        (Some("cem"), _) => "coarsened exact",
        (Some("subclass"), _) => "classes",
        (Some("nearest"), true) => "nearest, score",
        (Some("nearest"), false) => "nearest, covariates",
        (Some("optimal"), true) => "optimal, score",
        (Some("optimal"), false) => "optimal, covariates",
        (Some("full"), true) => "full, score",
        (Some("full"), false) => "full, covariates",
        _ => panic!("{call}"),
    }
}

/// `None` when both refuse.
fn answer(stored: &Value) -> Option<Verdict> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("data.csv"), job::csv_of(&stored["data"])).expect("data");
    let text = job::text(stored);
    let error = stored.get("error");
    if error.is_some() && !matchwell::job::read(&text, folder.path()).faults.is_empty() {
        return None; // refused before any work
    }
    match (pipeline::run(&job_of(&text, folder.path()), Depth::Full, &|_| ()), error) {
        (Err(_), Some(_)) => None,
        (Ok(study), None) => Some(judge(stored, &study)),
        (Ok(_), Some(e)) => Some(Verdict::Unlike(format!("answered here, refused there: {e}"))),
        (Err(e), None) => Some(Verdict::Unlike(format!("refused here: {e}"))),
    }
}

/// How the jobs of one kind ended.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    jobs: usize,
    equal: usize,
    refused: usize,
    same_total: usize,
    less_total: usize,
    /// Seeds of jobs with other rows.
    rows: Vec<u64>,
    /// Seeds of jobs that differ otherwise.
    unlike: Vec<u64>,
}

/// Kind, jobs, equal, refused by both, equal or of no greater total, seeds with other rows, seeds unlike.
type Reached = (&'static str, usize, usize, usize, usize, &'static [u64], &'static [u64]);

/// What must not get worse. Classes: in 291 a cut falls on a score but for its last bits; in 455 the reference
/// fills a class with someone discarded and then drops it. Nearest on a score: given the stored scores 35 and 300
/// come out equal, so that it is the last bits of the fit; 148 is a tie but for the last bits; 337 and 374 have over
/// 100 tied scores and are not traced. Full: with `max.controls` inside strata more people find a place here.
const REACHED: [Reached; 9] = [
    ("exact", 23, 23, 0, 23, &[], &[]),
    ("coarsened exact", 61, 61, 0, 61, &[], &[]),
    ("classes", 53, 51, 0, 51, &[291, 455], &[]),
    ("nearest, score", 137, 131, 1, 131, &[35, 148, 300, 337, 374], &[]),
    ("nearest, covariates", 95, 57, 2, 57, &OTHER_PARTNERS, &[]),
    ("optimal, score", 46, 4, 0, 46, &[], &[]),
    ("optimal, covariates", 18, 7, 0, 18, &[], &[]),
    ("full, score", 45, 13, 0, 41, &[], &[67, 208, 354, 466]),
    ("full, covariates", 22, 9, 0, 21, &[], &[465]),
];

/// Jobs of nearest on covariates with other partners at ties.
const OTHER_PARTNERS: [u64; 36] = [
    1, 18, 36, 49, 76, 79, 85, 100, 102, 103, 107, 122, 154, 240, 251, 252, 261, 264, 279, 303, 305, 313,
    317, 322, 339, 352, 365, 376, 378, 387, 392, 398, 407, 409, 417, 440,
];

#[test]
fn stored_jobs_are_answered_as_the_reference_answers_them() {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for stored in jobs() {
        let seed = stored["seed"].as_u64().expect("a seed");
        let tally = tallies.entry(kind(&stored["call"])).or_default();
        tally.jobs += 1;
        match answer(&stored) {
            None => tally.refused += 1,
            Some(Verdict::Equal) => tally.equal += 1,
            Some(Verdict::SameTotal) => tally.same_total += 1,
            Some(Verdict::LessTotal) => tally.less_total += 1,
            Some(Verdict::OtherRows) => {
                println!(
                    "seed {seed} (tied scores {}): other rows; {}",
                    stored["tied_scores"], stored["call"]
                );
                tally.rows.push(seed);
            }
            Some(Verdict::Unlike(what)) => {
                println!("seed {seed} (tied scores {}): {what}; {}", stored["tied_scores"], stored["call"]);
                tally.unlike.push(seed);
            }
        }
    }
    for (kind, tally) in &tallies {
        println!("{kind}: {tally:?}");
    }
    for (kind, jobs, equal, refused, best, rows, unlike) in REACHED {
        let tally = &tallies[kind];
        assert_eq!((tally.jobs, tally.refused), (jobs, refused), "{kind}");
        assert!(tally.equal >= equal, "{kind}: only {} are equal", tally.equal);
        assert!(tally.equal + tally.same_total + tally.less_total >= best, "{kind}: {tally:?}");
        assert!(tally.rows.iter().all(|seed| rows.contains(seed)), "{kind}: {:?}", tally.rows);
        assert!(tally.unlike.iter().all(|seed| unlike.contains(seed)), "{kind}: {:?}", tally.unlike);
    }
}
