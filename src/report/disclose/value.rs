//! Disclosure of `value`: what rests on a withheld effect is withheld, and amounts are as coarse as effects.

use super::super::tables::effects::EffectRecord;
use super::super::tables::value::ValueRecord;
use super::rounding::{Rule, decimals, level, two_figures};

/// Withholds and rounds, by the effects as they were released.
///
/// An effect times a known unit value is the effect: so every amount that rests on one is told in two figures, as its
/// standard error is. Inputs of the job and costs are nobody's data and stay exact.
pub(super) fn apply(rows: &mut [ValueRecord], effects: &[EffectRecord], rule: Rule) {
    let valued: Vec<(String, String)> = rows
        .iter()
        .filter(|r| r.part == "input" && r.input.as_deref() == Some("effect"))
        .filter_map(|r| r.outcome.clone().zip(r.contrast.clone()))
        .collect();
    let hidden = |specification: &str| {
        effects.iter().any(|e| {
            e.specification == specification
                && e.suppressed
                && e.group == "all"
                && e.base == "all_matched"
                && valued.iter().any(|(o, c)| (o, c) == (&e.outcome, &e.contrast))
        })
    };
    for row in rows.iter_mut().filter(|r| r.from_effect) {
        if hidden(&row.specification) {
            blank(row);
        } else {
            round(row, rule);
        }
    }
}

fn blank(row: &mut ValueRecord) {
    for v in [&mut row.value, &mut row.lower, &mut row.upper] {
        *v = None;
    }
    if row.input.as_deref() == Some("effect") {
        (row.said, row.low_end, row.high_end) = (None, None, None);
    }
    row.suppressed = true;
    row.null_reason = Some("withheld: too few people are behind an effect".to_owned());
}

fn round(row: &mut ValueRecord, rule: Rule) {
    let input = row.input.as_deref();
    if input == Some("people") {
        let whole = row.value.map(|v| v as i64);
        row.value = rule.count(whole).map(|n| n as f64);
        return;
    }
    let effect = input == Some("effect");
    let share = row.unit.contains("percentage");
    for v in [&mut row.value, &mut row.lower, &mut row.upper] {
        *v = match (row.part.as_str(), row.unit.as_str()) {
            ("input", _) => level(*v, share),
            ("total", "years") => decimals(*v, 1),
            ("total", "share") => decimals(*v, 2),
            _ => two_figures(*v),
        };
    }
    if effect {
        for v in [&mut row.said, &mut row.low_end, &mut row.high_end] {
            *v = level(*v, share);
        }
    }
}
