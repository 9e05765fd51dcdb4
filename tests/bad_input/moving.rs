//! Files that change while they are read. Somebody writes as long as the program runs, so that it is
//! certain that the file it read is no longer the file it found.

use crate::case::{ROOT, answer};
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The answer of the program in a copy of what all cases share, while `write` is called again and again
/// with the folder.
fn answered(command: &[&str], prepare: impl Fn(&Path), write: impl Fn(&Path) + Sync) -> String {
    let place = tempfile::tempdir().expect("a folder");
    let work = place.path().join("work");
    fs::create_dir(&work).expect("a folder");
    for entry in fs::read_dir(Path::new(ROOT).join("_base")).expect("shared files").flatten() {
        fs::copy(entry.path(), work.join(entry.file_name())).expect("a copy");
    }
    prepare(&work);
    let done = AtomicBool::new(false);
    let told = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                write(&work);
                std::thread::sleep(Duration::from_micros(200));
            }
        });
        let told = answer(place.path(), command);
        done.store(true, Ordering::Release);
        told
    });
    let told = told.expect("an answer");
    told.sound().expect("a sound answer");
    assert!(!work.join("out").exists(), "a run folder of a file that moved");
    told.text()
}

/// A pool that takes a while to read.
fn large_pool(work: &Path) {
    let text = fs::read_to_string(work.join("pool.csv")).expect("the pool");
    let (heading, rows) = text.split_once('\n').expect("a heading");
    let mut long = format!("{heading}\n");
    for round in 0..400 {
        for row in rows.lines() {
            let (id, rest) = row.split_once(',').expect("an id");
            writeln!(long, "{round}0{id},{rest}").expect("text takes text");
        }
    }
    fs::write(work.join("pool.csv"), long).expect("written");
}

#[test]
fn a_file_that_grows_is_refused() {
    let grow = |work: &Path| {
        let mut file = OpenOptions::new().append(true).open(work.join("pool.csv")).expect("the pool");
        file.write_all(b"999999,70,1,1,1,500,1,1,1,1,1,1\n").expect("written");
    };
    let told = answered(&["run", "job.toml", "--out", "out"], large_pool, grow);
    assert!(told.starts_with("exit 3  MW239\n"), "{told}");
    assert!(told.contains("pool.csv: the file changed while it was read"), "{told}");
    assert!(told.contains("run again"), "{told}");
}

#[test]
fn a_file_that_is_replaced_is_refused() {
    let replace = |work: &Path| {
        let draft = work.join("pool.draft");
        if fs::copy(work.join("pool.csv"), &draft).is_ok() {
            let _ = fs::rename(&draft, work.join("pool.csv"));
        }
    };
    let told = answered(&["check", "job.toml"], large_pool, replace);
    assert!(told.starts_with("exit 3  MW239\n"), "{told}");
    assert!(told.contains("written again"), "{told}");
}

#[test]
fn the_second_reading_of_a_long_file_is_watched_too() {
    let prepare = |work: &Path| {
        let job = fs::read_to_string(work.join("waves.toml")).expect("the job");
        let both = "start = { file = \"long.tab\", rows = { column = \"wave\", is = 1 } }, \
                    end = { file = \"long.tab\", rows = { column = \"wave\", is = 2 } }";
        let job = job.replacen("start = \"start.tab\", end = \"end.tab\"", both, 1);
        fs::write(work.join("waves.toml"), job).expect("written");
        let mut long = "person\twave\tyears\thousehold\ts1\ts2\ts3\n".to_owned();
        for person in 0..40_000 {
            for wave in 1..3 {
                writeln!(long, "{person}\t{wave}\t70\t{}\t1\t2\t3", person % 40).expect("text takes text");
            }
        }
        fs::write(work.join("long.tab"), long).expect("written");
    };
    let touch = |work: &Path| {
        let mut file = OpenOptions::new().append(true).open(work.join("long.tab")).expect("the file");
        file.write_all(b"999999\t3\t70\t1\t1\t1\t1\n").expect("written");
    };
    let told = answered(&["run", "waves.toml", "--out", "out"], prepare, touch);
    assert_eq!(told.matches("[MW239] long.tab").count(), 1, "{told}");
}

#[test]
fn a_file_that_rests_is_read() {
    let told = answered(&["check", "job.toml"], |_| (), |_| ());
    assert!(told.starts_with("exit 0"), "{told}");
}
