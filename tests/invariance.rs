//! The same bytes on any number of threads and for any order of the input rows.

mod common {
    pub mod engine;
}

use common::engine::job_of;
use matchwell::pipeline::{self, Depth};
use matchwell::report;
use std::path::Path;

const JOB: &str = include_str!("../examples/nsw/job.toml");

fn hashes(folder: &Path, threads: usize) -> Vec<report::Output> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| {
        let study = pipeline::run(&job_of(JOB, folder), Depth::Full, &|_| ()).expect("a study");
        report::hashes(&study).expect("hashes")
    })
}

fn tables(outputs: Vec<report::Output>) -> Vec<(String, String)> {
    outputs.into_iter().map(|o| (o.path.display().to_string(), o.sha256)).collect()
}

/// The rows of a CSV file in another order, the heading first.
fn shuffled(text: &str) -> String {
    let mut lines = text.lines();
    let heading = lines.next().expect("heading");
    let rows: Vec<&str> = lines.collect();
    let step = (rows.len() / 2 + 1..rows.len()).find(|s| gcd(*s, rows.len()) == 1).expect("a step");
    let order = (0..rows.len()).map(|i| rows[i * step % rows.len()]);
    std::iter::once(heading).chain(order).collect::<Vec<_>>().join("\n") + "\n"
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[test]
fn threads_do_not_change_a_byte() {
    let folder = Path::new("examples/nsw");
    let one = hashes(folder, 1);
    assert_eq!(one, hashes(folder, 2));
    assert_eq!(one, hashes(folder, 8));
}

#[test]
fn row_order_does_not_change_a_table() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["participants.csv", "cps1.csv"] {
        let text = std::fs::read_to_string(Path::new("examples/nsw").join(name)).expect("example");
        std::fs::write(folder.path().join(name), shuffled(&text)).expect("written");
    }
    assert_eq!(tables(hashes(Path::new("examples/nsw"), 2)), tables(hashes(folder.path(), 2)));
}
