//! What is said about the people supported, as figures: each section has bases of its own.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tabulate::DESCRIBE;
use super::figure::{Adds, Family, Figure, Value};
use crate::describe::{Base, Statistic};

/// All shares and means of sections of `[describe]`.
pub(super) fn figures(rows: &[DescriptiveRecord]) -> Vec<Figure> {
    let mine: Vec<&DescriptiveRecord> = rows.iter().filter(|d| d.section == DESCRIBE).collect();
    mine.iter().filter_map(|d| figure(d, &mine)).collect()
}

fn figure(d: &DescriptiveRecord, all: &[&DescriptiveRecord]) -> Option<Figure> {
    if d.base == Base::Reference.word() || is(d, Statistic::Rows) {
        return None;
    }
    let (about, statistic) = (d.outcome.as_deref()?, d.statistic.as_deref()?);
    let share = d.unit == "share";
    let (group, category) =
        (d.category_group.as_deref().unwrap_or_default(), d.category.as_deref().unwrap_or_default());
    let base = format!("{about}, {} of {} ({})", d.base, d.group, d.specification);
    let value = d.value?;
    let value = if share {
        Value::Share { people: d.numerator, share: value, half: 0.0 }
    } else {
        Value::Mean { mean: value, half: 0.0 }
    };
    Some(Figure {
        place: format!("descriptives, {DESCRIBE} of {about}"),
        what: format!("{about} {statistic} {group} {category}"),
        of: d.denominator,
        value,
        family: part(d, all).then(|| Family { name: base.clone(), adds: Adds::Everybody }),
        base,
    })
}

fn is(d: &DescriptiveRecord, statistic: Statistic) -> bool {
    d.statistic.as_deref() == Some(statistic.word())
}

/// `true` for a category of which everybody has one: those not known are one only where shares are of everyone.
fn part(d: &DescriptiveRecord, all: &[&DescriptiveRecord]) -> bool {
    let category = |d: &DescriptiveRecord| {
        [Statistic::Share, Statistic::Group, Statistic::Other].iter().any(|s| is(d, *s))
    };
    let beside = |o: &&&DescriptiveRecord| {
        category(o) && (&o.outcome, &o.group, &o.base) == (&d.outcome, &d.group, &d.base)
    };
    let known = category(d) || is(d, Statistic::NotKnown) && all.iter().any(|o| beside(&o));
    known && d.category_group.is_none()
}
