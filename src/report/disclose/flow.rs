//! Disclosure of `flow`: reasons under the threshold merge, and all counts are rounded.

use super::super::tables::flow::FlowRecord;
use super::rounding::Rule;

/// Merges, withholds and rounds.
pub(super) fn apply(rows: &mut Vec<FlowRecord>, rule: Rule) {
    let exact = std::mem::take(rows);
    let step = |r: &FlowRecord| (r.specification.clone(), r.imputation, r.arm.clone(), r.step.clone());
    for chunk in exact.chunk_by(|a, b| step(a) == step(b)) {
        let (total, mut leavers): (Vec<FlowRecord>, Vec<FlowRecord>) =
            chunk.iter().cloned().partition(|r| r.reason == "total");
        merge(&mut leavers, rule);
        rows.extend(leavers.into_iter().chain(total));
    }
    for (position, row) in (0..).zip(rows) {
        row.position = position;
        row.suppressed = row.count.is_some_and(|n| rule.small(n as f64));
        row.count = rule.count(row.count);
    }
}

/// Small reasons become one; while that is still small, it swallows the next smallest.
fn merge(leavers: &mut Vec<FlowRecord>, rule: Rule) {
    let count = |r: &FlowRecord| r.count.unwrap_or(0);
    let is_small = |r: &FlowRecord| rule.small(count(r) as f64);
    if !leavers.iter().any(is_small) || leavers.len() < 2 {
        return;
    }
    leavers.sort_by_key(|r| std::cmp::Reverse(count(r)));
    let mut other: Option<FlowRecord> = None;
    while let Some(next) = leavers.pop_if(|r| is_small(r) || other.as_ref().is_none_or(is_small)) {
        let so_far = other.as_ref().map_or(0, count);
        other = Some(rename(next.clone(), so_far + count(&next)));
    }
    leavers.sort_by_key(|r| r.position);
    leavers.extend(other);
}

fn rename(row: FlowRecord, count: i64) -> FlowRecord {
    FlowRecord {
        reason: "other".to_owned(),
        words: "several reasons, each for few people".to_owned(),
        count: Some(count),
        ..row
    }
}
