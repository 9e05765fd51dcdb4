//! Rows of `descriptives` that the estimate stage made: start and end values, change categories.

use super::super::tables::descriptives::DescriptiveRecord;
use super::{keys, start};
use crate::estimate::Description;
use crate::study::{Analysis, Study};

pub(super) fn rows(study: &Study, a: &Analysis) -> Vec<DescriptiveRecord> {
    a.effects.iter().flat_map(|e| &e.descriptions).map(|d| row(study, a, d)).collect()
}

fn row(study: &Study, a: &Analysis, d: &Description) -> DescriptiveRecord {
    let (specification, imputation) = start(a);
    let share = d.category.is_some();
    let outcome = study.cohort.roles().outcome(&d.outcome);
    let unit = outcome.map(|o| o.unit.clone()).unwrap_or_default();
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
        people: keys::count(d.count),
        numerator: share.then_some(d.numerator),
        denominator: Some(d.denominator),
        value: d.value,
        unit: if share { "share".to_owned() } else { unit },
        ..DescriptiveRecord::default()
    }
}

/// The contrast that a category of change stands for, where it is one.
fn contrast(category: &str) -> Option<&'static str> {
    match category {
        "improved" => Some("improved"),
        "unchanged" => Some("unchanged"),
        "worsened" => Some("worsened"),
        "case to non-case" => Some("left_case"),
        "non-case to case" => Some("became_case"),
        _ => None,
    }
}
