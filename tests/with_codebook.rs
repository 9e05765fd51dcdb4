//! Jobs that name concepts: the codebook says what the columns are called, which codes are missing, and from
//! where a value may be carried.

mod common;

use common::data::{cohort, folder, job, number};
use matchwell::cohort::Cohort;
use matchwell::job::Job;
use matchwell::pipeline::{self, Prepared};

const JOB: &str = r#"
name = "concepts"
[treated]
source = "users.csv"
id = "id"
gap_weeks = 12
[control]
codebook = "elsa"
id = "idauniq"
ignore_case = true
gap_weeks = 104
waves = { start = "wave_7_elsa_data.csv", end = { file = "later.csv", wave = 8 }, before = { file = "wave_6_elsa_data_v2.csv" } }
cluster = "start.household"
weight = "end.self_completion"
where = "start.age >= 50 and start.proxy <> 1"
[covariates]
age = { kind = "number", treated = "age", control = "start.age" }
origin = { kind = "category", treated = "origin", missing = "level", control = { column = "start.ethnicity", map = { 1 = "white", 2 = "other" } } }
[outcomes.loneliness]
instrument = "ucla3"
treated = { start = ["a", "b", "c"], end = ["d", "e", "f"] }
control = { start = ["start.lack_companionship", "start.left_out", "start.isolated"], end = ["end.scfeela", "end.scfeelb", "end.scfeelc"] }
"#;

const USERS: &str = "id,age,origin,a,b,c,d,e,f\n1,60,white,1,2,3,1,1,1\n2,70,other,2,2,2,1,2,1\n";
const WAVE_6: &str = "idauniq,FqEthnr\n11,1\n12,2\n13,-9\n";
const WAVE_7: &str = "idauniq,idahhw7,IndAger,fqethnr,askpx,ScFeelA,scfeelb,scfeelc\n\
    11,5,-7,-1,2,1,1,1\n12,5,64,2,2,2,2,-9\n13,6,-8,-9,2,1,1,1\n14,7,71,1,1,1,1,1\n15,8,49,1,2,1,1,1\n16,9,55,-8,2,3,3,3\n";
const WAVE_8: &str = "idauniq,w8scwt,scfeela,scfeelb,scfeelc\n11,1.5,1,2,1\n12,0.5,1,1,1\n16,1,2,2,2\n";

fn files() -> tempfile::TempDir {
    folder(&[
        ("users.csv", USERS),
        ("wave_6_elsa_data_v2.csv", WAVE_6),
        ("wave_7_elsa_data.csv", WAVE_7),
        ("later.csv", WAVE_8),
    ])
}

/// The job without the category, whose levels these few people do not share.
fn plainer() -> String {
    JOB.lines().filter(|line| !line.starts_with("origin")).collect::<Vec<_>>().join("\n")
}

fn prepared(job: &Job) -> Prepared {
    pipeline::read(job, &|_| ()).expect("the data")
}

fn level(c: &Cohort, unit: usize) -> Option<String> {
    let column = c.category("origin").expect("a category");
    column.get(unit).map(|code| column.level(code).to_owned())
}

#[test]
fn concepts_become_columns_codes_and_carried_values() {
    let folder = files();
    let Prepared { cohort: c, notes, translations, .. } = prepared(&job(JOB, folder.path()));
    // 1, 2; 11 .. 16. An age of -7 is 90 and passes the filter; -8 is missing and does not.
    let ages = [Some(60.0), Some(70.0), Some(90.0), Some(64.0), None, Some(71.0), Some(49.0), Some(55.0)];
    assert_eq!(number(&c, "age"), ages);
    let stays: Vec<bool> = (2..8).map(|unit| c.entry().stays(unit)).collect();
    assert_eq!(stays, [true, true, false, false, false, true], "proxy 14, 15 under 50, 13 of unknown age");
    let origins = [2, 3, 7].map(|unit| level(&c, unit).unwrap());
    assert_eq!(
        origins,
        ["white", "other", "(missing)"],
        "11 is carried from wave 6, 16 is in no earlier wave"
    );
    assert_eq!(number(&c, "loneliness.start")[2..4], [Some(3.0), None], "-9 is no answer");
    assert_eq!(number(&c, "survey_weight")[2..4], [Some(1.5), Some(0.5)]);
    assert_eq!(number(&c, "cluster")[2], number(&c, "cluster")[3], "one household");
    let carried: Vec<&str> = notes.iter().filter(|n| n.code == "MW293").map(|n| n.message.as_str()).collect();
    assert_eq!(carried.len(), 1, "{carried:?}");
    assert!(carried[0].contains("of 1 of the pool"), "{carried:?}");
    let age = translations.iter().find(|t| t.said == "start.age").expect("looked up");
    assert_eq!(age.column, "start.IndAger");
    assert_eq!(age.map, [("-7".to_owned(), "90".to_owned())]);
    let origin = translations.iter().find(|t| t.said == "start.ethnicity").expect("looked up");
    assert_eq!(origin.carry, ["before.FqEthnr"]);
}

#[test]
fn what_the_job_says_comes_before_the_codebook() {
    let folder = files();
    let text = plainer().replace(
        "control = \"start.age\"",
        "missing = \"exclude\", control = { column = \"start.age\", map = { -7 = 95 }, missing = [64] }",
    );
    let c = cohort(&matchwell::codebook::apply(&job(&text, folder.path())).expect("looked up").job);
    let c = c.expect("a cohort");
    assert_eq!(number(&c, "age")[2..4], [Some(95.0), None]);
}

#[test]
fn a_column_the_file_lacks_is_told_with_the_name_it_should_have() {
    let folder = files();
    std::fs::write(folder.path().join("wave_7_elsa_data.csv"), WAVE_7.replace("IndAger", "years"))
        .expect("a file");
    let faults = matchwell::codebook::apply(&job(JOB, folder.path())).expect_err("no age");
    assert_eq!(faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["MW278"]);
    assert!(faults[0].message.contains("`indager`"), "{}", faults[0]);
}

#[test]
fn a_codebook_of_ones_own_is_an_input_of_the_run() {
    let folder = files();
    let own = "name = \"mine\"\ntitle = \"Mine\"\nsource = \"by hand\"\n[variable.age]\nkind = \"number\"\ncolumns = \"indager\"\nmissing = [-8]\nmap = { -7 = 91 }\n";
    std::fs::write(folder.path().join("mine.toml"), own).expect("a file");
    let text = plainer()
        .replace("codebook = \"elsa\"", "codebook = \"mine.toml\"\nmissing = [-1, -8, -9]")
        .replace("start.household", "start.idahhw7")
        .replace("end.self_completion", "end.w8scwt")
        .replace("start.proxy", "start.askpx")
        .replace("start.lack_companionship", "start.scfeela")
        .replace("start.left_out", "start.scfeelb")
        .replace("start.isolated", "start.scfeelc");
    let read = prepared(&job(&text, folder.path()));
    assert_eq!(number(&read.cohort, "age")[2], Some(91.0));
    assert!(read.inputs.iter().any(|i| i.path.ends_with("mine.toml") && i.sha256.len() == 64));
}
