//! What may leave the house, and the chapters made from it.

use crate::engine::run_text;
use matchwell::report::chapters::document;
use matchwell::report::document::{Block, Grid, Section};
use matchwell::report::tables::descriptives::DescriptiveRecord;
use matchwell::report::{Release, disclose, tabulate};
use std::fmt::Write as _;
use std::fs;

/// 240 people: 150 `big`, 60 `middle`, 4 `small`, 3 `tiny`, 23 without a word; sexes by turns.
fn people() -> String {
    let mut text = "id,kind,sex,age,y\n".to_owned();
    for i in 0..240 {
        let kind = match i {
            0..150 => "big",
            150..210 => "middle",
            210..214 => "small",
            214..217 => "tiny",
            _ => "",
        };
        let sex = if i % 2 == 0 { "F" } else { "M" };
        writeln!(text, "{i},{kind},{sex},{},{}", 50 + i % 30, 3 + i % 5).expect("memory");
    }
    text
}

fn pool() -> String {
    let mut text = "id,age,y\n".to_owned();
    for i in 0..400 {
        writeln!(text, "P{i},{},{}", 48 + i % 35, 3 + i % 6).expect("memory");
    }
    text
}

const SECTIONS: &str = r#"
[describe.kind]
kind = "shares"
chapter = "What they came for"
text = "In the words of the service."
column = "kind"
by = "sex"
[describe.pairs]
kind = "shares"
chapter = "What they came for"
column = "kind"
groups = { "small and middle" = ["small", "middle"] }
[describe.sex]
kind = "shares"
title = "Sex"
column = "sex"
[describe.age]
kind = "number"
column = "age"
unit = "years"
cuts = { "80 or older" = ">= 80", "under 55" = "< 55" }
"#;

fn released(profile: &str, sections: &str) -> Release {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("people.csv"), people()).expect("written");
    fs::write(folder.path().join("pool.csv"), pool()).expect("written");
    let job = format!(
        r#"
name = "A service"
[treated]
source = "people.csv"
id = "id"
[control]
source = "pool.csv"
id = "id"
[covariates.age]
kind = "number"
treated = "age"
control = "age"
[outcomes.y]
treated = {{ end = "y" }}
control = {{ end = "y" }}
better = "lower"
[design]
terms = ["age"]
[disclosure]
profile = "{profile}"
{sections}"#
    );
    let study = run_text(&job, folder.path());
    disclose(tabulate(&study).expect("tables"), &study.job.spec.disclosure)
}

fn rows<'a>(release: &'a Release, name: &str, group: &str) -> Vec<&'a DescriptiveRecord> {
    let all = release.tables().descriptives.iter();
    all.filter(|d| d.section == "describe" && d.outcome.as_deref() == Some(name) && d.group == group)
        .collect()
}

fn withheld(rows: &[&DescriptiveRecord]) -> Vec<String> {
    rows.iter().filter(|r| r.suppressed).map(|r| r.category.clone().unwrap_or_default()).collect()
}

#[test]
fn small_categories_and_what_would_give_them_away_are_withheld() {
    let release = released("threshold", SECTIONS);
    let kinds = rows(&release, "kind", "everyone");
    // 4 and 3 are too few, and together fewer than 10: the next smallest goes with them.
    assert_eq!(withheld(&kinds), ["small", "tiny", "not known"]);
    let big = kinds.iter().find(|r| r.category.as_deref() == Some("big")).expect("the big one");
    assert_eq!((big.numerator, big.denominator, big.value), (Some(150.0), Some(240.0), Some(0.63)));
    for row in release.tables().descriptives.iter().filter(|d| d.section == "describe") {
        let told = [row.people.map(|n| n as f64), row.numerator, row.denominator];
        for n in told.into_iter().flatten() {
            assert!(n >= 10.0 && n % 5.0 == 0.0, "{row:?}");
        }
        assert!(!row.suppressed || (row.value, row.numerator, row.people) == (None, None, None), "{row:?}");
    }
}

#[test]
fn a_group_does_not_give_its_parts_away() {
    let release = released("threshold", SECTIONS);
    let pairs = rows(&release, "pairs", "everyone");
    let hidden = withheld(&pairs);
    assert!(hidden.contains(&"small".to_owned()) && hidden.contains(&"middle".to_owned()), "{hidden:?}");
    assert!(!hidden.contains(&"big".to_owned()), "{hidden:?}");
}

#[test]
fn a_split_does_not_give_the_other_part_away() {
    let release = released("threshold", SECTIONS);
    let told = |group: &str, category: &str| {
        let found = rows(&release, "kind", group);
        found.iter().find(|r| r.category.as_deref() == Some(category)).is_some_and(|r| !r.suppressed)
    };
    for category in ["big", "middle", "small", "tiny", "not known"] {
        let shown = ["everyone", "F", "M"].map(|group| told(group, category));
        assert_ne!(shown.iter().filter(|s| !**s).count(), 1, "{category}: {shown:?}");
    }
    assert!(told("F", "big") && told("M", "big"));
}

#[test]
fn few_on_either_side_of_a_cut_are_withheld() {
    let release = released("threshold", SECTIONS);
    let ages = rows(&release, "age", "everyone");
    // Nobody is 80 or older: nought is a small number too.
    assert_eq!(withheld(&ages), ["80 or older"]);
    let mean = ages.iter().find(|r| r.statistic.as_deref() == Some("mean")).expect("a mean");
    assert_eq!(mean.value, Some(64.5));
}

#[test]
fn open_data_are_told_to_the_last_person() {
    let release = released("none", SECTIONS);
    assert_eq!(withheld(&rows(&release, "kind", "everyone")), Vec::<String>::new());
    let tiny = rows(&release, "kind", "everyone");
    let tiny = tiny.iter().find(|r| r.category.as_deref() == Some("tiny")).expect("the tiny one");
    assert_eq!((tiny.numerator, tiny.denominator, tiny.value), (Some(3.0), Some(240.0), Some(0.0125)));
}

/// All words of a section, tables and captions included.
fn words(section: &Section) -> String {
    let cells = |g: &Grid| g.rows.iter().flatten().map(|c| c.text.clone()).collect::<Vec<_>>().join("\n");
    let block = |block: &Block| match block {
        Block::Words(w) | Block::Small(w) | Block::Heading(w) => w.clone(),
        Block::Figure(f) => {
            format!(
                "{}\n{}\n{}",
                f.caption,
                f.pictures[0].svg,
                f.grid.as_ref().map(cells).unwrap_or_default()
            )
        }
        Block::Grid(g) | Block::Folded(g) => cells(g),
        _ => String::new(),
    };
    section.blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

#[test]
fn chapters_stand_in_the_order_of_the_job_and_tell_their_base() {
    let release = released("threshold", SECTIONS);
    let page = document(&release).expect("a document");
    let chapters: Vec<&Section> = page.sections.iter().filter(|s| s.id.starts_with("service")).collect();
    let titles: Vec<&str> = chapters.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(titles, ["What they came for", "Who was supported", "The support people received"]);
    let first = words(chapters[0]);
    for said in [
        "In the words of the service.",
        "The most common: big, 63\u{202f}% (150 of all 240 service users).",
        "Base: all 240 service users.",
        "because some of it is withheld",
        "Figures that rest on fewer than 10 people are withheld.",
    ] {
        assert!(first.contains(said), "`{said}` is not in\n{first}");
    }
    let support = words(chapters[2]);
    assert!(support.contains("The typical person had 64.5 years (the median)"), "{support}");
    assert!(!support.contains("80 or older\n0"), "{support}");
}

#[test]
fn without_sections_there_are_no_chapters() {
    let release = released("threshold", "");
    let page = document(&release).expect("a document");
    assert!(page.sections.iter().all(|s| !s.id.starts_with("service")));
    assert!(release.tables().descriptives.iter().all(|d| d.section != "describe"));
}
