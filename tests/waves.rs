//! Waves, side files and long files: how they are joined, and that nobody is lost without being told.

mod common;

use common::data::{cohort, folder, job, number, reasons};
use matchwell::fault::Fault;

const JOB: &str = r#"
name = "waves"
[treated]
source = "users.csv"
id = "id"
gap_weeks = 12
[control]
id = "pid"
gap_weeks = 104
FILES
[covariates]
age = { kind = "number", treated = "age", control = "start.age", missing = "exclude" }
wealth = { kind = "number", treated = "wealth", control = "money.wealth", missing = "exclude" }
[outcomes.score]
treated = { start = "s", end = "e" }
control = { start = "start.score", end = "end.score" }
range = [0, 10]
report = ["change"]
"#;

const USERS: &str = "id,age,wealth,s,e\n1,60,5,3,4\n2,70,6,4,4\n";
const FIRST: &str = "pid,hh,age,score\n11,A,61,3\n12,A,62,4\n13,B,63,5\n14,C,64,6\n";
const SECOND: &str = "pid,score\n11,3\n13,4\n14,5\n15,9\n";
const PEOPLE: &str = "PERSON,wealth\n11,-2\n12,7\n14,9\n";
const HOUSEHOLDS: &str = "household,wealth\nA,10\nC,30\n";

fn files() -> tempfile::TempDir {
    let long = "pid,wave,age,score\n11,7,61,3\n11,8,63,3\n12,7,62,4\n13,7,63,5\n13,8,65,4\n14,7,64,6\n14,8,66,5\n15,8,70,9\n";
    folder(&[
        ("users.csv", USERS),
        ("w7.csv", FIRST),
        ("w8.csv", SECOND),
        ("money.csv", PEOPLE),
        ("homes.csv", HOUSEHOLDS),
        ("long.csv", long),
    ])
}

fn with(files: &str) -> String {
    JOB.replace("FILES", files)
}

#[test]
fn side_files_join_on_their_own_id() {
    let folder = files();
    let text = with(
        "waves = { start = \"w7.csv\", end = \"w8.csv\" }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\" } }",
    );
    let c = cohort(&job(&text, folder.path())).expect("a cohort");
    assert_eq!(number(&c, "wealth"), [Some(5.0), Some(6.0), Some(-2.0), Some(7.0), None, Some(9.0)]);
    assert_eq!(number(&c, "score.end"), [Some(4.0), Some(4.0), Some(3.0), None, Some(4.0), Some(5.0)]);
    assert_eq!(reasons(&c)[4], "no value for `wealth`");
}

#[test]
fn a_file_of_households_serves_all_their_people() {
    let folder = files();
    let text = with(
        "waves = { start = \"w7.csv\", end = \"w8.csv\" }\nfiles = { money = { file = \"homes.csv\", id = \"household\", on = \"start.hh\" } }",
    );
    let c = cohort(&job(&text, folder.path())).expect("a cohort");
    assert_eq!(number(&c, "wealth")[2..], [Some(10.0), Some(10.0), None, Some(30.0)]);
}

#[test]
fn a_required_file_leaves_people_out_with_the_reason() {
    let folder = files();
    let text = with(
        "waves = { start = \"w7.csv\", end = { file = \"w8.csv\", join = \"required\" } }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\", join = \"required\" } }",
    );
    let c = cohort(&job(&text, folder.path())).expect("a cohort");
    let told = ["enters", "enters", "enters", "not in `end`", "not in `money`", "enters"];
    assert_eq!(reasons(&c), told);
}

#[test]
fn a_complete_file_must_hold_everybody() {
    let folder = files();
    let text = with(
        "waves = { start = \"w7.csv\", end = { file = \"w8.csv\", join = \"complete\" } }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\" } }",
    );
    let faults = cohort(&job(&text, folder.path())).expect_err("12 is not in the second wave");
    let shown: Vec<String> = faults.iter().map(Fault::to_string).collect();
    assert!(faults.iter().any(|f| f.code == "MW285" && f.message.contains("`12`")), "{shown:?}");
}

#[test]
fn a_long_file_is_cut_into_waves() {
    let folder = files();
    let wide = with(
        "waves = { start = \"w7.csv\", end = \"w8.csv\" }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\" } }",
    );
    let long = with(
        "waves = { start = { file = \"long.csv\", rows = { column = \"wave\", is = 7 } }, end = { file = \"long.csv\", rows = { column = \"wave\", is = 8 } } }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\" } }",
    );
    let (a, b) = (cohort(&job(&wide, folder.path())), cohort(&job(&long, folder.path())));
    let (a, b) = (a.expect("a cohort"), b.expect("a cohort"));
    for name in ["age", "wealth", "score.start", "score.end"] {
        assert_eq!(number(&a, name), number(&b, name), "{name}");
    }
    let none = long.replace("is = 8", "is = 9");
    let faults = cohort(&job(&none, folder.path())).expect_err("there is no wave 9");
    assert_eq!(faults[0].code, "MW284");
}

#[test]
fn rows_of_no_wave_are_counted_once() {
    let folder = files();
    let long = "pid,wave,age,score\n11,7,61,3\n11,8,63,3\n12,7,62,4\n13,,63,5\n14,,64,6\n";
    std::fs::write(folder.path().join("long.csv"), long).expect("a file");
    let text = with(
        "waves = { start = { file = \"long.csv\", rows = { column = \"wave\", is = 7 } }, end = { file = \"long.csv\", rows = { column = \"wave\", is = 8 } } }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\" } }",
    );
    let prepared = matchwell::pipeline::read(&job(&text, folder.path()), &|_| ()).expect("the data");
    let told: Vec<_> =
        prepared.notes.iter().filter(|n| n.code == "MW295").map(|n| n.message.as_str()).collect();
    assert_eq!(told, ["2 rows of long.csv say nothing in `wave`; they belong to no wave and are not read"]);
}

#[test]
fn faults_of_a_long_file_name_its_lines() {
    let text = with(
        "waves = { start = { file = \"long.csv\", rows = { column = \"wave\", is = 7 } }, end = { file = \"long.csv\", rows = { column = \"wave\", is = 8 } } }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\" } }",
    );
    let folder = files();
    let broken = "pid,wave,age,score\n11,8,61,3\n11,7,old,3\n";
    std::fs::write(folder.path().join("long.csv"), broken).expect("a file");
    let faults = cohort(&job(&text, folder.path())).expect_err("`old` is no age");
    let shown: Vec<String> = faults.iter().map(Fault::to_string).collect();
    assert!(shown.iter().any(|f| f.contains("row 3") && f.contains("old")), "{shown:?}");
}

#[test]
fn a_missing_value_is_carried_only_where_the_job_says_so_and_is_counted() {
    let folder = files();
    let earlier = "pid,age,kind\n11,59,x\n13,61,y\n14,62,\n";
    std::fs::write(folder.path().join("w6.csv"), earlier).expect("a file");
    std::fs::write(folder.path().join("money.csv"), format!("{PEOPLE}13,1\n")).expect("a file");
    std::fs::write(
        folder.path().join("w7.csv"),
        "pid,age,kind,score\n11,61,,3\n12,62,x,4\n13,-9,y,5\n14,64,,6\n",
    )
    .expect("a file");
    std::fs::write(folder.path().join("users.csv"), "id,age,kind,wealth,s,e\n1,60,x,5,3,4\n2,70,y,6,4,4\n")
        .expect("a file");
    let text = with(
        "missing = [-9]\nwaves = { start = \"w7.csv\", end = \"w8.csv\", before = \"w6.csv\" }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\" } }",
    )
    .replace("control = \"start.age\"", "control = { column = \"start.age\", carry = [\"before.age\"] }")
    .replace(
        "[outcomes",
        "kind = { kind = \"category\", missing = \"level\", treated = \"kind\", control = { column = \"start.kind\", carry = [\"before.kind\"] } }\n[outcomes",
    );
    let job = job(&text, folder.path());
    let c = cohort(&job).expect("a cohort");
    assert_eq!(number(&c, "age")[2..], [Some(61.0), Some(62.0), Some(61.0), Some(64.0)]);
    let kinds = c.category("kind").expect("a category");
    let level = |i: usize| kinds.get(i).map(|code| kinds.level(code));
    assert_eq!([2, 3, 4, 5].map(level), [Some("x"), Some("x"), Some("y"), Some("(missing)")]);
    let prepared = matchwell::pipeline::read(&job, &|_| ()).expect("the data");
    let notes: Vec<&str> =
        prepared.notes.iter().filter(|n| n.code == "MW293").map(|n| n.message.as_str()).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].contains("`start.age` of 1 of the pool"), "{notes:?}");
}

#[test]
fn columns_name_their_file() {
    let folder = files();
    let text = with("waves = { start = \"w7.csv\", end = \"w8.csv\" }\nfiles = { start = \"money.csv\" }");
    let reading = matchwell::job::read(&text, folder.path());
    assert!(reading.faults.iter().any(|f| f.code == "MW018"), "{:?}", reading.faults);
    assert!(reading.faults.iter().any(|f| f.code == "MW013"), "`money` is no file: {:?}", reading.faults);
}

#[test]
fn missing_codes_are_counted_by_code_and_column() {
    let folder = files();
    std::fs::write(folder.path().join("w7.csv"), "pid,age,score\n11,-8,3\n12,-9,4\n13,-9,5\n14,64,.d\n")
        .expect("a file");
    let text = with(
        "missing = [-8, -9, \".d\"]\nwaves = { start = \"w7.csv\", end = \"w8.csv\" }\nfiles = { money = { file = \"money.csv\", id = \"PERSON\" } }",
    );
    let prepared = matchwell::pipeline::read(&job(&text, folder.path()), &|_| ()).expect("the data");
    let told: Vec<(&str, &str, usize)> =
        prepared.missing.iter().map(|t| (t.column.as_str(), t.code.as_str(), t.rows)).collect();
    assert_eq!(told, [("start.age", "-9", 2), ("start.age", "-8", 1), ("start.score", ".d", 1)]);
}
