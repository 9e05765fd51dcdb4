//! Disclosure control: what may leave the house.
//!
//! Under the threshold profile no released figure rests on fewer people than the threshold (nought
//! included), counts are rounded, and further cells are withheld where a total or a sibling would
//! give a withheld one away. The profile `none` passes everything through; the report says so.

mod attrition;
mod balance;
mod cells;
mod counts;
mod curve;
mod descriptives;
mod effects;
mod factors;
mod flow;
mod moderators;
mod rounding;
mod sensitivity;
mod tests;
mod value;
mod words;

use super::tables::effects::EffectRecord;
use super::tables::specifications::SpecificationRecord;
use super::{Release, Tables};
use crate::job::{DisclosureProfile, DisclosureSpec};
pub(crate) use cells::Cells;
pub(crate) use rounding::Rule;

/// Applies the disclosure profile: the only way from [`Tables`] to a [`Release`].
#[must_use]
pub fn disclose(mut tables: Tables, spec: &DisclosureSpec) -> Release {
    if spec.profile == DisclosureProfile::None {
        return Release::new(tables);
    }
    let rule = Rule::new(spec);
    let cells = apart(&mut tables);
    let kept = words::Kept::new(&tables.specifications, &tables.effects);
    let mut counts = Cells::new(f64::from(spec.threshold));
    descriptives::declare(&tables.descriptives, &mut counts);
    effects::declare(&tables.effects, &mut counts);
    attrition::declare(&tables.attrition, &mut counts);
    counts.close();
    descriptives::apply(&mut tables.descriptives, &counts, rule);
    moderators::withhold(&mut tables.moderators, &tables.effects, rule);
    effects::apply(&mut tables.effects, &counts, &kept, rule);
    attrition::apply(&mut tables.attrition, &counts, rule);
    attrition::bounds(&mut tables.attrition_bounds, &tables.effects, rule);
    factors::apply(&mut tables.factors, rule);
    moderators::apply(&mut tables.moderators, &tables.effects, rule);
    sensitivity::apply(&mut tables.sensitivity, &tables.effects, rule);
    tests::apply(&mut tables.tests, &tables.effects, rule);
    value::apply(&mut tables.value, &tables.effects, rule);
    balance::apply(&mut tables.balance, &tables.specifications, rule);
    flow::apply(&mut tables.flow, rule);
    counts::apply(&mut tables, &kept, rule);
    tables.specifications.extend(cells.0);
    tables.effects.extend(cells.1);
    curve::apply(&mut tables, rule);
    Release::new(tables)
}

/// The cells of a specification curve, which have a rule of their own, taken out of the tables they are part of.
fn apart(tables: &mut Tables) -> (Vec<SpecificationRecord>, Vec<EffectRecord>) {
    let (cells, others) =
        std::mem::take(&mut tables.specifications).into_iter().partition(|s| s.role == "curve");
    tables.specifications = others;
    let (rows, others) = std::mem::take(&mut tables.effects).into_iter().partition(|e| e.cell.is_some());
    tables.effects = others;
    (cells, rows)
}
