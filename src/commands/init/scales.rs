//! Items of the instruments, found by name, by label and by their answers.

use super::answers::answer;
use super::look::Column;
use super::vocabulary::bare;
use super::words::{alike, said_of, words};
use crate::ingest::number;
use crate::score::{Instrument, Item, instrument, instruments};

/// What items are called in surveys, in the order of the instrument.
const KNOWN: [(&str, &[&str]); 14] = [
    ("ucla3", &["scfeela", "scfeelb", "scfeelc"]),
    ("ucla3", &["sclackcom", "scleftout", "scisolate"]),
    ("ucla3", &["complac", "leftout", "isolate"]),
    ("ucla3", &["companionship", "left_out", "isolated"]),
    ("swemwbs", &["scwemwba", "scwemwbb", "scwemwbc", "scwemwbd", "scwemwbe", "scwemwbf", "scwemwbg"]),
    ("ons_satisfied", &["scovsa"]),
    ("ons_worthwhile", &["scovwo"]),
    ("ons_happy", &["scovha"]),
    ("ons_anxious", &["scovan"]),
    ("ons_satisfied", &["life_satisfaction"]),
    ("ons_worthwhile", &["worthwhile"]),
    ("ons_happy", &["happy_yesterday"]),
    ("ons_anxious", &["anxious_yesterday"]),
    ("cesd8", &["psceda", "pscedb", "pscedc", "pscedd", "pscede", "pscedf", "pscedg", "pscedh"]),
];
/// What items, or scores, of an instrument are named after.
const STEMS: [(&str, &str); 17] = [
    ("ucla", "ucla3"),
    ("lonel", "ucla3"),
    ("gierveld", "dejong6"),
    ("dejong", "dejong6"),
    ("djg", "dejong6"),
    ("swemwbs", "swemwbs"),
    ("wemwbs", "wemwbs"),
    ("wemwbs", "swemwbs"),
    ("wellbeing", "swemwbs"),
    ("who5", "who5"),
    ("who_5", "who5"),
    ("gad", "gad7"),
    ("phq", "phq9"),
    ("lsns", "lsns6"),
    ("lubben", "lsns6"),
    ("casp", "casp19"),
    ("scqol", "casp19"),
];
/// Share of the answers that must be codes of the item.
const MOST: f64 = 0.8;
/// Share of the words of an item that a label must say.
const SAID: f64 = 0.99;

/// An instrument whose items, or whose score, are there.
#[derive(Debug, Clone)]
pub struct Found {
    /// Which.
    pub instrument: &'static Instrument,
    /// Columns in the order of its items; a single one may hold the score.
    pub columns: Vec<String>,
    /// Where the guess comes from.
    pub why: String,
    /// `false` where only the number of columns and their answers speak for it.
    pub named: bool,
}

/// `true` if a survey calls an item so.
pub fn known(plain: &str) -> bool {
    KNOWN.iter().any(|(_, names)| names.contains(&plain))
        || plain.starts_with("scqol")
        || plain.starts_with("wemwb")
}

/// Every instrument whose items are among `columns`, each called by its bare name; the surest first.
pub fn find(columns: &[(String, &Column)]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let all = by_name(columns)
        .into_iter()
        .chain(by_label(columns))
        .chain(by_stem(columns))
        .chain(by_answers(columns));
    for one in all {
        let taken = |f: &Found| {
            f.instrument.name == one.instrument.name || f.columns.iter().any(|c| one.columns.contains(c))
        };
        if !found.iter().any(taken) {
            found.push(one);
        }
    }
    found
}

fn by_name(columns: &[(String, &Column)]) -> Vec<Found> {
    let found = KNOWN.iter().filter_map(|(name, items)| {
        let places = items.iter().map(|item| columns.iter().find(|(plain, _)| plain == item));
        let found: Vec<_> = places.collect::<Option<_>>()?;
        let instrument = instrument(name)?;
        let columns: Vec<String> = found.iter().map(|(_, c)| c.name.clone()).collect();
        fits(instrument, &found.iter().map(|(_, c)| *c).collect::<Vec<_>>()).then(|| Found {
            instrument,
            columns,
            why: "guessed from the names of the items".to_owned(),
            named: true,
        })
    });
    found.collect()
}

/// Instruments with the most items first, so that a short form is not taken for the long one.
fn longest() -> Vec<&'static Instrument> {
    let mut all: Vec<&Instrument> = instruments().iter().filter(|i| !i.name.contains('.')).collect();
    all.sort_by_key(|i| std::cmp::Reverse(i.item.len()));
    all
}

fn by_label(columns: &[(String, &Column)]) -> Vec<Found> {
    let labels: Vec<(Vec<String>, &Column)> =
        columns.iter().filter(|(_, c)| c.said.label.is_some()).map(|(_, c)| (words(c.label()), *c)).collect();
    longest().into_iter().filter_map(|instrument| labelled(instrument, &labels)).collect()
}

fn labelled(instrument: &'static Instrument, labels: &[(Vec<String>, &Column)]) -> Option<Found> {
    let mut columns: Vec<&Column> = Vec::new();
    for item in &instrument.item {
        let wanted = words(&item.text);
        let said = |label: &[String]| said_of(&wanted, label).unwrap_or_default();
        let fit = labels.iter().filter(|(label, c)| {
            said(label) >= SAID && admits(item, c) && !columns.iter().any(|d| d.name == c.name)
        });
        let best = fit.max_by(|a, b| {
            alike(&wanted, &a.0).total_cmp(&alike(&wanted, &b.0)).then(b.1.name.cmp(&a.1.name))
        });
        columns.push(best?.1);
    }
    let why = "guessed from the labels, which say what the items ask".to_owned();
    let columns = columns.into_iter().map(|c| c.name.clone()).collect();
    Some(Found { instrument, columns, why, named: true })
}

/// Columns whose names differ only in a number, or a letter, that counts up from the first.
fn rows_of<'a>(columns: &'a [(String, &'a Column)]) -> Vec<(String, Vec<&'a Column>)> {
    let mut groups: Vec<(String, Vec<(u32, &Column)>)> = Vec::new();
    for (plain, column) in columns {
        let digits = plain.len() - plain.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (stem, index) = if digits > 0 {
            let (stem, index) = plain.split_at(plain.len() - digits);
            (stem.trim_end_matches('_').to_owned(), index.parse().unwrap_or(0))
        } else {
            let Some(last) = plain.chars().last().filter(char::is_ascii_lowercase) else { continue };
            (format!("{}~", &plain[..plain.len() - 1]), u32::from(last) - u32::from('a') + 1)
        };
        match groups.iter_mut().find(|(s, _)| *s == stem) {
            Some((_, members)) => members.push((index, column)),
            None => groups.push((stem, vec![(index, column)])),
        }
    }
    let counted = |mut members: Vec<(u32, &'a Column)>| {
        members.sort_by_key(|(index, _)| *index);
        let runs = members.iter().enumerate().all(|(k, (index, _))| *index == k as u32 + 1);
        runs.then(|| members.into_iter().map(|(_, c)| c).collect::<Vec<_>>())
    };
    groups.into_iter().filter_map(|(stem, m)| Some((stem, counted(m)?))).collect()
}

fn by_stem(columns: &[(String, &Column)]) -> Vec<Found> {
    let mut found = Vec::new();
    for (stem, members) in rows_of(columns) {
        for (part, name) in STEMS {
            let Some(instrument) =
                instrument(name).filter(|i| stem.contains(part) && i.item.len() == members.len())
            else {
                continue;
            };
            if fits(instrument, &members) {
                let columns = members.iter().map(|c| c.name.clone()).collect();
                let why = format!("guessed from the names of the {} items", members.len());
                found.push(Found { instrument, columns, why, named: true });
            }
        }
    }
    for (plain, column) in columns {
        let Some(instrument) =
            STEMS.iter().find(|(part, _)| plain.contains(part)).and_then(|(_, n)| instrument(n))
        else {
            continue;
        };
        if scores(instrument, column) {
            let why = format!(
                "guessed from the name: a score from {} to {}",
                instrument.range.0, instrument.range.1
            );
            found.push(Found { instrument, columns: vec![column.name.clone()], why, named: true });
        }
    }
    found
}

/// Only the number of items and their answers speak for it: never for one or two items.
fn by_answers(columns: &[(String, &Column)]) -> Vec<Found> {
    let mut found = Vec::new();
    for (_, members) in rows_of(columns).into_iter().filter(|(_, m)| m.len() > 2) {
        let fit: Vec<&Instrument> = instruments()
            .iter()
            .filter(|i| {
                !i.name.contains('.')
                    && i.item.len() == members.len()
                    && fits(i, &members)
                    && spans(i, &members)
            })
            .collect();
        let Some((first, others)) = fit.split_first() else { continue };
        let also: Vec<&str> = others.iter().map(|i| i.name.as_str()).collect();
        let also =
            if also.is_empty() { String::new() } else { format!("; it could be {}", also.join(" or ")) };
        let why = format!(
            "guessed only from {} items with answers from {} to {}{also}",
            members.len(),
            first.item[0].codes.0,
            first.item[0].codes.1
        );
        found.push(Found {
            instrument: first,
            columns: members.iter().map(|c| c.name.clone()).collect(),
            why,
            named: false,
        });
    }
    found
}

fn fits(instrument: &Instrument, columns: &[&Column]) -> bool {
    instrument.item.len() == columns.len()
        && instrument.item.iter().zip(columns).all(|(item, c)| admits(item, c))
}

/// `true` if the lowest and the highest answer both occur.
fn spans(instrument: &Instrument, columns: &[&Column]) -> bool {
    let codes = instrument.item.first().map_or((0, 0), |i| i.codes);
    [codes.0, codes.1].iter().all(|code| columns.iter().any(|c| c.numbers().any(|(x, _)| x == *code as f64)))
}

/// `true` if most answers are codes of the item, or words that the file or the column gives for answers.
fn admits(item: &Item, column: &Column) -> bool {
    let Some(sample) = &column.sample else { return true };
    let (mut fit, mut all) = (0, 0);
    for (word, n) in column.known() {
        match number(word) {
            // Negative numbers are missing codes more often than answers.
            Some(x) if x < 0.0 && item.codes.0 >= 0 => {}
            Some(x) => {
                all += n;
                fit += if item.admits(x) { n } else { 0 };
            }
            None => all += n,
        }
    }
    let words = all > 0 && fit == 0 && column.known().all(|(w, _)| number(w).is_none());
    sample.words.is_empty() || (all > 0 && fit as f64 >= MOST * all as f64) || (words && worded(column))
}

fn worded(column: &Column) -> bool {
    instruments().iter().any(|i| column.known().all(|(w, _)| answer(i, w).is_some()))
}

/// `true` if most numbers of the column can be scores of the instrument, and some can be no answer.
fn scores(instrument: &Instrument, column: &Column) -> bool {
    let (mut fit, mut all, mut wide) = (0, 0, false);
    for (x, n) in column.numbers().filter(|(x, _)| *x >= 0.0) {
        all += n;
        fit += if instrument.can_be(x) { n } else { 0 };
        wide |= instrument.can_be(x) && instrument.item.iter().all(|i| x > i.codes.1 as f64);
    }
    all > 0 && wide && fit as f64 >= MOST * all as f64
}

/// The bare names of columns.
pub fn bared<'a>(columns: impl Iterator<Item = &'a Column>) -> Vec<(String, &'a Column)> {
    columns.map(|c| (bare(&c.name), c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::init::look::Sample;
    use crate::ingest::Description;

    fn column(name: &str, label: Option<&str>, answers: &[&str]) -> Column {
        let words = answers.iter().map(|a| ((*a).to_owned(), 10)).collect();
        Column {
            name: name.to_owned(),
            said: Description { label: label.map(str::to_owned), ..Description::default() },
            sample: Some(Sample { rows: 40, words }),
        }
    }

    fn found(columns: &[Column]) -> Vec<(String, Vec<String>, bool)> {
        find(&bared(columns.iter()))
            .into_iter()
            .map(|f| (f.instrument.name.clone(), f.columns, f.named))
            .collect()
    }

    #[test]
    fn labels_tell_items_whatever_their_names() {
        let labels = [
            "Feels isolated from others",
            "Age",
            "Whether respondent feels left out",
            "how often lacks companionship",
        ];
        let columns: Vec<Column> = labels
            .iter()
            .enumerate()
            .map(|(k, l)| column(&format!("v{k}x"), Some(l), &["1", "2", "3"]))
            .collect();
        assert_eq!(
            found(&columns),
            [("ucla3".to_owned(), ["v3x", "v2x", "v0x"].map(str::to_owned).to_vec(), true)]
        );
    }

    #[test]
    fn names_count_only_with_answers_that_fit() {
        let named =
            |answers: &[&str]| ["a", "b", "c"].map(|k| column(&format!("scfeel{k}"), None, answers)).to_vec();
        assert_eq!(found(&named(&["1", "2", "3", "-9"])).len(), 1);
        assert!(found(&named(&["10", "20", "30"])).is_empty());
        let stem = |answers: &[&str]| {
            (1..=7).map(|k| column(&format!("gad_{k}"), None, answers)).collect::<Vec<_>>()
        };
        assert_eq!(found(&stem(&["0", "1", "2", "3"]))[0].0, "gad7");
    }

    #[test]
    fn the_look_of_answers_is_no_name() {
        let columns: Vec<Column> =
            (1..=9).map(|k| column(&format!("q{k}"), None, &["0", "1", "2", "3"])).collect();
        assert_eq!(found(&columns).first().map(|f| (f.0.clone(), f.2)), Some(("phq9".to_owned(), false)));
        let two: Vec<Column> = (1..=2).map(|k| column(&format!("q{k}"), None, &["0", "1"])).collect();
        assert!(found(&two).is_empty());
    }

    #[test]
    fn scores_are_told_from_answers() {
        assert_eq!(found(&[column("ucla_total", None, &["3", "6", "9", "7"])])[0].0, "ucla3");
        assert!(found(&[column("ucla_total", None, &["0", "100", "250"])]).is_empty());
    }
}
