//! What a careful reader of a report asks of its figures.

use super::figure::{Adds, Figure, Rule, Slip, Value};
use std::collections::BTreeMap;

/// Relative room for sums of weights and ratios in floating point.
const ROOM: f64 = 1e-9;

/// Everything that cannot be right, in order of the rules.
#[must_use]
pub fn slips(figures: &[Figure]) -> Vec<Slip> {
    let mut all: Vec<Slip> = figures.iter().filter_map(no_base).collect();
    all.extend(figures.iter().filter_map(ratio));
    all.extend(wholes(figures));
    all.extend(twice(figures));
    all.extend(bases(figures));
    all
}

fn slip(rule: Rule, place: &str, words: String) -> Slip {
    Slip { rule, place: place.to_owned(), words }
}

/// A percentage without people to be a percentage of.
fn no_base(f: &Figure) -> Option<Slip> {
    let share = matches!(f.value, Value::Share { .. });
    (share && (f.base.trim().is_empty() || f.of.is_none())).then(|| {
        slip(Rule::NoBase, &f.place, format!("it is not told what the percentage `{}` is of", f.what))
    })
}

/// A percentage that does not follow from its people and its base.
fn ratio(f: &Figure) -> Option<Slip> {
    let Value::Share { people, share, half } = f.value else { return None };
    let wrong = |words: String| Some(slip(Rule::Ratio, &f.place, words));
    if !(-ROOM..=1.0 + ROOM).contains(&share) {
        return wrong(format!("`{}` is {}, which is no share", f.what, percent(share)));
    }
    let (people, of) = (people?, f.of?);
    if people > of * (1.0 + ROOM) || people < 0.0 {
        return wrong(format!("`{}` is told of {people} of {of} people", f.what));
    }
    if of <= 0.0 {
        return wrong(format!("`{}` is a share of nobody", f.what));
    }
    let exact = people / of;
    (exact - share).abs().gt(&(half + ROOM)).then(|| {
        let fits = nearest_base(people, share, half);
        let hint = fits.map_or_else(String::new, |n| format!("; {} would fit a base of {n}", percent(share)));
        let words = format!("{people} of {of} is {}, not {}{hint}", percent(exact), percent(share));
        slip(Rule::Ratio, &f.place, format!("`{}`: {words}", f.what))
    })
}

/// The smallest whole base of which so many people are that share.
fn nearest_base(people: f64, share: f64, half: f64) -> Option<f64> {
    if share <= 0.0 || half <= 0.0 {
        return None;
    }
    let low = (people / (share + half)).ceil();
    let high = (people / (share - half).max(f64::MIN_POSITIVE)).floor();
    (low <= high && low < 1e9).then_some(low)
}

/// Parts that do not add to their whole.
fn wholes(figures: &[Figure]) -> Vec<Slip> {
    let mut families: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
    for f in figures {
        if let Some(family) = &f.family {
            families.entry(&family.name).or_default().push(f);
        }
    }
    families.iter().flat_map(|(name, parts)| whole(name, parts)).collect()
}

fn whole(name: &str, parts: &[&Figure]) -> Vec<Slip> {
    let adds = parts.iter().find_map(|f| f.family.as_ref()).map_or(Adds::Said, |f| f.adds);
    if adds == Adds::Said {
        return Vec::new();
    }
    let place = &parts[0].place;
    let mut found = Vec::new();
    let people: Option<Vec<f64>> = parts.iter().map(|f| people(f)).collect();
    if let (Some(people), Some(of)) = (&people, parts[0].of) {
        let sum: f64 = people.iter().sum();
        if (sum - of).abs() > ROOM * of.max(1.0) {
            let words = format!("the parts of `{name}` are {sum} people together, the whole is {of}");
            found.push(slip(Rule::Whole, place, words));
        }
    }
    let shares: Vec<(f64, f64)> = parts.iter().filter_map(|f| share(f)).collect();
    if shares.len() == parts.len() {
        let sum: f64 = shares.iter().map(|s| s.0).sum();
        let room: f64 = shares.iter().map(|s| s.1).sum();
        let off = (sum - 1.0).abs();
        if off > room + ROOM {
            let words = format!("the parts of `{name}` add to {}: more than rounding explains", percent(sum));
            found.push(slip(Rule::Whole, place, words));
        } else if off > ROOM && adds == Adds::Everybody && room > 0.0 {
            let words = format!(
                "the parts of `{name}` add to {} and it is not said that rounding is why",
                percent(sum)
            );
            found.push(slip(Rule::Whole, place, words));
        }
    }
    found
}

/// One thing told twice of the same people, differently.
fn twice(figures: &[Figure]) -> Vec<Slip> {
    let mut told: BTreeMap<(&str, &str, u8), &Figure> = BTreeMap::new();
    let mut found = Vec::new();
    for f in figures {
        let kind = match f.value {
            Value::Count(_) => 0,
            Value::Share { .. } => 1,
            Value::Mean { .. } => 2,
        };
        let Some(before) = told.get(&(f.what.as_str(), f.base.as_str(), kind)) else {
            told.insert((&f.what, &f.base, kind), f);
            continue;
        };
        let (a, b) = (number(before), number(f));
        if (a.0 - b.0).abs() > a.1 + b.1 + ROOM * a.0.abs().max(1.0) {
            let words = format!(
                "`{}` among {} is {} in {} and {} here",
                f.what,
                f.base,
                shown(before),
                before.place,
                shown(f)
            );
            found.push(slip(Rule::Twice, &f.place, words));
        }
    }
    found
}

/// One base of two sizes.
fn bases(figures: &[Figure]) -> Vec<Slip> {
    let mut sizes: BTreeMap<&str, (&Figure, f64)> = BTreeMap::new();
    let mut found = Vec::new();
    for f in figures.iter().filter(|f| !f.base.trim().is_empty()) {
        let Some(of) = f.of else { continue };
        match sizes.get(f.base.as_str()) {
            None => {
                sizes.insert(&f.base, (f, of));
            }
            Some((first, size)) if (size - of).abs() > ROOM * size.max(1.0) => {
                let words = format!("{} are {of} people here and {size} in {}", f.base, first.place);
                found.push(slip(Rule::Base, &f.place, words));
            }
            Some(_) => {}
        }
    }
    found
}

/// A change that is not the end less the start of the same people; `None` if it is.
///
/// * `start`, `end`, `change`: means.
#[must_use]
pub fn pairing(start: &Figure, end: &Figure, change: &Figure) -> Option<Slip> {
    let mean = |f: &Figure| match f.value {
        Value::Mean { mean, half } => Some((mean, half)),
        _ => None,
    };
    let (s, e, c) = (mean(start)?, mean(end)?, mean(change)?);
    let said = |words| Some(slip(Rule::Pairing, &change.place, words));
    if [start, end].iter().any(|f| f.of != change.of) {
        return said(format!(
            "`{}` is of {}, the start of {} and the end of {}: a change is of people with both",
            change.what,
            people_of(change),
            people_of(start),
            people_of(end)
        ));
    }
    let off = (e.0 - s.0 - c.0).abs();
    if off > s.1 + e.1 + c.1 + ROOM * e.0.abs().max(1.0) {
        return said(format!("`{}` is {}, but {} less {} is {}", change.what, c.0, e.0, s.0, e.0 - s.0));
    }
    None
}

fn people_of(f: &Figure) -> String {
    f.of.map_or_else(|| "an untold number of people".to_owned(), |n| format!("{n} people"))
}

fn people(f: &Figure) -> Option<f64> {
    match f.value {
        Value::Count(n) => Some(n),
        Value::Share { people, .. } => people,
        Value::Mean { .. } => None,
    }
}

fn share(f: &Figure) -> Option<(f64, f64)> {
    match f.value {
        Value::Share { share, half, .. } => Some((share, half)),
        _ => None,
    }
}

fn number(f: &Figure) -> (f64, f64) {
    match f.value {
        Value::Count(n) => (n, 0.0),
        Value::Share { share, half, .. } => (share, half),
        Value::Mean { mean, half } => (mean, half),
    }
}

fn shown(f: &Figure) -> String {
    match f.value {
        Value::Count(n) => format!("{n}"),
        Value::Share { share, .. } => percent(share),
        Value::Mean { mean, .. } => format!("{mean}"),
    }
}

fn percent(share: f64) -> String {
    let tenths = (1000.0 * share).round() / 10.0;
    format!("{tenths} %")
}
