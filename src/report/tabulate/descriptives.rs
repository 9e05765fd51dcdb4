//! Rows of `descriptives` that the estimate stage made: start and end values, change categories.

use super::super::tables::descriptives::DescriptiveRecord;
use super::{keys, start};
use crate::estimate::Description;
use crate::study::Analysis;

pub(super) fn rows(a: &Analysis) -> Vec<DescriptiveRecord> {
    a.effects.iter().flat_map(|e| &e.descriptions).map(|d| row(a, d)).collect()
}

fn row(a: &Analysis, d: &Description) -> DescriptiveRecord {
    let (specification, imputation) = start(a);
    let share = d.category.is_some();
    DescriptiveRecord {
        specification,
        imputation,
        section: d.section.to_owned(),
        outcome: Some(d.outcome.clone()),
        contrast: d.category.as_deref().and_then(contrast).map(str::to_owned),
        group: if d.matched { "matched" } else { "everyone" }.to_owned(),
        base: keys::base(d.base).to_owned(),
        arm: keys::arm(d.treated).to_owned(),
        category: d.category.clone(),
        lower_edge: None,
        upper_edge: None,
        people: keys::count(d.count),
        numerator: Some(d.numerator),
        denominator: Some(d.denominator),
        value: d.value,
        unit: if share { "share" } else { "points" }.to_owned(),
        suppressed: false,
    }
}

/// The contrast that a category of change stands for, where it is one.
fn contrast(category: &str) -> Option<&'static str> {
    ["improved", "unchanged", "worsened", "left_case", "became_case"].into_iter().find(|c| *c == category)
}
