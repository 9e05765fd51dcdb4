//! `matchwell init`: what it finds in files of several shapes, and that the drafts are jobs.

mod common;

use common::data::folder;
use matchwell::commands::init;
use matchwell::job;
use matchwell::pipeline::{self, Depth};
use matchwell::synth::{self, SynthSpec};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The loneliness example in a folder.
fn loneliness() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for file in synth::make(&SynthSpec::default()) {
        std::fs::write(folder.path().join(&file.path), &file.bytes).expect("written");
    }
    folder
}

fn draft(folder: &Path, treated: &[&str], control: &[&str], treatment: Option<&str>) -> String {
    let paths = |names: &[&str]| names.iter().map(|n| folder.join(n)).collect::<Vec<PathBuf>>();
    let text = init::text(&paths(treated), &paths(control), treatment, folder).expect("a draft");
    toml::from_str::<toml::Table>(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    text
}

#[test]
fn look_at_it() {
    let folder = loneliness();
    let text = draft(
        folder.path(),
        &["service_users.csv"],
        &["wave_8_elsa_data_eul_v2.tab", "wave_7_elsa_data.tab"],
        None,
    );
    println!("{text}");
}
