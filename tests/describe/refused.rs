//! Sections that cannot be, and cells that cannot be read.

use crate::by_hand::{PEOPLE, files, job_text};
use crate::engine::job_of;
use matchwell::{describe, job};

/// The faults of a job with these sections: code and message.
fn faults(sections: &str) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let reading = job::read(&job_text(sections), folder.path());
    reading.faults.into_iter().map(|f| (f.code, f.message)).collect()
}

#[track_caller]
fn refused(sections: &str, code: &str, says: &str) {
    let found = faults(sections);
    assert!(found.iter().any(|(c, m)| *c == code && m.contains(says)), "{sections}\n{found:?}");
}

#[test]
fn keys_that_mean_nothing_to_the_kind() {
    refused(
        "[describe.a]\nkind = \"shares\"\ncolumn = \"sex\"\ncuts = { x = \"< 1\" }\n",
        "MW062",
        "`cuts` means nothing",
    );
    refused("[describe.a]\nkind = \"number\"\n", "MW062", "needs `column`");
    refused("[describe.a]\nkind = \"rows\"\ncolumn = \"kind\"\n", "MW062", "needs `file`");
    refused("[describe.a]\nkind = \"several\"\ncolumn = \"likes\"\n", "MW062", "`delimiter`");
    refused("[describe.a]\nkind = \"profile\"\n", "MW062", "facts");
    refused(
        "[describe.a]\nkind = \"rows\"\nfile = \"rows.csv\"\ncolumn = { expression = \"kind\" }\n",
        "MW062",
        "neither computed",
    );
}

#[test]
fn values_that_are_not_possible() {
    let shares = "[describe.a]\nkind = \"shares\"\ncolumn = \"sex\"\n";
    refused(&format!("{shares}smallest = 3\n"), "MW063", "no share");
    refused(&format!("{shares}groups = {{ x = [\"F\"], y = [\"F\"] }}\n"), "MW063", "again in `y`");
    refused(&format!("{shares}groups = {{ x = [] }}\n"), "MW063", "empty");
    refused(
        "[describe.a]\nkind = \"number\"\ncolumn = \"hours\"\ncuts = { x = \"13\" }\n",
        "MW063",
        "no cut point",
    );
    let fact = "[describe.a]\nkind = \"profile\"\n[describe.a.facts.sex]\ncolumn = \"sex\"\n";
    refused(&format!("{fact}reference = {{ F = 0.51 }}\n"), "MW063", "without its source");
    refused(&format!("{fact}reference = {{ F = 51.0 }}\nsource = \"x\"\n"), "MW063", "between 0 and 1");
}

#[test]
fn a_split_by_something_unknown_tells_the_nearest() {
    let two = "[describe.sexes]\nkind = \"shares\"\ncolumn = \"sex\"\n[describe.h]\nkind = \"number\"\ncolumn = \"hours\"\n";
    refused(&format!("{two}by = \"sexs\"\n"), "MW064", "did you mean `sexes`");
    refused(&format!("{two}by = \"h\"\n"), "MW064", "no other section");
}

#[test]
fn unknown_keys_and_kinds_tell_the_nearest() {
    refused("[describe.a]\nkind = \"share\"\ncolumn = \"sex\"\n", "MW004", "did you mean `shares`");
    refused("[describe.a]\nkind = \"shares\"\ncolum = \"sex\"\n", "MW002", "did you mean `column`");
    refused("[describe.a]\nkind = \"shares\"\ncolumn = \"sex\"\nwhere = \"sex =\"\n", "MW023", "");
}

/// The faults of the data.
fn unreadable(sections: &str) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    files(folder.path(), PEOPLE);
    let job = job_of(&job_text(sections), folder.path());
    let faults = describe::run(&job).expect_err("faults");
    faults.into_iter().map(|f| (f.code, f.to_string())).collect()
}

#[test]
fn cells_without_meaning_are_told_with_their_place() {
    let found = unreadable(
        "[describe.a]\nkind = \"shares\"\ncolumn = { column = \"source\", map = { NHS = \"n\", self = \"s\" } }\n",
    );
    assert!(found.iter().any(|(c, m)| *c == "MW216" && m.contains("council")), "{found:?}");
    let found = unreadable("[describe.a]\nkind = \"number\"\ncolumn = \"likes\"\n");
    assert!(found.iter().any(|(c, _)| *c == "MW215"), "{found:?}");
    let found = unreadable("[describe.a]\nkind = \"shares\"\ncolumn = \"sexx\"\n");
    assert!(found.iter().any(|(c, m)| *c == "MW201" && m.contains("sex")), "{found:?}");
    let found = unreadable("[describe.a]\nkind = \"rows\"\nfile = \"rows.csv\"\ncolumn = \"kind\"\n");
    assert!(found.iter().any(|(c, _)| *c == "MW201"), "{found:?}");
    let found = unreadable(
        "[describe.a]\nkind = \"rows\"\nfile = { file = \"rows.csv\", id = \"client\" }\ncolumn = { column = \"kind\", map = { gp = \"doctor\" } }\n",
    );
    assert!(found.iter().any(|(c, m)| *c == "MW216" && m.contains("library")), "{found:?}");
}
