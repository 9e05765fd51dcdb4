//! The pool as a survey: weights, households, strata and sampling units, from the file to the variance.
//!
//! Reference: `tests/fixtures/survey_design/survey_design.R`, R package survey 4.1.1 (`svydesign` with nested
//! units in strata, `survey.lonely.psu = "adjust"`, `svyglm` on the part of the survey that is compared).
//! Tolerance 1e-8. Without strata the variance here is CR1, which has the factor (n - 1) / (n - k) more.

mod common {
    pub mod engine;
}

use common::engine::{close, job_of, run_text};
use matchwell::estimate::EffectRow;
use matchwell::job;
use matchwell::report::tabulate;
use matchwell::study::{Analysis, Study};
use serde_json::Value;
use std::path::Path;

const FOLDER: &str = "tests/fixtures/survey_design";

fn text(control: &str, design: &str, matching: &str, estimate: &str, more: &str) -> String {
    format!(
        r#"name = "a survey"
[treated]
source = "users.csv"
id = "id"
[control]
source = "pool.csv"
id = "id"
{control}
[covariates]
age = {{ kind = "number", treated = "age", control = "age" }}
sex = {{ kind = "yes-no", treated = "sex", control = "sex" }}
[outcomes.y]
treated = {{ end = "y" }}
control = {{ end = "y" }}
better = "higher"
unit = "points"
[design]
{design}
[matching]
{matching}
[estimate]
estimators = ["difference"]
{estimate}
[disclosure]
profile = "none"
{more}
"#
    )
}

const ALL: &str = "weight = \"w\"\nstrata = \"region\"\npsu = \"psu\"\nhousehold = \"hh\"";
const WEIGHTING: &str = "method = \"weighting\"";
const PSU: &str = "variance = \"cluster(psu)\"";

fn run(control: &str, design: &str, matching: &str, estimate: &str) -> Study {
    run_text(&text(control, design, matching, estimate, ""), Path::new(FOLDER))
}

fn effect(a: &Analysis) -> &EffectRow {
    let effects = a.effects.as_ref().expect("effects");
    &effects.rows[effects.primary]
}

fn reference() -> Value {
    let text = std::fs::read_to_string(format!("{FOLDER}/reference.json")).expect("the fixture");
    serde_json::from_str(&text).expect("JSON")
}

fn stored(v: &Value, what: &str, name: &str) -> f64 {
    v[what][name].as_f64().expect("a number")
}

fn compare(what: &str, row: &EffectRow, factor: f64) {
    let v = reference();
    close(what, row.estimate.expect("an estimate"), stored(&v, what, "difference"), 1e-8);
    let se = row.se.expect("a standard error") / factor.sqrt();
    close(&format!("{what}: se"), se, stored(&v, what, "se"), 1e-8);
}

#[test]
fn taylor_variances_equal_the_survey_package() {
    let study = run(ALL, "", WEIGHTING, PSU);
    let row = effect(&study.analyses[0]);
    compare("unweighted", row, 1.0);
    assert_eq!(row.variance, "cluster(psu) in strata, Taylor");
    let strata = run("weight = \"w\"\nstrata = \"region\"", "", WEIGHTING, PSU);
    compare("unweighted_strata", effect(&strata.analyses[0]), 1.0);
    let nested = "psu = \"psu\"\nstrata = \"region\"";
    let same = run(nested, "", WEIGHTING, PSU);
    assert_eq!(effect(&same.analyses[0]).se, row.se, "the weight is not in use");
    let weighted = run(ALL, "propensity = { weights = \"survey\" }", WEIGHTING, PSU);
    compare("weighted", effect(&weighted.analyses[0]), 1.0);
    let exact = run(ALL, "exact = [\"sex\"]", "method = \"exact\"", PSU);
    compare("exact", effect(&exact.analyses[0]), 1.0);
}

/// Units numbered across strata: with no strata declared, CR1.
#[test]
fn without_strata_units_are_plain_clusters() {
    let folder = tempfile::tempdir().expect("a folder");
    let pool = std::fs::read_to_string(format!("{FOLDER}/pool.csv")).expect("the pool");
    let renamed: Vec<String> = pool
        .lines()
        .map(|line| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if cells[0] != "id" {
                cells[4] = format!("{}{}", cells[3], cells[4]);
            }
            cells.join(",")
        })
        .collect();
    std::fs::write(folder.path().join("pool.csv"), renamed.join("\n")).expect("written");
    std::fs::copy(format!("{FOLDER}/users.csv"), folder.path().join("users.csv")).expect("copied");
    let by = |correction: &str| {
        let said = format!("{PSU}\ncorrection = \"{correction}\"");
        run_text(&text("psu = \"psu\"", "", WEIGHTING, &said, ""), folder.path())
    };
    let study = by("cr1");
    let row = effect(&study.analyses[0]);
    compare("unweighted_units", row, 689.0 / 688.0);
    assert_eq!(row.variance, "cluster(psu), CR1");
    // The pool has fewer than 50 units, however many service users are units of their own.
    assert_eq!(effect(&by("auto").analyses[0]).variance, "cluster(psu), CR2");
}

#[test]
fn auto_counts_sampling_units_everywhere() {
    let name =
        |matching: &str, design: &str| effect(&run(ALL, design, matching, "").analyses[0]).variance.clone();
    assert_eq!(name(WEIGHTING, ""), "stacked, cluster(psu) in strata");
    assert_eq!(name("method = \"nearest\"", ""), "cluster(set, psu), CR1, psu in strata");
    assert_eq!(name("method = \"exact\"", "exact = [\"sex\"]"), "cluster(psu) in strata, Taylor");
    let reuse = name("method = \"nearest\"\nreplace = true", "");
    assert_eq!(reuse, "cluster(set, unit, psu), CR1, psu in strata");
    let told = |variance: &str| {
        let study = run(ALL, "", "method = \"nearest\"", &format!("variance = \"{variance}\""));
        study.analyses[0].design.review.iter().any(|f| f.rule == "MW112")
    };
    assert!(told("cluster(set)") && told("cluster(set, household)") && !told("cluster(set, psu)"));
}

/// The household is what `cluster(set, household)` means where one is declared; without it, the cluster.
#[test]
fn household_is_an_alias_of_the_cluster() {
    let by = |control: &str| {
        let study =
            run(control, "", "method = \"nearest\"\nties = \"id\"", "variance = \"cluster(set, household)\"");
        let row = effect(&study.analyses[0]);
        (row.estimate, row.se)
    };
    assert_eq!(by("household = \"hh\""), by("cluster = \"hh\""));
    assert_eq!(by("household = \"hh\"\ncluster = \"region\""), by("cluster = \"hh\""));
    assert_ne!(by("cluster = \"region\"").1, by("cluster = \"hh\"").1);
}

#[test]
fn weighted_and_unweighted_stand_side_by_side() {
    let more = "[[specification]]\nname = \"weighted\"\ndesign = { propensity = { weights = \"survey\" } }";
    let study = run_text(&text(ALL, "", WEIGHTING, PSU, more), Path::new(FOLDER));
    compare("unweighted", effect(&study.analyses[0]), 1.0);
    compare("weighted", effect(&study.analyses[1]), 1.0);
    let eligible = |a: &Analysis| a.design.eligible.counts(study.cohort.treated())[0][0];
    assert_eq!(eligible(&study.analyses[0]), 600, "without the weight everybody counts");
    assert_eq!(eligible(&study.analyses[1]), 595);
    let reasons = &study.analyses[1].design.eligible;
    let counts = reasons.counts(study.cohort.treated());
    let lost = |code: &str| {
        let at = reasons.table().iter().position(|r| r.code == code).expect("the reason");
        counts[at]
    };
    assert_eq!((lost("no_survey_weight"), lost("zero_survey_weight")), ([3, 0], [2, 0]));
    let fates =
        |a: &Analysis| (0..study.cohort.len()).filter(|&i| a.matching.analysis_weight[i] > 0.0).count();
    assert_eq!((fates(&study.analyses[0]), fates(&study.analyses[1])), (690, 685));
    let tables = tabulate(&study).expect("tables");
    let headlines: Vec<_> =
        tables.specifications.iter().map(|s| (s.score_weighted, s.estimate.is_some())).collect();
    assert_eq!(headlines, [(false, true), (true, true)]);
    let rules = |s: &Study| s.analyses[0].design.review.iter().map(|f| f.rule).collect::<Vec<_>>();
    assert!(!rules(&study).contains(&"MW162"));
    assert!(rules(&run(ALL, "", WEIGHTING, PSU)).contains(&"MW162"));
    assert!(rules(&run(ALL, "propensity = { weights = \"survey\" }", WEIGHTING, PSU)).contains(&"MW162"));
    assert!(!rules(&run("psu = \"psu\"", "", WEIGHTING, PSU)).contains(&"MW162"));
}

#[test]
fn where_every_specification_uses_it_weightless_people_do_not_enter() {
    let study = run(ALL, "propensity = { weights = \"survey\" }", WEIGHTING, PSU);
    let entry = study.cohort.entry();
    let counts = entry.counts(study.cohort.treated());
    let named: Vec<(&str, usize)> =
        entry.table().iter().zip(&counts).map(|(r, c)| (r.code.as_str(), c[0])).collect();
    assert!(
        named.contains(&("no_survey_weight", 3)) && named.contains(&("zero_survey_weight", 2)),
        "{named:?}"
    );
    assert_eq!(counts[0], [595, 90]);
}

#[test]
fn the_survey_is_described() {
    let study = run(ALL, "", WEIGHTING, PSU);
    let v = reference();
    let tables = tabulate(&study).expect("tables");
    let find = |category: &str| {
        tables
            .descriptives
            .iter()
            .find(|d| d.section == "survey_design" && d.category.as_deref() == Some(category))
            .unwrap_or_else(|| panic!("{category}"))
    };
    close("size", find("effective_size").numerator.expect("one"), stored(&v, "kish", "size"), 1e-8);
    close("effect", find("design_effect").value.expect("one"), stored(&v, "kish", "effect"), 1e-8);
    let people = |c: &str| find(c).people;
    assert_eq!(
        [people("weight_missing"), people("weight_zero"), people("weight_positive")],
        [Some(3), Some(2), Some(595)]
    );
    assert_eq!(find("strata").value, Some(6.0));
    assert_eq!(find("sampling_units").value, Some(46.0));
    assert_eq!(find("strata_of_one_unit").value, Some(1.0));
    let notes = &study.analyses[0].design.review;
    let note = |rule: &str| notes.iter().find(|f| f.rule == rule).unwrap_or_else(|| panic!("{rule}"));
    assert!(note("MW281").message.contains("of 6 sampling strata 1 have one sampling unit"));
    assert!(note("MW280").message.contains("more units"));
    let told = &note("MW283").message;
    assert!(told.contains("3 have none, 2 a weight of zero; they add up to 893.3"), "{told}");
    assert!(told.contains("effective sample size 456 (design effect of the weights 1.30)"), "{told}");
}

#[test]
fn people_without_a_stratum_are_one_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let pool = std::fs::read_to_string(format!("{FOLDER}/pool.csv")).expect("the pool");
    std::fs::write(folder.path().join("pool.csv"), pool.replace(",r6,", ",,")).expect("written");
    std::fs::copy(format!("{FOLDER}/users.csv"), folder.path().join("users.csv")).expect("copied");
    let study = run_text(&text(ALL, "", WEIGHTING, PSU, ""), folder.path());
    compare("unweighted", effect(&study.analyses[0]), 1.0);
    let notes = &study.analyses[0].design.review;
    assert!(notes.iter().any(|f| f.message.contains("29 people have no sampling stratum")));
}

#[test]
fn weights_that_weigh_nobody_and_misplaced_strata_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, from) in [("users.csv", "users.csv"), ("pool.csv", "pool.csv")] {
        std::fs::copy(format!("{FOLDER}/{from}"), folder.path().join(name)).expect("copied");
    }
    let job = job_of(&text("weight = \"nil\"", "", WEIGHTING, "", ""), folder.path());
    let pool = std::fs::read_to_string(folder.path().join("pool.csv")).expect("the pool");
    let nil: Vec<String> =
        pool.lines().enumerate().map(|(i, l)| format!("{l},{}", if i == 0 { "nil" } else { "0" })).collect();
    std::fs::write(folder.path().join("pool.csv"), nil.join("\n")).expect("written");
    let refused = matchwell::pipeline::read(&job, &|_| ()).expect_err("nobody has a weight");
    assert!(format!("{refused:?}").contains("MW282"), "{refused:?}");
    let misplaced = text("", "", WEIGHTING, "", "")
        .replace("source = \"users.csv\"", "source = \"users.csv\"\npsu = \"sex\"");
    let told: Vec<&str> = job::read(&misplaced, Path::new(FOLDER)).faults.iter().map(|f| f.code).collect();
    assert_eq!(told, ["MW095"]);
    let none = text("", "", "method = \"nearest\"", "variance = \"cluster(set, psu)\"", "");
    let told: Vec<&str> = job::read(&none, Path::new(FOLDER)).faults.iter().map(|f| f.code).collect();
    assert_eq!(told, ["MW046"]);
}

/// One file: both arms were drawn.
#[test]
fn one_file_has_strata_and_units_in_both_arms() {
    let folder = tempfile::tempdir().expect("a folder");
    let pool = std::fs::read_to_string(format!("{FOLDER}/pool.csv")).expect("the pool");
    let rows: Vec<String> = pool
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.contains(",,"))
        .map(|(i, l)| {
            format!("{l},{}", if i == 0 { "z".to_owned() } else { u8::from(i % 4 == 0).to_string() })
        })
        .collect();
    std::fs::write(folder.path().join("all.csv"), rows.join("\n")).expect("written");
    let job = |variance: &str| {
        format!(
            "name = \"one\"\n[units]\nsource = \"all.csv\"\nid = \"id\"\ntreated = {{ column = \"z\", is = 1 }}\n\
             weight = \"w\"\nstrata = \"region\"\npsu = \"psu\"\n[covariates]\nage = {{ kind = \"number\", column = \"age\" }}\n\
             [outcomes.y]\ncolumn = \"y\"\nbetter = \"higher\"\n[matching]\nmethod = \"weighting\"\n[estimate]\n\
             variance = \"{variance}\"\n"
        )
    };
    let study = run_text(&job("auto"), folder.path());
    assert_eq!(effect(&study.analyses[0]).variance, "stacked, cluster(psu) in strata");
    let tables = tabulate(&study).expect("tables");
    let arms: Vec<&str> = tables
        .descriptives
        .iter()
        .filter(|d| d.category.as_deref() == Some("effective_size"))
        .map(|d| d.arm.as_str())
        .collect();
    assert_eq!(arms, ["control", "treated"]);
}
