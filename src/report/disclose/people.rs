//! How many people there are, at every step from the files to the results: the totals of `flow`,
//! `specifications` and `effects` are one chain.
//!
//! Totals of an arm lie one within the other, so two that differ by few tell how many those few are. Equal
//! totals are one cell: they are of the same people.

use super::super::Tables;
use super::super::tables::specifications::SpecificationRecord;
use super::cells::{Cells, worth};
use std::collections::{BTreeMap, BTreeSet};

/// A run of one specification.
pub(super) type Run<'a> = (Option<i64>, &'a str);

/// The cell of a number of people of an arm.
pub(super) fn total(run: Run<'_>, arm: &str, people: i64) -> String {
    format!("people|{:?}|{}|{arm}|{people}", run.0, run.1)
}

/// The cell of those who leave before a step for a reason.
pub(super) fn leavers(run: Run<'_>, arm: &str, step: &str, reason: &str) -> String {
    format!("leave|{:?}|{}|{arm}|{step}|{reason}", run.0, run.1)
}

/// Counts of one arm of a specification, with what they are worth.
pub(super) fn of_specification(s: &SpecificationRecord) -> [(&'static str, Option<i64>, u8); 10] {
    [
        ("treated", s.supported, worth::MUCH),
        ("treated", s.starters, worth::MUCH),
        ("treated", s.both_scores, worth::MUCH),
        ("treated", s.treated_matched_label, worth::MUCH),
        ("treated", s.treated_all, worth::MUCH),
        ("treated", s.treated_eligible, worth::PLAIN),
        ("treated", s.treated_matched, worth::MUCH),
        ("control", s.control_all, worth::MUCH),
        ("control", s.control_eligible, worth::PLAIN),
        ("control", s.control_matched, worth::MUCH),
    ]
}

/// Tells all totals, what lies between neighbours, and for what reasons people leave.
pub(super) fn declare(tables: &Tables, cells: &mut Cells) {
    let mut chains: BTreeMap<(Option<i64>, &str, &str), BTreeSet<i64>> = BTreeMap::new();
    let add = |run: Run<'_>, arm: &str, people: Option<i64>, worth: u8, cells: &mut Cells| {
        let people = people?;
        let cell = total(run, arm, people);
        cells.count(&cell, people as f64);
        cells.worth(&cell, worth);
        Some(people)
    };
    for s in &tables.specifications {
        let run = (s.imputation, s.specification.as_str());
        for (arm, people, worth) in of_specification(s) {
            let people = add(run, arm, people, worth, cells);
            chains.entry((run.0, run.1, arm)).or_default().extend(people);
        }
    }
    for f in tables.flow.iter().filter(|f| f.reason == "total") {
        let run = (f.imputation, f.specification.as_str());
        let worth = if f.step == "in_files" { worth::MUCH } else { worth::LITTLE };
        let people = add(run, f.arm.as_str(), f.count, worth, cells);
        chains.entry((run.0, run.1, f.arm.as_str())).or_default().extend(people);
    }
    for e in tables.effects.iter().filter(|e| e.group == "all" && e.base == "all_matched") {
        let run = (e.imputation, e.specification.as_str());
        let worth = if e.primary { worth::HEADLINE } else { worth::PLAIN };
        for (arm, n) in [("treated", e.treat_number), ("control", e.comparison_number)] {
            let people = add(run, arm, n, worth, cells);
            chains.entry((run.0, run.1, arm)).or_default().extend(people);
        }
    }
    for ((imputation, specification, arm), people) in chains {
        let people: Vec<i64> = people.into_iter().collect();
        for pair in people.windows(2) {
            let [less, more] = [pair[0], pair[1]].map(|n| total((imputation, specification), arm, n));
            cells.split(&more, &less);
        }
    }
    reasons(tables, cells);
}

/// Those who reach a step and those who leave before it are those who reached the step before.
fn reasons(tables: &Tables, cells: &mut Cells) {
    let key =
        |f: &super::super::tables::flow::FlowRecord| (f.specification.clone(), f.imputation, f.arm.clone());
    for arm in tables.flow.chunk_by(|a, b| key(a) == key(b)) {
        let mut before: Option<String> = None;
        let mut left: Vec<String> = Vec::new();
        for f in arm {
            let run = (f.imputation, f.specification.as_str());
            if f.reason != "total" {
                let cell = leavers(run, &f.arm, &f.step, &f.reason);
                cells.count(&cell, f.count.unwrap_or(0) as f64);
                cells.worth(&cell, worth::LITTLE);
                left.push(cell);
                continue;
            }
            let here = total(run, &f.arm, f.count.unwrap_or(0));
            let left = std::mem::take(&mut left);
            if let Some(before) = before.replace(here.clone()).filter(|b| *b != here) {
                let sum = format!("{here}|after {before}");
                cells.whole(&sum, &before);
                cells.part(&sum, &here);
                for leaver in &left {
                    cells.part(&sum, leaver);
                }
            }
        }
    }
}

/// Takes counts that are withheld out of `specifications`.
pub(super) fn specifications(rows: &mut [SpecificationRecord], cells: &Cells) {
    for row in rows {
        let hidden: Vec<bool> = of_specification(row)
            .into_iter()
            .map(|(arm, n, _)| {
                n.is_some_and(|n| cells.withheld(&total((row.imputation, &row.specification), arm, n)))
            })
            .collect();
        let counts = [
            &mut row.supported,
            &mut row.starters,
            &mut row.both_scores,
            &mut row.treated_matched_label,
            &mut row.treated_all,
            &mut row.treated_eligible,
            &mut row.treated_matched,
            &mut row.control_all,
            &mut row.control_eligible,
            &mut row.control_matched,
        ];
        for (count, hidden) in counts.into_iter().zip(hidden) {
            *count = count.filter(|_| !hidden);
        }
    }
}
