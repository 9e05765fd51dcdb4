//! Whole jobs against the stored oracle: random jobs with the answers of MatchIt 4.7.2
//! (tests/fixtures/oracle/jobs.jsonl.gz), for the methods and distances that exist here: nearest on a
//! logit score (probability or linear predictor), classes of such a score, exact and coarsened exact matching. Everything else in the file is
//! skipped and counted. Tolerance 1e-8 relative; rows must be equal unless `tied_scores` is above 0.

mod common {
    pub mod engine;
}

use common::engine::{close, job_of};
use matchwell::balance::Statistic;
use matchwell::estimate::{EstimatorKind, Measure};
use matchwell::pipeline::{self, Depth};
use matchwell::study::{Analysis, Study};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;

const COLUMNS: [&str; 9] = ["id", "treat", "x1", "x2", "x3", "f", "x4", "y", "yb"];

fn jobs() -> Vec<Value> {
    let file = std::fs::File::open("tests/fixtures/oracle/jobs.jsonl.gz").expect("fixture");
    let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines();
    lines.map(|l| serde_json::from_str(&l.expect("line")).expect("JSON")).collect()
}

fn supported(call: &Value) -> bool {
    match call["method"].as_str() {
        Some("exact" | "cem") => true,
        Some("nearest" | "subclass") => matches!(call["link"].as_str(), Some("logit" | "linear.logit")),
        _ => false,
    }
}

fn cell(v: &Value) -> String {
    v.as_str().map_or_else(|| v.to_string(), str::to_owned)
}

fn csv_of(data: &Value) -> String {
    let n = data["id"].as_array().expect("ids").len();
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for i in 0..n {
        let row: Vec<String> = COLUMNS.iter().map(|c| cell(&data[c][i])).collect();
        let _ = writeln!(text, "{}", row.join(","));
    }
    text
}

fn names(v: &Value) -> String {
    let list: Vec<String> = match v {
        Value::Null => Vec::new(),
        Value::Array(a) => a.iter().map(cell).collect(),
        one => vec![cell(one)],
    };
    format!("{list:?}")
}

fn calipers(call: &Value, linear: bool) -> String {
    let scale = if linear { "logit" } else { "probability" };
    let one = |on: &str, w: &Value| {
        let on = if on == "1" { "propensity" } else { on };
        format!("{{ on = \"{on}\", width = {w}, scale = \"{scale}\", sd = \"all\" }}")
    };
    let list: Vec<String> = match &call["caliper"] {
        Value::Null => Vec::new(),
        Value::Object(o) => o.iter().map(|(k, w)| one(k, w)).collect(),
        w => vec![one("propensity", w)],
    };
    format!("[{}]", list.join(", "))
}

fn coarsening(cutpoints: &Value) -> String {
    let list = |o: &serde_json::Map<String, Value>| {
        o.iter().map(|(name, cut)| format!("{name} = {cut}")).collect::<Vec<_>>().join(", ")
    };
    match cutpoints {
        Value::Object(o) => format!("cem.cutpoints = {{ {} }}", list(o)),
        rule => format!("cem.rule = {rule}"),
    }
}

fn job(stored: &Value) -> String {
    let call = &stored["call"];
    let exact_method = call["method"] == "exact";
    let linear = call["link"] == "linear.logit";
    let order = call["m.order"].as_str().map_or(String::new(), |o| format!("order = \"{o}\""));
    let terms = if exact_method { r#"["x3", "f"]"# } else { r#"["x1", "x2", "x3", "f", "x4"]"# };
    let exact = if exact_method { terms.to_owned() } else { names(&call["exact"]) };
    let options = match call["method"].as_str() {
        Some("cem") => coarsening(&call["cutpoints"]),
        Some("subclass") => format!("subclass.classes = {}", call["subclass"]),
        Some("exact") => String::new(),
        _ => format!("ratio = {}\nreplace = {}\n{order}", call["ratio"], call["replace"]),
    };
    let variance = if stored["variance"] == "HC3" { "hc3" } else { "auto" };
    format!(
        r#"name = "oracle"
[units]
source = "data.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
[covariates]
x1 = {{ kind = "number", column = "x1" }}
x2 = {{ kind = "number", column = "x2" }}
x3 = {{ kind = "yes-no", column = "x3" }}
f = {{ kind = "category", column = "f" }}
x4 = {{ kind = "number", column = "x4" }}
[outcomes.y]
column = "y"
[outcomes.yb]
column = "yb"
binary = true
[design]
estimand = {estimand}
terms = {terms}
exact = {exact}
antiexact = {antiexact}
distance = "{distance}"
calipers = {calipers}
discard = "{discard}"
propensity.stop = "r"
[matching]
method = {method}
ties = "id"
{options}
[estimate]
estimators = ["difference"]
measures = ["difference"]
variance = "{variance}"
"#,
        estimand = call["estimand"],
        antiexact = names(&call["antiexact"]),
        distance = if linear { "linear_predictor" } else { "propensity" },
        calipers = calipers(call, linear),
        discard = call["discard"].as_str().unwrap_or("none"),
        method = call["method"],
    )
}

/// `None` when the weights differ at ties.
fn compare(stored: &Value, study: &Study) -> Option<()> {
    let analysis = &study.analyses[0];
    let seed = &stored["seed"];
    let weights = stored["weight"].as_array().expect("weights");
    let off = (0..study.cohort.len()).filter(|&i| {
        let row: usize = study.cohort.ids().text(i).parse().expect("row number");
        (analysis.matching.weight[i] - weights[row - 1].as_f64().expect("weight")).abs() > 1e-8
    });
    if off.count() > 0 {
        return None;
    }
    for (statistic, key) in [
        (Statistic::StandardisedDifference, "smd_after"),
        (Statistic::EcdfMax, "ecdf_max_after"),
        (Statistic::VarianceRatio, "vr_after"),
    ] {
        balance(analysis, statistic, &stored[key], &format!("seed {seed}: {key}"));
    }
    close(&format!("seed {seed}: ess"), analysis.balance.control.ess, stored["ess_control"].as_f64()?, 1e-8);
    for row in &analysis.effects.as_ref().expect("effects").rows {
        if row.estimator != EstimatorKind::Difference
            || row.measure != Measure::Difference
            || row.group != "all"
        {
            continue;
        }
        let key = if row.outcome == "y" { "effect" } else { "risk_difference" };
        close(&format!("seed {seed}: {key}"), row.estimate.expect("estimate"), stored[key].as_f64()?, 1e-8);
        let same_sets = stored["tied_scores"] == 0 || same_pairs(stored, study);
        if let (Some(se), "y", Some(ours), true) =
            (stored["se"].as_f64(), row.outcome.as_str(), row.se, same_sets)
        {
            close(&format!("seed {seed}: se"), ours, se, 1e-8);
        }
    }
    Some(())
}

/// `true` if the partners are the same too: at ties the same controls can be paired otherwise, which
/// moves a standard error that is clustered by set.
fn same_pairs(stored: &Value, study: &Study) -> bool {
    let Some(edges) = &study.analyses[0].matching.edges else { return true };
    let id = |row: u32| study.cohort.ids().text(row as usize).parse::<u64>().expect("row number");
    let atc = stored["call"]["estimand"] == "ATC";
    let mut ours: Vec<(u64, u64)> = edges
        .iter()
        .map(|e| if atc { (id(e.control), id(e.treated)) } else { (id(e.treated), id(e.control)) })
        .collect();
    let lists = stored["pairs"].as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(Value::as_array);
    let mut theirs: Vec<(u64, u64)> = lists
        .flat_map(|l| {
            let number = |v: &Value| v.as_u64().expect("row number");
            let focal = number(&l[0]);
            l[1..].iter().map(move |v| (focal, number(v))).collect::<Vec<_>>()
        })
        .collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    ours == theirs
}

fn balance(analysis: &Analysis, statistic: Statistic, stored: &Value, what: &str) {
    for row in analysis.balance.rows.iter().filter(|r| r.statistic == statistic) {
        let key = match (row.covariate.as_str(), &row.level) {
            ("propensity", _) => "distance".to_owned(),
            (c, Some(l)) => format!("{c}{l}"),
            (c, None) => c.to_owned(),
        };
        if let (Some(theirs), Some(ours)) = (stored[&key].as_f64(), row.after) {
            close(&format!("{what} of {key}"), ours, theirs, 1e-8);
        }
    }
}

#[test]
fn stored_jobs_are_answered_as_the_reference_answers_them() {
    let (mut equal, mut refused, mut tied, mut skipped) = (0, 0, Vec::new(), 0);
    for stored in jobs() {
        if !supported(&stored["call"]) {
            skipped += 1;
            continue;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("data.csv"), csv_of(&stored["data"])).expect("data");
        let text = job(&stored);
        if stored.get("error").is_some() && !matchwell::job::read(&text, folder.path()).faults.is_empty() {
            refused += 1; // refused before any work
            continue;
        }
        let run = pipeline::run(&job_of(&text, Path::new(folder.path())), Depth::Full, &|_| ());
        match (run, stored.get("error")) {
            (Err(_), Some(_)) => refused += 1,
            (Ok(study), None) => match compare(&stored, &study) {
                Some(()) => equal += 1,
                None => {
                    tied.push((
                        stored["seed"].as_u64().unwrap(),
                        stored["tied_scores"].as_u64().unwrap_or(0),
                    ));
                }
            },
            (Ok(_), Some(e)) => panic!("seed {}: answered here, refused there: {e}", stored["seed"]),
            (Err(e), None) => panic!("seed {}: refused here: {e}", stored["seed"]),
        }
    }
    println!("equal {equal}, refused by both {refused}, other rows {tied:?}, of other methods {skipped}");
    // Four jobs with dozens of tied scores end with other rows. Given the reference's own scores, two of
    // them (35, 300) come out equal, so there it is the last bits of our fit; 148 is a tie but for the
    // last bits of the stored scores; 374 is not traced (tests/matching_oracle.rs).
    let (seeds, scores): (Vec<u64>, Vec<u64>) = tied.iter().copied().unzip();
    assert!(scores.iter().all(|&n| n > 0), "other rows without a tied score: {tied:?}");
    // Classes: in 291 a cut falls on a score but for its last bits; in 455 the reference fills a class with someone
    // discarded and then drops the class.
    let known = [35, 148, 291, 300, 374, 455];
    assert!(
        seeds.iter().all(|seed| known.contains(seed)),
        "more jobs than known choose otherwise at ties: {tied:?}"
    );
    assert!(equal + refused >= 230, "only {equal} jobs were compared");
}
