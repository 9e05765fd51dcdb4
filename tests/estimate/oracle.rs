//! Against 500 random jobs answered by MatchIt 4.7.2 and `sandwich`: effect, standard error and risk
//! difference, given their weights and sets, to 1e-8 relative.

use super::common::{cohort, fixture, number_array, plain_outcome, roles};
use super::hand::{close, design, matching, sets, spec};
use flate2::read::GzDecoder;
use matchwell::cohort::Outcome;
use matchwell::design::Estimand;
use matchwell::estimate::{CorrectionSpec, EstimateSpec, EstimatorKind, run};
use matchwell::matching::Structure;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

#[test]
fn effects_of_all_jobs() {
    let file = File::open(fixture("oracle/jobs.jsonl.gz")).expect("the fixture is there");
    let mut done = 0;
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let job: Value = serde_json::from_str(&line.expect("a line")).expect("it is JSON");
        if job.get("error").is_none() {
            check(&job);
            done += 1;
        }
    }
    assert_eq!(done, 497);
}

fn check(job: &Value) {
    let data = &job["data"];
    let treated: Vec<bool> = floats(&data["treat"]).iter().map(|z| *z > 0.5).collect();
    let ids = floats(&data["id"]).iter().map(f64::to_string).collect();
    let columns = vec![("y", number_array(floats(&data["y"]))), ("yb", number_array(floats(&data["yb"])))];
    let yb = Outcome { binary: true, ..plain_outcome("yb", "") };
    let cohort = cohort(ids, treated, columns, roles(Vec::new(), vec![plain_outcome("y", "points"), yb]));
    let clustered = job["variance"] == "CR1 by set";
    let structure = if clustered { Structure::Sets } else { Structure::Strata };
    let mut m = matching(structure, floats(&job["weight"]));
    if clustered {
        let word = |v: &Value| v.as_i64().map_or_else(|| "NA".to_owned(), |k| k.to_string());
        let words: Vec<String> = job["subclass"].as_array().expect("sets").iter().map(word).collect();
        m.set = Some(sets(&words, &m.weight));
    } else {
        m.structure = Structure::ScoreWeights;
    }
    let d = design(&cohort, estimand(job), &[]);
    let variance = if clustered { "cluster(set)" } else { "hc3" };
    let cr1 = EstimateSpec { correction: CorrectionSpec::Cr1, ..spec(EstimatorKind::Difference, variance) };
    let effects = run(&cohort, &d, &m, &cr1).expect("effects");
    let seed = &job["seed"];
    let y = effects.rows.iter().find(|r| r.outcome == "y").expect("a row");
    let yb = effects.rows.iter().find(|r| r.outcome == "yb").expect("a row");
    close(&format!("seed {seed} effect"), y.estimate, job["effect"].as_f64().expect("a number"), 1e-8);
    let se = job["se"].as_f64();
    if let Some(se) = se {
        close(&format!("seed {seed} se"), y.se, se, 1e-8);
    }
    let risk = job["risk_difference"].as_f64().expect("a number");
    let gap = (yb.estimate.unwrap_or(f64::NAN) - risk).abs();
    assert!(gap < 1e-10, "seed {seed}: risk difference {:?} is not {risk}", yb.estimate);
}

fn estimand(job: &Value) -> Estimand {
    match job["call"]["estimand"].as_str() {
        Some("ATC") => Estimand::Atc,
        Some("ATE") => Estimand::Ate,
        _ => Estimand::Att,
    }
}
