//! Computed fields, bins, merged levels and derived columns, from CSV files to a cohort.

use matchwell::cohort::{Cohort, Column, Kind, function_names};
use matchwell::fault::{Fault, Place, line_column};
use matchwell::{Error, job, pipeline};
use std::fs;
use tempfile::TempDir;

const JOB: &str = r#"
name = "computed"
[treated]
source = "users.csv"
id = "id"
gap_weeks = 12
missing = ["unknown", -9]
[control]
waves = { start = "w1.csv", end = "w2.csv" }
id = "id"
gap_weeks = 104
missing = [-9]
[covariates.age]
kind = "number"
treated = { expression = "years_between(dob, start)" }
control = { expression = "start.year - start.born" }
missing = "exclude"
[covariates.band]
kind = "category"
treated = { expression = "years_between(dob, start)", bins = { at = [60, 70], labels = ["under 60", "60-69", "70+"] } }
control = { expression = "start.year - start.born", bins = { at = [60, 70], labels = ["under 60", "60-69", "70+"] } }
missing = "exclude"
[covariates.home]
kind = "category"
treated = { column = "tenure", collapse = { rents = ["council", "private"] } }
control = { expression = "case start.ten when 1 then 'owns' when 2 then 'rents' when 3 then 'rents' end" }
[covariates.trouble]
kind = "number"
treated = { expression = "mean_of(2, q1, q2, q3)", scale = 10 }
control = { expression = "mean_of(2, start.q1, start.q2, start.q3)", scale = 10 }
missing = "exclude"
[covariates.north]
kind = "yes-no"
treated = { expression = "lower(left(postcode, 2)) in ('ne', 'yo')" }
control = { expression = "starts_with(start.gor, 'north')" }
[derive]
older = { expression = "age >= 65", label = "65 or older", unit = "yes-no" }
group = "case when home = 'rents' and north then 'north, rents' when north then 'north' else 'south' end"
[outcomes.score]
treated = { start = { expression = "sum(q1, coalesce(q2, 0))" }, end = "after" }
control = { start = "start.q1", end = { expression = "sum(end.a, end.b) - start.q1" } }
report = ["change"]
"#;

const USERS: &str = "id,dob,start,tenure,postcode,q1,q2,q3,after\n\
    1,1950-05-02,2019-05-01,council,NE1 4LP,1,2,3,4\n\
    2,1950-05-02,2019-05-02T09:00,owns,yo1 9TT,1,2,unknown,5\n\
    3,unknown,2019-05-02,private,LS1 1UR,1,2,3,6\n\
    4,1955-02-28,2019-05-02,owns,S1 2HE,1,unknown,unknown,7\n\
    5,1960-02-29,2019-02-28,private,S1 2HE,2,2,2,7\n";
const W1: &str = "id,year,born,ten,q1,q2,q3,gor\n\
    11,2019,1949,1,1,1,1,north east\n\
    12,2019,1959,3,2,-9,1,london\n\
    13,2019,1989,2,2,2,2,london\n\
    14,2019,1951,2,1,1,1,north west\n";
const W2: &str = "id,a,b\n11,1,2\n12,3,4\n13,5,6\n14,1,1\n";

fn read(job_text: &str, users: &str) -> (TempDir, Result<Cohort, Vec<Fault>>) {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in [("users.csv", users), ("w1.csv", W1), ("w2.csv", W2)] {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let reading = job::read(job_text, folder.path());
    if !reading.faults.is_empty() {
        return (folder, Err(reading.faults));
    }
    let job = reading.job.expect("a job without faults");
    let read = pipeline::read(&job, &|_| {});
    let cohort = read.map(|prepared| prepared.cohort).map_err(|error| match error {
        Error::Data(faults) => faults,
        other => panic!("{other}"),
    });
    (folder, cohort)
}

fn numbers(cohort: &Cohort, name: &str) -> Vec<Option<f64>> {
    let column = cohort.number(name).expect(name);
    (0..cohort.len()).map(|i| column.get(i)).collect()
}

fn words(cohort: &Cohort, name: &str) -> Vec<Option<String>> {
    let Ok(Column::Category(column)) = cohort.column(name) else { panic!("{name} is no category") };
    (0..cohort.len()).map(|i| column.get(i).map(|code| column.level(code).to_owned())).collect()
}

fn said(list: &[&str]) -> Vec<Option<String>> {
    list.iter().map(|w| (!w.is_empty()).then(|| (*w).to_owned())).collect()
}

#[test]
fn fields_are_computed_in_each_arm() {
    let (_folder, cohort) = read(JOB, USERS);
    let cohort = cohort.expect("a cohort");
    let (n, s) = (None, Some);
    assert_eq!(
        numbers(&cohort, "age"),
        [s(68.0), s(69.0), n, s(64.0), s(58.0), s(70.0), s(60.0), s(30.0), s(68.0)]
    );
    let bands = ["60-69", "60-69", "", "60-69", "under 60", "70+", "60-69", "under 60", "60-69"];
    assert_eq!(words(&cohort, "band"), said(&bands));
    let Ok(Column::Category(band)) = cohort.column("band") else { panic!() };
    assert_eq!(band.levels().collect::<Vec<_>>(), ["under 60", "60-69", "70+"]);
    let homes = ["rents", "owns", "rents", "owns", "rents", "owns", "rents", "rents", "rents"];
    assert_eq!(words(&cohort, "home"), said(&homes));
    assert_eq!(
        numbers(&cohort, "trouble"),
        [s(20.0), s(15.0), s(20.0), n, s(20.0), s(10.0), s(15.0), s(20.0), s(10.0)]
    );
    assert_eq!(numbers(&cohort, "north"), [1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0].map(Some));
    assert_eq!(numbers(&cohort, "score.start")[..4], [s(3.0), s(3.0), s(3.0), s(1.0)]);
    assert_eq!(numbers(&cohort, "score.end")[5..], [s(2.0), s(5.0), s(9.0), s(1.0)]);
}

#[test]
fn derived_columns_are_numbers_answers_or_levels() {
    let (_folder, cohort) = read(JOB, USERS);
    let cohort = cohort.expect("a cohort");
    let of =
        |name: &str| cohort.roles().covariates.iter().find(|c| c.name == name).expect("it is there").clone();
    assert_eq!((of("older").kind, of("older").label.as_str()), (Kind::YesNo, "65 or older"));
    assert_eq!(of("older").unit.as_deref(), Some("yes-no"));
    assert_eq!(of("group").kind, Kind::Category);
    let groups = words(&cohort, "group");
    assert_eq!(groups[0].as_deref(), Some("north, rents"));
    assert_eq!(groups[1].as_deref(), Some("north"));
    assert_eq!(groups[3].as_deref(), Some("south"));
}

#[test]
fn a_date_that_is_none_is_told_with_its_cell() {
    let broken = USERS.replace("2,1950-05-02", "2,1950-02-31");
    let (_folder, cohort) = read(JOB, &broken);
    let faults = cohort.expect_err("31 February");
    let fault = faults.iter().find(|f| f.code == "MW260").unwrap_or_else(|| panic!("{faults:#?}"));
    assert!(fault.message.contains("`1950-02-31` is no date"), "{fault}");
    assert!(
        matches!(&fault.place, Place::Data { row: Some(3), column: Some(c), .. } if c == "dob"),
        "{fault:?}"
    );
    // The same cell under a condition that does not look at it.
    let guarded = JOB.replace(
        "years_between(dob, start)",
        "case when dob <> '1950-02-31' then years_between(dob, start) end",
    );
    let (_folder, cohort) = read(&guarded, &broken);
    assert_eq!(numbers(&cohort.expect("nobody looks"), "age")[..3], [Some(68.0), None, None]);
    // And in a person who does not take part.
    let without = JOB.replacen("gap_weeks", "where = \"id <> 2\"\ngap_weeks", 1);
    assert_ne!(without, JOB);
    let (_folder, cohort) = read(&without, &broken);
    assert!(cohort.is_ok(), "{:#?}", cohort.err());
}

#[test]
fn a_source_is_filtered_by_dates_and_text() {
    let with = |filter: &str| JOB.replacen("id = \"id\"", &format!("id = \"id\"\nwhere = \"{filter}\""), 1);
    let entered = |filter: &str| {
        let (_folder, cohort) = read(&with(filter), USERS);
        let cohort = cohort.unwrap_or_else(|f| panic!("{filter}: {f:#?}"));
        (0..5).filter(|&i| cohort.entry().of(i).code != "where").map(|i| i + 1).collect::<Vec<_>>()
    };
    assert_eq!(entered("start >= date('2019-05-02')"), [2, 3, 4]);
    assert_eq!(entered("start < '2019-05-01'"), [5]);
    assert_eq!(entered("upper(tenure) like '%NC%' or postcode like 'S_ %'"), [1, 4, 5]);
    assert_eq!(entered("year(dob) between 1951 and 1960"), [4, 5]);
    assert_eq!(entered("tenure in ('owns', 'private') and q1 = 1"), [2, 3, 4]);
    let (_folder, cohort) = read(&with("year(tenure) > 2000"), USERS);
    let faults = cohort.expect_err("tenure is no date");
    assert_eq!(faults.iter().filter(|f| f.code == "MW260").count(), 5, "{faults:#?}");
}

/// The faults of a job in which one text stands for another, each with the text it points at.
fn told(from: &str, to: &str) -> Vec<(&'static str, String)> {
    let text = JOB.replacen(from, to, 1);
    assert_ne!(text, JOB);
    let (_folder, cohort) = read(&text, USERS);
    let faults = cohort.expect_err(to);
    let place = |f: &Fault| match &f.place {
        Place::Job(at) => text[at.clone()].to_owned(),
        _ => f.to_string(),
    };
    faults.iter().map(|f| (f.code, place(f))).collect()
}

#[test]
fn faults_of_the_job_point_into_it() {
    let age = "\"years_between(dob, start)\"";
    let cases: &[(&str, &str, &str, &str)] = &[
        (age, "\"years_betwen(dob, start)\"", "MW023", "years_betwen"),
        (age, "\"years_between(dob)\"", "MW023", "years_between(dob)"),
        (age, "\"years_between(dob, date('2019-02-31'))\"", "MW023", "'2019-02-31'"),
        (age, "\"1 + upper(dob)\"", "MW082", "upper(dob)"),
        (age, "\"greatest(date(dob), start)\"", "MW082", "\"greatest(date(dob), start)\""),
        (age, "\"upper(dob)\"", "MW082", "\"upper(dob)\""),
        ("start.year - start.born", "year - start.born", "MW013", "year"),
        ("column = \"tenure\"", "column = \"tenure\", expression = \"q1\"", "MW080", "\"q1\""),
        (
            "at = [60, 70]",
            "at = [70, 60]",
            "MW081",
            "{ at = [70, 60], labels = [\"under 60\", \"60-69\", \"70+\"] }",
        ),
        ("\"60-69\", \"70+\"", "\"60-69\"", "MW081", "{ at = [60, 70], labels = [\"under 60\", \"60-69\"] }"),
        (", scale = 10", ", bins = { at = [1] }", "MW083", "{ at = [1] }"),
        ("rents = [\"council\", \"private\"]", "a = [1], b = [1]", "MW084", "{ a = [1], b = [1] }"),
        ("\"age >= 65\"", "\"lower(age) = 'x'\"", "MW082", "age"),
        ("\"age >= 65\"", "\"home + 1\"", "MW082", "home"),
        ("\"age >= 65\"", "\"date('2019-01-01')\"", "MW082", "\"date('2019-01-01')\""),
    ];
    for (from, to, code, place) in cases {
        let found = told(from, to);
        assert!(found.iter().any(|(c, p)| c == code && p == place), "{to}: {found:?}");
    }
    assert!(told("{ column = \"tenure\", ", "{ ").iter().any(|(code, _)| *code == "MW080"));
    assert_eq!(line_column("a\nb", 2), (2, 1));
}

#[test]
fn words_that_say_no_number_are_told() {
    let job = JOB.replace("mean_of(2, q1, q2, q3)", "number(tenure)");
    let (_folder, cohort) = read(&job, USERS);
    let faults = cohort.expect_err("words");
    let fault = faults.iter().find(|f| f.code == "MW261").unwrap_or_else(|| panic!("{faults:#?}"));
    assert!(matches!(&fault.place, Place::Data { row: Some(2), column: Some(c), .. } if c == "tenure"));
}

#[test]
fn every_function_is_in_the_page_for_users() {
    let page = fs::read_to_string("docs/expressions.md").expect("the page");
    for name in function_names() {
        assert!(page.contains(&format!("`{name}(")), "`{name}` is not in docs/expressions.md");
    }
    let code: Vec<&str> = page
        .lines()
        .filter_map(|l| l.strip_prefix("| `"))
        .filter_map(|l| l.split_once('('))
        .map(|(name, _)| name)
        .filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
        .collect();
    assert!(code.len() > 20);
    for name in code {
        assert!(
            function_names().any(|f| f == name),
            "docs/expressions.md has `{name}`, which is no function"
        );
    }
}
