//! Disclosure of what is said about the people supported: which counts give which others away.
//!
//! Categories add up to their group, groups and categories that stand alone to everyone, the parts of a
//! split to the whole; whoever knows a base knows the rest of each share.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tabulate::DESCRIBE;
use super::cells::{Cells, worth};
use crate::describe::{Base, Statistic};

/// Group of figures about all of them.
const EVERYONE: &str = "everyone";

/// `true` for a row about the people supported.
pub(super) fn is(row: &DescriptiveRecord) -> bool {
    row.section == DESCRIBE
}

/// `true` if its value is itself a count.
pub(super) fn counts(row: &DescriptiveRecord) -> bool {
    is(row) && row.statistic.as_deref() == Some(Statistic::Rows.word())
}

/// The cell of a figure.
pub(super) fn cell(row: &DescriptiveRecord) -> String {
    let statistic = row.statistic.as_deref().unwrap_or_default();
    let category = row.category.as_deref().unwrap_or_default();
    let group = row.category_group.as_deref().unwrap_or_default();
    format!("{}|{statistic}|{group}|{category}", family(row))
}

fn family(row: &DescriptiveRecord) -> String {
    format!("{DESCRIBE}|{}|{}|{}", row.specification, row.outcome.as_deref().unwrap_or_default(), row.group)
}

/// Tells the counts behind the rows.
pub(super) fn declare(rows: &[DescriptiveRecord], cells: &mut Cells) {
    // A declared share of another population is nobody's here.
    let mine: Vec<&DescriptiveRecord> =
        rows.iter().filter(|r| is(r) && r.base != Base::Reference.word()).collect();
    for row in &mine {
        let (cell, people) = (cell(row), row.people.unwrap_or(0) as f64);
        cells.count(&cell, people);
        cells.count(&cell, row.numerator.unwrap_or(people));
    }
    for row in &mine {
        let cell = cell(row);
        if let Some(of) = row.denominator.filter(|_| row.unit == "share") {
            let base = format!("{}|(base {})", family(row), row.base);
            cells.count(&base, of);
            cells.worth(&base, worth::MUCH);
            cells.split(&base, &cell);
            added(row, &cell, cells);
        }
        if row.group != EVERYONE {
            let whole = DescriptiveRecord { group: EVERYONE.to_owned(), ..(*row).clone() };
            let sum = format!("{}|split", self::cell(&whole));
            cells.part(&sum, &cell);
            cells.whole(&sum, &self::cell(&whole));
        }
    }
}

/// Categories that add up to their group or, of people counted once, to their base.
fn added(row: &DescriptiveRecord, cell: &str, cells: &mut Cells) {
    let word = row.statistic.as_deref().unwrap_or_default();
    let once = [Statistic::Share, Statistic::Group, Statistic::Other, Statistic::NotKnown];
    if !once.iter().any(|s| s.word() == word) {
        return;
    }
    let family = family(row);
    if let Some(group) = &row.category_group {
        let sum = format!("{family}|within {group}");
        cells.part(&sum, cell);
        let whole = DescriptiveRecord {
            statistic: Some(Statistic::Group.word().to_owned()),
            category_group: None,
            category: Some(group.clone()),
            ..row.clone()
        };
        cells.whole(&sum, &self::cell(&whole));
    } else {
        cells.part(&format!("{family}|of {}", row.base), cell);
    }
}
