//! Disclosure control: what may leave the house.
//!
//! Under the threshold profile no released figure rests on fewer people than the threshold (nought
//! included), counts are rounded, and further cells are withheld where a total or a sibling would
//! give a withheld one away. The profile `none` passes everything through; the report says so.

pub mod apart;
mod attrition;
mod balance;
mod cells;
mod counts;
mod curve;
mod described;
mod descriptives;
mod earlier;
mod effects;
mod factors;
mod flow;
mod links;
mod moderators;
mod overlap;
mod people;
mod reach;
mod rounding;
mod scales;
mod sensitivity;
mod tests;
mod value;
mod words;

use super::tables::effects::EffectRecord;
use super::tables::specifications::SpecificationRecord;
use super::{Release, Tables};
use crate::job::{DisclosureProfile, DisclosureSpec};
pub(crate) use cells::Cells;
pub use earlier::beside;
pub use overlap::Overlap;
pub(crate) use rounding::Rule;

/// Applies the disclosure profile: the only way from [`Tables`] to a [`Release`].
#[must_use]
pub fn disclose(tables: Tables, spec: &DisclosureSpec) -> Release {
    by(tables, spec, Cells::new(f64::from(spec.threshold)), Rule::new(spec))
}

/// The same with a part of the protection switched off. No command calls it; it shows what an attacker would find.
#[must_use]
pub fn disclose_weakly(tables: Tables, spec: &DisclosureSpec, weakness: Weakness) -> Release {
    let rule = match weakness {
        Weakness::NoSecondary => Rule::new(spec),
        Weakness::NoSecondaryNoRounding => Rule::exact(spec),
    };
    by(tables, spec, Cells::alone(f64::from(spec.threshold)), rule)
}

/// What [`disclose_weakly`] leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Counts under the threshold are withheld, those that give them away are not.
    NoSecondary,
    /// Nor are counts rounded.
    NoSecondaryNoRounding,
}

fn by(mut tables: Tables, spec: &DisclosureSpec, mut counts: Cells, rule: Rule) -> Release {
    let overlaps = std::mem::take(&mut tables.overlaps);
    if spec.profile == DisclosureProfile::None {
        return Release::new(tables);
    }
    let withheld = overlap::Withheld::new(&overlaps, rule);
    let cells = apart(&mut tables);
    let kept = words::Kept::new(&tables.specifications, &tables.effects);
    people::declare(&tables, &mut counts);
    descriptives::declare(&tables.descriptives, &mut counts);
    scales::declare(&tables.descriptives, &tables.scales, &mut counts, rule);
    effects::declare(&tables.effects, &mut counts);
    attrition::declare(&tables.attrition, &mut counts);
    links::declare(&tables.descriptives, &tables.effects, &mut counts);
    counts.close();
    descriptives::apply(&mut tables.descriptives, &counts, rule);
    moderators::withhold(&mut tables.moderators, &tables.effects, &counts, rule);
    effects::apply(&mut tables.effects, &counts, &kept, rule);
    withheld.effects(&mut tables.effects, rule);
    attrition::apply(&mut tables.attrition, &counts, rule);
    attrition::bounds(&mut tables.attrition_bounds, &tables.effects, &counts, rule);
    scales::apply(&mut tables.scales, rule);
    factors::apply(&mut tables.factors, &counts, rule);
    moderators::apply(&mut tables.moderators, &tables.effects, rule);
    sensitivity::apply(&mut tables.sensitivity, &tables.effects, rule);
    tests::apply(&mut tables.tests, &tables.effects, rule);
    value::apply(&mut tables.value, &tables.effects, rule);
    balance::apply(&mut tables.balance, &tables.specifications, &counts, rule);
    people::specifications(&mut tables.specifications, &counts);
    flow::apply(&mut tables.flow, &counts, rule);
    counts::apply(&mut tables, &kept, rule);
    withheld.others(&mut tables);
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
