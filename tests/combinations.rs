//! Random combinations of method, distance, exact, antiexact, calipers, ratio, reuse, discard, unit id, order and ties
//! on lalonde: each obeys every rule, checked here from the file's own values, or is refused with a reason
//! before any work.

mod common;

use common::{numbers, table};
use matchwell::job;
use matchwell::matching::Fate;
use matchwell::pipeline::{self, Depth};
use matchwell::stats::rng::{below, stream};
use matchwell::study::Analysis;
use std::collections::BTreeMap;
use std::path::Path;

const HEAD: &str = r#"name = "combinations"
seed = 9
[units]
source = "lalonde.csv"
id = "id"
treated = { column = "treat", is = 1 }
identifiers = ["unit2"]
[covariates]
age = { kind = "number", column = "age" }
educ = { kind = "number", column = "educ" }
race = { kind = "category", column = "race" }
married = { kind = "yes-no", column = "married" }
nodegree = { kind = "yes-no", column = "nodegree" }
re74 = { kind = "number", column = "re74" }
[outcomes.re78]
column = "re78"
"#;

/// What was drawn, where this test checks it by itself.
#[derive(Debug, Default)]
struct Drawn {
    design: Vec<String>,
    matching: Vec<String>,
    exact: Option<&'static str>,
    antiexact: Option<&'static str>,
    age: Option<f64>,
    unit_id: bool,
    once: bool,
    ratio: usize,
}

fn draw(seed: u64) -> Drawn {
    let mut rng = stream(seed, "combinations", 0);
    let mut pick = |n: u64| below(&mut rng, n) as usize;
    let mut d = Drawn { ratio: 1, once: true, ..Drawn::default() };
    let method =
        ["nearest", "nearest", "optimal", "full", "quick", "cem", "subclass", "exact", "weighting"][pick(9)];
    d.matching.push(format!("method = \"{method}\""));
    let distances =
        ["propensity", "linear_predictor", "mahalanobis", "robust_mahalanobis", "scaled_euclidean", "gower"];
    d.design.push(format!("distance = \"{}\"", distances[pick(6)]));
    d.design.push(format!("estimand = \"{}\"", ["ATT", "ATT", "ATC", "ATE"][pick(4)]));
    let names = ["race", "married", "nodegree"];
    if pick(2) == 0 {
        d.exact = Some(names[pick(3)]);
        d.design
            .push(format!("exact = [\"{}\"]", names.iter().find(|n| Some(**n) == d.exact).expect("drawn")));
    }
    if pick(4) == 0 {
        d.antiexact = Some(names[pick(3)]);
        d.design.push(format!("antiexact = [\"{}\"]", d.antiexact.expect("drawn")));
    }
    if pick(3) == 0 {
        d.design.push(format!("caliper = {}", [0.05, 0.2, 1.0][pick(3)]));
    }
    if pick(3) == 0 {
        let width = [2.0, 5.0, -1.0][pick(3)];
        d.age = Some(width);
        d.design.push(format!("calipers = [{{ on = \"age\", width = {width:?}, unit = \"raw\" }}]"));
    }
    if pick(4) == 0 {
        d.design.push(format!("discard = \"{}\"", ["treated", "control", "both"][pick(3)]));
    }
    if pick(3) == 0 {
        d.ratio = 1 + pick(3);
        d.matching.push(format!("ratio = {}", d.ratio));
    }
    if pick(5) == 0 {
        d.once = false;
        d.matching.push(["replace = true".to_owned(), "reuse = 3".to_owned()][pick(2)].clone());
    }
    if pick(5) == 0 {
        d.unit_id = true;
        d.matching.push("unit_id = \"unit2\"".to_owned());
    }
    if pick(4) == 0 {
        let orders = ["data", "largest", "smallest", "closest", "farthest", "random"];
        d.matching.push(format!("order = \"{}\"", orders[pick(6)]));
    }
    if pick(6) == 0 {
        d.matching.push("complete_sets = true".to_owned());
    }
    d.matching.push(format!("ties = \"{}\"", ["id", "hash"][pick(2)]));
    d
}

/// The values of the file, by cohort row: its ids are in natural order, which is that of the cohort.
struct File {
    words: BTreeMap<String, Vec<String>>,
    age: Vec<f64>,
}

fn obeys(d: &Drawn, a: &Analysis, file: &File) -> Result<(), String> {
    let same = |name: &str, t: usize, c: usize| file.words[name][t] == file.words[name][c];
    let sets = a.matching.set.is_some() && a.matching.edges.is_some();
    let mut uses: BTreeMap<u32, usize> = BTreeMap::new();
    for e in a.matching.edges.iter().flatten() {
        let (t, c) = (e.treated as usize, e.control as usize);
        if d.exact.is_some_and(|name| !same(name, t, c)) {
            return Err(format!("edge {t}, {c} breaks exact"));
        }
        if d.antiexact.is_some_and(|name| same(name, t, c)) {
            return Err(format!("edge {t}, {c} breaks antiexact"));
        }
        let gap = (file.age[t] - file.age[c]).abs();
        if d.age.is_some_and(|w| if w > 0.0 { gap > w } else { gap <= -w }) {
            return Err(format!("edge {t}, {c} breaks the caliper on age"));
        }
        for row in [e.treated, e.control] {
            if a.matching.fate[row as usize] != Fate::Matched || a.matching.weight[row as usize] <= 0.0 {
                return Err(format!("row {row} has an edge and no weight"));
            }
        }
        *uses.entry(e.control).or_default() += 1;
    }
    let one_each = ["nearest", "optimal"].iter().any(|m| d.matching[0].contains(m))
        && d.once
        && d.design.iter().any(|l| l.contains("ATT"));
    if one_each && uses.values().any(|&n| n > 1) {
        return Err("a control serves twice".to_owned());
    }
    if d.unit_id && sets {
        let mut owners: Vec<&String> = uses.keys().map(|&c| &file.words["unit2"][c as usize]).collect();
        owners.sort();
        let before = owners.len();
        owners.dedup();
        if one_each && owners.len() < before {
            return Err("a unit id serves twice".to_owned());
        }
    }
    Ok(())
}

#[test]
fn every_combination_obeys_its_rules_or_is_refused() {
    let words = table("lalonde/lalonde.csv");
    let file = File { age: numbers(&words, "age"), words };
    let folder = Path::new("tests/fixtures/lalonde");
    let (mut answered, mut refused, mut impossible) = (0, BTreeMap::<String, usize>::new(), 0);
    for seed in 0..600 {
        let d = draw(seed);
        let text =
            format!("{HEAD}[design]\n{}\n[matching]\n{}\n", d.design.join("\n"), d.matching.join("\n"));
        let reading = job::read(&text, folder);
        if let Some(fault) = reading.faults.first() {
            *refused.entry(fault.code.to_owned()).or_default() += 1;
            continue;
        }
        let job = reading.job.expect("a job without faults");
        match pipeline::run(&job, Depth::Blind, &|_| ()) {
            Ok(study) => {
                obeys(&d, &study.analyses[0], &file).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{text}"));
                answered += 1;
            }
            Err(error) => {
                assert_ne!(error.status(), 70, "seed {seed}: {error}\n{text}");
                impossible += 1;
            }
        }
    }
    println!(
        "answered {answered}, nobody left or refused later {impossible}, refused before any work {refused:?}"
    );
    assert!(answered > 100 && refused.values().sum::<usize>() > 100, "{answered} {refused:?}");
}
