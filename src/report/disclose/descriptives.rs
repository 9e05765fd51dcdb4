//! Disclosure of `descriptives`.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tabulate::reliability::COEFFICIENT;
use super::cells::Cells;
use super::rounding::{Rule, decimals, level};

/// Section that sets the matched treated beside those who found no place.
const KEPT_DROPPED: &str = "kept_dropped";

/// Tells the counts behind the figures; the categories of one distribution add up to its base.
pub(super) fn declare(rows: &[DescriptiveRecord], cells: &mut Cells) {
    for row in rows {
        let people = row.people.unwrap_or(0) as f64;
        let cell = cell(row);
        cells.count(&cell, people);
        cells.count(&cell, row.numerator.unwrap_or(people));
        if row.category.is_some() {
            cells.part(&family(row), &cell);
        }
    }
}

/// Withholds and rounds.
pub(super) fn apply(rows: &mut [DescriptiveRecord], cells: &Cells, rule: Rule) {
    for row in rows {
        if cells.withheld(&cell(row)) {
            (row.people, row.numerator, row.value) = (None, None, None);
            row.suppressed = true;
        }
        let share = row.unit == "share" || row.unit == COEFFICIENT;
        row.people = rule.count(row.people);
        row.numerator = rule.mass(row.numerator);
        row.denominator = rule.mass(row.denominator);
        row.value = if share { decimals(row.value, 2) } else { level(row.value, false) };
    }
}

/// The kept of a profile of kept and dropped are the matched of the profile after matching: the same cells.
fn family(row: &DescriptiveRecord) -> String {
    let outcome = row.outcome.as_deref().unwrap_or_default();
    let kept = row.section == KEPT_DROPPED && row.group == "matched";
    let section = if kept { "profile_after" } else { &row.section };
    let parts = [&row.specification, section, outcome, &row.group, &row.base, &row.arm];
    format!("{:?}|{}", row.imputation, parts.join("|"))
}

/// The cell of a level in the profile before matching.
pub(super) fn profile_cell(run: (Option<i64>, &str), variable: &str, arm: &str, level: &str) -> String {
    let row = DescriptiveRecord {
        specification: run.1.to_owned(),
        imputation: run.0,
        section: "profile_before".to_owned(),
        outcome: Some(variable.to_owned()),
        group: "everyone".to_owned(),
        base: "all_eligible".to_owned(),
        arm: arm.to_owned(),
        category: Some(level.to_owned()),
        ..DescriptiveRecord::default()
    };
    cell(&row)
}

/// The cell of a category; a category of change is the same cell as the effect on it.
pub(super) fn cell(row: &DescriptiveRecord) -> String {
    match (&row.contrast, row.group.as_str()) {
        (Some(contrast), "matched") => super::effects::event(
            (row.imputation, &row.specification),
            row.outcome.as_deref().unwrap_or_default(),
            "all",
            contrast,
            &row.base,
            &row.arm,
        ),
        _ => format!("{}|{}", family(row), row.category.as_deref().unwrap_or("(mean)")),
    }
}
