//! Disclosure of `effects`.

use super::super::tables::effects::EffectRecord;
use super::cells::Cells;
use super::rounding::{Rule, decimals, level, two_figures};
use super::words::Kept;
use std::collections::BTreeMap;

/// The estimator whose weighted counts are of the same people as the plain difference's.
const WEIGHTED: &str = "completion_weighted";

/// Contrasts that together are everybody.
const CHANGE: [&str; 3] = ["improved", "unchanged", "worsened"];

/// The counts of one arm behind an effect.
struct Arm {
    name: &'static str,
    number: f64,
    events: Option<f64>,
}

/// Tells the counts behind the effects: the base, the people with and without the event, and what
/// a sub-group or a base leaves out of the whole.
pub(super) fn declare(rows: &[EffectRecord], cells: &mut Cells) {
    let counted = |r: &&EffectRecord| r.estimator != WEIGHTED;
    for row in rows.iter().filter(counted) {
        for arm in arms(row) {
            cells.count(&base_cell(row, arm.name), arm.number);
            if let Some(events) = arm.events {
                let event = event_of(row, arm.name);
                cells.count(&event, events);
                cells.count(&rest(&event), arm.number - events);
                cells.part(&format!("whole|{event}"), &event);
                cells.part(&format!("whole|{event}"), &rest(&event));
                if CHANGE.contains(&row.contrast.as_str()) && row.base == "all_matched" {
                    cells.part(&format!("change|{}", base_cell(row, arm.name)), &event);
                }
            }
        }
    }
    left_out(rows, cells);
}

/// What a part leaves of its whole is a count too, and may give its people away.
fn left_out(rows: &[EffectRecord], cells: &mut Cells) {
    let mut whole: BTreeMap<String, (f64, Option<f64>)> = BTreeMap::new();
    let of = |row: &EffectRecord, arm: &str, group: &str| {
        format!("{}|{}|{}|{group}|{arm}", row.specification, row.outcome, row.contrast)
    };
    for row in rows.iter().filter(|r| r.base == "all_matched") {
        for arm in arms(row) {
            let figures = whole.entry(of(row, arm.name, &row.group)).or_insert((arm.number, None));
            figures.1 = figures.1.or(arm.events);
        }
    }
    for row in rows.iter().filter(|r| r.estimator != WEIGHTED) {
        let wholes = [("all", row.group != "all"), (row.group.as_str(), row.base != "all_matched")];
        for (group, _) in wholes.into_iter().filter(|w| w.1) {
            for arm in arms(row) {
                let Some((number, events)) = whole.get(&of(row, arm.name, group)) else { continue };
                let base = base_cell(row, arm.name);
                cells.count(&base, number - arm.number);
                if let (Some(all), Some(here), true) = (events, arm.events, row.base == "all_matched") {
                    cells.count(&event_of(row, arm.name), all - here);
                    let without = (number - arm.number) - (all - here);
                    cells.count(&rest(&event_of(row, arm.name)), without);
                }
            }
        }
    }
}

/// Withholds and rounds.
pub(super) fn apply(rows: &mut [EffectRecord], cells: &Cells, kept: &Kept, rule: Rule) {
    for row in rows {
        let withheld = arms(row).iter().any(|arm| {
            let event = event_of(row, arm.name);
            cells.withheld(&base_cell(row, arm.name))
                || arm.events.is_some() && (cells.withheld(&event) || cells.withheld(&rest(&event)))
        }) || model_withheld(row, cells);
        if withheld {
            blank(row);
        }
        row.estimand = super::words::coarse(&row.estimand, kept, rule);
        round(row, rule);
    }
}

/// A regression shows means without counts: they rest on the same people as the plain difference.
fn model_withheld(row: &EffectRecord, cells: &Cells) -> bool {
    ["treated", "control"].iter().any(|arm| {
        let event = event_of(row, arm);
        cells.withheld(&event) || cells.withheld(&rest(&event))
    })
}

fn arms(row: &EffectRecord) -> [Arm; 2] {
    let number = |n: Option<i64>| n.unwrap_or(0) as f64;
    [
        Arm { name: "treated", number: number(row.treat_number), events: row.treat_numerator },
        Arm {
            name: "control",
            number: number(row.comparison_number),
            events: row.comparison_numerator_weighted,
        },
    ]
}

pub(super) fn blank(row: &mut EffectRecord) {
    for value in [
        &mut row.treat_numerator,
        &mut row.treat_mean,
        &mut row.treat_lower,
        &mut row.treat_upper,
        &mut row.comparison_ess,
        &mut row.comparison_numerator_weighted,
        &mut row.comparison_mean,
        &mut row.comparison_lower,
        &mut row.comparison_upper,
        &mut row.estimate,
        &mut row.se,
        &mut row.lower,
        &mut row.upper,
        &mut row.df,
        &mut row.missing_share,
        &mut row.missing_information,
        &mut row.difference,
        &mut row.difference_lower,
        &mut row.difference_upper,
        &mut row.p_value,
        &mut row.p_holm,
        &mut row.p_bh,
        &mut row.number_needed_to_detect,
    ] {
        *value = None;
    }
    (row.treat_number, row.comparison_number, row.clusters) = (None, None, None);
    row.suppressed = true;
    row.null_reason = Some("withheld: too few people are behind it".to_owned());
}

pub(super) fn round(row: &mut EffectRecord, rule: Rule) {
    let share = row.is_proportion();
    row.treat_number = rule.count(row.treat_number);
    row.comparison_number = rule.count(row.comparison_number);
    row.clusters = rule.count(row.clusters);
    for mass in [
        &mut row.treat_numerator,
        &mut row.comparison_numerator_weighted,
        &mut row.comparison_ess,
        &mut row.number_needed_to_detect,
    ] {
        *mass = rule.mass(*mass);
    }
    for value in [
        &mut row.treat_mean,
        &mut row.treat_lower,
        &mut row.treat_upper,
        &mut row.comparison_mean,
        &mut row.comparison_lower,
        &mut row.comparison_upper,
        &mut row.difference,
        &mut row.difference_lower,
        &mut row.difference_upper,
    ] {
        *value = level(*value, share);
    }
    let ratio = row.measure != "difference";
    for value in [&mut row.estimate, &mut row.lower, &mut row.upper] {
        *value = if ratio { two_figures(*value) } else { level(*value, share) };
    }
    for value in [&mut row.se, &mut row.p_value, &mut row.p_holm, &mut row.p_bh] {
        *value = two_figures(*value);
    }
    for value in [&mut row.missing_share, &mut row.missing_information] {
        *value = decimals(*value, 2);
    }
    row.df = row.df.map(|df| (df / rule.grain() as f64).round() * rule.grain() as f64);
}

/// The cell of the people in a base.
fn base_cell(row: &EffectRecord, arm: &str) -> String {
    let EffectRecord { imputation, specification, outcome, group, base, .. } = row;
    format!("base|{imputation:?}|{specification}|{outcome}|{group}|{base}|{arm}")
}

fn event_of(row: &EffectRecord, arm: &str) -> String {
    let run = (row.imputation, row.specification.as_str());
    event(run, &row.outcome, &row.group, &row.contrast, &row.base, arm)
}

/// The cell of the people with an event. People who improve, leave or become a case are the same
/// people whatever base they are shown on.
pub(super) fn event(
    run: (Option<i64>, &str),
    outcome: &str,
    group: &str,
    contrast: &str,
    base: &str,
    arm: &str,
) -> String {
    let base = match contrast {
        "improved" | "left_case" | "became_case" | "worsened" | "unchanged" => "any",
        _ => base,
    };
    format!("event|{:?}|{}|{outcome}|{group}|{contrast}|{base}|{arm}", run.0, run.1)
}

fn rest(event: &str) -> String {
    format!("{event}|rest")
}
