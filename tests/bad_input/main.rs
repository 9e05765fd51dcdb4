//! Files and jobs that are wrong, each with what must be said about it: `tests/bad-input/README.md`.
//!
//! Every case is run with the program itself, two at a time, in a folder of its own and with less than
//! 2 GB of address space. It must end by itself with a documented status, never panic, say what the
//! snapshot says, and leave the folder as it was.
//!
//! `UPDATE=1 cargo test --test bad_input` writes the snapshots anew; read each before keeping it.

mod case;
mod moving;
mod recipes;
mod tables;

use case::{Case, Told, all};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Cases run at a time.
const AT_ONCE: usize = 2;

fn update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Runs all cases; what each told, in the order of names.
fn run(cases: &[Case]) -> Vec<Result<Told, String>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((at, case)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    cases.get(at).map(|case| (at, case))
                } {
                    let told = case.run();
                    done.lock().unwrap_or_else(PoisonError::into_inner).insert(at, told);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}

#[test]
fn every_case_is_told_as_expected() {
    let only = std::env::var("CASE").unwrap_or_default();
    let cases: Vec<Case> = all().into_iter().filter(|c| c.name.contains(&only)).collect();
    let mut failures = String::new();
    for (case, told) in cases.iter().zip(run(&cases)) {
        let wrong = told.and_then(|told| {
            let text = told.text();
            let path = case.folder.join("expected.txt");
            if update() {
                fs::write(&path, &text).map_err(|e| e.to_string())?;
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            let said = if expected == text { Ok(()) } else { Err(case::difference(&expected, &text)) };
            told.sound().and(said)
        });
        if let Err(wrong) = wrong {
            let _ = writeln!(failures, "\n--- {}: {wrong}", case.name);
        }
    }
    if update() {
        fs::write(Path::new(case::ROOT).join("README.md"), listed()).expect("written");
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Codes that a snapshot tells: at the start of a line, or in brackets.
fn codes(expected: &str) -> BTreeSet<String> {
    let first = expected.lines().next().unwrap_or_default();
    first.split_whitespace().filter(|w| w.starts_with("MW")).map(str::to_owned).collect()
}

#[test]
fn the_collection_is_as_large_as_promised_and_its_codes_are_known() {
    if update() {
        return;
    }
    let cases = all();
    assert!(cases.len() >= 120, "{} cases", cases.len());
    let mut seen = BTreeSet::new();
    for case in &cases {
        let expected = fs::read_to_string(case.folder.join("expected.txt")).unwrap_or_default();
        let told = codes(&expected);
        assert!(!told.is_empty(), "{}: no code is told", case.name);
        assert!(!case.why.is_empty(), "{}: the file `why` is missing", case.name);
        seen.extend(told);
    }
    assert!(seen.len() >= 50, "{} codes", seen.len());
    let known: BTreeSet<String> = fs::read_dir("data-schemas/codes")
        .expect("the code books")
        .flatten()
        .flat_map(|f| {
            fs::read_to_string(f.path()).unwrap_or_default().lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']').map(str::to_owned))
        .collect();
    let unknown: Vec<&String> = seen.difference(&known).collect();
    assert!(unknown.is_empty(), "not in data-schemas/codes: {unknown:?}");
}

/// The README of the collection with the list of its cases as they are.
fn listed() -> String {
    let text =
        fs::read_to_string(Path::new(case::ROOT).join("README.md")).expect("the README of the collection");
    let mark = "<!-- The table is written by `UPDATE=1 cargo test --test bad_input`. -->\n";
    let head = text.split_once(mark).expect("the mark before the table").0;
    let mut list = format!("{head}{mark}\n| case | codes | exit | what is wrong |\n|---|---|---|---|\n");
    for case in all() {
        let expected = fs::read_to_string(case.folder.join("expected.txt")).unwrap_or_default();
        let codes: Vec<String> = codes(&expected).into_iter().collect();
        let exit = expected.split_whitespace().nth(1).unwrap_or_default();
        let _ = writeln!(list, "| {} | {} | {exit} | {} |", case.name, codes.join(" "), case.why);
    }
    list
}

#[test]
fn the_list_of_cases_is_up_to_date() {
    let text =
        fs::read_to_string(Path::new(case::ROOT).join("README.md")).expect("the README of the collection");
    assert!(update() || listed() == text, "run `UPDATE=1 cargo test --test bad_input`");
}
