//! `matchwell check`: the data profile, and that the rule for small numbers holds on it.

mod common;

use common::data::folder;
use matchwell::commands::check;
use serde_json::Value;
use std::fmt::Write;
use tempfile::TempDir;

const JOB: &str = r#"
name = "A profile"
seed = 1
[treated]
source = "users.csv"
id = "id"
gap_weeks = 12
where = "age < 90"
[control]
source = "pool.csv"
id = "id"
gap_weeks = 52
missing = [-8, -9]
[covariates.age]
kind = "number"
treated = "age"
control = "age"
missing = "exclude"
[covariates.work]
kind = "category"
treated = "work"
control = "work"
missing = "exclude"
[outcomes.score]
better = "higher"
meaningful = 1.0
treated = { start = "before", end = "after" }
control = { start = "before", end = "after" }
[design]
distance = "propensity"
"#;

/// 200 users and 1,000 of the pool; levels, missing values and codes with counts that are known.
fn files(work: &[(&str, usize)]) -> (String, String) {
    let mut users = String::from("id,age,work,before,after\n");
    let mut level = work.iter().flat_map(|(w, n)| std::iter::repeat_n(*w, *n));
    for i in 0..200 {
        let after = if i < 30 { String::new() } else { (20 + i % 7).to_string() };
        let _ = writeln!(
            users,
            "{i},{},{},{},{after}",
            50 + i % 45,
            level.next().unwrap_or("retired"),
            10 + i % 11
        );
    }
    let mut pool = String::from("id,age,work,before,after\n");
    for i in 0..1000_i32 {
        let age = if i < 40 {
            -9
        } else if i < 52 {
            -8
        } else {
            40 + i % 50
        };
        let work = ["retired", "working", "home", "other"][(i % 4).unsigned_abs() as usize];
        let _ = writeln!(pool, "{i},{age},{work},{},{}", 8 + i % 13, 9 + i % 13);
    }
    (users, pool)
}

fn profile(job: &str, work: &[(&str, usize)]) -> (TempDir, Value, String, String) {
    let (users, pool) = files(work);
    let folder = folder(&[("job.toml", job), ("users.csv", &users), ("pool.csv", &pool)]);
    let html = folder.path().join("profile.html");
    let answer =
        check::run(&folder.path().join("job.toml"), Some(&html), &|_| ()).unwrap_or_else(|e| panic!("{e:?}"));
    let page = std::fs::read_to_string(&html).expect("the page");
    (folder, answer.json["profile"].clone(), answer.text, page)
}

const WORK: &[(&str, usize)] = &[("retired", 120), ("working", 50), ("home", 18), ("other", 4), ("", 8)];

#[test]
fn numbers_are_described_and_codes_counted() {
    let (_folder, p, text, page) = profile(&format!("{JOB}\n[disclosure]\nprofile = \"none\"\n"), WORK);
    let age = &p["facts"][0];
    assert_eq!(age["arms"][1]["missing"]["of"], 52);
    assert_eq!(age["arms"][1]["codes"], serde_json::json!([["-9", { "of": 40 }], ["-8", { "of": 12 }]]));
    assert_eq!(
        p["people"],
        serde_json::json!([{ "of": 180 }, { "of": 1000 }]),
        "20 users are 90 or more and do not take part"
    );
    let observed = p["ends"][0][1][0]["of"].as_f64().expect("a share");
    assert!(observed > 0.8 && observed < 0.9, "{observed}");
    assert!(age["difference"].as_f64().is_some_and(|d| d > 0.0 && d < 1.0));
    assert!(p["score"]["auc"].as_f64().is_some_and(|a| (0.5..1.0).contains(&a)));
    for shown in [&text, &page] {
        assert!(shown.contains("-9") && shown.contains("40"), "{shown}");
    }
    assert!(text.lines().all(|l| l.chars().count() <= 100), "{text}");
    assert!(!page.contains("<script src") && !page.contains("http://") && !page.contains("https://"));
}

#[test]
fn end_values_are_never_shown() {
    let (_folder, p, text, page) = profile(JOB, WORK);
    // Treated end values are 20 to 26; no other number of the profile is called an end.
    let ends = p["ends"].to_string();
    assert!(!ends.contains("mean"), "{ends}");
    assert!(p["facts"].as_array().expect("facts").iter().all(|f| f["name"] != "score.end"));
    assert!(!text.contains("score.end") && !page.contains("score.end"));
}

/// Shares of the levels of a category in one arm, those withheld as `None`.
fn shares(fact: &Value, arm: usize) -> Vec<Option<f64>> {
    fact["levels"].as_array().expect("levels").iter().map(|l| l["shares"][arm].as_f64()).collect()
}

#[test]
fn what_is_withheld_cannot_be_worked_back() {
    // One small cell; several; a small one beside empty ones; counts just at the threshold.
    let shapes: [&[(&str, usize)]; 4] = [
        &[("retired", 120), ("working", 50), ("home", 26), ("other", 4)],
        WORK,
        &[("retired", 190), ("working", 3), ("home", 0), ("other", 7)],
        &[("retired", 150), ("working", 20), ("home", 15), ("other", 15)],
    ];
    for (k, work) in shapes.into_iter().enumerate() {
        let (_folder, p, text, page) = profile(JOB, work);
        let fact = &p["facts"][1];
        for arm in [0, 1] {
            let all = p["people"][arm]["of"].as_f64().expect("a total");
            let shares = shares(fact, arm);
            let hidden = shares.iter().filter(|n| n.is_none()).count();
            assert!(hidden != 1, "what is lacking to 100 % tells the one that is hidden: {shares:?}");
            assert!(arm == 0 || hidden == 0, "{shares:?}");
            assert!(
                shares
                    .iter()
                    .flatten()
                    .all(|s| (s * 100.0 - (s * 100.0).round()).abs() < 1e-9 && s * all >= 9.0)
            );
            if hidden > 0 {
                // Shares are up to half a percent off: what the hidden share among them reaches the threshold.
                let rest =
                    1.0 - shares.iter().flatten().sum::<f64>() + 0.005 * (shares.len() - hidden) as f64;
                assert!(rest * all >= 10.0, "{shares:?} of {all}");
            }
        }
        assert_eq!(k == 3, shares(fact, 0).iter().all(Option::is_some));
        let levels = fact["levels"].as_array().expect("levels");
        assert!(levels.iter().flat_map(|l| l["people"].as_array().expect("two")).all(|n| n["of"].is_null()));
        assert!(p["facts"][0]["arms"][0]["ends"].is_null(), "no smallest and largest person");
        for shown in [&text, &page] {
            assert!(!shown.contains("(2 %)") && !shown.contains("(4 of"), "{shown}");
        }
        bars_rest_on_enough(&p, [180, 1000]);
    }
}

/// Every bar of every number stands for the threshold at least.
fn bars_rest_on_enough(p: &Value, all: [usize; 2]) {
    for fact in p["facts"].as_array().expect("facts") {
        for (arm, of) in all.iter().enumerate() {
            let bars = fact["arms"][arm]["bars"].as_array().expect("bars");
            let widths: Vec<f64> =
                bars.iter().map(|b| b[1].as_f64().expect("to") - b[0].as_f64().expect("from")).collect();
            let narrow = widths.iter().copied().fold(f64::INFINITY, f64::min);
            for (bar, width) in bars.iter().zip(&widths) {
                let people = bar[2].as_f64().expect("a share") * (width / narrow) * *of as f64;
                assert!(people >= 9.0, "{bar} of {of} in {}", fact["name"]);
            }
        }
    }
}

#[test]
fn the_rule_holds_for_reasons_and_files() {
    let (_folder, p, text, _) = profile(JOB, WORK);
    // 20 users are too old; 8 have no work: both are told from the 172 who stay unless two are hidden.
    let users: Vec<&Value> = p["entry"].as_array().expect("reasons").iter().map(|e| &e[1][0]).collect();
    let hidden = users.iter().filter(|n| n["of"].is_null()).count();
    assert!(hidden != 1, "{users:?}");
    assert!(text.contains("<10") && text.contains("withheld"), "{text}");
}

#[test]
fn faults_of_the_data_are_still_told_all_at_once() {
    let folder = folder(&[
        ("job.toml", JOB),
        ("users.csv", "id,age,work,before,after\n1,old,retired,1,2\n2,60,retired,x,2\n"),
        ("pool.csv", "id,age,work,before,after\n1,60,retired,1,2\n"),
    ]);
    let failed = check::run(&folder.path().join("job.toml"), None, &|_| ()).expect_err("faults");
    assert!(matches!(&failed, matchwell::error::Error::Data(f) if f.len() >= 3), "{failed:?}");
}
