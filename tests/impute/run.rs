//! From files with gaps to a pooled run.

use super::engine::{job_of, run_text};
use super::people::{Make, job, rows, write};
use matchwell::cohort::{Cohort, Column};
use matchwell::commands::{self, design::Lock};
use matchwell::pipeline::{self, Depth};
use matchwell::report;
use matchwell::study::Study;
use std::path::Path;

const MAKE: Make = Make { n: 240, seed: 1, gaps: true };
const NEAREST: &str = "method = \"nearest\"";
const FOUR: &str = "[imputation]\nm = 4\niterations = 4";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "people.csv", &rows(&MAKE));
    folder
}

fn run(more: &str) -> Study {
    run_text(&job("impute", NEAREST, more), folder().path())
}

fn values(cohort: &Cohort, name: &str) -> Vec<Option<String>> {
    let column = cohort.column(name).expect("a column");
    let one = |i| match column {
        Column::Number(n) => n.get(i).map(|v| v.to_string()),
        Column::Category(c) => c.get(i).map(|code| c.level(code).to_owned()),
    };
    (0..cohort.len()).map(one).collect()
}

#[test]
fn every_gap_is_filled_and_nothing_else_is_touched() {
    let study = run(FOUR);
    let imputed = study.imputed.as_ref().expect("something was imputed");
    assert_eq!(imputed.cohorts.len(), 4);
    let read: Vec<Vec<String>> =
        rows(&MAKE).iter().map(|r| r.split(',').map(str::to_owned).collect()).collect();
    let mut different = 0;
    for cohort in &imputed.cohorts {
        let (health, sex) = (values(cohort, "health"), values(cohort, "sex"));
        for (i, cells) in read.iter().enumerate() {
            let filled = health[i].clone().expect("no gap is left");
            match cells[3].as_str() {
                "" => {
                    different +=
                        usize::from(Some(&filled) != values(&imputed.cohorts[0], "health")[i].as_ref());
                }
                known => assert_eq!(filled.parse::<f64>().unwrap(), known.parse::<f64>().unwrap()),
            }
            assert!(cells[4].is_empty() || sex[i].as_deref() == Some(cells[4].as_str()));
            assert!(sex[i].is_some());
        }
        assert_eq!(values(cohort, "age"), values(&study.cohort, "age"));
        assert_eq!(values(cohort, "lonely.end"), values(&study.cohort, "lonely.end"));
    }
    assert!(different > 20, "{different} values differ from the first imputation's");
    assert_eq!(values(&study.cohort, "health"), values(&imputed.cohorts[0], "health"));
}

#[test]
fn neither_rows_nor_columns_nor_threads_change_anything() {
    let study = run(FOUR);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut turned = rows(&MAKE);
    turned.reverse();
    write(folder.path(), "people.csv", &turned);
    let text = job("impute", NEAREST, FOUR);
    let (age, health) = (line(&text, "age ="), line(&text, "health ="));
    let text = text.replacen(&age, "", 1).replacen(&health, &format!("{health}\n{age}"), 1);
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let other = pool.install(|| run_text(&text, folder.path()));
        let (ours, theirs) = (study.imputed.as_ref().unwrap(), other.imputed.as_ref().unwrap());
        assert_eq!(ours.sha256, theirs.sha256);
        let weights = |s: &Study| s.analyses[0].matching.analysis_weight.clone();
        assert_eq!(weights(&study), weights(&other));
    }
}

fn line(text: &str, start: &str) -> String {
    text.lines().find(|l| l.starts_with(start)).expect("the line").to_owned()
}

/// The same people with other end scores.
fn with_other_ends(folder: &Path) {
    let other: Vec<String> = rows(&MAKE)
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let (rest, _) = r.rsplit_once(',').unwrap();
            format!("{rest},{}", (i * 37 % 101) as f64 / 20.0)
        })
        .collect();
    write(folder, "people.csv", &other);
}

#[test]
fn end_scores_are_read_only_where_the_job_says_so() {
    let other = tempfile::tempdir().expect("a temporary folder");
    with_other_ends(other.path());
    let hash = |study: &Study| study.imputed.as_ref().expect("imputed").sha256.clone();
    let text = job("impute", NEAREST, FOUR);
    let (ours, theirs) = (run(FOUR), run_text(&text, other.path()));
    assert_eq!(hash(&ours), hash(&theirs));
    let open = format!("{FOUR}\noutcome = true");
    let text = job("impute", NEAREST, &open);
    let (ours_open, theirs_open) = (run(&open), run_text(&text, other.path()));
    assert_ne!(hash(&ours_open), hash(&theirs_open));
    assert_ne!(hash(&ours_open), hash(&ours));
}

#[test]
fn a_blind_design_is_the_design_of_the_run_with_and_without_outcomes() {
    let folder = folder();
    let path = folder.path().join("job.toml");
    let quiet = |_: pipeline::Progress<'_>| ();
    for more in [FOUR.to_owned(), format!("{FOUR}\noutcome = true")] {
        let text = job("impute", NEAREST, &more);
        std::fs::write(&path, &text).expect("written");
        let blind = pipeline::run(&job_of(&text, folder.path()), Depth::Blind, &quiet).expect("a design");
        for cohort in &blind.imputed.as_ref().expect("imputed").cohorts {
            let end = cohort.number("lonely.end").expect("a column");
            assert!((0..cohort.len()).filter(|&i| cohort.treated()[i]).all(|i| end.get(i) == Some(0.0)));
        }
        let told = commands::design::run(&path, Lock::Write, &quiet).expect("a design");
        let helped = told.text.contains("helped to fill in `health`, `sex`");
        assert_eq!(helped, more.contains("outcome"), "{}", told.text);
        let again = |text: &str| {
            std::fs::write(&path, text).expect("written");
            let out = folder.path().join("out");
            commands::run::run(&path, Some(&out), &quiet).expect("a run").text
        };
        let same = again(&text);
        assert!(same.contains("The design is the one locked before"), "{same}");
        let changed = again(&text.replace("iterations = 4", "iterations = 4\nseed = 99"));
        assert!(changed.contains("the matches of specification `primary` changed"), "{changed}");
    }
}

#[test]
fn derived_columns_follow_what_was_filled_in() {
    let more =
        format!("{FOUR}\n[derive]\nill = \"health > 0.5\"\ntwice = \"health * 2\"\nolder = \"age > 0\"");
    let study = run(&more);
    for cohort in &study.imputed.as_ref().expect("imputed").cohorts {
        let number = |name: &str| cohort.number(name).expect("a column");
        let (health, ill, twice) = (number("health"), number("ill"), number("twice"));
        for i in 0..cohort.len() {
            let h = health.get(i).expect("filled");
            assert_eq!(ill.get(i), Some(f64::from(u8::from(h > 0.5))));
            assert_eq!(twice.get(i), Some(h * 2.0));
        }
    }
}

#[test]
fn without_gaps_nothing_is_imputed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "people.csv", &rows(&Make { gaps: false, ..MAKE }));
    let study = run_text(&job("impute", NEAREST, FOUR), folder.path());
    assert!(study.imputed.is_none() && study.analyses[0].imputed.is_none());
    let plain = run_text(&job("stop", NEAREST, ""), folder.path());
    let row = |s: &Study| {
        let e = s.analyses[0].effects.as_ref().unwrap();
        e.rows[e.primary].clone()
    };
    assert_eq!(row(&study), row(&plain));
}

#[test]
fn the_run_folder_tells_all_of_it() {
    let study = run(FOUR);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let written = report::run(&study, Path::new("job.toml"), &out).expect("written");
    let primary = written.release.primary().expect("a primary specification");
    assert_eq!(primary.imputations, Some(4));
    assert_eq!(primary.imputed.as_deref(), Some("health: pmm, sex: multinomial"));
    assert_eq!(primary.imputation_rounds, Some(4));
    assert!(primary.imputation_rhat.is_some_and(|r| r > 0.5 && r < 3.0));
    assert!(primary.partners_kept.is_some_and(|k| k > 0.0 && k < 1.0));
    let tables = written.release.tables();
    assert!(tables.effects.iter().all(|e| e.imputation.is_none() && e.imputations == Some(4)));
    assert!(tables.effects.iter().any(|e| e.missing_information.is_some_and(|f| f > 0.0)));
    assert!(tables.balance.iter().any(|b| b.after_worst.is_some()));
    let html = std::fs::read_to_string(out.join("release/report.html")).expect("a report");
    for words in ["Filled in 4 times by chained equations", "Rubin", "averages over 4 completed data sets"] {
        assert!(html.contains(words), "{words}");
    }
    let rows = |name: &str| {
        let file = std::fs::File::open(out.join("restricted").join(name)).expect("a table");
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        reader.build().unwrap().map(|b| b.unwrap().num_rows()).sum::<usize>()
    };
    assert_eq!(rows("units.parquet"), 4 * study.cohort.len());
    let edges = |a: &matchwell::study::Analysis| a.matching.edges.as_ref().map_or(0, Vec::len);
    let parts = &study.analyses[0].imputed.as_ref().unwrap().parts;
    assert_eq!(rows("pairs.parquet"), parts.iter().map(edges).sum::<usize>());
    // Two columns in two arms, four imputations of four rounds.
    assert_eq!(rows("imputation.parquet"), 2 * 2 * 4 * 4);
}
