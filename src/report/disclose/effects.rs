//! Disclosure of `effects`.

use super::super::tables::effects::EffectRecord;
use super::cells::{Cells, worth};
use super::rounding::{Rule, decimals, level, two_figures};
use super::words::Kept;
use std::collections::BTreeMap;

/// The estimator whose weighted counts are of the same people as the plain difference's.
const WEIGHTED: &str = "completion_weighted";

/// The base of everybody matched.
const WHOLE: &str = "all_matched";

/// The counts of one arm behind an effect.
struct Arm {
    name: &'static str,
    number: f64,
    events: Option<f64>,
}

/// Tells the counts behind the effects: the base, the people with and without the event, and what
/// a sub-group or a base leaves out of the whole.
pub(super) fn declare(rows: &[EffectRecord], cells: &mut Cells) {
    let counted = || rows.iter().filter(|r| r.estimator != WEIGHTED);
    for row in counted() {
        for arm in arms(row) {
            let base = base_cell(row, &arm);
            cells.count(&base, arm.number);
            cells.worth(&base, worth::SOME);
            if let Some(events) = arm.events {
                let event = event_of(row, arm.name);
                let rest = rest(&event, row);
                cells.count(&event, events);
                cells.count(&rest, arm.number - events);
                let worth = match (row.primary, row.group.as_str()) {
                    (true, _) => worth::MUCH,
                    (false, "all") => worth::SOME,
                    _ if ["improved", "left_case"].contains(&row.contrast.as_str()) => worth::PLAIN,
                    _ => worth::LITTLE,
                };
                cells.worth(&event, worth);
                cells.worth(&rest, worth::LITTLE);
                let sum = format!("whole|{rest}");
                cells.part(&sum, &event);
                cells.part(&sum, &rest);
                cells.whole(&sum, &base);
            }
        }
    }
    let mut wholes: BTreeMap<Whole<'_>, &EffectRecord> = BTreeMap::new();
    for row in counted() {
        let found = wholes.entry(key(row, &row.group, &row.base)).or_insert(row);
        if found.treat_numerator.is_none() && row.treat_numerator.is_some() {
            *found = row;
        }
    }
    changes(&wholes, cells);
    halves(&wholes, cells);
    for row in wholes.values().filter(|r| r.group != "all" || r.base != WHOLE) {
        for arm in arms(row) {
            left_out(row, &arm, &wholes, cells);
        }
    }
}

/// Those who improved, stayed and worsened are everybody of a sub-group.
fn changes(rows: &BTreeMap<Whole<'_>, &EffectRecord>, cells: &mut Cells) {
    for row in rows.values().filter(|r| r.contrast == "improved" && r.base == WHOLE) {
        let other = |contrast| {
            let (specification, imputation, outcome, _, group, base) = key(row, &row.group, WHOLE);
            rows.get(&(specification, imputation, outcome, contrast, group, base))
        };
        let (Some(same), Some(worse)) = (other("unchanged"), other("worsened")) else { continue };
        for arm in arms(row).into_iter().filter(|a| a.events.is_some()) {
            let base = base_cell(row, &arm);
            let sum = format!("change|{base}");
            cells.whole(&sum, &base);
            for row in [row, same, worse] {
                cells.part(&sum, &event_of(row, arm.name));
            }
        }
    }
}

/// Two sub-groups may be everybody together, such as those under 60 and those of 60 and over.
fn halves(rows: &BTreeMap<Whole<'_>, &EffectRecord>, cells: &mut Cells) {
    for one in rows.values().filter(|r| r.group != "all") {
        let Some(all) = rows.get(&key(one, "all", &one.base)) else { continue };
        let question = |r: &&&EffectRecord| key(r, "", &r.base) == key(one, "", &one.base);
        for other in rows.values().filter(question).filter(|r| r.group != "all" && r.group > one.group) {
            for ((x, y), z) in arms(one).into_iter().zip(arms(other)).zip(arms(all)) {
                if (x.number + y.number - z.number).abs() > 0.5 {
                    continue;
                }
                let sum =
                    |what: &str| format!("halves|{what}|{}|{}", base_cell(one, &x), base_cell(other, &y));
                let mut add = |what: &str, whole: String, parts: [String; 2]| {
                    cells.whole(&sum(what), &whole);
                    for part in &parts {
                        cells.part(&sum(what), part);
                    }
                };
                add("base", base_cell(all, &z), [base_cell(one, &x), base_cell(other, &y)]);
                let events = [all, one, other].map(|r| event_of(r, x.name));
                let together = x.events.zip(y.events).zip(z.events);
                if together.is_some_and(|((x, y), z)| (x + y - z).abs() < 0.5) {
                    let [whole, one, other] = events;
                    add(&one.clone(), whole, [one, other]);
                }
            }
        }
    }
}

/// Specification, imputation, outcome, contrast, group and base.
type Whole<'a> = (&'a str, Option<i64>, &'a str, &'a str, &'a str, &'a str);

fn key<'a>(row: &'a EffectRecord, group: &'a str, base: &'a str) -> Whole<'a> {
    (&row.specification, row.imputation, &row.outcome, &row.contrast, group, base)
}

/// What a part leaves of its whole is a count too, and may give its people away: a sub-group of everybody, a
/// base of those matched, and of both those with the event.
fn left_out(row: &EffectRecord, arm: &Arm, all: &BTreeMap<Whole<'_>, &EffectRecord>, cells: &mut Cells) {
    let wholes = [("all", row.base.as_str(), row.group != "all"), (&row.group, WHOLE, row.base != WHOLE)];
    for (group, base, _) in wholes.into_iter().filter(|w| w.2) {
        let Some(whole) = all.get(&key(row, group, base)) else { continue };
        let Some(of) = arms(whole).into_iter().find(|a| a.name == arm.name) else { continue };
        cells.within(&base_cell(whole, &of), &base_cell(row, arm), true);
        if group == "all" && row.group != "all" && arm.events.is_some() && of.events.is_some() {
            let [all, here] = [event_of(whole, arm.name), event_of(row, arm.name)];
            cells.within(&all, &here, false);
            cells.within(&rest(&all, whole), &rest(&here, row), false);
        }
    }
}

/// Withholds and rounds.
pub(super) fn apply(rows: &mut [EffectRecord], cells: &Cells, kept: &Kept, rule: Rule) {
    for row in rows {
        let arms = arms(row);
        let base = |arm: &Arm| cells.withheld(&base_cell(row, arm));
        let event = |arm: &Arm| {
            // A regression shows means without counts: they rest on the same people as the plain difference.
            let event = event_of(row, arm.name);
            cells.withheld(&event) || cells.withheld(&rest(&event, row))
        };
        let small = arms.iter().any(|arm| rule.small(arm.number));
        let whole = row.group == "all" && row.base == WHOLE;
        if small || arms.iter().any(event) || (!whole && arms.iter().any(base)) {
            blank(row);
        } else if arms.iter().any(base) {
            uncount(row);
        }
        row.estimand = super::words::coarse(&row.estimand, kept, rule);
        round(row, rule);
    }
}

/// Another result is shown that rests on few people more or fewer: how many, and what tells it, is withheld.
fn uncount(row: &mut EffectRecord) {
    (row.treat_number, row.comparison_number, row.clusters) = (None, None, None);
    for value in [
        &mut row.treat_numerator,
        &mut row.comparison_numerator_weighted,
        &mut row.comparison_ess,
        // The width of an arm's interval tells how many people it rests on.
        &mut row.treat_lower,
        &mut row.treat_upper,
        &mut row.comparison_lower,
        &mut row.comparison_upper,
        &mut row.se,
        &mut row.df,
        &mut row.number_needed_to_detect,
        &mut row.detectable,
    ] {
        *value = None;
    }
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
        &mut row.detectable,
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
        &mut row.detectable,
    ] {
        *value = level(*value, share);
    }
    match row.measure.as_str() {
        "difference" => {
            for value in [&mut row.estimate, &mut row.lower, &mut row.upper] {
                *value = level(*value, share);
            }
        }
        // No finer than the difference they follow from.
        "per_hundred" | "number_needed" => follow(row),
        _ => {
            for value in [&mut row.estimate, &mut row.lower, &mut row.upper] {
                *value = two_figures(*value);
            }
        }
    }
    for value in [&mut row.se, &mut row.p_value, &mut row.p_holm, &mut row.p_bh] {
        *value = two_figures(*value);
    }
    for value in [&mut row.missing_share, &mut row.missing_information] {
        *value = decimals(*value, 2);
    }
    row.df = row.df.map(|df| (df / rule.grain() as f64).round() * rule.grain() as f64);
}

/// People per 100 and numbers needed from the difference as it is shown.
fn follow(row: &mut EffectRecord) {
    let of = |d: Option<f64>, known: Option<f64>| match (d, row.measure == "per_hundred") {
        (Some(d), true) => known.map(|_| (100.0 * d).round()),
        (Some(d), false) if d != 0.0 => known.map(|_| 1.0 / d),
        _ => None,
    };
    let estimate = of(row.difference, row.estimate);
    // Turning over a difference turns its limits round.
    let (low, high) = match row.measure.as_str() {
        "per_hundred" => (row.difference_lower, row.difference_upper),
        _ => (row.difference_upper, row.difference_lower),
    };
    let limits = of(low, row.lower).zip(of(high, row.upper));
    if row.estimate.is_some() && estimate.is_none() {
        row.null_reason = Some("the difference, as it is rounded, is nought".to_owned());
    }
    (row.estimate, row.lower, row.upper) =
        (two_figures(estimate), two_figures(limits.map(|l| l.0)), two_figures(limits.map(|l| l.1)));
}

/// The cell of the people of a sub-group.
pub(super) fn sub_group(run: super::people::Run<'_>, outcome: &str, group: &str, arm: &str) -> String {
    format!("base|{:?}|{}|{outcome}|{group}|{WHOLE}|{arm}", run.0, run.1)
}

/// The cell of the people in a base.
fn base_cell(row: &EffectRecord, arm: &Arm) -> String {
    let EffectRecord { imputation, specification, outcome, group, base, .. } = row;
    if group == "all" && base == WHOLE {
        return super::people::total((*imputation, specification), arm.name, arm.number as i64);
    }
    format!("base|{imputation:?}|{specification}|{outcome}|{group}|{base}|{}", arm.name)
}

/// The cell of the people of an arm in the base of a row.
pub(super) fn group_cell(row: &EffectRecord, arm: &str) -> String {
    arms(row).into_iter().find(|a| a.name == arm).map_or_else(String::new, |a| base_cell(row, &a))
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

/// The cell of those in the base of a row without the event.
fn rest(event: &str, row: &EffectRecord) -> String {
    format!("{event}|rest|{}", row.base)
}
