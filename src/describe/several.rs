//! Several answers a person.

use super::fact::not_known;
use super::spec::Of;
use super::types::{Base, Figure, Statistic};

/// The answers of one person: which of the labels they gave; `None` where nothing is known.
pub(super) type Answers = Option<Vec<bool>>;

/// What people with none of the answers are called.
pub(super) const NONE: &str = "none of these";

/// Yes/no columns as answers: a person without a single yes or no is not known, a gap beside answers is no.
pub(super) fn from_columns(columns: &[Option<f64>]) -> Answers {
    let any = columns.iter().any(Option::is_some);
    any.then(|| columns.iter().map(|c| *c == Some(1.0)).collect())
}

/// The words of a list in one cell, each once.
pub(super) fn split<'c>(cell: &'c str, delimiter: &str) -> Vec<&'c str> {
    let mut words: Vec<&str> = Vec::new();
    for word in cell.split(delimiter).map(str::trim).filter(|w| !w.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Shares of people who gave each answer, and of those who gave none.
pub(super) fn shares(
    labels: &[String],
    people: &[&Answers],
    (none, unknown): (&str, &str),
    of: Of,
) -> Vec<Figure> {
    let known: Vec<&Vec<bool>> = people.iter().filter_map(|p| p.as_ref()).collect();
    let (base, all) = match of {
        Of::Everyone => (Base::Everyone, people.len()),
        Of::Known => (Base::Known, known.len()),
    };
    let gave = |k: usize| known.iter().filter(|answers| answers[k]).count();
    let share = |(k, label): (usize, &String)| Figure::share(Statistic::Answer, base, label, (gave(k), all));
    let without = known.iter().filter(|answers| !answers.contains(&true)).count();
    let told = labels.iter().enumerate().map(share);
    let last = Figure::share(Statistic::None, base, none, (without, all));
    let gap = not_known(people.len() - known.len(), people.len(), unknown);
    told.chain((without > 0).then_some(last)).chain(gap).collect()
}
