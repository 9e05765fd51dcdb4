//! Disclosure of `descriptives`.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tabulate::reliability::COEFFICIENT;
use super::cells::Cells;
use super::described;
use super::rounding::{Rule, decimals, level};
use std::collections::BTreeMap;

/// Section that sets the matched treated beside those who found no place.
const KEPT_DROPPED: &str = "kept_dropped";

/// Tells the counts behind the figures.
///
/// Rows of one section, outcome, group, base and arm are a list of categories of that base. Where the people in
/// them add up to it, the list is a partition; otherwise people may be in several categories or in none, and each is
/// set against those who are not in it. A mean beside whole-number categories is one more sum of them.
pub(super) fn declare(rows: &[DescriptiveRecord], cells: &mut Cells) {
    let mut lists: BTreeMap<String, Vec<&DescriptiveRecord>> = BTreeMap::new();
    described::declare(rows, cells);
    for row in rows.iter().filter(|r| !described::is(r)) {
        let people = row.people.unwrap_or(0) as f64;
        let cell = cell(row);
        cells.count(&cell, people);
        cells.count(&cell, row.numerator.unwrap_or(people));
        lists.entry(family(row)).or_default().push(row);
    }
    for (name, list) in &lists {
        let of: Vec<&DescriptiveRecord> = list.iter().filter(|r| r.category.is_some()).copied().collect();
        let Some(first) = of.first().filter(|r| r.unit == "share") else { continue };
        // Several rows of kept and dropped are rows of the profile after matching: each category counts once.
        let mut seen: BTreeMap<String, f64> = BTreeMap::new();
        for row in &of {
            seen.entry(cell(row)).or_insert(row.people.unwrap_or(0) as f64);
        }
        let (sum, people) = (seen.values().sum::<f64>(), first.denominator.unwrap_or(0.0));
        if (sum - people).abs() < 0.5 || sum < people && first.people.is_none() {
            partition(name, list, seen.keys(), cells);
            let total = total(first, sum);
            if cells.knows(&total) {
                cells.whole(name, &total);
            }
        } else {
            several(name, people, seen.keys(), cells);
        }
    }
    dropped(rows, cells);
}

/// The cell of everybody in a list: so many people of the arm.
fn total(row: &DescriptiveRecord, people: f64) -> String {
    super::people::total((row.imputation, &row.specification), &row.arm, people.round() as i64)
}

/// Categories that add up to their base, and the mean of their values where it is shown.
fn partition<'a>(
    name: &str,
    list: &[&DescriptiveRecord],
    categories: impl Iterator<Item = &'a String>,
    cells: &mut Cells,
) {
    for category in categories {
        cells.part(name, category);
    }
    let Some(mean) = list.iter().find(|r| r.category.is_none()).and_then(|r| r.value) else { return };
    let value = |r: &DescriptiveRecord| r.category.as_deref()?.replace('−', "-").parse::<f64>().ok();
    let valued: Vec<(String, f64, f64)> =
        list.iter().filter_map(|r| Some((cell(r), value(r)?, r.people.unwrap_or(0) as f64))).collect();
    // The mean as printed, one decimal, leaves the sum open by a tenth of a point for each person.
    let people: f64 = valued.iter().map(|v| v.2).sum();
    let sum: f64 = valued.iter().map(|v| v.1 * v.2).sum();
    let above = people * ((mean * 10.0).round() / 10.0 + 0.05) - sum;
    let (sum, [above_cell, below_cell]) =
        (format!("{name}|mean"), ["above", "below"].map(|w| format!("{name}|{w}")));
    for (cell, value, _) in valued {
        cells.times(&sum, &cell, value);
    }
    cells.slack(&above_cell, above);
    cells.slack(&below_cell, 0.1 * people - above);
    cells.part(&sum, &above_cell);
    for part in [&above_cell, &below_cell] {
        cells.part(&format!("{name}|grain"), part);
    }
}

/// Categories each of which leaves others of the base.
fn several<'a>(name: &str, people: f64, categories: impl Iterator<Item = &'a String>, cells: &mut Cells) {
    let base = format!("{name}|(base)");
    cells.count(&base, people);
    for category in categories {
        cells.split(&base, category);
    }
}

/// The dropped with a level are those eligible and not matched, and others: readers can take one profile from
/// the other, and know that there are no fewer dropped than that.
fn dropped(rows: &[DescriptiveRecord], cells: &mut Cells) {
    for row in rows.iter().filter(|r| r.section == KEPT_DROPPED && r.group == "dropped") {
        let (Some(variable), Some(level)) = (&row.outcome, &row.category) else { continue };
        let run = (row.imputation, row.specification.as_str());
        let before = profile_cell(run, variable, &row.arm, level);
        let after = DescriptiveRecord {
            section: "profile_after".to_owned(),
            group: "matched".to_owned(),
            base: "all_matched".to_owned(),
            ..row.clone()
        };
        let (after, here) = (cell(&after), cell(row));
        if !cells.knows(&before) || !cells.knows(&after) {
            continue;
        }
        let [b, a, d] = [&before, &after, &here].map(|c| cells.known(c));
        let (unmatched, others) = (format!("{here}|eligible"), format!("{here}|others"));
        cells.slack(&unmatched, b - a);
        cells.slack(&others, d - (b - a).max(0.0));
        for (sum, whole, parts) in
            [("before", &before, [&after, &unmatched]), ("dropped", &here, [&unmatched, &others])]
        {
            let sum = format!("{here}|{sum}");
            cells.whole(&sum, whole);
            for part in parts {
                cells.part(&sum, part);
            }
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
        if row.denominator.is_some_and(|n| cells.withheld(&total(row, n))) {
            row.denominator = None;
        }
        let share = row.unit == "share" || row.unit == COEFFICIENT;
        row.people = rule.count(row.people);
        row.numerator = rule.mass(row.numerator);
        row.denominator = rule.mass(row.denominator);
        row.value = if described::counts(row) {
            rule.mass(row.value)
        } else if share {
            decimals(row.value, 2)
        } else {
            level(row.value, false)
        };
    }
}

/// The kept of a profile of kept and dropped are the matched of the profile after matching: the same cells.
pub(super) fn family(row: &DescriptiveRecord) -> String {
    let outcome = row.outcome.as_deref().unwrap_or_default();
    let kept = row.section == KEPT_DROPPED && row.group == "matched";
    let section = if kept { "profile_after" } else { &row.section };
    let parts = [&row.specification, section, outcome, &row.group, &row.base, &row.arm];
    format!("{:?}|{}", row.imputation, parts.join("|"))
}

/// The cell of a level in the profile before matching.
pub(super) fn profile_cell(run: (Option<i64>, &str), variable: &str, arm: &str, level: &str) -> String {
    profile(run, variable, arm, level, ["profile_before", "everyone", "all_eligible"])
}

/// The cell of a level in the profile after matching.
pub(super) fn matched_cell(run: (Option<i64>, &str), variable: &str, arm: &str, level: &str) -> String {
    profile(run, variable, arm, level, ["profile_after", "matched", "all_matched"])
}

fn profile(
    run: (Option<i64>, &str),
    variable: &str,
    arm: &str,
    level: &str,
    [section, group, base]: [&str; 3],
) -> String {
    let row = DescriptiveRecord {
        specification: run.1.to_owned(),
        imputation: run.0,
        section: section.to_owned(),
        outcome: Some(variable.to_owned()),
        group: group.to_owned(),
        base: base.to_owned(),
        arm: arm.to_owned(),
        category: Some(level.to_owned()),
        ..DescriptiveRecord::default()
    };
    cell(&row)
}

/// The cell of a category; a category of change, and a transition between cases, is the cell of the effect on it.
pub(super) fn cell(row: &DescriptiveRecord) -> String {
    if described::is(row) {
        return described::cell(row);
    }
    let transition = match row.category.as_deref() {
        Some("case to non-case") => Some("left_case"),
        Some("non-case to case") => Some("became_case"),
        _ => None,
    };
    let contrast = row.contrast.as_deref().or(transition.filter(|_| row.section == "case_transition"));
    match (contrast, row.group.as_str()) {
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
