//! Disclosure of sentences written by other stages: the counts of people in them are made coarse, and
//! nothing else is touched.

use super::super::tables::effects::EffectRecord;
use super::super::tables::review::ReviewRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::super::words::{Names, number};
use super::rounding::Rule;
use std::collections::BTreeSet;

/// Rules whose messages hold settings and names only, never a count of people: told as they are.
const WITHOUT_PEOPLE: [&str; 29] = [
    "MW101", "MW102", "MW103", "MW104", "MW108", "MW110", "MW111", "MW112", "MW115", "MW116", "MW117",
    "MW150", "MW153", "MW162", "MW163", "MW170", "MW171", "MW172", "MW173", "MW174", "MW175", "MW176",
    "MW280", "MW144", "MW145", "MW146", "MW147", "MW148", "MW149",
];

/// Words after which a number is no count of people.
const MEASURES: [&str; 13] = [
    "week",
    "year",
    "point",
    "SD",
    "standard",
    "dollar",
    "pound",
    "month",
    "iteration",
    "imputation",
    "coefficient",
    "result",
    "cluster",
];

/// Settings that messages tell in digits.
const SETTINGS: [&str; 3] = ["within 1e-6 of 0 or 1", "0.5 to 2", "fewer than 10"];

/// What is never taken for a count: labels, names of groups and settings, the longest first.
pub(super) struct Kept(Vec<String>);

impl Kept {
    pub(super) fn new(specifications: &[SpecificationRecord], effects: &[EffectRecord]) -> Self {
        let mut phrases: BTreeSet<String> = SETTINGS.map(str::to_owned).into();
        phrases.extend(effects.iter().map(|e| e.group.clone()));
        for s in specifications {
            phrases.extend(Names::new(s).labels());
            let partners = s.ratio.map(|r| format!("fewer than {r} partners"));
            phrases.extend(partners.into_iter().chain([s.treated_label.clone(), s.control_label.clone()]));
        }
        let mut phrases: Vec<String> =
            phrases.into_iter().filter(|p| p.contains(|c: char| c.is_ascii_digit())).collect();
        phrases.sort_by_key(|p| std::cmp::Reverse(p.len()));
        Self(phrases)
    }

    /// What a sentence starts with that is to be left alone: a name in backticks, the best value of a
    /// scale in brackets, or a phrase.
    fn start<'a>(&self, sentence: &'a str) -> Option<&'a str> {
        if let Some(name) = sentence.strip_prefix('`') {
            return name.find('`').map(|end| &sentence[..end + 2]);
        }
        if let Some((best, after)) = sentence.strip_prefix('(').and_then(|s| s.split_once(')'))
            && after.starts_with(" at the start and cannot improve")
        {
            return Some(&sentence[..best.len() + 2]);
        }
        let phrase = self.0.iter().find(|p| sentence.starts_with(p.as_str()))?;
        Some(&sentence[..phrase.len()])
    }
}

/// The message of a finding, fit to be told.
pub(super) fn message(finding: &ReviewRecord, kept: &Kept, rule: Rule) -> String {
    if WITHOUT_PEOPLE.contains(&finding.rule.as_str()) {
        return finding.message.clone();
    }
    coarse(&finding.message, kept, rule)
}

/// The sentence with every count rounded, or `fewer than 10`, and percentages in whole numbers.
///
/// A number is taken for a count unless it stands in a kept phrase, has a decimal point or a unit, or
/// says which row of a file is meant. The
/// percentage after a count that is withheld goes with it, and so do brackets that hold a lowest and a
/// highest value, such as `(25 to 72)`: those are single people's.
pub(super) fn coarse(sentence: &str, kept: &Kept, rule: Rule) -> String {
    let mut out = String::with_capacity(sentence.len());
    let (mut rest, mut withheld) = (sentence, false);
    while let Some(first) = rest.chars().next() {
        let inside_word = out.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        if let Some(phrase) = kept.start(rest).filter(|_| !inside_word) {
            out.push_str(phrase);
            rest = &rest[phrase.len()..];
        } else if let Some(after) = telling_bracket(rest, withheld) {
            out.truncate(out.trim_end().len());
            rest = after;
        } else if first.is_ascii_digit() {
            let (digits, after) = rest.split_at(number_end(rest));
            let place = out.ends_with("row ");
            let words = if place { digits.to_owned() } else { replacement(digits, after, inside_word, rule) };
            withheld |= words.starts_with("fewer");
            out.push_str(&words);
            rest = after;
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// What follows a bracket that may not be told: a range, or the percentage of a withheld count.
fn telling_bracket(text: &str, withheld: bool) -> Option<&str> {
    let (inside, after) = text.strip_prefix('(')?.split_once(')')?;
    let is_number = |n: &str| n.trim().replace([',', '−'], "").parse::<f64>().is_ok();
    let range = inside.split_once(" to ").is_some_and(|(a, b)| is_number(a) && is_number(b));
    let share = inside.strip_suffix('%').is_some_and(is_number);
    (range || share && withheld).then_some(after)
}

/// Where a number ends: digits, with commas and points only between digits.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let inner = |i: usize| matches!(bytes.get(i), Some(b',' | b'.')) && digit(i + 1);
    (0..bytes.len()).find(|&i| !digit(i) && !inner(i)).unwrap_or(bytes.len())
}

fn replacement(digits: &str, after: &str, inside_word: bool, rule: Rule) -> String {
    let unit = after.trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']);
    let measured = MEASURES.iter().any(|m| unit.starts_with(m));
    match digits.replace(',', "").parse::<f64>() {
        Ok(v) if unit.starts_with('%') => number(v, 0),
        Ok(v) if digits.contains('.') => number(v, digits.split_once('.').map_or(0, |d| d.1.len().min(2))),
        Ok(v) if !inside_word && !measured => count(v, rule),
        _ => digits.to_owned(),
    }
}

fn count(value: f64, rule: Rule) -> String {
    match rule.mass(Some(value)) {
        Some(v) => number(v, 0),
        None => format!("fewer than {}", rule.threshold()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, coarse};
    use crate::job::DisclosureSpec;
    use crate::report::disclose::rounding::Rule;

    fn told(sentence: &str) -> String {
        let kept = Kept(vec!["Loneliness (UCLA 3-item)".to_owned(), "aged 63 to 72".to_owned()]);
        coarse(sentence, &kept, Rule::new(&DisclosureSpec::default()))
    }

    #[test]
    fn counts_become_coarse_and_ranges_go() {
        assert_eq!(told("the 723 of 1,820 people"), "the 725 of 1,820 people");
        assert_eq!(
            told("2 of 403 (0.5 %) lie outside `age` (25 to 72)"),
            "fewer than 10 of 405 lie outside `age`"
        );
        assert_eq!(told("123 of 403 (30.6 %) lie outside"), "125 of 405 (31 %) lie outside");
    }

    #[test]
    fn settings_and_names_are_left_alone() {
        for same in [
            "12 weeks against 104 weeks, caliper 0.2",
            "no value for `re74 in 3 of 4` (see the file)",
            "Loneliness (UCLA 3-item) among those aged 63 to 72",
            "11 coefficients, HC3, CR1",
            "the best value of Joy (3) at the start and cannot improve",
        ] {
            assert_eq!(told(same), same);
        }
    }
}
