//! Scores of every instrument: hand-worked, or published where a source is named.

use matchwell::job;
use matchwell::pipeline::{self, Depth};
use matchwell::score::{Instrument, Mark, Time, instrument, instruments, read_instrument};
use matchwell::stats::reliability::{alpha, covariance, omega};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn get(name: &str) -> &'static Instrument {
    instrument(name).unwrap_or_else(|| panic!("no instrument {name}"))
}

/// The score of answers written as digits; `.` is a missing one.
fn score(name: &str, answers: &str) -> Option<f64> {
    let i = get(name);
    let answers: Vec<Option<f64>> =
        answers.chars().filter(|c| *c != ' ').map(|c| c.to_digit(36).map(f64::from)).collect();
    assert_eq!(answers.len(), i.item.len(), "{name}");
    for (item, answer) in i.item.iter().zip(&answers) {
        assert!(answer.is_none_or(|a| item.admits(a)), "{name}: {answer:?}");
    }
    i.score(&answers)
}

#[test]
fn every_instrument_has_a_hand_worked_score() {
    let worked = [
        // 1 + 2 + 3.
        ("ucla3", "123", 6.0),
        ("ucla3", "111", 3.0),
        ("ucla3", "333", 9.0),
        ("ons_loneliness", "4", 4.0),
        // Manual of the scale (Vrije Universiteit): emotional items count yes (1) and more or less (2),
        // social items no (3) and more or less (2). Here 1, 1, 0 and 0, 1, 1.
        ("dejong6", "123 123", 4.0),
        ("dejong6", "333 111", 0.0),
        ("dejong6", "111 333", 6.0),
        ("dejong6.emotional", "123", 2.0),
        ("dejong6.social", "123", 2.0),
        ("dejong6.social", "111", 0.0),
        // Conversion table of Stewart-Brown and others (2009): raw 7, 8, 21, 25, 28, 34 and 35.
        ("swemwbs", "1111111", 7.0),
        ("swemwbs", "1111112", 9.51),
        ("swemwbs", "3333333", 19.25),
        ("swemwbs", "3444343", 22.35),
        ("swemwbs", "4444444", 25.03),
        ("swemwbs", "5555554", 32.55),
        ("swemwbs", "5555555", 35.0),
        ("swemwbs_raw", "3444343", 25.0),
        ("wemwbs", "33333 33333 3333", 42.0),
        ("wemwbs", "12345 12345 1234", 40.0),
        // Sum times four: 5 + 4 + 3 + 2 + 1 = 15 is 60; a raw sum of 13 is 52, the first that is not poor.
        ("who5", "54321", 60.0),
        ("who5", "33322", 52.0),
        ("ons_satisfied", "7", 7.0),
        ("ons_worthwhile", "a", 10.0),
        ("ons_happy", "0", 0.0),
        ("ons_anxious", "6", 6.0),
        ("gad7", "1210322", 11.0),
        ("phq9", "321012301", 13.0),
        // Depression 3, 5, 10, 13, 16, 17, 21; anxiety 2, 4, 7, 9, 15, 19, 20; the rest stress: one point for each
        // item of depression, two of anxiety, three of stress; (7 + 14 + 21) doubled.
        ("dass21", "321213232133132113221", 84.0),
        ("dass21.depression", "1111111", 14.0),
        ("dass21.anxiety", "2222222", 28.0),
        ("dass21.stress", "3333333", 42.0),
        ("lsns6", "543 210", 15.0),
        ("lsns6.family", "543", 12.0),
        ("lsns6.friends", "210", 3.0),
        // Often (1) everywhere: 3 points for each of the 13 positive items, none for the six turned round.
        ("casp19", "1111111111111111111", 39.0),
        ("casp19", "4444444444444444444", 18.0),
        // Items 1, 2, 4, 6, 8, 9 never, the others often: the best there is.
        ("casp19", "4414141441111111111", 57.0),
        // Yes (1) to all: six symptoms, happy and enjoyed life are none; no (2) to all: those two.
        ("cesd8", "11111111", 6.0),
        ("cesd8", "22222222", 2.0),
        ("cesd8", "11121211", 8.0),
        // The same without felt lonely.
        ("cesd8.without_lonely", "1112211", 7.0),
        ("cesd8.without_lonely", "2221122", 0.0),
    ];
    for (name, answers, want) in worked {
        assert_eq!(score(name, answers), Some(want), "{name} {answers}");
    }
    for i in instruments() {
        assert!(worked.iter().any(|(name, ..)| *name == i.name), "{} has no worked score", i.name);
    }
}

/// All 29 values of the table of Stewart-Brown and others (2009), Health and Quality of Life Outcomes 7:15.
#[test]
fn the_conversion_table_is_the_published_one() {
    let published = [
        7.00, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59,
        19.25, 19.98, 20.73, 21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55,
        35.00,
    ];
    let table: Vec<(f64, f64)> = (7..=35).map(f64::from).zip(published).collect();
    assert_eq!(get("swemwbs").table, table);
}

#[test]
fn missing_answers_follow_the_rule_of_the_instrument() {
    // The manual: one missing answer of six is allowed and counts 0; a sub-scale needs all three.
    assert_eq!(score("dejong6", "1.1 333"), Some(5.0));
    assert_eq!(score("dejong6", "1.. 333"), None);
    assert_eq!(score("dejong6.emotional", "1.1"), None);
    // User guide of the scale: up to three missing answers take the mean of the others.
    assert_eq!(score("wemwbs", "...33 33333 3333"), Some(42.0));
    assert_eq!(score("wemwbs", ".5555 55555 5555"), Some(70.0));
    assert_eq!(score("wemwbs", "....3 33333 3333"), None);
    for i in instruments().iter().filter(|i| i.missing.allowed == 0) {
        let mut answers: Vec<Option<f64>> = i.item.iter().map(|item| Some(item.codes.0 as f64)).collect();
        assert!(i.score(&answers).is_some(), "{}", i.name);
        *answers.last_mut().expect("an item") = None;
        assert_eq!(i.score(&answers), None, "{}", i.name);
    }
}

/// The thresholds as their sources give them.
#[test]
fn cases_and_bands_are_the_published_ones() {
    let is = |name: &str, score: f64| get(name).case.as_ref().expect("a case rule").is(score);
    for (name, yes, no) in [
        ("ucla3", 6.0, 5.0),
        ("ons_loneliness", 1.0, 2.0),
        ("dejong6", 2.0, 1.0),
        ("dejong6.social", 1.0, 0.0),
        ("swemwbs", 19.25, 19.98),
        ("wemwbs", 42.0, 43.0),
        ("who5", 48.0, 52.0),
        ("gad7", 10.0, 9.0),
        ("phq9", 10.0, 9.0),
        ("dass21.depression", 10.0, 8.0),
        ("dass21.anxiety", 8.0, 6.0),
        ("dass21.stress", 16.0, 14.0),
        ("lsns6", 11.0, 12.0),
        ("lsns6.family", 5.0, 6.0),
        ("ons_anxious", 6.0, 5.0),
        ("ons_happy", 4.0, 5.0),
    ] {
        assert!(is(name, yes) && !is(name, no), "{name}");
    }
    let band = |name: &str, score: f64| get(name).band_of(score).unwrap_or("none");
    for (name, score, want) in [
        ("ucla3", 5.0, "not lonely"),
        ("dejong6", 4.0, "moderately lonely"),
        ("dejong6", 5.0, "severely lonely"),
        ("swemwbs", 19.25, "low"),
        ("swemwbs", 27.03, "medium"),
        ("swemwbs", 28.13, "high"),
        ("wemwbs", 59.0, "medium"),
        ("who5", 28.0, "possible depression"),
        ("who5", 48.0, "poor wellbeing"),
        ("gad7", 14.0, "moderate"),
        ("phq9", 20.0, "severe"),
        ("phq9", 15.0, "moderately severe"),
        ("dass21.stress", 34.0, "extremely severe"),
        ("ons_satisfied", 9.0, "very high"),
        ("ons_anxious", 2.0, "low"),
    ] {
        assert_eq!(band(name, score), want, "{name} {score}");
    }
    assert_eq!(get("ucla3").band_of(2.0), None);
}

/// Raw sums and scores off the table are two scales: a ready-made column of the other one is refused.
#[test]
fn raw_and_metric_scores_are_told_apart() {
    let (metric, raw) = (get("swemwbs"), get("swemwbs_raw"));
    assert!(metric.can_be(22.35) && !metric.can_be(22.0) && !metric.can_be(25.0));
    assert!(raw.can_be(25.0) && !raw.can_be(22.35) && !raw.can_be(6.0));
    assert!(get("who5").can_be(48.0) && !get("who5").can_be(13.0), "a raw sum of 13 is no percentage");
    assert!(get("wemwbs").can_be(43.27), "answers may be filled in");
    assert!(!get("dass21.anxiety").can_be(7.0), "sums are doubled");
}

#[test]
fn what_is_not_verified_says_so() {
    let mark = |name: &str, part: &str| {
        let f = get(name).fact.iter().find(|f| f.of.word() == part).expect("a fact");
        assert!(!f.source.is_empty());
        f.mark
    };
    for (name, part, want) in [
        ("ucla3", "case", Mark::Verified),
        ("dejong6", "missing", Mark::Verified),
        ("swemwbs", "score", Mark::Verified),
        ("swemwbs", "bands", Mark::Unverified),
        ("wemwbs", "missing", Mark::Unverified),
        ("who5", "meaningful", Mark::Verified),
        ("gad7", "case", Mark::Verified),
        ("gad7", "bands", Mark::Unverified),
        ("lsns6", "case", Mark::Verified),
        ("lsns6.family", "case", Mark::Unverified),
        ("casp19", "score", Mark::Unverified),
        ("dass21.depression", "score", Mark::Verified),
        ("ons_anxious", "bands", Mark::Unverified),
    ] {
        assert_eq!(mark(name, part), want, "{name} {part}");
    }
}

const MINE: &str = r#"
name = "mine"
label = "Mine"
title = "My scale"
better = "lower"
range = [0.0, 8.0]
meaningful = 1.0
unit = "points"
source = "me"
band = [ { name = "low", from = 0.0, to = 3.0 }, { name = "high", from = 4.0, to = 8.0 } ]
missing = { allowed = 1, fill = "mean" }

[[item]]
text = "a"
codes = [0, 4]

[[item]]
text = "b, worded the other way round"
codes = [1, 5]
points = [0, 1, 2, 3, 4]
reverse = true

[[subscale]]
name = "first"
label = "First"
items = [1]
range = [0.0, 4.0]
"#;

#[test]
fn instruments_of_ones_own() {
    let read = read_instrument(MINE, Path::new("mine.toml")).expect("an instrument");
    assert_eq!(read.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(), ["mine", "mine.first"]);
    assert_eq!(read[0].score(&[Some(4.0), Some(1.0)]), Some(8.0));
    assert_eq!(read[0].score(&[Some(1.0), Some(5.0)]), Some(1.0));
    assert_eq!(read[0].score(&[Some(3.0), None]), Some(6.0), "the other answer's points, twice");
    for (from, to, code, row, words) in [
        ("range = [0.0, 8.0]", "range = [0.0, 9.0]", "MW272", 6, "run from 0 to 8"),
        ("codes = [0, 4]", "codes = [4, 0]", "MW272", 15, "do not rise"),
        ("points = [0, 1, 2, 3, 4]", "points = [0, 1]", "MW272", 20, "5 codes but 2 points"),
        ("to = 3.0 }", "to = 2.0 }", "MW272", 10, "the score 3"),
        ("items = [1]", "items = [3]", "MW272", 26, "items from 1 to 2"),
        ("range = [0.0, 4.0]\n", "range = [0.0, 3.0]\n", "MW272", 27, "mine.first"),
        ("allowed = 1", "allowed = 2", "MW272", 11, "at least one answer"),
        ("better = \"lower\"", "better = \"less\"", "MW004", 5, "less"),
        ("reverse = true", "reversed = true", "MW002", 21, "did you mean `reverse`"),
        ("unit = \"points\"\n", "", "MW005", 1, "`unit`"),
        ("name = \"mine\"", "name = \"my.scale\"", "MW272", 2, "cannot be the name"),
    ] {
        let text = MINE.replace(from, to);
        let found = read_instrument(&text, Path::new("mine.toml")).expect_err("a fault");
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        let place = format!("[{code}] mine.toml, row {row}");
        assert!(told.iter().any(|t| t.starts_with(&place) && t.contains(words)), "{to}: {told:#?}");
    }
}

const JOB: &str = r#"
name = "own"
instruments = ["mine.toml"]
[units]
source = "people.csv"
id = "id"
treated = { column = "t", is = 1 }
gap_weeks = 12
[covariates]
x = { kind = "number", column = "x" }
[outcomes.y]
instrument = "mine"
both = { start = ["a1", "b1"], end = ["a2", "b2"] }
"#;

#[test]
fn a_job_finds_the_instruments_beside_it() {
    let folder = TempDir::new().expect("a folder");
    let codes = || {
        let reading = job::read(JOB, folder.path());
        (reading.faults.iter().map(|f| f.code).collect::<Vec<_>>(), reading.job)
    };
    assert_eq!(codes().0, ["MW090"], "the unknown name is not told again");
    fs::write(folder.path().join("mine.toml"), MINE).expect("a file");
    let (faults, job) = codes();
    assert!(faults.is_empty(), "{faults:?}");
    assert!(job.expect("a job").instrument("mine.first").is_some());
    fs::write(folder.path().join("mine.toml"), MINE.replace("\"mine\"", "\"ucla3\"")).expect("a file");
    assert_eq!(codes().0, ["MW091"], "shipped names are never replaced");
    fs::write(folder.path().join("mine.toml"), MINE.replace("8.0]", "7.0]")).expect("a file");
    assert_eq!(codes().0, ["MW272"]);
}

#[test]
fn the_schema_is_current() {
    let made = format!("{:#}\n", matchwell::score::instrument_schema());
    assert!(
        made == include_str!("../data-schemas/instrument.schema.json"),
        "write it again: `matchwell schema instrument`"
    );
}

/// Seven items of 60 made-up people. Reference values: alpha by `cronbach_alpha` of pingouin 0.7.0; omega from the
/// one-factor minres loadings of factor_analyzer 0.5.1 (optimised to about 1e-6, hence the tolerance).
#[test]
fn reliability_is_that_of_other_programs() {
    let people = "4332421 2334433 3535544 4324443 3123213 4434554 4232454 4344444 3434423 3432233 2111211 2333422 \
                  4431422 5555555 2332423 2234332 1121212 3213123 3343434 2113212 1211311 3323131 5554555 2323122 \
                  4553555 4124343 4345553 3232234 4353453 4322221 1221111 2332322 3344342 3123121 5345545 4434445 \
                  3455545 3342322 2324223 2233221 5455555 2233333 5344554 1414132 4245434 2321111 1131322 4555455 \
                  3112421 2311121 4343555 4534354 4324435 2333334 3434334 1321222 3334333 1221131 2333243 3455444";
    let rows: Vec<Vec<f64>> = people
        .split_whitespace()
        .map(|p| p.chars().filter_map(|c| c.to_digit(10)).map(f64::from).collect())
        .collect();
    let columns: Vec<Vec<f64>> = (0..7).map(|j| rows.iter().map(|r| r[j]).collect()).collect();
    let cov = covariance(&columns).expect("people");
    assert!((alpha(&cov).expect("one") - 0.916_627_027_884_081_8).abs() < 1e-12);
    assert!((omega(&cov).expect("one") - 0.920_160_676_480_189_8).abs() < 1e-6, "{:?}", omega(&cov));
}

/// The three items of 351 people before lockdown (Hodgetts, Williams and Butler, CC BY 4.0), by their covariances:
/// alpha 0.7956 by pingouin 0.7.0, omega 0.7976 from the loadings of factor_analyzer 0.5.1.
#[test]
fn reliability_of_the_loneliness_items() {
    let cov = ndarray::array![
        [0.484_753_764_753_765_8, 0.271_143_671_143_671_77, 0.277_533_577_533_577_94],
        [0.271_143_671_143_671_77, 0.499_552_299_552_300_07, 0.319_389_499_389_500_34],
        [0.277_533_577_533_577_94, 0.319_389_499_389_500_34, 0.552_673_992_673_991_5]
    ];
    assert!((alpha(&cov).expect("one") - 0.795_633_943_626_245).abs() < 1e-12);
    assert!((omega(&cov).expect("one") - 0.797_618_564_584_876_5).abs() < 1e-6, "{:?}", omega(&cov));
}

#[test]
fn the_documented_example_is_an_instrument() {
    let page = include_str!("../docs/instruments.md");
    let example = page.split("```toml\n").find(|b| b.starts_with("name = ")).expect("an example");
    let text = example.split("```").next().expect("its end");
    let read = read_instrument(text, Path::new("docs")).unwrap_or_else(|f| panic!("{f:#?}"));
    assert_eq!(read[0].score(&[Some(4.0), Some(0.0), Some(3.0)]), Some(12.0));
    assert_eq!(read[1].name, "coping.self");
}

/// The answers of service users after the programme are no part of an outcome-blind run, not even as a coefficient.
#[test]
fn blind_runs_know_the_reliability_of_start_answers_only() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("mine.toml"), MINE).expect("a file");
    let mut people = "id,t,x,a1,b1,a2,b2\n".to_owned();
    for i in 0..60_usize {
        let (t, x) = (usize::from(i % 3 == 0), (i * 7) % 10);
        let a1 = if i == 59 { String::new() } else { (i % 5).to_string() };
        let row = format!("{i},{t},{x},{a1},{},{},{}\n", 5 - (i + i / 7) % 5, (i * 3) % 5, 1 + i % 5);
        people.push_str(&row);
    }
    fs::write(folder.path().join("people.csv"), people).expect("a file");
    let job = job::read(JOB, folder.path()).job.expect("a job");
    let read = pipeline::read(&job, &|_| ()).expect("data");
    assert!(read.inputs.iter().any(|i| i.path == Path::new("mine.toml") && i.sha256.len() == 64));
    let of = |time, treated| {
        let mut mine = read.reliability.iter().filter(|r| r.time == time && r.treated == treated);
        mine.next().expect("one").clone()
    };
    assert_eq!(read.reliability.len(), 4);
    assert_eq!((of(Time::Start, true).people, of(Time::Start, false).people), (20, 39), "complete answers");
    assert_eq!((of(Time::End, true).people, of(Time::End, false).people), (20, 40));
    // The second item is answered 5 - k and turned round: k points.
    let points: Vec<Vec<f64>> = vec![
        (0..60).step_by(3).map(|i| f64::from(i % 5)).collect(),
        (0..60).step_by(3).map(|i| f64::from((i + i / 7) % 5)).collect(),
    ];
    let want = covariance(&points).as_ref().and_then(alpha);
    assert_eq!(of(Time::Start, true).alpha, want, "on points, after the second item is turned round");
    assert_eq!(of(Time::Start, true).omega, None, "two items have no factor of their own");
    let blind = pipeline::run(&job, Depth::Blind, &|_| ()).expect("a design");
    assert!(blind.reliability.len() == 2 && blind.reliability.iter().all(|r| r.time == Time::Start));
    let full = pipeline::run(&job, Depth::Full, &|_| ()).expect("a study");
    assert_eq!(full.reliability, read.reliability);
    let tables = matchwell::report::tabulate::tabulate(&full).expect("tables");
    let row = |section: &str| {
        let mut rows = tables.descriptives.iter().filter(|d| d.section == section && d.arm == "treated");
        rows.next().expect("a row").clone()
    };
    assert_eq!((row("alpha_start").value, row("alpha_start").people), (want, Some(20)));
    assert_eq!(row("omega_end").value, None);
}
