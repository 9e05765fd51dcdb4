//! Counts that tables share: who stays and who leaves, and the headline.

use super::super::Tables;
use super::super::tables::flow::FlowRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::figure::{Rule, Slip};

/// Steps at which the people before are not those who stay and those who leave.
pub(super) fn flows(tables: &Tables) -> Vec<Slip> {
    let mut found = Vec::new();
    for s in &tables.specifications {
        for arm in ["treated", "control"] {
            let mine = |f: &&FlowRecord| {
                f.specification == s.specification && f.imputation == s.imputation && f.arm == arm
            };
            let rows: Vec<&FlowRecord> = tables.flow.iter().filter(mine).collect();
            found.extend(steps(&rows));
            found.extend(shared(s, arm, &rows));
        }
    }
    found
}

fn steps(rows: &[&FlowRecord]) -> Vec<Slip> {
    let (mut before, mut left, mut found) = (None, 0, Vec::new());
    for row in rows {
        let Some(count) = row.count else { continue };
        if row.reason != "total" {
            left += count;
            continue;
        }
        if before.is_some_and(|n| n - left != count) {
            let words = format!(
                "of {} {} {left} leave, yet {count} reach `{}`",
                before.unwrap_or_default(),
                row.arm,
                row.step
            );
            found.push(slip(row, words));
        }
        (before, left) = (Some(count), 0);
    }
    found
}

/// Counts that `specifications` tells too.
fn shared(s: &SpecificationRecord, arm: &str, rows: &[&FlowRecord]) -> Vec<Slip> {
    let treated = arm == "treated";
    let told = [
        ("in_files", if treated { s.treated_all } else { s.control_all }),
        ("eligible", if treated { s.treated_eligible } else { s.control_eligible }),
        ("matched", if treated { s.treated_matched } else { s.control_matched }),
    ];
    let mut found = Vec::new();
    for (step, there) in told {
        let total = rows.iter().find(|r| r.step == step && r.reason == "total");
        if let (Some(row), Some(there)) = (total, there)
            && row.count.is_some_and(|here| here != there)
        {
            let here = row.count.unwrap_or_default();
            found.push(slip(row, format!("{here} {arm} are `{step}`, {there} in specifications")));
        }
    }
    found
}

fn slip(row: &FlowRecord, words: String) -> Slip {
    Slip { rule: Rule::Flow, place: format!("flow, {} ({})", row.step, row.specification), words }
}

/// Headlines of `specifications` that are not those of `effects`, and people that grow along the way to it.
pub(super) fn headlines(tables: &Tables) -> Vec<Slip> {
    let mut found = Vec::new();
    for s in &tables.specifications {
        let place = || format!("specifications, {}", s.specification);
        let way = [s.supported, s.starters, s.both_scores, s.treated_matched_label];
        let known: Vec<i64> = way.into_iter().flatten().collect();
        if known.windows(2).any(|w| w[1] > w[0]) {
            let words = format!("supported, with a start, with an end, matched are {known:?}");
            found.push(Slip { rule: Rule::Flow, place: place(), words });
        }
        let mine = tables.effects.iter().find(|e| {
            e.specification == s.specification
                && e.imputation == s.imputation
                && Some(&e.outcome) == s.outcome.as_ref()
                && Some(&e.contrast) == s.contrast.as_ref()
                && Some(&e.base) == s.base.as_ref()
                && e.group == "all"
                && e.estimator == s.estimator
                && e.measure == s.measure
        });
        let Some(e) = mine else { continue };
        let pairs = [
            ("estimate", s.estimate, e.estimate),
            ("lower limit", s.lower, e.lower),
            ("upper limit", s.upper, e.upper),
            ("treated mean", s.treat_mean, e.treat_mean),
            ("comparison mean", s.comparison_mean, e.comparison_mean),
        ];
        for (what, here, there) in pairs.into_iter().filter(|(_, a, b)| a != b) {
            let words = format!("the {what} of the headline is {here:?}, in effects {there:?}");
            found.push(Slip { rule: Rule::Twice, place: place(), words });
        }
    }
    found
}
