//! What is refused, with its code.

use super::people::{Make, job, rows, write};
use matchwell::Error;
use matchwell::job as jobs;
use matchwell::pipeline::{self, Depth};

fn codes(text: &str) -> Vec<&'static str> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "people.csv", &rows(&Make { n: 40, seed: 1, gaps: true }));
    jobs::read(text, folder.path()).faults.iter().map(|f| f.code).collect()
}

#[test]
fn settings_that_make_no_sense_are_told() {
    let with = |more: &str| codes(&job("impute", "method = \"nearest\"", more));
    assert_eq!(with(""), Vec::<&str>::new());
    assert_eq!(with("[imputation]\nm = 1"), ["MW085"]);
    assert_eq!(with("[imputation]\niterations = 0\ndonors = 0"), ["MW085", "MW085"]);
    assert_eq!(with("[imputation]\nm = 100000"), ["MW085"]);
    assert_eq!(with("[imputation]\nmethod = { helth = \"pmm\" }"), ["MW086"]);
    assert_eq!(with("[imputation]\nmethod = { age = \"pmm\" }"), ["MW086"]);
    assert_eq!(with("[imputation]\nmethod = { health = \"logistic\" }"), ["MW086"]);
    assert_eq!(with("[imputation]\nmethod = { sex = \"ordered\" }"), ["MW086"]);
    assert_eq!(
        with("[imputation]\nmethod = { health = \"norm\", sex = \"multinomial\" }"),
        Vec::<&str>::new()
    );
    assert_eq!(with("[imputation]\nmm = 5"), ["MW002"]);
    let average = job("impute", "method = \"nearest\"\nties = \"average\"", "");
    assert_eq!(codes(&average), ["MW087"]);
    let late = job("impute", "method = \"nearest\"", "")
        .replace("column = \"health\"", "column = \"health\", after_start = true");
    assert_eq!(codes(&late), ["MW087"]);
    assert_eq!(codes(&job("exclude", "method = \"nearest\"", "[imputation]\nm = 5")), ["MW088"]);
}

#[test]
fn data_that_cannot_be_filled_in_are_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let without: Vec<String> = rows(&Make { n: 60, seed: 1, gaps: false })
        .iter()
        .map(|r| {
            let mut cells: Vec<&str> = r.split(',').collect();
            cells[3] = if cells[1] == "1" { "" } else { cells[3] };
            cells.join(",")
        })
        .collect();
    write(folder.path(), "people.csv", &without);
    let told = |text: &str| {
        let job = jobs::read(text, folder.path()).job.expect("a job");
        match pipeline::run(&job, Depth::Full, &|_| ()) {
            Err(Error::Data(faults)) => faults,
            other => panic!("{other:?}"),
        }
    };
    let faults = told(&job("impute", "method = \"nearest\"", ""));
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].code, "MW265");
    assert!(faults[0].message.contains("nobody in the treated arm has a value for `health`"));
    write(folder.path(), "people.csv", &rows(&Make { n: 60, seed: 1, gaps: true }));
    let faults = told(&job("impute", "method = \"nearest\"", "[derive]\nhole = \"1 / (health - health)\""));
    assert_eq!(faults[0].code, "MW265");
    assert!(faults[0].message.contains("has no value for 60 people"), "{}", faults[0].message);
}
