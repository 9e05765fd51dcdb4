//! The run folder: whole or not at all, the same bytes, never over somebody's work.

use super::study::study;
use matchwell::report::disk::{Content, write_file, write_run};
use matchwell::report::{ReportError, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_path_buf(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let (a, b) = (place.path().join("a"), place.path().join("deep/b"));
    run(&study("threshold"), Path::new("job.toml"), &a).unwrap();
    run(&study("threshold"), Path::new("job.toml"), &b).unwrap();
    run(&study("threshold"), Path::new("job.toml"), &b).unwrap();
    assert_eq!(files(&a), files(&b));
    assert_eq!(fs::read_dir(place.path().join("deep")).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn threads_change_no_byte() {
    let place = tempfile::tempdir().unwrap();
    let with = |threads: usize| {
        let out = place.path().join(threads.to_string());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&study("none"), Path::new("job.toml"), &out)).unwrap();
        files(&out)
    };
    assert_eq!(with(1), with(8));
}

#[test]
fn the_manifest_names_every_file_and_no_count() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    let written = run(&study("threshold"), Path::new("job.toml"), &out).unwrap();
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["software"], "matchwell");
    let listed = manifest["outputs"].as_array().unwrap();
    assert_eq!(listed.len() + 1, files(&out).len());
    assert_eq!(written.outputs.len(), files(&out).len());
    for output in listed {
        use sha2::Digest;
        let bytes = fs::read(out.join(output["path"].as_str().unwrap())).unwrap();
        assert_eq!(output["sha256"], format!("{:x}", sha2::Sha256::digest(bytes)));
    }
    assert!(manifest["inputs"].as_array().unwrap().iter().all(|i| i.get("rows").is_none()));
    let counts = fs::read_to_string(out.join("restricted/counts.json")).unwrap();
    assert!(counts.contains("\"rows\": 240"));
}

#[test]
fn a_failure_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    let broken = || {
        vec![
            (PathBuf::from("release/a"), Content::Bytes(b"a".to_vec())),
            (PathBuf::from("release/b"), Content::Stream(Box::new(|_| Err(ReportError::NoPrimary)))),
        ]
    };
    let last = |_: &[_]| (PathBuf::from("manifest.json"), Vec::new());
    assert!(write_run(&out, broken(), last).is_err());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    run(&study("none"), Path::new("job.toml"), &out).unwrap();
    let before = files(&out);
    assert!(write_run(&out, broken(), last).is_err());
    assert_eq!(files(&out), before, "the earlier run stays");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("thesis");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("chapter.txt"), "years of work").unwrap();
    let refused = run(&study("none"), Path::new("job.toml"), &out).unwrap_err();
    assert_eq!(refused.code(), "MW602");
    assert!(refused.to_string().contains("chapter.txt"), "{refused}");
    assert_eq!(fs::read_to_string(out.join("chapter.txt")).unwrap(), "years of work");
    let mixed = place.path().join("mixed");
    run(&study("none"), Path::new("job.toml"), &mixed).unwrap();
    fs::write(mixed.join("notes.txt"), "mine").unwrap();
    assert_eq!(run(&study("none"), Path::new("job.toml"), &mixed).unwrap_err().code(), "MW602");
    let file = place.path().join("file");
    fs::write(&file, "a file").unwrap();
    assert_eq!(run(&study("none"), Path::new("job.toml"), &file).unwrap_err().code(), "MW602");
}

#[test]
fn an_empty_folder_may_be_used() {
    let place = tempfile::tempdir().unwrap();
    run(&study("none"), Path::new("job.toml"), place.path().join("empty").as_path()).unwrap();
    let empty = place.path().join("new");
    fs::create_dir(&empty).unwrap();
    run(&study("none"), Path::new("job.toml"), &empty).unwrap();
}

#[cfg(unix)]
#[test]
fn restricted_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    run(&study("none"), Path::new("job.toml"), &out).unwrap();
    let mode = fs::metadata(out.join("restricted")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn a_single_file_is_written_whole() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("new/job.lock");
    write_file(&path, b"one").unwrap();
    write_file(&path, b"two").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    assert_eq!(write_file(place.path().join("new").as_path(), b"x").unwrap_err().code(), "MW601");
}
