//! Data sets that were completed elsewhere.

use super::engine::{job_of, run_text};
use super::people::{Make, job, rows};
use matchwell::Error;
use matchwell::job as jobs;
use matchwell::pipeline::{self, Depth};
use matchwell::study::Study;
use std::fmt::Write;
use std::path::Path;

const MAKE: Make = Make { n: 200, seed: 6, gaps: true };

/// The job on `people.csv`, read as completed elsewhere.
fn text(missing: &str) -> String {
    job(missing, "method = \"nearest\"", "").replace(
        "source = \"people.csv\"",
        "source = { file = \"people.csv\", imputed = { column = \".imp\" } }",
    )
}

/// Writes the data sets of `study` below one another, the original with its gaps first.
fn long(study: &Study, folder: &Path) -> Vec<String> {
    let mut lines: Vec<String> = rows(&MAKE).iter().map(|r| format!("0,{r}")).collect();
    for (cohort, k) in study.imputed.as_ref().expect("imputed").cohorts.iter().zip(1..) {
        let (health, sex) = (cohort.number("health").unwrap(), cohort.category("sex").unwrap());
        for (i, row) in rows(&MAKE).iter().enumerate() {
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            if cells[3].is_empty() {
                cells[3] = health.get(i).unwrap().to_string();
            }
            sex.level(sex.get(i).unwrap()).clone_into(&mut cells[4]);
            lines.push(format!("{k},{}", cells.join(",")));
        }
    }
    write(folder, &lines);
    lines
}

fn write(folder: &Path, lines: &[String]) {
    let mut text = ".imp,id,treat,age,health,sex,score,end\n".to_owned();
    for l in lines {
        let _ = writeln!(text, "{l}");
    }
    std::fs::write(folder.join("people.csv"), text).expect("written");
}

fn imputed_here() -> Study {
    let folder = tempfile::tempdir().expect("a temporary folder");
    super::people::write(folder.path(), "people.csv", &rows(&MAKE));
    run_text(&job("impute", "method = \"nearest\"", "[imputation]\nm = 3\niterations = 2"), folder.path())
}

/// The data sets that were completed here, written to a file and read back, give the same results.
#[test]
fn a_long_file_gives_what_imputing_here_gives() {
    let here = imputed_here();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut lines = long(&here, folder.path());
    for turned in [false, true] {
        if turned {
            lines.reverse();
            write(folder.path(), &lines);
        }
        let there = run_text(&text("stop"), folder.path());
        assert_eq!(there.imputed.as_ref().expect("completed").cohorts.len(), 3);
        let (a, b) = (&here.analyses[0], &there.analyses[0]);
        assert_eq!(a.effects.as_ref().unwrap().rows, b.effects.as_ref().unwrap().rows);
        assert_eq!(a.imputed.as_ref().unwrap().agreement, b.imputed.as_ref().unwrap().agreement);
    }
    let blind =
        pipeline::run(&job_of(&text("stop"), folder.path()), Depth::Blind, &|_| ()).expect("a design");
    for cohort in &blind.imputed.as_ref().expect("completed").cohorts {
        let end = cohort.number("lonely.end").expect("a column");
        assert!((0..cohort.len()).filter(|&i| cohort.treated()[i]).all(|i| end.get(i) == Some(0.0)));
    }
    let out = folder.path().join("out");
    matchwell::report::run(&run_text(&text("stop"), folder.path()), Path::new("job.toml"), &out)
        .expect("written");
    let html = std::fs::read_to_string(out.join("release/report.html")).expect("a report");
    assert!(html.contains("The files came with 3 completed data sets"));
}

#[test]
fn data_sets_that_do_not_fit_are_told() {
    let here = imputed_here();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lines = long(&here, folder.path());
    let told = |lines: &[String]| {
        write(folder.path(), lines);
        let job = jobs::read(&text("stop"), folder.path()).job.expect("a job");
        match pipeline::run(&job, Depth::Full, &|_| ()) {
            Err(Error::Data(faults)) => (faults[0].code, faults[0].message.clone()),
            other => panic!("{other:?}"),
        }
    };
    let only =
        |keep: &dyn Fn(&str) -> bool| -> Vec<String> { lines.iter().filter(|l| keep(l)).cloned().collect() };
    let (code, message) = told(&only(&|l| l.starts_with("0,") || l.starts_with("1,")));
    assert_eq!((code, message.as_str()), ("MW266", "1 completed data sets; pooling takes at least 2"));
    let (code, message) = told(&only(&|l| !l.starts_with("2,7,")));
    assert!(code == "MW266" && message.contains("do not hold the same people"), "{message}");
    let mut odd = lines.clone();
    odd[3] = odd[3].replacen("0,", "x,", 1);
    let (code, message) = told(&odd);
    assert_eq!((code, message.as_str()), ("MW266", "`x` is no number of an imputation"));
    let faults = jobs::read(&text("impute"), folder.path()).faults;
    assert_eq!(faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["MW089"]);
}
