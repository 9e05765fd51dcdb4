//! Distances from a file: what is in it can be matched, what is not cannot, and faults name the row.

mod common {
    pub mod engine;
}

use common::engine::job_of;
use matchwell::pipeline::{self, Depth};
use matchwell::study::Study;
use std::path::Path;

const JOB: &str = r#"name = "by hand"
[units]
source = "people.csv"
id = "id"
treated = { column = "z", is = 1 }
[covariates]
x = { kind = "number", column = "x" }
[outcomes.y]
column = "y"
[design]
distance = "table"
distance_table = "distances.csv"
[matching]
ties = "id"
METHOD
[estimate]
estimators = ["difference"]
"#;

const PEOPLE: &str = "id,z,x,y\n1,1,0,5\n2,1,0,6\n3,1,0,7\n11,0,0,1\n12,0,0,2\n13,0,0,3\n";

fn run(folder: &Path, distances: &str, method: &str) -> Result<Study, String> {
    std::fs::write(folder.join("people.csv"), PEOPLE).expect("people");
    std::fs::write(folder.join("distances.csv"), distances).expect("distances");
    let job = job_of(&JOB.replace("METHOD", method), folder);
    pipeline::run(&job, Depth::Full, &|_| ()).map_err(|e| format!("{e:?}"))
}

fn pairs(study: &Study) -> Vec<(String, String, f64)> {
    let id = |row: u32| study.cohort.ids().text(row as usize).into_owned();
    let edges = study.analyses[0].matching.edges.iter().flatten();
    edges.map(|e| (id(e.treated), id(e.control), e.distance)).collect()
}

#[test]
fn only_pairs_of_the_table_are_matched() {
    let folder = tempfile::tempdir().expect("a folder");
    let distances = "treated_id,control_id,distance\n1,11,4\n1,12,0.5\n2,12,0.25\n2,11,9\n";
    let study = run(folder.path(), distances, "").expect("a study");
    let pair = |t: &str, c: &str, d| (t.to_owned(), c.to_owned(), d);
    // In id order 1 takes 12, and 2 is left with 11; 3 is in no row.
    assert_eq!(pairs(&study), [pair("1", "12", 0.5), pair("2", "11", 9.0)]);
    assert_eq!(study.inputs.len(), 2, "the table is an input with a hash");
    let again = run(folder.path(), distances, "replace = true").expect("a study");
    assert_eq!(pairs(&again), [pair("1", "12", 0.5), pair("2", "12", 0.25)]);
}

#[test]
fn faults_of_the_table_name_the_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = |rows: &str| {
        let distances = format!("treated_id,control_id,distance\n{rows}");
        run(folder.path(), &distances, "").expect_err("a fault")
    };
    for (rows, code, row) in [
        ("1,11,1\n1,99,2\n", "MW236", "row: Some(3)"),
        ("11,1,1\n", "MW236", "row: Some(2)"),
        ("1,11,-1\n", "MW237", "row: Some(2)"),
        ("1,11,1\n1,11,2\n", "MW238", "row: Some(3)"),
    ] {
        let words = told(rows);
        assert!(words.contains(code) && words.contains(row), "{rows}: {words}");
    }
    let missing = run(folder.path(), "treated_id,distance\n1,2\n", "").expect_err("a fault");
    assert!(missing.contains("control_id"), "{missing}");
}
