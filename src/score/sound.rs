//! Does the file of an instrument make sense?

use super::instrument::{Fill, Instrument, Item};

/// Most codes that an item may have.
const MOST_CODES: usize = 1000;

/// Something in the file that does not fit the rest of it.
pub(super) struct Doubt {
    /// Where: keys, and list items by number.
    pub(super) at: Vec<String>,
    /// What.
    pub(super) message: String,
    /// The way out.
    pub(super) help: String,
}

fn doubt(at: &[&str], message: String, help: &str) -> Doubt {
    Doubt { at: at.iter().map(|s| (*s).to_owned()).collect(), message, help: help.to_owned() }
}

/// Everything about `instrument` and its sub-scales that does not fit.
pub(super) fn doubts(instrument: &Instrument) -> Vec<Doubt> {
    let mut found = Vec::new();
    name(instrument, &mut found);
    retest(instrument, &mut found);
    items(instrument, &mut found);
    if found.is_empty() {
        score(instrument, &[], &mut found);
        parts(instrument, &mut found);
    }
    found
}

fn name(i: &Instrument, found: &mut Vec<Doubt>) {
    let plain = |n: &str| !n.is_empty() && n.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain(&i.name) {
        let message = format!("`{}` cannot be the name of an instrument", i.name);
        found.push(doubt(&["name"], message, "letters, digits and `_` only"));
    }
    for (at, s) in i.subscale.iter().enumerate() {
        let twice = i.subscale[..at].iter().any(|o| o.name == s.name);
        if !plain(&s.name) || twice {
            let message = format!("`{}` cannot be the name of a sub-scale", s.name);
            let help = "letters, digits and `_` only, each name once";
            found.push(doubt(&["subscale", &at.to_string(), "name"], message, help));
        }
    }
}

/// A retest correlation lies between 0 and 1.
fn retest(i: &Instrument, found: &mut Vec<Doubt>) {
    if let Some(r) = i.retest.as_ref().filter(|r| !(r.reliability > 0.0 && r.reliability < 1.0)) {
        let message = format!("a retest reliability of {} is not possible", r.reliability);
        found.push(doubt(&["retest", "reliability"], message, "write a correlation between 0 and 1"));
    }
}

fn items(i: &Instrument, found: &mut Vec<Doubt>) {
    if i.item.is_empty() {
        found.push(doubt(&["item"], "an instrument needs at least one item".to_owned(), "add [[item]]"));
    }
    for (at, item) in i.item.iter().enumerate() {
        let place = ["item", &at.to_string(), "codes"];
        let width = item.codes.1.checked_sub(item.codes.0).and_then(|w| usize::try_from(w).ok());
        let Some(width) = width.filter(|w| *w <= MOST_CODES) else {
            let message = format!("the codes of item {} do not rise, or are more than {MOST_CODES}", at + 1);
            found.push(doubt(&place, message, "write the lowest first, `codes = [1, 3]`"));
            continue;
        };
        let codes = width + 1;
        if !item.points.is_empty() && item.points.len() != codes {
            let message = format!("item {} has {codes} codes but {} points", at + 1, item.points.len());
            found.push(doubt(&["item", &at.to_string(), "points"], message, "give one number for each code"));
        }
    }
    for (at, s) in i.subscale.iter().enumerate() {
        let known = |n: &usize| (1..=i.item.len()).contains(n);
        let twice = s.items.iter().enumerate().any(|(k, n)| s.items[..k].contains(n));
        if s.items.is_empty() || twice || !s.items.iter().all(known) {
            let message = format!("sub-scale `{}` needs items from 1 to {}, each once", s.name, i.item.len());
            found.push(doubt(
                &["subscale", &at.to_string(), "items"],
                message,
                "such as `items = [1, 2, 3]`",
            ));
        }
    }
}

/// Range, table, missing rule, case and bands of one score; `base` is where it stands.
fn score(i: &Instrument, base: &[&str], found: &mut Vec<Doubt>) {
    let mut say = |key: &str, message: String, help: &str| {
        let at: Vec<&str> = base.iter().copied().chain([key]).collect();
        found.push(doubt(&at, message, help));
    };
    let worth = |best: fn(f64, f64) -> f64| -> f64 {
        let ends = i.item.iter().filter_map(|item: &Item| item.worth().reduce(best));
        ends.sum::<f64>() * i.multiply
    };
    let reached = (i.converted(worth(f64::min)), i.converted(worth(f64::max)));
    if reached != (Some(i.range.0), Some(i.range.1)) {
        let told = |v: Option<f64>| v.map_or("none".to_owned(), |v| v.to_string());
        let message = format!(
            "the scores of `{}` run from {} to {}, but its range is {} to {}",
            i.name,
            told(reached.0),
            told(reached.1),
            i.range.0,
            i.range.1
        );
        say("range", message, "correct the range, the codes, the points or the table");
    }
    if i.missing.allowed as usize >= i.item.len() {
        let message = format!("{} missing answers are allowed of {}", i.missing.allowed, i.item.len());
        say("missing", message, "at least one answer is needed for a score");
    }
    if !i.table.is_empty() && i.missing.allowed > 0 && i.missing.fill == Fill::Mean {
        let message = "a sum with means filled in stands in no table".to_owned();
        say("missing", message, "set `missing = { allowed = 0 }`");
    }
    if i.meaningful <= 0.0 {
        say("meaningful", "the meaningful change must be above 0".to_owned(), "in points of the score");
    }
    if i.case.as_ref().is_some_and(|c| c.at_least.is_some() == c.at_most.is_some()) {
        let message = "a case rule needs exactly one of `at_least` and `at_most`".to_owned();
        say("case", message, "such as `case = { at_least = 6, name = \"lonely\" }`");
    }
    let homeless = |s: &f64| i.band.iter().filter(|b| (b.from..=b.to).contains(s)).count() != 1;
    if !i.band.is_empty()
        && let Some(score) = i.possible().into_iter().find(homeless)
    {
        let message = format!("the score {score} of `{}` is not in exactly one band", i.name);
        say("band", message, "bands hold every possible score once; both ends are included");
    }
}

fn parts(i: &Instrument, found: &mut Vec<Doubt>) {
    for (at, s) in i.subscale.iter().enumerate() {
        score(&i.part(s), &["subscale", &at.to_string()], found);
    }
}
