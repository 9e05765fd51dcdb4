//! Households, sites and other clusters that people come in.

use crate::cohort::Cohort;
use crate::stats::sandwich::compact;

/// Cluster of each unit, if the job declares one that repeats; a unit without one is its own.
pub(super) fn of(cohort: &Cohort, units: &[u32]) -> Option<Vec<u32>> {
    let column = cohort.number(cohort.roles().cluster.as_deref()?).ok()?;
    let key = |&i: &u32| match column.get(i as usize) {
        Some(code) => (0, code.to_bits()),
        None => (1, u64::from(i)),
    };
    let keys: Vec<(u8, u64)> = units.iter().map(key).collect();
    let (codes, distinct) = compact(&keys);
    (distinct < units.len()).then_some(codes)
}
