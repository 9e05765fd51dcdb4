//! Counts of the same people in several lists: changes by value and by category, scores and cases, a profile and
//! the sub-groups cut from it.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tables::effects::EffectRecord;
use super::cells::Cells;
use super::descriptives::cell;
use std::collections::BTreeMap;

/// Rows of one outcome, group, base and arm of a specification, by section.
type Lists<'a> = BTreeMap<&'a str, Vec<&'a DescriptiveRecord>>;

/// Tells which counts of different lists are sums of each other.
pub(super) fn declare(rows: &[DescriptiveRecord], effects: &[EffectRecord], cells: &mut Cells) {
    let mut people: BTreeMap<_, Lists<'_>> = BTreeMap::new();
    for row in rows.iter().filter(|r| r.category.is_some() && r.unit == "share") {
        let key = (row.imputation, &row.specification, &row.outcome, &row.group, &row.arm);
        people.entry(key).or_default().entry(row.section.as_str()).or_default().push(row);
    }
    for lists in people.values() {
        changes(lists, cells);
        for section in ["start", "end"] {
            cases(lists, section, cells);
        }
    }
    near(&people, cells);
    groups(rows, effects, cells);
}

fn value(row: &DescriptiveRecord) -> Option<f64> {
    row.category.as_deref().and_then(|c| c.replace('−', "-").parse().ok())
}

fn count(row: &DescriptiveRecord) -> i64 {
    row.people.unwrap_or(0)
}

fn named<'a>(lists: &Lists<'a>, section: &str, category: &str) -> Option<&'a DescriptiveRecord> {
    lists.get(section)?.iter().copied().find(|r| r.category.as_deref() == Some(category))
}

/// `whole` is the sum of `parts`, both cells of lists.
fn add(whole: &[&DescriptiveRecord], parts: &[&DescriptiveRecord], what: &str, cells: &mut Cells) {
    let Some(first) = whole.first() else { return };
    let sum = format!("{}|{what}", cell(first));
    for part in parts {
        cells.times(&sum, &cell(part), 1.0);
    }
    for part in whole {
        cells.times(&sum, &cell(part), -1.0);
    }
}

/// Those who improved are those whose change is as large as counts, in the good direction: which changes these are
/// is printed with the scale, and is found here by the counts.
fn changes(lists: &Lists<'_>, cells: &mut Cells) {
    let Some(by_value) = lists.get("change") else { return };
    let parts = ["improved", "worsened"].map(|c| named(lists, "change_category", c));
    let [Some(improved), Some(worsened)] = parts else { return };
    let beyond = |least: f64, sign: f64| -> Vec<&DescriptiveRecord> {
        by_value.iter().copied().filter(|r| value(r).is_some_and(|v| sign * v >= least)).collect()
    };
    let is = |rows: &[&DescriptiveRecord], of: &DescriptiveRecord| {
        rows.iter().map(|r| count(r)).sum::<i64>() == count(of)
    };
    let steps = by_value.iter().filter_map(|r| value(r)).map(f64::abs).filter(|v| *v > 0.0);
    let found = steps
        .flat_map(|v| [(v, -1.0), (v, 1.0)])
        .find(|&(v, sign)| is(&beyond(v, sign), improved) && is(&beyond(v, -sign), worsened));
    if let Some((least, sign)) = found {
        add(&[improved], &beyond(least, sign), "by value", cells);
        add(&[worsened], &beyond(least, -sign), "by value", cells);
    }
}

/// Cases at the start or the end are two of the four transitions, and the scores from the cut-off on.
fn cases(lists: &Lists<'_>, section: &str, cells: &mut Cells) {
    let names = if section == "start" {
        ["case to case", "case to non-case"]
    } else {
        ["case to case", "non-case to case"]
    };
    let transitions = names.map(|c| named(lists, "case_transition", c));
    let ([Some(a), Some(b)], Some(scores)) = (transitions, lists.get(section)) else { return };
    let wanted = count(a) + count(b);
    let from = |cut: f64, sign: f64| -> Vec<&DescriptiveRecord> {
        scores.iter().copied().filter(|r| value(r).is_some_and(|v| sign * v >= sign * cut)).collect()
    };
    let cuts = scores.iter().filter_map(|r| value(r)).flat_map(|v| [(v, 1.0), (v, -1.0)]);
    let found = cuts
        .map(|(cut, sign)| from(cut, sign))
        .find(|rows| rows.iter().map(|r| count(r)).sum::<i64>() == wanted);
    if let Some(rows) = found {
        add(&[a, b], &rows, section, cells);
    }
}

/// Everybody with the values needed beside those matched: where they differ by few, the one list less the other is
/// a list of those few, and the list of everybody is withheld.
fn near<K: Ord + Copy>(
    people: &BTreeMap<(Option<i64>, &String, K, &String, &String), Lists<'_>>,
    cells: &mut Cells,
) {
    for (&(imputation, specification, outcome, _, arm), lists) in
        people.iter().filter(|p| p.0.3 == "everyone")
    {
        let matched = "matched".to_owned();
        let Some(other) = people.get(&(imputation, specification, outcome, &matched, arm)) else { continue };
        for (section, rows) in lists {
            let Some(others) = other.get(section) else { continue };
            let total = |rows: &[&DescriptiveRecord]| rows.iter().map(|r| count(r)).sum::<i64>();
            let apart = (total(rows) - total(others)).abs();
            if apart > 0 && cells.small(apart as f64) {
                for row in rows {
                    cells.count(&cell(row), apart as f64);
                }
            }
        }
    }
}

/// A sub-group of as many people as have a level of a covariate is taken for that level.
fn groups(rows: &[DescriptiveRecord], effects: &[EffectRecord], cells: &mut Cells) {
    let profile = || rows.iter().filter(|r| r.section == "profile_after" && r.category.is_some());
    for e in effects.iter().filter(|e| e.group != "all" && e.base == "all_matched") {
        let arms = [("treated", e.treat_number), ("control", e.comparison_number)];
        for (arm, number) in arms {
            let level = profile().filter(|r| {
                (r.imputation, &r.specification) == (e.imputation, &e.specification) && r.arm == arm
            });
            for row in level.filter(|r| r.people == number && number.is_some_and(|n| n > 0)) {
                cells.same(&cell(row), &super::effects::group_cell(e, arm));
            }
        }
    }
}
