//! Disclosure of `flow`: reasons that are withheld merge, and all counts are rounded.

use super::super::tables::flow::FlowRecord;
use super::cells::Cells;
use super::people::{leavers, total};
use super::rounding::Rule;

/// Merges, withholds and rounds.
pub(super) fn apply(rows: &mut Vec<FlowRecord>, cells: &Cells, rule: Rule) {
    let exact = std::mem::take(rows);
    let arm = |r: &FlowRecord| (r.specification.clone(), r.imputation, r.arm.clone());
    for chunk in exact.chunk_by(|a, b| arm(a) == arm(b)) {
        let mut told = false;
        for step in chunk.chunk_by(|a, b| a.step == b.step) {
            let (totals, left): (Vec<&FlowRecord>, Vec<&FlowRecord>) =
                step.iter().partition(|r| r.reason == "total");
            let hidden = |r: &FlowRecord| cells.withheld(&cell(r));
            let shown = totals.iter().all(|r| !hidden(r));
            rows.extend(left.iter().filter(|r| !hidden(r)).map(|r| (*r).clone()));
            rows.extend(other(left.into_iter().filter(|r| hidden(r)), told && shown, rule));
            rows.extend(
                totals.into_iter().map(|r| FlowRecord { count: r.count.filter(|_| !hidden(r)), ..r.clone() }),
            );
            told = shown;
        }
    }
    for (position, row) in (0..).zip(rows) {
        row.position = position;
        row.count = rule.count(row.count);
        row.suppressed = row.count.is_none();
    }
}

fn cell(r: &FlowRecord) -> String {
    let run = (r.imputation, r.specification.as_str());
    match r.reason.as_str() {
        "total" => total(run, &r.arm, r.count.unwrap_or(0)),
        reason => leavers(run, &r.arm, &r.step, reason),
    }
}

/// Withheld reasons as one. How many they are together is told where the totals on both sides tell it anyway.
fn other<'a>(left: impl Iterator<Item = &'a FlowRecord>, known: bool, rule: Rule) -> Option<FlowRecord> {
    let left: Vec<&FlowRecord> = left.collect();
    let sum: i64 = left.iter().filter_map(|r| r.count).sum();
    let count = Some(sum).filter(|&n| known && !rule.small(n as f64));
    match left.as_slice() {
        [] => None,
        [one] => Some(FlowRecord { count, ..(*one).clone() }),
        [first, ..] => Some(FlowRecord {
            reason: "other".to_owned(),
            words: "several reasons".to_owned(),
            count,
            ..(*first).clone()
        }),
    }
}
