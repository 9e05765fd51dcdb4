//! Rules about people without anybody like them: MW105, MW106, MW119.

use super::super::counterpart::NO_COUNTERPART;
use super::super::error::DesignError;
use super::seen::{Seen, finding, share};
use super::{Finding, Severity};
use crate::cohort::{Category, Column, Number};
use std::collections::BTreeSet;

/// Share of service users outside the pool's range from which the finding is serious.
const SERIOUS: f64 = 0.10;

pub(super) fn find(seen: &Seen<'_>) -> Result<Vec<Finding>, DesignError> {
    let mut names = BTreeSet::new();
    let mut findings = Vec::new();
    for name in seen.matched_on.iter().filter(|n| n.as_str() != super::super::caliper::PROPENSITY) {
        if names.insert(name) {
            findings.extend(match seen.cohort.column(name)? {
                Column::Number(number) => numbers(seen, name, number),
                Column::Category(category) => levels(seen, name, category),
            });
        }
    }
    findings.extend(left(seen));
    findings.extend(score(seen));
    Ok(findings)
}

fn numbers(seen: &Seen<'_>, name: &str, number: Number<'_>) -> Option<Finding> {
    let pool = seen.arm(false).filter_map(|i| number.get(i));
    let (low, high) = pool.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    let outside = seen.arm(true).filter_map(|i| number.get(i)).filter(|&x| x < low || x > high).count();
    let all = seen.arm(true).count();
    (outside > 0).then(|| {
        let message = format!(
            "{} of the {} lie outside the pool's range of `{name}` ({low} to {high}): there is nobody to \
             compare them with.",
            share(outside, all),
            seen.roles().treated_label
        );
        finding("MW105", graded(outside, all), Some(name), message)
    })
}

fn levels(seen: &Seen<'_>, name: &str, category: Category<'_>) -> Option<Finding> {
    let mut counts = vec![[0_usize; 2]; category.len()];
    for arm in [false, true] {
        for code in seen.arm(arm).filter_map(|i| category.get(i)) {
            counts[usize::from(code)][usize::from(arm)] += 1;
        }
    }
    let alone = |side: usize| {
        let levels = category.levels().zip(&counts);
        let of = levels.filter(move |(_, c)| c[side] > 0 && c[1 - side] == 0);
        of.map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>()
    };
    let (users, pool) = (alone(1), alone(0));
    if users.is_empty() && pool.is_empty() {
        return None;
    }
    let lost: usize = counts.iter().filter(|c| c[0] == 0).map(|c| c[1]).sum();
    let severity = if users.is_empty() { Severity::Note } else { graded(lost, seen.arm(true).count()) };
    let said = |label: &str, words: &[String]| format!("only {label} have {}", words.join(", "));
    let roles = seen.roles();
    let sides = [(&roles.treated_label, users), (&roles.control_label, pool)];
    let parts: Vec<String> =
        sides.iter().filter(|(_, w)| !w.is_empty()).map(|(label, words)| said(label, words)).collect();
    let message = format!("`{name}`: {}.", parts.join("; "));
    Some(finding("MW119", severity, Some(name), message))
}

/// People who left because the other arm has nobody of their level: in one finding, serious as soon as
/// one of them was supported.
fn left(seen: &Seen<'_>) -> Option<Finding> {
    let eligible = &seen.design.eligible;
    let counts = eligible.counts(seen.cohort.treated());
    let table = eligible.table().iter().zip(&counts);
    let reasons: Vec<_> = table.filter(|(r, _)| r.code == NO_COUNTERPART).collect();
    let lost = |arm: usize| reasons.iter().map(|(_, c)| c[arm]).sum::<usize>();
    if reasons.is_empty() {
        return None;
    }
    let severity = if lost(1) > 0 { Severity::Serious } else { Severity::Note };
    let each: Vec<String> = reasons.iter().map(|(r, c)| format!("{} {}", c[0] + c[1], r.words)).collect();
    let message = format!(
        "{} of the {} and {} of the {} have no counterpart and are not eligible: {}.",
        lost(1),
        seen.roles().treated_label,
        lost(0),
        seen.roles().control_label,
        each.join(", ")
    );
    Some(finding("MW119", severity, None, message))
}

fn score(seen: &Seen<'_>) -> Option<Finding> {
    let score = &seen.design.propensity.as_ref()?.linear;
    let pool = seen.arm(false).map(|i| score[i]);
    let (low, high) = pool.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    let outside = seen.arm(true).filter(|&i| score[i] < low || score[i] > high).count();
    let all = seen.arm(true).count();
    (outside > 0).then(|| {
        let message = format!(
            "{} of the {} have a propensity score outside the pool's range: they resemble nobody in it.",
            share(outside, all),
            seen.roles().treated_label
        );
        finding("MW106", graded(outside, all), None, message)
    })
}

fn graded(outside: usize, all: usize) -> Severity {
    if outside as f64 > SERIOUS * all as f64 { Severity::Serious } else { Severity::Warning }
}
