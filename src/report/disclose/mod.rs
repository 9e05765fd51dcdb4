//! Disclosure control: what may leave the house.
//!
//! Under the threshold profile no released figure rests on fewer people than the threshold (nought
//! included), counts are rounded, and further cells are withheld where a total or a sibling would
//! give a withheld one away. The profile `none` passes everything through; the report says so.

mod attrition;
mod balance;
mod cells;
mod counts;
mod descriptives;
mod effects;
mod factors;
mod flow;
mod moderators;
mod rounding;
mod sensitivity;
mod words;

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
    let kept = words::Kept::new(&tables.specifications, &tables.effects);
    let mut cells = Cells::new(f64::from(spec.threshold));
    descriptives::declare(&tables.descriptives, &mut cells);
    effects::declare(&tables.effects, &mut cells);
    attrition::declare(&tables.attrition, &mut cells);
    cells.close();
    descriptives::apply(&mut tables.descriptives, &cells, rule);
    moderators::withhold(&mut tables.moderators, &tables.effects, rule);
    effects::apply(&mut tables.effects, &cells, &kept, rule);
    attrition::apply(&mut tables.attrition, &cells, rule);
    attrition::bounds(&mut tables.attrition_bounds, &tables.effects, rule);
    factors::apply(&mut tables.factors, rule);
    moderators::apply(&mut tables.moderators, &tables.effects, rule);
    sensitivity::apply(&mut tables.sensitivity, &tables.effects, rule);
    balance::apply(&mut tables.balance, &tables.specifications, rule);
    flow::apply(&mut tables.flow, rule);
    counts::apply(&mut tables, &kept, rule);
    Release::new(tables)
}
