//! An earlier release named in the job: what this one would tell on top of it about few people is withheld.

use super::super::{Release, ReportError, Tables};
use super::apart::{self, Batches};
use super::rounding::Rule;
use crate::job::DisclosureSpec;
use std::collections::BTreeSet;

/// The release without what it would give away beside an earlier one.
///
/// # Errors
/// A table cannot be encoded.
pub fn beside(release: Release, before: &Batches, spec: &DisclosureSpec) -> Result<Release, ReportError> {
    let rule = Rule::new(spec);
    let near = apart::near(before, &release.batches()?, rule.threshold() + rule.grain() as f64);
    let t = release.into_tables();
    let close: BTreeSet<&str> = near.iter().filter_map(|n| n.key.split(" / ").next()).collect();
    let told: BTreeSet<String> = messages(before);
    let mut tables = Tables {
        attrition: apart::without(t.attrition, &near)?,
        attrition_bounds: apart::without(t.attrition_bounds, &near)?,
        balance: apart::without(t.balance, &near)?,
        curve: apart::without(t.curve, &near)?,
        curve_choices: t.curve_choices,
        curve_combinations: t.curve_combinations,
        effects: apart::without(t.effects, &near)?,
        factors: apart::without(t.factors, &near)?,
        moderators: apart::without(t.moderators, &near)?,
        descriptives: apart::without(t.descriptives, &near)?,
        specifications: apart::without(t.specifications, &near)?,
        review: t.review,
        scales: apart::without(t.scales, &near)?,
        sensitivity: apart::without(t.sensitivity, &near)?,
        tests: apart::without(t.tests, &near)?,
        flow: apart::without(t.flow, &near)?,
        value: apart::without(t.value, &near)?,
        overlaps: t.overlaps,
    };
    for finding in &mut tables.review {
        let new = close.contains(finding.specification.as_str()) && !told.contains(&finding.message);
        if new && finding.message.contains(|c: char| c.is_ascii_digit()) {
            "its figures are withheld: an earlier release tells them about few people more or fewer"
                .clone_into(&mut finding.message);
        }
    }
    Ok(Release::new(tables))
}

fn messages(before: &Batches) -> BTreeSet<String> {
    use arrow::array::AsArray;
    let column =
        before.iter().find(|(t, _)| t.name == "review").and_then(|(_, b)| b.column_by_name("message"));
    let texts = column
        .and_then(|c| c.as_string_opt::<i32>())
        .map(|c| c.iter().flatten().map(str::to_owned).collect());
    texts.unwrap_or_default()
}
