//! From files to a scored cohort: same facts, same cohort; every fault told at once.

mod common;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use common::data::{cohort, folder, job, number};
use matchwell::cohort::{Cohort, Kind};
use matchwell::fault::{Fault, Place};
use matchwell::{harmonise, ingest, score};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Everything a cohort says, unit by unit, as text.
fn told(cohort: &Cohort) -> String {
    let mut lines = vec![format!("{:?}", cohort.roles())];
    let schema = cohort.columns().schema();
    for i in 0..cohort.len() {
        let mut line =
            format!("{} {} {}", cohort.treated()[i], cohort.ids().text(i), cohort.entry().of(i).words);
        for field in schema.fields() {
            let value = match cohort.column(field.name()).expect("its own column") {
                matchwell::cohort::Column::Number(n) => format!("{:?}", n.get(i)),
                matchwell::cohort::Column::Category(c) => format!("{:?}", c.get(i).map(|code| c.level(code))),
            };
            write!(line, " {}={value}", field.name()).expect("text takes text");
        }
        lines.push(line);
    }
    lines.join("\n")
}

const TWO_SIDED: &str = r#"
name = "test"
[treated]
source = "users.EXT"
id = "client"
gap_weeks = 12
[control]
source = "pool.EXT"
id = "person"
gap_weeks = 104
missing = [-9, "NA"]
[covariates.age]
kind = "number"
treated = "age"
control = "years"
[covariates.sex]
kind = "category"
treated = { column = "gender", map = { F = "female", M = "male" } }
control = { column = "sex", map = { 1 = "male", 2 = "female" } }
[covariates.alone]
kind = "yes-no"
treated = "alone"
control = "alone"
[outcomes.loneliness]
instrument = "ucla3"
treated = { start = ["a1", "a2", "a3"], end = ["b1", "b2", "b3"] }
control = { start = ["a1", "a2", "a3"], end = ["b1", "b2", "b3"] }
"#;

const USERS: &str = "client,age,gender,alone,a1,a2,a3,b1,b2,b3\n\
    u2,61,F,yes,3,3,3,2,2,2\n\
    u10,70,M,No,1,2,3,1,1,1\n\
    u1,55,F,TRUE,2,2,2,,2,2\n";
const POOL: &str = "person,years,sex,alone,a1,a2,a3,b1,b2,b3\n\
    31,66,1,0,1,1,1,1,1,1\n\
    4,59,2,1,3,2,3,3,3,3\n\
    100,72,2.0,1,2,2,3,-9,NA,1\n";

fn two_sided(extension: &str) -> String {
    TWO_SIDED.replace("EXT", extension)
}

/// The same text as a Parquet table with typed columns.
fn parquet(path: &Path, text: &str) {
    let mut lines = text.lines().map(|l| l.split(',').collect::<Vec<_>>());
    let names = lines.next().expect("a heading");
    let rows: Vec<Vec<&str>> = lines.collect();
    let columns = names.iter().enumerate().map(|(at, name)| {
        let cells: Vec<Option<&str>> = rows.iter().map(|r| Some(r[at]).filter(|c| !c.is_empty())).collect();
        let whole: Option<Vec<Option<i64>>> =
            cells.iter().map(|c| c.map(str::parse).transpose().ok()).collect();
        let numbers: Option<Vec<Option<f64>>> =
            cells.iter().map(|c| c.map(str::parse).transpose().ok()).collect();
        let array: ArrayRef = match (whole, numbers) {
            (Some(w), _) => Arc::new(Int64Array::from(w)),
            (None, Some(n)) => Arc::new(Float64Array::from(n)),
            _ => Arc::new(StringArray::from(cells)),
        };
        (*name, array)
    });
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let file = fs::File::create(path).expect("a file");
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
}

#[test]
fn one_cohort_from_csv_tsv_and_parquet() {
    let tabbed = |t: &str| format!("\u{feff}{}", t.replace(',', "\t").replace('\n', "\r\n"));
    let semicolons = |t: &str| t.replace(',', ";");
    let dir = folder(&[
        ("users.csv", USERS),
        ("pool.csv", POOL),
        ("users.tsv", &tabbed(USERS)),
        ("pool.tsv", &tabbed(POOL)),
        ("users.txt", &semicolons(USERS)),
        ("pool.txt", &semicolons(POOL)),
    ]);
    parquet(&dir.path().join("users.parquet"), USERS);
    parquet(&dir.path().join("pool.parquet"), POOL);
    let from_csv = cohort(&job(&two_sided("csv"), dir.path())).expect("a cohort");
    for extension in ["tsv", "txt", "parquet"] {
        let other = cohort(&job(&two_sided(extension), dir.path())).expect("a cohort");
        assert_eq!(told(&from_csv), told(&other), "{extension}");
    }
    let ids: Vec<_> = (0..6).map(|i| from_csv.ids().text(i).into_owned()).collect();
    assert_eq!(ids, ["u1", "u2", "u10", "4", "31", "100"]);
    let starts = [6.0, 9.0, 6.0, 8.0, 3.0, 7.0].map(Some);
    assert_eq!(number(&from_csv, "loneliness.start"), starts);
    assert_eq!(number(&from_csv, "loneliness.end"), [None, Some(6.0), Some(3.0), Some(9.0), Some(3.0), None]);
    assert_eq!(number(&from_csv, "loneliness.start.case"), [1.0, 1.0, 1.0, 1.0, 0.0, 1.0].map(Some));
    assert_eq!(number(&from_csv, "alone"), [1.0, 1.0, 0.0, 1.0, 0.0, 1.0].map(Some));
    assert!(!from_csv.has("loneliness.start.item1"));
    let roles = from_csv.roles();
    assert_eq!((roles.gap.treated, roles.gap.control), (Some(12.0), Some(104.0)));
    assert_eq!(roles.outcomes[0].label, "Loneliness (UCLA 3-item)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn the_order_of_rows_does_not_matter(users in Just((0..3).collect::<Vec<usize>>()).prop_shuffle(),
                                         pool in Just((0..3).collect::<Vec<usize>>()).prop_shuffle()) {
        let shuffled = |text: &str, order: &[usize]| {
            let lines: Vec<&str> = text.lines().collect();
            let rows: Vec<&str> = order.iter().map(|&i| lines[i + 1]).collect();
            format!("{}\n{}\n", lines[0], rows.join("\n"))
        };
        let one = folder(&[("users.csv", USERS), ("pool.csv", POOL)]);
        let other = folder(&[("users.csv", &shuffled(USERS, &users)), ("pool.csv", &shuffled(POOL, &pool))]);
        let text = two_sided("csv");
        let first = cohort(&job(&text, one.path())).expect("a cohort");
        let second = cohort(&job(&text, other.path())).expect("a cohort");
        prop_assert_eq!(told(&first), told(&second));
    }
}

/// Code, file, row, column of a fault, and whether it names the value.
fn placed(fault: &Fault) -> (&str, String, Option<usize>, Option<&str>) {
    match &fault.place {
        Place::Data { file, row, column } => {
            (fault.code, file.display().to_string(), *row, column.as_deref())
        }
        _ => (fault.code, String::new(), None, None),
    }
}

/// Every fault with its place and the value it names, whatever the order.
fn assert_told(faults: &[Fault], expected: &[(&str, &str, Option<usize>, &str, &str)]) {
    for &(code, file, row, column, value) in expected {
        let wanted = (code, file.to_owned(), row, Some(column));
        let found = faults.iter().find(|f| placed(f) == wanted);
        let found = found.unwrap_or_else(|| panic!("{wanted:?} in {faults:#?}"));
        assert!(found.message.contains(value), "{}", found.message);
    }
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
}

#[test]
fn five_faults_of_the_data_are_told_at_once() {
    let users = USERS.replace("gender,alone", "gender,alon").replace("TRUE,2", "TRUE,4");
    let pool = POOL.replace("31,66", "31,unknown") + "4,60,1,0,1,1,1,1,1,1\n";
    let dir = folder(&[("users.csv", &users), ("pool.csv", &pool)]);
    let text = two_sided("csv").replace("M = \"male\" }", "M = \"man\" }");
    let faults = cohort(&job(&text, dir.path())).expect_err("faults");
    assert_told(
        &faults,
        &[
            ("MW201", "users.csv", None, "alone", "`alone`"),
            ("MW212", "pool.csv", Some(5), "person", "id `4`"),
            ("MW215", "pool.csv", Some(2), "years", "`unknown`"),
            ("MW219", "users.csv", Some(3), "gender", "`man`"),
            ("MW230", "users.csv", Some(4), "a1", "answer 4"),
        ],
    );
    assert!(faults[0].help.as_ref().is_some_and(|h| h.contains("`alon`")));
}

#[test]
fn cells_that_mean_nothing() {
    let users = USERS.replace("u10,70,M", "u10,seventy,X").replace("u1,55,F,TRUE", "u1,55,F,perhaps");
    let pool = POOL.replace("4,59,2", "4,,2").replace("1,1,1\n", "1,1,1.5\n");
    let dir = folder(&[("users.csv", &users), ("pool.csv", &pool)]);
    let faults = cohort(&job(&two_sided("csv"), dir.path())).expect_err("faults");
    assert_told(
        &faults,
        &[
            ("MW215", "users.csv", Some(3), "age", "`seventy`"),
            ("MW216", "users.csv", Some(3), "gender", "`X`"),
            ("MW217", "users.csv", Some(4), "alone", "`perhaps`"),
            ("MW230", "pool.csv", Some(2), "b3", "answer 1.5"),
        ],
    );
    let dir = folder(&[("users.csv", USERS), ("pool.csv", &POOL.replace("4,59,2", "4,,2"))]);
    let faults = cohort(&job(&two_sided("csv"), dir.path())).expect_err("a fault");
    assert_told(&faults, &[("MW218", "pool.csv", Some(3), "years", "`age`")]);
}

#[test]
fn faults_of_the_files_are_told_at_once() {
    let users = USERS.replace("client,age", "client,AGE").replace("b3\n", "b_3\n");
    let dir = folder(&[("users.csv", &users), ("pool.csv", &POOL.replace("31,66,1", "31,66"))]);
    let faults = cohort(&job(&two_sided("csv"), dir.path())).expect_err("faults");
    let codes: Vec<_> = faults.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["MW201", "MW201", "MW205"]);
    assert!(faults[0].help.as_ref().is_some_and(|h| h.contains("`AGE`") && h.contains("ignore_case")));
    assert!(faults[1].help.as_ref().is_some_and(|h| h.contains("did you mean")));
    assert_eq!(placed(&faults[2]).2, Some(2));
}

#[test]
fn ids_must_be_there_once() {
    let pool = format!("{POOL}4.0,60,1,0,1,1,1,1,1,1\n,60,1,0,1,1,1,1,1,1\n");
    let dir = folder(&[("users.csv", USERS), ("pool.csv", &pool)]);
    let faults = cohort(&job(&two_sided("csv"), dir.path())).expect_err("faults");
    let found: Vec<_> = faults.iter().map(placed).collect();
    assert_eq!(found[0], ("MW211", "pool.csv".to_owned(), Some(6), Some("person")));
    assert_eq!(found[1], ("MW212", "pool.csv".to_owned(), Some(5), Some("person")));
    assert!(faults[1].message.contains("id `4` is in row 3 and again in row 5"), "{}", faults[1].message);
}

#[test]
fn a_level_of_service_users_only_stops_the_run() {
    let dir = folder(&[("users.csv", USERS), ("pool.csv", POOL)]);
    let text = two_sided("csv").replace("M = \"male\" }", "M = \"man\" }");
    let faults = cohort(&job(&text, dir.path())).expect_err("a fault");
    assert_eq!(placed(&faults[0]), ("MW219", "users.csv".to_owned(), Some(3), Some("gender")));
    let harmonised = {
        let text = two_sided("csv").replace(
            "treated = { column = \"gender\", map = { F = \"female\", M = \"male\" } }",
            "treated = { column = \"gender\", map = { F = \"female\", M = \"female\" } }",
        );
        let job = job(&text, dir.path());
        harmonise::run(ingest::run(&job).expect("tables"), &job).expect("a cohort")
    };
    assert!(harmonised.origin.notes.iter().any(|n| n.code == "MW290" && n.message.contains("`male`")));
}

#[test]
fn files_that_cannot_be_read() {
    let text = two_sided("csv");
    for (users, code) in
        [(None, "MW202"), (Some(""), "MW204"), (Some("client,age,gender,alone,a1,a2,a3,b1,b2,b3\n"), "MW204")]
    {
        let mut files = vec![("pool.csv", POOL)];
        files.extend(users.map(|u| ("users.csv", u)));
        let dir = folder(&files);
        let faults = cohort(&job(&text, dir.path())).expect_err("a fault");
        assert_eq!(faults[0].code, code);
    }
    let dir = folder(&[("pool.csv", POOL)]);
    let mut bytes = USERS.as_bytes().to_vec();
    let at = USERS.find(",M,").expect("a man") + 1;
    bytes[at] = 0x89;
    fs::write(dir.path().join("users.csv"), bytes).expect("a file");
    let faults = cohort(&job(&text, dir.path())).expect_err("a fault");
    assert_eq!(placed(&faults[0]), ("MW206", "users.csv".to_owned(), Some(3), Some("gender")));
}

const WAVES: &str = r#"
name = "waves"
[treated]
source = "users.csv"
id = "client"
gap_weeks = { from = "first", to = "last" }
cluster = "site"
[control]
waves = { end = "wave_8.tab", start = "wave_7.tab" }
id = "idauniq"
ignore_case = true
missing = [-1, -8, -9]
where = "start.askpx <> 1 and start.hehelf is not null"
weight = "end.w8scwt"
cluster = "start.idahhw7"
gap_weeks = 104
[covariates.age]
kind = "number"
treated = "age"
control = { column = "start.indager", map = { "-7" = 90 }, missing = [-8, -9] }
[covariates.wealth]
kind = "number"
treated = { column = "wealth", scale = 1000 }
control = { column = "start.nettotw", missing = [-99999] }
missing = "indicator"
[covariates.region]
kind = "category"
treated = "region"
control = "end.gor"
missing = "level"
[derive]
old = "age >= 80"
[outcomes.loneliness]
instrument = "ucla3"
treated = { start = ["s1", "s2", "s3"], end = ["e1", "e2", "e3"] }
control = { start = ["start.scfeela", "start.scfeelb", "start.scfeelc"], end = ["end.SCFEELA", "end.scfeelb", "end.scfeelc"] }
"#;

#[test]
fn two_waves_of_a_survey_with_its_traps() {
    let dir = folder(&[
        (
            "users.csv",
            "client,age,wealth,region,site,first,last,s1,s2,s3,e1,e2,e3\n\
             7,81,2.5,north,A,2020-01-01,2020-03-25,3,3,3,2,2,2\n\
             8,60,,south,B,2020-01-01,2020-03-25,3,3,2,2,2,2\n",
        ),
        (
            "wave_7.tab",
            "idauniq\tIndager\tNettotw\taskpx\thehelf\tidahhw7\tscfeelA\tscfeelb\tscfeelc\n\
             103\t-7\t-5000\t-1\t1\t11\t1\t1\t1\n\
             101\t64\t1000\t0\t2\t10\t2\t2\t2\n\
             102\t70\t0\t1\t2\t10\t-9\t-9\t-9\n\
             104\t71\t-99999\t0\t3\t12\t1\t1\t-9\n\
             105\t66\t100\t0\t-8\t12\t1\t1\t1\n\
             106\t67\t100\t0\t4\t-9\t3\t1\t1\n",
        ),
        (
            "wave_8.tab",
            "IDAUNIQ\tw8scwt\tgor\tscfeela\tscfeelb\tscfeelc\n\
             101\t1.5\tnorth\t3\t2\t2\n\
             999\t1\tsouth\t1\t1\t1\n\
             103\t0.5\tsouth\t1\t1\t2\n\
             104\t0\tsouth\t1\t1\t1\n\
             106\t2\tsouth\t1\t1\t1\n",
        ),
    ]);
    let job = job(WAVES, dir.path());
    let harmonised = harmonise::run(ingest::run(&job).expect("tables"), &job).expect("units");
    assert!(harmonised.origin.notes.iter().any(|n| n.code == "MW291" && n.message.starts_with("1 people")));
    let cohort = score::run(harmonised, &job).expect("scores").cohort;
    let why: Vec<_> = (0..cohort.len()).map(|i| cohort.entry().of(i).code.as_str()).collect();
    // 102 is a proxy; 103's askpx and 105's health are missing; 104 has no weight.
    assert_eq!(
        why,
        ["enters", "enters", "enters", "where", "where", "zero_survey_weight", "where", "enters"]
    );
    assert_eq!(number(&cohort, "age")[2..5], [Some(64.0), Some(70.0), Some(90.0)]);
    assert_eq!(number(&cohort, "wealth")[..5], [2500.0, 1200.0, 1000.0, 0.0, -5000.0].map(Some));
    assert_eq!(number(&cohort, "wealth.missing")[..3], [0.0, 1.0, 0.0].map(Some));
    assert_eq!(number(&cohort, "old")[..2], [1.0, 0.0].map(Some));
    assert_eq!(
        number(&cohort, "loneliness.end")[2..],
        [Some(7.0), None, Some(4.0), Some(3.0), None, Some(3.0)]
    );
    assert_eq!(number(&cohort, "loneliness.start")[5], None);
    assert_eq!(number(&cohort, "survey_weight")[..3], [1.0, 1.0, 1.5].map(Some));
    let clusters = number(&cohort, "cluster");
    assert_eq!(clusters[2], clusters[3], "101 and 102 share a household");
    let distinct: std::collections::BTreeSet<_> = clusters.iter().map(|c| c.map(f64::to_bits)).collect();
    assert_eq!(
        distinct.len(),
        6,
        "sites and households never meet, a missing household is its own: {clusters:?}"
    );
    let region = cohort.category("region").expect("a category");
    assert_eq!(region.levels().collect::<Vec<_>>(), ["north", "south"]);
    let roles = cohort.roles();
    assert_eq!((roles.gap.treated, roles.gap.control), (Some(12.0), Some(104.0)));
    let names: Vec<_> = roles.covariates.iter().map(|c| (c.name.as_str(), c.kind)).collect();
    let expected = [
        ("age", Kind::Number),
        ("wealth", Kind::Number),
        ("wealth.missing", Kind::YesNo),
        ("region", Kind::Category),
        ("old", Kind::YesNo),
    ];
    assert_eq!(names, expected);
}

const ONE_FILE: &str = r#"
name = "one file"
[units]
source = "all.csv"
id = "id"
treated = { column = "treat", is = 1 }
[covariates.x]
kind = "number"
column = "x"
missing = "exclude"
[covariates.grade]
kind = "category"
column = "grade"
missing = "level"
[outcomes.y]
column = "y"
"#;

#[test]
fn one_file_with_a_treatment_column() {
    let text = "id,treat,x,grade,y\n\"b\n1\",1.0,2,1.0,\n a2 ,0,,2.0,5\nb10,1,4,,7\na1,0,3,2.0,6\n";
    let dir = folder(&[("all.csv", text)]);
    let cohort = cohort(&job(ONE_FILE, dir.path())).expect("a cohort");
    assert_eq!(cohort.treated(), [false, false, true, true]);
    let ids: Vec<_> = (0..4).map(|i| cohort.ids().text(i).into_owned()).collect();
    assert_eq!(ids, ["a1", "a2", "b\n1", "b10"]);
    assert_eq!(cohort.entry().of(1).words, "no value for `x`");
    let grade = cohort.category("grade").expect("a category");
    assert_eq!(grade.levels().collect::<Vec<_>>(), ["1", "2", "(missing)"]);
    assert_eq!(number(&cohort, "y"), [Some(6.0), Some(5.0), None, Some(7.0)]);
    let bad = text.replace("a1,0,3", "a1,,3");
    let dir = folder(&[("all.csv", &bad)]);
    let faults = self::cohort(&job(ONE_FILE, dir.path())).expect_err("a fault");
    // The first id holds a line break, so the fourth row of data is on line 6.
    assert_eq!(placed(&faults[0]), ("MW213", "all.csv".to_owned(), Some(6), Some("treat")));
}

const LOCKDOWN: &str = r#"
name = "lockdown"
[units]
source = "ucla3_lockdown_gamers.csv"
id = "person_id"
gap_weeks = 8
treated = { column = "study", is = 1 }
missing = ["not_given", "other"]
[covariates.age]
kind = "number"
column = "age"
missing = "exclude"
[outcomes.shipped]
instrument = "ucla3"
both = { start = "loneliness_before", end = "loneliness_during" }
[outcomes.items]
instrument = "ucla3"
both = { start = ["ucla_before_1", "ucla_before_2", "ucla_before_3"], end = ["ucla_during_1", "ucla_during_2", "ucla_during_3"] }
"#;

/// Figures of Hodgetts, Williams and Butler's data as recomputed in R (reference/data/README.md):
/// means to three decimals, counts exactly.
#[test]
fn scores_of_351_people_before_and_during_lockdown() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let cohort = cohort(&job(LOCKDOWN, &fixtures)).expect("a cohort");
    assert_eq!(cohort.len(), 351);
    let known = |name: &str| -> Vec<f64> { number(&cohort, name).into_iter().flatten().collect() };
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let rounded = |x: f64| (x * 1000.0).round() / 1000.0;
    let (before, during) = (known("shipped.start"), known("shipped.end"));
    assert_eq!((rounded(mean(&before)), rounded(mean(&during))), (5.299, 5.829));
    assert_eq!(rounded(mean(&during) - mean(&before)), 0.530);
    let count = |sign: f64| {
        before
            .iter()
            .zip(&during)
            .filter(|(b, d)| (*d - *b).partial_cmp(&0.0) == sign.partial_cmp(&0.0))
            .count()
    };
    assert_eq!([count(-1.0), count(0.0), count(1.0)], [59, 149, 143]);
    assert_eq!(known("shipped.start.case").iter().sum::<f64>(), 163.0);
    // From the items: one person gave no answers during lockdown, and everybody else agrees.
    assert_eq!((known("items.start").len(), known("items.end").len()), (351, 350));
    assert_eq!(number(&cohort, "items.start"), number(&cohort, "shipped.start"));
    let pairs = number(&cohort, "items.end").into_iter().zip(number(&cohort, "shipped.end"));
    assert!(pairs.filter(|(items, _)| items.is_some()).all(|(items, shipped)| items == shipped));
}
