//! Categories in the order they are told: groups, the small ones together, those not known.

use super::spec::{DescribeSpec, FactSpec, Of};
use super::types::{Base, Figure, Statistic};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// The settings that `shares`, `rows` and the facts of a profile have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'a> {
    pub(super) groups: &'a IndexMap<String, Vec<String>>,
    pub(super) order: &'a [String],
    pub(super) smallest: Option<f64>,
    pub(super) other: &'a str,
    pub(super) unknown: &'a str,
    pub(super) of: Of,
}

/// What the small categories together are called.
const OTHER: &str = "other";
/// What people are called of whom it is not known.
pub(super) const UNKNOWN: &str = "not known";

impl<'a> Rules<'a> {
    /// Of a section about one fact.
    pub(super) fn of(spec: &'a DescribeSpec) -> Self {
        Self {
            groups: &spec.groups,
            order: &spec.order,
            smallest: spec.smallest,
            other: spec.other.as_deref().unwrap_or(OTHER),
            unknown: spec.unknown.as_deref().unwrap_or(UNKNOWN),
            of: spec.of.unwrap_or_default(),
        }
    }

    /// Of one fact of a profile.
    pub(super) fn in_profile(spec: &'a DescribeSpec, fact: &'a FactSpec) -> Self {
        Self {
            groups: &fact.groups,
            order: &fact.order,
            smallest: fact.smallest,
            of: spec.of.unwrap_or(Of::Known),
            ..Self::of(spec)
        }
    }
}

/// One line of a table of shares.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) label: String,
    pub(super) group: Option<String>,
    pub(super) statistic: Statistic,
}

/// The lines of a fact, and which of them each of its words belongs to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    place: BTreeMap<String, usize>,
}

impl Lines {
    /// Lays out the words that occur, `words` in their natural order with how often each does.
    ///
    /// Words of a group stand below it; of the others, those with a share under `smallest` become one.
    /// The order never depends on the counts.
    pub(super) fn new(words: &[(String, usize)], rules: Rules<'_>) -> Self {
        let known: usize = words.iter().map(|w| w.1).sum();
        let small = |count: usize| rules.smallest.is_some_and(|s| (count as f64) < s * known as f64);
        let member = |word: &str| rules.groups.values().any(|m| m.iter().any(|w| w == word));
        let fold = |(word, count): &(String, usize)| word == rules.other || small(*count);
        let (folded, single): (Vec<_>, Vec<_>) =
            words.iter().filter(|(w, _)| !member(w)).partition(|w| fold(w));
        let occurs = |members: &[String]| members.iter().any(|m| words.iter().any(|(w, _)| w == m));
        let groups = rules.groups.iter().filter(|(_, m)| occurs(m)).map(|(g, _)| g.as_str());
        let mut tops: Vec<&str> = groups.chain(single.iter().map(|(w, _)| w.as_str())).collect();
        tops.sort_by_key(|t| rules.order.iter().position(|o| o == t).unwrap_or(rules.order.len()));
        let mut lines = Self::default();
        for top in tops {
            match rules.groups.get(top) {
                Some(members) => lines.group(top, members, words),
                None => lines.add(top, top, None, Statistic::Share),
            }
        }
        if !folded.is_empty() {
            let at = lines.lines.len();
            lines.add(rules.other, rules.other, None, Statistic::Other);
            lines.place.extend(folded.iter().map(|(w, _)| (w.clone(), at)));
        }
        lines
    }

    fn group(&mut self, group: &str, members: &[String], words: &[(String, usize)]) {
        let line = Line { label: group.to_owned(), group: None, statistic: Statistic::Group };
        self.lines.push(line);
        for member in members.iter().filter(|m| words.iter().any(|(w, _)| w == *m)) {
            self.add(member, member, Some(group), Statistic::Share);
        }
    }

    fn add(&mut self, word: &str, label: &str, group: Option<&str>, statistic: Statistic) {
        self.place.insert(word.to_owned(), self.lines.len());
        self.lines.push(Line { label: label.to_owned(), group: group.map(str::to_owned), statistic });
    }

    /// The line that `word` belongs to.
    pub(super) fn line(&self, word: &str) -> Option<usize> {
        self.place.get(word).copied()
    }

    /// The line that is not within a group to which `word` belongs: its group, or its own.
    pub(super) fn top(&self, word: &str) -> Option<&str> {
        let line = &self.lines[self.line(word)?];
        Some(line.group.as_deref().unwrap_or(&line.label))
    }

    /// The labels of the lines that are not within a group, in order.
    pub(super) fn tops(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter(|l| l.group.is_none()).map(|l| l.label.as_str())
    }

    /// `counts[k]` of the words of line `k`, with those of a group added up.
    pub(super) fn totals(&self, counts: &[usize]) -> Vec<usize> {
        let within = |group: &str| {
            let members =
                self.lines.iter().zip(counts).filter(move |(l, _)| l.group.as_deref() == Some(group));
            members.map(|(_, n)| n).sum()
        };
        let total = |(line, n): (&Line, &usize)| {
            if line.statistic == Statistic::Group { within(&line.label) } else { *n }
        };
        self.lines.iter().zip(counts).map(total).collect()
    }
}

/// How often each word occurs, words in the order of `known`.
pub(super) fn tally<'w>(known: &[String], words: impl Iterator<Item = &'w str>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1;
    }
    known.iter().filter_map(|w| Some((w.clone(), *counts.get(w.as_str())?))).collect()
}

/// Shares of people: one word a person, `None` where it is not known.
pub(super) fn shares(lines: &Lines, words: &[Option<&str>], rules: Rules<'_>) -> Vec<Figure> {
    let mut counts = vec![0; lines.lines.len()];
    let known = words.iter().flatten().count();
    for line in words.iter().flatten().filter_map(|w| lines.line(w)) {
        counts[line] += 1;
    }
    let (base, of) = match rules.of {
        Of::Everyone => (Base::Everyone, words.len()),
        Of::Known => (Base::Known, known),
    };
    let figure = |(line, n): (&Line, usize)| Figure {
        group: line.group.clone(),
        ..Figure::share(line.statistic, base, &line.label, (n, of))
    };
    let told = lines.lines.iter().zip(lines.totals(&counts)).map(figure);
    told.chain(not_known(words.len() - known, words.len(), rules.unknown)).collect()
}

/// Those of whom it is not known, always of everyone; nothing where it is known of all.
pub(super) fn not_known(people: usize, all: usize, word: &str) -> Option<Figure> {
    (people > 0).then(|| Figure::share(Statistic::NotKnown, Base::Everyone, word, (people, all)))
}
