//! Clusters and other identifiers, as whole numbers that differ between arms.

use super::arm::{ABSENT, Arm};
use super::builder::{Builder, CLUSTER};
use super::field::number_array;
use crate::ingest::{Cells, Keys, Reading};
use crate::job::CellSpec;
use std::collections::HashMap;

/// Adds the cluster and the identifiers that the sources name.
pub(super) fn add(builder: &mut Builder<'_>) {
    if builder.sources.iter().any(|s| s.cluster.is_some()) {
        let names: Vec<Option<&str>> = builder.sources.iter().map(|s| s.cluster).collect();
        column(builder, CLUSTER, &names);
    }
    let mut done: Vec<&str> = Vec::new();
    for source in builder.sources.clone() {
        for name in source.identifiers.iter().map(String::as_str) {
            if done.contains(&name) {
                continue;
            }
            done.push(name);
            let has = |s: &crate::ingest::Source<'_>| s.identifiers.iter().any(|i| i == name).then_some(name);
            let names: Vec<Option<&str>> = builder.sources.iter().map(has).collect();
            column(builder, name, &names);
            builder.identifiers.push(name.to_owned());
        }
    }
}

/// What becomes of units without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lone {
    /// Each is its own cluster.
    Apart,
    /// Those of a source are one together.
    Together,
}

/// One whole number a unit; a unit without the key, or of a source without it, is its own cluster.
fn column(builder: &mut Builder<'_>, column: &str, names: &[Option<&str>]) {
    let (values, _) = codes(builder, names, Lone::Apart);
    builder.add(column, number_array(values));
}

/// One whole number a unit, and which units of a source with the key have none.
pub(super) fn codes(builder: &mut Builder<'_>, names: &[Option<&str>], lone: Lone) -> (Vec<f64>, Vec<bool>) {
    let mut values = Vec::with_capacity(builder.len());
    let mut without = Vec::with_capacity(builder.len());
    let mut next = 0;
    for (at, name) in names.iter().enumerate() {
        let missing = builder.sources[at].missing;
        let arm = &mut builder.arms[at];
        let from = values.len();
        let mut lacking = vec![name.is_none(); arm.len()];
        match name {
            Some(name) => dense(arm, name, missing, &mut next, &mut values, &mut lacking),
            None => (0..arm.len()).for_each(|_| values.push(fresh(&mut next))),
        }
        if lone == Lone::Together {
            let first = values[from..].iter().zip(&lacking).find(|(_, l)| **l).map(|(v, _)| *v);
            for (v, _) in values[from..].iter_mut().zip(&lacking).filter(|(_, l)| **l) {
                *v = first.unwrap_or(*v);
            }
        }
        without.extend(lacking.into_iter().map(|l| l && name.is_some()));
    }
    (values, without)
}

fn fresh(next: &mut u32) -> f64 {
    *next += 1;
    f64::from(*next - 1)
}

/// Numbers the keys of one arm in order of first appearance, which is the order of ids.
fn dense(
    arm: &mut Arm,
    name: &str,
    missing: &[CellSpec],
    next: &mut u32,
    values: &mut Vec<f64>,
    lacking: &mut [bool],
) {
    let recode = arm.plain(name, missing);
    let (file, Cells::Keys(keys)) = arm.take(name, Reading::Keys) else { return };
    let rows = arm.rows[file].iter();
    match &keys {
        Keys::Whole { values: whole, .. } => {
            let mut known: HashMap<i64, f64> = HashMap::new();
            values.extend(rows.zip(lacking).map(|(&row, lacking)| {
                let lost = row == ABSENT || keys.is_missing(row as usize);
                let key =
                    (!lost).then(|| whole[row as usize]).filter(|v| !recode.is_missing_number(*v as f64));
                *lacking = key.is_none();
                if let Some(key) = key {
                    *known.entry(key).or_insert_with(|| fresh(next))
                } else {
                    fresh(next)
                }
            }));
        }
        Keys::Text { .. } => {
            let mut known: HashMap<&str, f64> = HashMap::new();
            values.extend(rows.zip(lacking).map(|(&row, lacking)| {
                let key = if row == ABSENT { "" } else { keys.slice(row as usize) };
                if key.is_empty() || recode.is_missing(key) {
                    *lacking = true;
                    return fresh(next);
                }
                *known.entry(key).or_insert_with(|| fresh(next))
            }));
        }
    }
}
