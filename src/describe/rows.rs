//! Rows of another file: how many, of how many people, of what kind.

use super::fact::{Lines, Rules, not_known, tally};
use super::types::{Base, Figure, Statistic};
use crate::harmonise::{SideRows, in_order};
use std::collections::{BTreeMap, BTreeSet};

/// A row of the people who are described: the person and its category.
pub(super) type Row<'r> = (usize, Option<&'r str>);

/// The rows of people of `described`, and how many rows are of nobody in `known`.
pub(super) fn own<'r>(
    rows: &'r SideRows,
    known: &BTreeMap<String, usize>,
    described: &BTreeSet<usize>,
) -> (Vec<Row<'r>>, usize) {
    let (mut own, mut strangers) = (Vec::new(), 0);
    for (row, id) in rows.ids.iter().enumerate() {
        match id.as_ref().and_then(|id| known.get(id)) {
            Some(person) if described.contains(person) => {
                own.push((*person, rows.words.get(row).and_then(Option::as_deref)));
            }
            Some(_) => {}
            None => strangers += 1,
        }
    }
    (own, strangers)
}

/// The words that occur, in their natural order.
pub(super) fn levels(own: &[Row<'_>]) -> Vec<String> {
    let mut words: Vec<String> = own.iter().filter_map(|(_, w)| w.map(str::to_owned)).collect();
    in_order(&mut words);
    words
}

/// Rows, people with any of them out of `all`, rows for each of these, and shares of rows by category.
pub(super) fn figures(own: &[Row<'_>], all: usize, rules: Rules<'_>, categories: bool) -> Vec<Figure> {
    let people = |rows: &[&Row<'_>]| rows.iter().map(|r| r.0).collect::<BTreeSet<_>>().len();
    let every: Vec<&Row<'_>> = own.iter().collect();
    let (rows, with) = (own.len(), people(&every));
    let each = (with > 0).then(|| rows as f64 / with as f64);
    let count = Figure {
        numerator: Some(rows),
        denominator: None,
        ..Figure::level(Statistic::Rows, Base::WithRows, with, Some(rows as f64))
    };
    let any =
        Figure { category: None, ..Figure::share(Statistic::WithRows, Base::Everyone, "", (with, all)) };
    let mean =
        Figure { numerator: Some(rows), ..Figure::level(Statistic::RowsEach, Base::WithRows, with, each) };
    let mut figures = vec![count, any, mean];
    if !categories {
        return figures;
    }
    let lines = Lines::new(&tally(&levels(own), own.iter().filter_map(|r| r.1)), rules);
    for line in &lines.lines {
        let inside = |word: &str| {
            let at = lines.line(word).map(|at| &lines.lines[at]);
            at.is_some_and(|l| l == line || line.group.is_none() && l.group.as_ref() == Some(&line.label))
        };
        let mine: Vec<_> = own.iter().filter(|r| r.1.is_some_and(inside)).collect();
        let share = Figure::share(line.statistic, Base::Rows, &line.label, (mine.len(), rows));
        figures.push(Figure { people: people(&mine), group: line.group.clone(), ..share });
    }
    let silent: Vec<_> = own.iter().filter(|r| r.1.is_none()).collect();
    let gap = not_known(silent.len(), rows, rules.unknown);
    figures.extend(gap.map(|f| Figure { base: Base::Rows, people: people(&silent), ..f }));
    figures
}
