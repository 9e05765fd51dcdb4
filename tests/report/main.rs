//! The run folder and the report: schemas, bytes, disclosure, words, writes that are whole or nothing.

mod attack;
#[cfg(feature = "milp")]
#[path = "../common/attacker.rs"]
mod attacker;
mod contradictions;
mod extremes;
mod folder;
mod forms;
mod languages;
mod office;
mod page;
mod study;

use matchwell::report::tables::ALL;
use std::path::Path;

/// The schemas in the repository are the ones the program declares.
///
/// With `MATCHWELL_BLESS=1` they are written instead.
#[test]
fn schemas_are_unchanged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-schemas/tables");
    for table in ALL {
        let path = folder.join(format!("{}.json", table.name));
        if std::env::var_os("MATCHWELL_BLESS").is_some() {
            std::fs::write(&path, table.frictionless()).unwrap();
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(stored, table.frictionless(), "{} differs", path.display());
    }
}

/// Every field says what it means, and names are told once a table.
#[test]
fn every_field_has_a_meaning() {
    for table in ALL {
        let mut names: Vec<&str> = table.fields.iter().map(|f| f.name).collect();
        assert!(table.fields.iter().all(|f| f.meaning.ends_with('.')), "{}", table.name);
        // A row of the curve's own tables is about many specifications.
        if !table.name.starts_with("curve") {
            assert_eq!(names[..2], ["specification", "imputation"], "{}", table.name);
        }
        assert!(table.key.iter().all(|k| names.contains(k)), "{}", table.name);
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.fields.len(), "{}", table.name);
    }
}

/// Writes both profiles to the folder in `MATCHWELL_LOOK`, to be looked at.
#[test]
#[ignore = "for the eye"]
fn look() {
    let out = std::env::var("MATCHWELL_LOOK").unwrap();
    for profile in ["none", "threshold"] {
        matchwell::report::run(&study::study(profile), Path::new("job.toml"), &Path::new(&out).join(profile))
            .unwrap();
    }
}
