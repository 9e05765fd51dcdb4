//! How the pool was drawn: households, strata and primary sampling units.

use super::builder::{Builder, HOUSEHOLD, PSU, STRATA};
use super::field::number_array;
use super::keys::{Lone, codes};
use super::origin::Note;
use crate::ingest::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Adds what the sources declare, as whole numbers in order of first appearance.
///
/// A sampling unit is one within its stratum: the same code in two strata becomes two units, with a note.
/// People without a stratum are one stratum together, those of a source without strata too; people without
/// a sampling unit are their own.
pub(super) fn add(builder: &mut Builder<'_>) {
    let named = |b: &Builder<'_>, of: fn(&Source<'_>) -> bool| b.sources.iter().any(of);
    if named(builder, |s| s.household.is_some()) {
        let names: Vec<Option<&str>> = builder.sources.iter().map(|s| s.household).collect();
        let (values, _) = codes(builder, &names, Lone::Apart);
        builder.add(HOUSEHOLD, number_array(values));
    }
    let strata = named(builder, |s| s.strata.is_some()).then(|| {
        let names: Vec<Option<&str>> = builder.sources.iter().map(|s| s.strata).collect();
        let (values, without) = codes(builder, &names, Lone::Together);
        unknown(builder, &without);
        values
    });
    let units = named(builder, |s| s.psu.is_some()).then(|| {
        let names: Vec<Option<&str>> = builder.sources.iter().map(|s| s.psu).collect();
        let (values, _) = codes(builder, &names, Lone::Apart);
        match &strata {
            Some(strata) => nested(builder, strata, &values),
            None => values,
        }
    });
    if let (Some(strata), Some(units)) = (&strata, &units) {
        lonely(builder, strata, units);
    }
    for (name, values) in [(STRATA, strata), (PSU, units)] {
        if let Some(values) = values {
            builder.add(name, number_array(values));
        }
    }
}

/// New numbers for pairs of stratum and unit.
fn nested(builder: &mut Builder<'_>, strata: &[f64], units: &[f64]) -> Vec<f64> {
    let mut known: HashMap<(u64, u64), f64> = HashMap::new();
    let mut next = 0_u32;
    let mut number = |(s, u): (&f64, &f64)| {
        *known.entry((s.to_bits(), u.to_bits())).or_insert_with(|| {
            next += 1;
            f64::from(next - 1)
        })
    };
    let values: Vec<f64> = strata.iter().zip(units).map(&mut number).collect();
    let plain: BTreeSet<u64> = units.iter().map(|u| u.to_bits()).collect();
    let apart = known.len() - plain.len();
    if apart > 0 {
        let message =
            format!("sampling units have the same code in several strata; they count as {apart} more units");
        note(builder, "MW280", message);
    }
    values
}

fn unknown(builder: &mut Builder<'_>, without: &[bool]) {
    let people = (0..without.len()).filter(|&i| without[i] && builder.entry.stays(i)).count();
    if people > 0 {
        let message = format!("{people} people have no sampling stratum; they count as one stratum");
        note(builder, "MW281", message);
    }
}

/// Strata of the pool with one sampling unit: their variance is not known from within.
fn lonely(builder: &mut Builder<'_>, strata: &[f64], units: &[f64]) {
    let mut found: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for i in (0..strata.len()).filter(|&i| !builder.treated[i] && builder.entry.stays(i)) {
        found.entry(strata[i].to_bits()).or_default().insert(units[i].to_bits());
    }
    let alone = found.values().filter(|u| u.len() == 1).count();
    if alone > 0 {
        let message = format!(
            "of {} sampling strata {alone} have one sampling unit; it is compared with the mean of all units",
            found.len()
        );
        note(builder, "MW281", message);
    }
}

fn note(builder: &mut Builder<'_>, code: &'static str, message: String) {
    builder.notes.push(Note { code, message, subject: None });
}
