//! `matchwell init`: what it finds in files of several shapes, and that the drafts are jobs.

mod common;
#[path = "common/draft.rs"]
mod draft;
#[path = "common/engine.rs"]
mod engine;

use common::data::folder;
use draft::filled;
use matchwell::commands::init;
use matchwell::estimate::EffectRow;
use matchwell::fault::Fault;
use matchwell::job;
use matchwell::pipeline::{self, Depth};
use matchwell::synth::{self, SynthSpec};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The loneliness example in a folder.
fn loneliness() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for file in synth::make(&SynthSpec::default()) {
        std::fs::write(folder.path().join(&file.path), &file.bytes).expect("written");
    }
    folder
}

fn drafted(folder: &Path, treated: &[&str], control: &[&str], treatment: Option<&str>) -> String {
    let paths = |names: &[&str]| names.iter().map(|n| folder.join(n)).collect::<Vec<PathBuf>>();
    let text = init::text(&paths(treated), &paths(control), treatment, folder).expect("a draft");
    toml::from_str::<toml::Table>(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    text
}

/// Asserts that nothing but gaps is wrong with a draft.
fn only_gaps(text: &str, folder: &Path) {
    let faults = job::read(text, folder).faults;
    let others: Vec<&Fault> = faults.iter().filter(|f| f.code != "MW052").collect();
    assert!(others.is_empty(), "{others:#?}\n{text}");
    assert!(!faults.is_empty(), "a draft always lacks its title");
}

fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.contains(line), "`{line}` is not in\n{text}");
    }
}

#[test]
fn the_loneliness_example_runs_once_its_gaps_are_filled() {
    let folder = loneliness();
    // The end wave is given first: waves are sorted by the number in their names.
    let waves = ["wave_8_elsa_data_eul_v2.tab", "wave_7_elsa_data.tab"];
    let text = drafted(folder.path(), &["service_users.csv"], &waves, None);
    only_gaps(&text, folder.path());
    has(
        &text,
        &[
            "codebook = \"elsa\"",
            "start = { file = \"wave_7_elsa_data.tab\", wave = 7 }",
            "end = { file = \"wave_8_elsa_data_eul_v2.tab\", wave = 8 }",
            "gap_weeks = { from = \"start_date\", to = \"end_date\" }",
            "gap_weeks = 104",
            "guessed from its label `female`",
            "cluster = \"worker\"",
            "missing = [99]",
            "weight = \"end.w8scwt\"",
            "household = \"start.idahhw7\"",
            "instrument = \"ucla3\"",
            "start = [\"s_q1\", \"s_q2\", \"s_q3\"]",
            "end = [\"end.scfeela\", \"end.scfeelb\", \"end.scfeelc\"]",
            "name = \"score without survey weights\"",
            "name = \"score with survey weights\"",
        ],
    );
    for fact in ["age", "sex", "health", "limiting_illness", "lives_alone", "marital", "work"] {
        assert!(text.contains(&format!("\n[covariates.{fact}]\n")), "{fact}\n{text}");
    }
    let job = engine::job_of(&filled(&text), folder.path());
    let study = pipeline::run(&job, Depth::Full, &|_| ()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(study.analyses.len(), 10);
    let estimate = |r: &EffectRow| r.estimate.is_some_and(f64::is_finite);
    for a in &study.analyses {
        let effects = a.effects.as_ref().expect("effects");
        assert!(effects.rows.get(effects.primary).is_some_and(estimate), "{}", a.specification.name);
    }
}

#[test]
fn every_guess_says_what_it_rests_on() {
    let folder = loneliness();
    let text = drafted(
        folder.path(),
        &["service_users.csv"],
        &["wave_7_elsa_data.tab", "wave_8_elsa_data_eul_v2.tab"],
        None,
    );
    let guessed = [
        "id = ",
        "cluster = ",
        "household = ",
        "weight = ",
        "where = ",
        "missing = [",
        "codebook = ",
        "gap_weeks = {",
    ];
    let lines: Vec<&str> = text.lines().collect();
    for (k, line) in lines.iter().enumerate().filter(|(_, l)| guessed.iter().any(|g| l.starts_with(g))) {
        let above = k > 0 && lines[k - 1].starts_with('#');
        assert!(line.contains("# ") || above, "no reason: {line}");
    }
}

#[test]
fn workbooks_with_titles_and_several_sheets_are_looked_through() {
    let folder = folder(&[("pool.csv", "id,age,sex\n1,60,f\n2,61,m\n")]);
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files/sheets.xlsx");
    std::fs::copy(book, folder.path().join("sheets.xlsx")).expect("the workbook");
    let text = drafted(folder.path(), &["sheets.xlsx"], &["pool.csv"], None);
    only_gaps(&text, folder.path());
    has(
        &text,
        &[
            "source = { file = \"sheets.xlsx\", sheet = \"Clients 2024\", heading = 3 }",
            "the names of the columns stand in row 3",
            "sheet `Clients 2024`: guessed",
            "id = \"id\"",
        ],
    );
}

#[test]
fn a_date_of_birth_becomes_an_age() {
    let users = "id,dob,start_date,s_q1\n1,1950-03-01,2019-05-02,1\n2,1961-12-31,2019-06-02,3\n";
    let folder = folder(&[("users.csv", users), ("pool.csv", "id,age\n1,60\n2,61\n")]);
    let text = drafted(folder.path(), &["users.csv"], &["pool.csv"], None);
    only_gaps(&text, folder.path());
    has(&text, &["treated = { expression = \"years_between(dob, start_date)\" }", "[covariates.age]"]);
    let other = users.replace("1950-03-01", "01/03/1950").replace("1961-12-31", "31/12/1961");
    std::fs::write(folder.path().join("users.csv"), other).expect("written");
    let text = drafted(folder.path(), &["users.csv"], &["pool.csv"], None);
    has(&text, &["treated = \"FILL IN\"", "Its dates are not written as YYYY-MM-DD"]);
}

/// A case-management file with semicolons and dates written day first, and a small survey in one file.
fn case_management() -> TempDir {
    let mut clients = String::from(
        "Client ID;Referral date;Date of birth;Client gender;Ethnic origin;Key worker;UCLA before 1;UCLA before 2;UCLA before 3;UCLA after 1;UCLA after 2;UCLA after 3\n",
    );
    let mut survey = String::from("pid;age;sex;ethnic_group;lack_companionship_w1;hhid;weight\n");
    for i in 0..60_usize {
        let sex = ["Female", "Male", "Not stated"][usize::from(i % 3 == 0) + usize::from(i == 30)];
        let words = ["Hardly ever", "Some of the time", "Often"];
        let _ = writeln!(
            clients,
            "C{i:03};{:02}/05/2019;{:02}/03/19{};{sex};{};W{};{};{};{};{};{};{}",
            1 + i % 28,
            1 + i % 27,
            40 + i % 50,
            ["White", "Asian"][i % 2],
            i % 5,
            words[i % 3],
            words[(i / 2) % 3],
            words[(i / 3) % 3],
            words[(i + 1) % 3],
            words[i % 3],
            words[0],
        );
        let _ =
            writeln!(survey, "{i};{};{};{};{};{};1.{i}", 50 + i % 40, 1 + i % 2, 1 + i % 2, 1 + i % 3, i / 2);
    }
    folder(&[("clients.csv", &clients), ("survey.csv", &survey)])
}

#[test]
fn answers_in_words_are_recoded_and_dates_of_birth_give_ages() {
    let folder = case_management();
    let text = drafted(folder.path(), &["clients.csv"], &["survey.csv"], None);
    only_gaps(&text, folder.path());
    has(
        &text,
        &[
            "id = \"Client ID\"",
            "instrument = \"ucla3\"",
            "{ column = \"UCLA before 1\", map = { \"Hardly ever\" = 1, \"Some of the time\" = 2, Often = 3 } }",
            "start and end told apart by `before` and `after`",
            "cluster = \"Key worker\"",
            "weight = \"weight\"",
            "household = \"hhid\"",
            "Not stated",
        ],
    );
    assert!(!text.contains("[covariates.lack"), "{text}");
}

#[test]
fn one_file_keeps_what_came_later_out_of_the_covariates() {
    let mut rows = String::from("person_id,treated,age,sex,wellbeing_pre,wellbeing_post,note\n");
    for i in 0..80 {
        let _ = writeln!(
            rows,
            "{i},{},{},{},{},{},text {i}",
            i % 2,
            20 + i % 60,
            ["f", "m"][i % 2],
            14 + i % 20,
            15 + i % 20
        );
    }
    let folder = folder(&[("all.csv", &rows)]);
    let given = drafted(folder.path(), &["all.csv"], &[], Some("treated"));
    only_gaps(&given, folder.path());
    has(
        &given,
        &["treated = { column = \"treated\", is = 1 }", "id = \"person_id\"", "age = { kind = \"number\""],
    );
    assert!(!given.contains("\nwellbeing_post = "), "{given}");
    assert!(!given.contains("\nnote = "), "{given}");
    let guessed = drafted(folder.path(), &["all.csv"], &[], None);
    has(&guessed, &["guessed from the name and its two values"]);
    let wrong = init::text(&[folder.path().join("all.csv")], &[], Some("treatd"), folder.path());
    assert!(wrong.expect_err("no such column").to_string().contains("did you mean `treated`"));
}

#[test]
fn side_files_are_told_from_waves() {
    let wave = |w: u32| {
        let rows: Vec<String> = (0..30)
            .map(|i| format!("{i}\t{}\t{}\t{}\t{}\t{}", i / 2, 60 + i, 1 + i % 3, 1 + i % 2, 1 + i % 3))
            .collect();
        format!("idauniq\tidahhw{w}\tindager\tscfeela\tscfeelb\tscfeelc\n{}\n", rows.join("\n"))
    };
    let money: String = std::iter::once("idauniq\ttnhwq5_bu_s\ttotinc_bu_s\n".to_owned())
        .chain((0..30).map(|i| format!("{i}\t{}\t{}\n", 1 + i % 5, 100 * i)))
        .collect();
    let users: String = std::iter::once("id,age,wealth_quintile,s_q1,s_q2,s_q3,e_q1,e_q2,e_q3\n".to_owned())
        .chain((0..20).map(|i| format!("{i},{},{},1,2,3,3,2,1\n", 60 + i, 1 + i % 5)))
        .collect();
    let (seven, eight) = (wave(7), wave(8));
    let folder = folder(&[
        ("wave_8_elsa_data_eul_v2.tab", &eight),
        ("wave_7_financial_derived_variables.tab", &money),
        ("wave_7_elsa_data.tab", &seven),
        ("users.csv", &users),
    ]);
    let control =
        ["wave_7_financial_derived_variables.tab", "wave_8_elsa_data_eul_v2.tab", "wave_7_elsa_data.tab"];
    let text = drafted(folder.path(), &["users.csv"], &control, None);
    only_gaps(&text, folder.path());
    has(
        &text,
        &[
            "[control.waves]\nstart = { file = \"wave_7_elsa_data.tab\", wave = 7 }",
            "financial = { file = \"wave_7_financial_derived_variables.tab\", wave = 7 }",
            "control = \"financial.tnhwq5_bu_s\"",
        ],
    );
}

#[test]
fn a_file_below_itself_is_seen_as_its_waves() {
    let mut rows = String::from("id,wave,age,scfeela,scfeelb,scfeelc\n");
    for i in 0..90 {
        writeln!(rows, "{},{},{},{},{},{}", i / 3, 1 + i % 3, 50 + i / 3, 1 + i % 3, 1 + i % 2, 1 + i % 3)
            .expect("text");
    }
    let users = "id,age,s_q1,s_q2,s_q3,e_q1,e_q2,e_q3\n1,60,1,2,3,1,1,1\n2,61,3,2,1,2,2,2\n";
    let folder = folder(&[("long.csv", &rows), ("users.csv", users)]);
    let text = drafted(folder.path(), &["users.csv"], &["long.csv"], None);
    only_gaps(&text, folder.path());
    has(&text, &["rows = { column = \"wave\", is = 1 }", "rows = { column = \"wave\", is = 2 }"]);
}

#[test]
fn where_nothing_can_be_guessed_the_draft_is_gaps() {
    let folder = folder(&[("a.csv", "x,y\n1,2\n3,4\n3,5\n"), ("b.csv", "p q,\"r\"\"s\"\n1,2\n1,4\n")]);
    let text = drafted(folder.path(), &["a.csv"], &["b.csv"], None);
    only_gaps(&text, folder.path());
    has(&text, &["id = \"FILL IN\"", "instrument = \"FILL IN\"", "gap_weeks = \"FILL IN\""]);
    assert!(text.matches("\"FILL IN").count() > 6, "{text}");
}

#[test]
fn what_files_say_cannot_break_the_job() {
    let evil = "id,\"age\"\"\n[evil]\",\"sex #\"\n1,60,f\n2,61,\"m\"\"\n\"\n";
    let folder = folder(&[("a.csv", evil), ("b.csv", evil)]);
    let text = drafted(folder.path(), &["a.csv"], &["b.csv"], None);
    assert!(!toml::from_str::<toml::Table>(&text).expect("TOML").contains_key("evil"));
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let folder = folder(&[("a.csv", "id,x\n1,2\n")]);
    let missing =
        init::text(&[folder.path().join("a.csv")], &[folder.path().join("none.csv")], None, folder.path());
    assert_eq!(missing.expect_err("no such file").status(), 3);
}
