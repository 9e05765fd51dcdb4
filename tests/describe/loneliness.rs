//! The sections of the made example against an independent count in pandas (`loneliness.py`, beside the
//! stored values). Counts are exact; means and quartiles agree to 1e-9.

use crate::engine::{close, job_of};
use matchwell::describe::{self, Figure};
use matchwell::synth::{self, SynthSpec};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

const JOB: &str = include_str!("../../examples/loneliness/job.toml");
const PANDAS: &str = include_str!("loneliness.json");

#[test]
fn the_example_says_what_pandas_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    for file in synth::make(&SynthSpec { survey: 50, ..SynthSpec::default() }) {
        fs::write(folder.path().join("data").join(&file.path), &file.bytes).expect("written");
    }
    let found = describe::run(&job_of(JOB, folder.path())).expect("sections");
    let mut ours: BTreeMap<String, &Figure> = BTreeMap::new();
    for section in &found.sections {
        for f in section.figures.iter().filter(|f| f.by.is_none()) {
            let outcome = f
                .fact
                .as_ref()
                .map_or_else(|| section.name.clone(), |fact| format!("{}.{fact}", section.name));
            let (group, category) = (f.group.as_deref().unwrap_or(""), f.category.as_deref().unwrap_or(""));
            let key = format!("{outcome}|{}|{group}|{category}", f.statistic.word());
            assert!(ours.insert(key.clone(), f).is_none(), "{key} is told twice");
        }
    }
    let pandas: Value = serde_json::from_str(PANDAS).expect("stored values");
    let counts = pandas["counts"].as_object().expect("counts");
    assert!(counts.len() > 60, "{}", counts.len());
    for (key, said) in counts {
        let f = ours.get(key).unwrap_or_else(|| panic!("{key} is not among ours: {:?}", ours.keys()));
        let number = |v: &Value| v.as_u64().and_then(|n| usize::try_from(n).ok());
        assert_eq!((f.numerator, f.denominator), (number(&said[0]), number(&said[1])), "{key}");
    }
    for (name, said) in pandas["levels"].as_object().expect("levels") {
        for (k, word) in ["mean", "median", "lower_quartile", "upper_quartile"].into_iter().enumerate() {
            let key = format!("{name}|{word}||");
            close(&key, ours[&key].value.expect("a value"), said[k].as_f64().expect("a number"), 1e-9);
        }
    }
}
