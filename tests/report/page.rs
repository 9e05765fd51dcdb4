//! The page: self-contained, every percentage with its base, the same from the folder as from memory.

use super::study::study;
use matchwell::report::chapters::document;
use matchwell::report::words::Names;
use matchwell::report::words::effects::{Verdict, arm, reading};
use matchwell::report::{Release, disclose, html, run, tabulate, words};
use std::path::Path;

fn release(profile: &str) -> Release {
    let study = study(profile);
    disclose(tabulate(&study).unwrap(), &study.job.spec.disclosure)
}

fn page(profile: &str) -> String {
    String::from_utf8(html::render(&document(&release(profile)).unwrap()).unwrap()).unwrap()
}

#[test]
fn it_asks_for_nothing_from_the_network() {
    for profile in ["none", "threshold"] {
        let page = page(profile);
        for request in
            ["http://", "https://", "<script src", "src=", "url(", "@import", "<link", "<iframe", "fetch("]
        {
            assert!(!page.contains(request), "{request}");
        }
        assert!(!page.contains("restricted"), "the report never refers to restricted files");
        assert_eq!(page.matches("<script").count(), 1);
    }
}

#[test]
fn the_policy_lets_only_its_own_script_run() {
    let page = page("none");
    let policy = page.find("Content-Security-Policy").unwrap();
    assert!(policy < page.find("<style").unwrap(), "said before anything is read");
    assert!(
        page[policy..].contains("default-src &#39;none&#39;") && page.contains("script-src &#39;sha256-")
    );
    assert!(!page.contains("onclick") && !page.contains("javascript:"));
}

#[test]
fn it_holds_every_part_in_reading_order() {
    let page = page("none");
    let parts = [
        "picture", "said", "people", "alike", "results", "range", "groups", "method", "review", "tables",
        "about",
    ];
    let at: Vec<usize> = parts
        .iter()
        .map(|p| page.find(&format!("<section id=\"{p}\"")).unwrap_or_else(|| panic!("{p}")))
        .collect();
    assert!(at.is_sorted());
    assert!(page.find("class=\"finding\"").unwrap() < at[0]);
    assert!(page.contains("no survey with a shorter gap holds the scale"), "why a finding is accepted");
    assert!(page.contains("absolute width 0.1834"), "the caliper in its own unit");
}

#[test]
fn charts_and_tables_can_be_heard() {
    let page = page("none");
    let svgs = page.matches("<svg ").count();
    assert!(svgs >= 6);
    assert_eq!(page.matches("<svg role=\"img\"").count(), svgs);
    assert_eq!(page.matches("<desc>").count(), svgs);
    assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
    assert!(page.contains("lang=\"en-GB\"") && page.contains("class=\"skip\""));
    for shape in ["● alike", "▲ nearly alike", "■ not alike"] {
        assert!(page.contains(shape), "a light is more than a colour");
    }
}

#[test]
fn every_percentage_of_an_arm_has_numerator_and_denominator() {
    for profile in ["none", "threshold"] {
        let release = release(profile);
        let page = page(profile);
        for e in release.tables().effects.iter().filter(|e| e.is_proportion() && !e.suppressed) {
            for treated in [true, false] {
                let cell = arm(e, treated);
                assert!(cell.contains('%') && cell.contains("of "), "{cell}");
                assert!(e.specification != "primary" || page.contains(&cell), "{cell}");
            }
        }
    }
}

#[test]
fn an_unclear_result_is_never_called_no_effect() {
    let release = release("none");
    let names = Names::new(release.primary().unwrap());
    for verdict in [Verdict::Better, Verdict::Worse, Verdict::Unclear, Verdict::Unknown] {
        let words = reading(verdict, &names).to_lowercase();
        assert!(!words.contains("no effect") && !words.contains("not significant"), "{words}");
    }
    let page = page("none").to_lowercase();
    assert!(!page.contains("no effect"));
    let mut words = page.split(|c: char| !c.is_alphabetic());
    assert!(!words.any(|w| w == "nan" || w == "inf"), "no number that is none");
}

#[test]
fn read_back_it_is_the_same_page() {
    for profile in ["none", "threshold"] {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("run");
        let written = run(&study(profile), Path::new("job.toml"), &out).unwrap();
        let again = Release::read(&out).unwrap();
        assert_eq!(again, written.release);
        assert_eq!(
            html::render(&document(&again).unwrap()).unwrap(),
            std::fs::read(out.join("release/report.html")).unwrap()
        );
        assert_eq!(Release::read(&out.join("release")).unwrap(), again);
    }
    assert_eq!(Release::read(Path::new("nowhere")).unwrap_err().code(), "MW604");
}

#[test]
fn an_outcome_blind_design_has_a_page_too() {
    let mut study = study("none");
    study.analyses.iter_mut().for_each(|a| a.effects = None);
    let page = String::from_utf8(
        html::render(&document(&disclose(tabulate(&study).unwrap(), &study.job.spec.disclosure)).unwrap())
            .unwrap(),
    );
    let page = page.unwrap();
    assert!(page.contains("the outcomes have not been looked at"));
    assert!(!page.contains("id=\"results\""));
}

#[test]
fn a_table_of_another_version_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    run(&study("none"), Path::new("job.toml"), &out).unwrap();
    std::fs::copy(out.join("release/flow.parquet"), out.join("release/review.parquet")).unwrap();
    assert_eq!(Release::read(&out).unwrap_err().code(), "MW605");
}

#[test]
fn the_first_sentence_holds_the_difference_its_interval_and_whom_it_is_about() {
    let release = release("none");
    let primary = release.primary().unwrap();
    let names = Names::new(primary);
    let headline = release.tables().effects.iter().find(|e| e.primary).unwrap();
    let sentence = words::effects::headline(headline, primary, &names);
    let whom = primary.label.as_deref().unwrap().trim_start_matches("the effect ");
    assert!(sentence.to_lowercase().contains(&whom.to_lowercase()), "{sentence}");
    assert!(sentence.contains(" interval ") && sentence.contains(" to "), "{sentence}");
    assert!(page("none").contains(&sentence));
}

#[test]
fn a_range_never_mixes_questions() {
    let mut study = study("none");
    if let Some(last) = study.analyses.last_mut() {
        last.specification.filter = Some("age >= 60".to_owned());
    }
    let release = disclose(tabulate(&study).unwrap(), &study.job.spec.disclosure);
    let headline = release.tables().effects.iter().find(|e| e.primary).unwrap();
    let told = words::ranges(&release, headline, &Names::new(release.primary().unwrap()));
    assert_eq!(told.iter().filter(|s| s.contains("with age >= 60")).count(), 1, "{told:?}");
    assert!(told.len() > 1 && told[0].contains("about"), "{told:?}");
}

#[test]
fn what_the_analyst_accepts_is_shown_as_accepted_with_the_reason() {
    let page = page("none");
    assert!(page.contains("<li class=\"accepted\">"));
    assert!(page.contains("Accepted by the analyst because:"));
}

#[test]
fn those_left_out_are_described_beside_those_kept() {
    let release = release("none");
    let t = release.tables();
    let rows = |group: &str| {
        t.descriptives.iter().filter(|d| d.section == "kept_dropped" && d.group == group).count()
    };
    assert!(rows("matched") > 0 && rows("matched") == rows("dropped"));
    assert!(page("none").contains("Who is left out"));
}
