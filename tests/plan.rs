//! `matchwell plan`, as people use it.

use matchwell::commands::Answer;
use matchwell::commands::plan::{Said, run};
use matchwell::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

fn plan(target: Option<&Path>, said: &Said) -> Answer {
    run(target, said, &|_| ()).expect("an answer")
}

/// Power of `power.prop.test(n = 189, p1 = 0.42, p2 = 0.52)` of R 4.2.2.
const POWER: f64 = 0.495_095_308_506_079;

#[test]
fn numbers_alone_are_enough() {
    let said = Said { treated: Some(189.0), base_rate: Some(0.42), effect: Some(0.1), ..Said::default() };
    let answer = plan(None, &said);
    let plan = &answer.json["plans"][0];
    assert!((plan["power_now"].as_f64().expect("a power") - POWER).abs() < 1e-6, "{plan}");
    assert_eq!((answer.status, plan["enough"].as_bool()), (0, Some(false)));
    assert!(answer.text.contains("there are not enough people"), "{}", answer.text);
    let needed = plan["needed"].as_f64().expect("a number");
    let said = Said { treated: Some(needed), ..said };
    assert_eq!(crate::plan(None, &said).json["plans"][0]["enough"].as_bool(), Some(true));
}

#[test]
fn numbers_that_are_missing_or_cannot_be_are_told() {
    let told = |said: Said| match run(None, &said, &|_| ()) {
        Err(Error::Usage(words)) => words,
        other => panic!("{other:?}"),
    };
    assert!(told(Said::default()).contains("--treated"));
    let treated = Said { treated: Some(100.0), ..Said::default() };
    assert!(told(treated).contains("--base-rate"));
    assert!(told(Said { base_rate: Some(1.4), ..treated }).contains("between 0 and 1"));
    assert!(told(Said { base_rate: Some(0.4), sd: Some(1.0), ..treated }).contains("one of them"));
    assert!(told(Said { base_rate: Some(0.4), effect: Some(0.0), ..treated }).contains("effect of 0"));
}

/// A one-file job of `n` treated and four times as many others; the outcome is yes for two in five.
fn job(n: usize) -> tempfile::TempDir {
    let mut rows = "id,z,x,y\n".to_owned();
    for i in 0..5 * n {
        let _ = writeln!(rows, "p{i},{},{},{}", u8::from(i < n), i % 7, u8::from((i * 7) % 5 < 2));
    }
    let job = r#"
name = "small"
[units]
source = "all.csv"
id = "id"
treated = { column = "z", is = 1 }
[covariates.x]
kind = "number"
column = "x"
[outcomes.y]
column = "y"
binary = true
better = "higher"
[disclosure]
profile = "none"
[review]
allow = [{ rule = "MW127", because = "a test" }, { rule = "MW116", because = "a test" }]
"#;
    let folder = tempfile::TempDir::new().expect("a folder");
    fs::write(folder.path().join("all.csv"), rows).expect("written");
    fs::write(folder.path().join("job.toml"), job).expect("written");
    folder
}

#[test]
fn a_job_is_counted_without_its_outcomes() {
    let at = job(40);
    let answer = plan(Some(&at.path().join("job.toml")), &Said { effect: Some(0.1), ..Said::default() });
    let plan = &answer.json["plans"][0];
    assert_eq!(plan["assumed"]["treated"].as_f64(), Some(40.0));
    assert!((plan["assumed"]["base_rate"].as_f64().expect("a rate") - 0.4).abs() < 1e-12);
    assert!(plan["needed"].as_f64().expect("a number") > 100.0);
    // Turning every outcome of the treated round changes nothing.
    let text = fs::read_to_string(at.path().join("all.csv")).expect("the data");
    let turned: Vec<String> = text
        .lines()
        .map(|l| match l.split(',').collect::<Vec<_>>()[..] {
            [id, "1", x, y] => format!("{id},1,{x},{}", if y == "1" { "0" } else { "1" }),
            _ => l.to_owned(),
        })
        .collect();
    fs::write(at.path().join("all.csv"), turned.join("\n") + "\n").expect("written");
    let again =
        crate::plan(Some(&at.path().join("job.toml")), &Said { effect: Some(0.1), ..Said::default() });
    assert_eq!(answer, again);
}

/// Too few people to say anything is an answer, of `run` as of `plan`, and the plan of the run says how many more.
#[test]
fn too_few_people_is_an_answer() {
    let at = job(12);
    let out = at.path().join("out");
    let answer =
        matchwell::commands::run::run(&at.path().join("job.toml"), Some(&out), &|_| ()).expect("a run");
    assert_eq!(answer.status, 0);
    assert!(answer.text.contains("would be found four times out of five"), "{}", answer.text);
    let page = fs::read_to_string(out.join("release/report.html")).expect("a report");
    assert!(page.contains("would be found four times out of five"));
    let seen = plan(Some(&out), &Said { effect: Some(0.05), ..Said::default() });
    let first = &seen.json["plans"][0];
    assert_eq!(first["enough"].as_bool(), Some(false), "{first}");
    assert!(seen.text.contains("more"), "{}", seen.text);
}
