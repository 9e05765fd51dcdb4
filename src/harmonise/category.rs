//! Columns of categories: the same levels in both arms.

use super::builder::Builder;
use super::field::{Meaning, Meant, canonical, carried_words};
use super::missing::MISSING_LEVEL;
use super::recode::Recode;
use crate::cohort::category_array;
use crate::fault::{Fault, Place};
use crate::ingest::number;
use crate::job::{BinsSpec, CovariateSpec, FieldSpec, MissingPolicy};
use crate::stats::text::nearest;
use arrow::array::ArrayRef;
use std::collections::BTreeSet;

/// One category a unit, each arm from its own field.
///
/// Levels are those declared, in that order, or those found among the units that take part, sorted;
/// the policy `level` adds one for the missing.
pub(super) fn column(
    builder: &mut Builder<'_>,
    name: &str,
    spec: &CovariateSpec,
    fields: &[Option<&FieldSpec>],
) -> Option<ArrayRef> {
    let (mut arms, mut order): (Vec<Meant<String>>, Vec<String>) = (Vec::new(), Vec::new());
    for (at, field) in fields.iter().enumerate() {
        let missing = builder.sources[at].missing;
        let arm = &mut builder.arms[at];
        arms.push(match field {
            Some(field) => {
                let recode = arm.recode(field, missing);
                let meaning = |cell: &str| meaning(&recode, &spec.levels, cell);
                order.extend(recode.bins.map(BinsSpec::names).unwrap_or_default());
                carried_words(builder, at, &recode, "MW216", meaning)
            }
            None => Meant { codes: vec![0; arm.len()], meanings: Vec::new(), seen: Vec::new() },
        });
    }
    let mut levels = if spec.levels.is_empty() { found(&arms, &order) } else { spec.levels.clone() };
    let fill = (spec.missing == MissingPolicy::Level && some_missing(builder, &arms)).then(|| {
        levels.push(MISSING_LEVEL.to_owned());
        (levels.len() - 1) as u16
    });
    let Ok(most) = u16::try_from(levels.len()) else {
        builder.faults.push(too_many(name, levels.len()));
        return None;
    };
    debug_assert!(usize::from(most) == levels.len());
    let codes = arms.iter().flat_map(|arm| coded(arm, &levels).map(move |code| code.or(fill)));
    category_array(codes, &levels).ok()
}

/// The level of each unit of one arm.
fn coded<'m>(arm: &'m Meant<String>, levels: &[String]) -> impl Iterator<Item = Option<u16>> + 'm {
    let place = |word: &String| levels.iter().position(|l| l == word).map(|at| at as u16);
    let places: Vec<Option<u16>> = arm.meanings.iter().map(|m| m.as_ref().and_then(place)).collect();
    arm.codes.iter().map(move |&code| places.get(code as usize).copied().flatten())
}

/// The levels that occur among units that take part: bins in their order, then the others, sorted.
fn found(arms: &[Meant<String>], order: &[String]) -> Vec<String> {
    let words = arms.iter().flat_map(|arm| arm.meanings.iter().zip(&arm.seen));
    let seen: BTreeSet<&String> = words.filter(|(_, seen)| **seen).filter_map(|(m, _)| m.as_ref()).collect();
    let mut levels: Vec<String> = seen.into_iter().cloned().collect();
    levels.sort_by(|a, b| super::natural::compare(a, b));
    levels.sort_by_key(|l| order.iter().position(|o| o == l).unwrap_or(order.len()));
    levels
}

fn some_missing(builder: &Builder<'_>, arms: &[Meant<String>]) -> bool {
    let known = arms.iter().flat_map(|arm| {
        arm.codes.iter().map(|&code| arm.meanings.get(code as usize).is_some_and(Option::is_some))
    });
    known.enumerate().any(|(unit, known)| !known && builder.entry.stays(unit))
}

pub(super) fn meaning(recode: &Recode<'_>, levels: &[String], cell: &str) -> Meaning<String> {
    let listed = recode.listed();
    if let Some(value) = recode.mapped(cell) {
        let said = value.word();
        return level(merged(recode, binned(recode, &said).unwrap_or(said)), levels);
    }
    if recode.is_missing(cell) {
        return Meaning::Missing;
    }
    if let Some(label) = recode.labelled(cell) {
        return level(merged(recode, label.to_owned()), levels);
    }
    if recode.bins.is_some() {
        return match binned(recode, cell) {
            Some(bin) => level(merged(recode, bin), levels),
            None => Meaning::Unknown(
                format!("`{cell}` is not a number, so it falls in no bin"),
                format!("list it as `missing = [\"{cell}\"]`, or name its level with `map`"),
            ),
        };
    }
    if listed.is_empty() {
        return level(merged(recode, canonical(cell).to_owned()), levels);
    }
    let near = nearest(cell, &listed).map(|n| format!(" (the nearest is `{n}`)")).unwrap_or_default();
    let message = format!("`{cell}` is not listed in the map{near}; listed are: {}", listed.join(", "));
    Meaning::Unknown(message, "list it in the map, or as missing".to_owned())
}

/// The bin of a cell that is a number.
fn binned(recode: &Recode<'_>, cell: &str) -> Option<String> {
    let x = number(cell)? * recode.scale.unwrap_or(1.0);
    recode.bins.map(|bins| bins.name_of(x))
}

/// The level that a word is merged into; itself where it is not.
fn merged(recode: &Recode<'_>, word: String) -> String {
    let found = recode.collapse.iter().find(|(code, _)| code.is(&word));
    found.map_or(word, |(_, level)| (*level).to_owned())
}

fn level(word: String, levels: &[String]) -> Meaning<String> {
    if levels.is_empty() || levels.contains(&word) {
        return Meaning::Value(word);
    }
    let names: Vec<&str> = levels.iter().map(String::as_str).collect();
    let near = nearest(&word, &names).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
    let message = format!("`{word}` is not one of the levels{near}; levels are: {}", names.join(", "));
    Meaning::Unknown(message, "add it to `levels`, map it to one of them, or list it as missing".to_owned())
}

fn too_many(name: &str, levels: usize) -> Fault {
    Fault {
        code: "MW220",
        message: format!("`{name}` has {levels} levels; a category has at most 65,535"),
        help: Some("declare it as a number, or map its values to fewer levels".to_owned()),
        place: Place::Whole,
    }
}
