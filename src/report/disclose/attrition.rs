//! Disclosure of `attrition` and `attrition_bounds`.

use super::super::tables::attrition::AttritionRecord;
use super::super::tables::attrition_bounds::BoundsRecord;
use super::super::tables::effects::EffectRecord;
use super::cells::Cells;
use super::descriptives::profile_cell;
use super::rounding::{Rule, decimals, level};

/// Tells the counts behind the figures. People with and without an end score add up to the starters, and
/// the levels of a covariate to everyone on their side.
pub(super) fn declare(rows: &[AttritionRecord], cells: &mut Cells) {
    for row in rows {
        for side in SIDES {
            let (people, count) = side.of(row);
            let base = base(row, side);
            cells.count(&base, people);
            let starters =
                format!("attrition|{:?}|{}|{}|{}", row.imputation, row.specification, row.arm, row.variable);
            cells.part(&starters, &base);
            let run = (row.imputation, row.specification.as_str());
            let total = |n: f64| super::people::total(run, &row.arm, n as i64);
            let all = total(SIDES.map(|s| s.of(row).0).iter().sum());
            if cells.knows(&all) {
                cells.whole(&starters, &all);
            }
            if side == Side::With && cells.knows(&total(people)) {
                cells.same(&base, &total(people));
            }
            if let (Some(count), Some(level)) = (count, &row.level) {
                let cell = cell(row, side, level);
                cells.count(&cell, count);
                cells.count(&format!("{cell}|rest"), people - count);
                cells.part(&format!("{base}|levels"), &cell);
                cells.part(&format!("{cell}|whole"), &cell);
                cells.part(&format!("{cell}|whole"), &format!("{cell}|rest"));
                if side == Side::With {
                    twin(row, level, [count, people - count], cells);
                }
            }
        }
    }
}

/// Those with an end score are (nearly) those of the profile before matching: what is withheld there must
/// not be told here.
fn twin(row: &AttritionRecord, level: &str, counts: [f64; 2], cells: &mut Cells) {
    let cell = cell(row, Side::With, level);
    let own = [cell.clone(), format!("{cell}|rest")];
    for ((name, own), count) in twins(row, level).into_iter().zip(own).zip(counts) {
        cells.count(&name, count);
        cells.same(&name, &own);
    }
}

/// The level in the profile before matching, and for yes/no its opposite.
fn twins(row: &AttritionRecord, level: &str) -> Vec<String> {
    let run = (row.imputation, row.specification.as_str());
    let of = |word: &str| profile_cell(run, &row.variable, &row.arm, word);
    if level == "yes" { vec![of("yes"), of("no")] } else { vec![of(level)] }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    With,
    Without,
}

const SIDES: [Side; 2] = [Side::With, Side::Without];

impl Side {
    fn of(self, row: &AttritionRecord) -> (f64, Option<f64>) {
        let n = |v: Option<i64>| v.map(|n| n as f64);
        match self {
            Self::With => (n(row.with_people).unwrap_or(0.0), n(row.with_count)),
            Self::Without => (n(row.without_people).unwrap_or(0.0), n(row.without_count)),
        }
    }
}

fn base(row: &AttritionRecord, side: Side) -> String {
    let AttritionRecord { imputation, specification, arm, variable, .. } = row;
    format!("attrition|{imputation:?}|{specification}|{arm}|{variable}|{side:?}")
}

fn cell(row: &AttritionRecord, side: Side, level: &str) -> String {
    format!("{}|{level}", base(row, side))
}

/// Withholds and rounds. A row is shown whole or not at all: a difference gives away the other side.
pub(super) fn apply(rows: &mut [AttritionRecord], cells: &Cells, rule: Rule) {
    for row in rows {
        let hidden = SIDES.iter().any(|&side| {
            let level = row.level.as_ref().map(|l| cell(row, side, l));
            cells.withheld(&base(row, side))
                || level.is_some_and(|c| cells.withheld(&c) || cells.withheld(&format!("{c}|rest")))
        });
        if hidden {
            (row.with_count, row.without_count) = (None, None);
            (row.with_value, row.without_value, row.difference) = (None, None, None);
            row.suppressed = true;
            if cells.withheld(&base(row, Side::With)) || cells.withheld(&base(row, Side::Without)) {
                (row.with_people, row.without_people) = (None, None);
            }
        }
        for count in
            [&mut row.with_people, &mut row.without_people, &mut row.with_count, &mut row.without_count]
        {
            *count = rule.count(*count);
        }
        let share = row.level.is_some();
        row.with_value = level(row.with_value, share);
        row.without_value = level(row.without_value, share);
        row.difference = decimals(row.difference, 2);
    }
}

/// The same for tipping points and bounds, which rest on the effects as they were released.
pub(super) fn bounds(rows: &mut [BoundsRecord], effects: &[EffectRecord], cells: &Cells, rule: Rule) {
    for row in rows {
        let run = (row.imputation, row.specification.as_str());
        let hidden =
            |arm: &str, n: Option<i64>| n.is_some_and(|n| cells.withheld(&super::people::total(run, arm, n)));
        let hidden = [hidden("treated", row.treated_starters), hidden("control", row.control_starters)];
        let released = |e: &&EffectRecord| {
            e.specification == row.specification
                && e.imputation == row.imputation
                && e.group == "all"
                && (&e.outcome, &e.contrast, &e.base) == (&row.outcome, &row.contrast, &row.base)
        };
        let few = |n: Option<i64>| n.is_none_or(|n| rule.small(n as f64));
        let seen = row.treated_starters.zip(row.treated_lost).map(|(all, lost)| all - lost);
        let suppressed = effects.iter().filter(released).any(|e| e.suppressed);
        if suppressed || few(row.treated_lost) || few(seen) {
            blank(row);
        }
        if hidden[0] {
            (row.treated_starters, row.treated_lost, row.share_lost) = (None, None, None);
        }
        if hidden[1] {
            (row.control_starters, row.control_lost) = (None, None);
        }
        round(row, rule);
    }
}

fn blank(row: &mut BoundsRecord) {
    for value in figures(row) {
        *value = None;
    }
    (row.treated_lost, row.treated_starters, row.share_lost) = (None, None, None);
    (row.attainable, row.informative) = (None, None);
    row.suppressed = true;
}

fn round(row: &mut BoundsRecord, rule: Rule) {
    let share = row.proportion;
    if share && (row.lowest, row.highest) != (Some(0.0), Some(1.0)) {
        // How many of the lost stand at an end of the scale.
        (row.lowest, row.highest) = (None, None);
    }
    for value in figures(row) {
        *value = level(*value, share);
    }
    row.share_lost = decimals(row.share_lost, 2);
    for count in
        [&mut row.treated_starters, &mut row.treated_lost, &mut row.control_starters, &mut row.control_lost]
    {
        *count = rule.count(*count);
    }
}

fn figures(row: &mut BoundsRecord) -> [&mut Option<f64>; 9] {
    [
        &mut row.seen,
        &mut row.comparison,
        &mut row.difference,
        &mut row.tipping_point,
        &mut row.tipping_limit,
        &mut row.lowest,
        &mut row.highest,
        &mut row.lower_bound,
        &mut row.upper_bound,
    ]
}
