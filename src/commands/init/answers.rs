//! What the answers to an instrument's items mean, where they are not its own codes.

use super::look::Column;
use super::words::{alike, words};
use crate::ingest::number;
use crate::score::Instrument;

/// How alike the words for an answer must be.
const ALIKE: f64 = 0.8;

/// The code of an answer given in words.
pub fn answer(instrument: &Instrument, said: &str) -> Option<i64> {
    let said = words(said);
    let best = answers(instrument).into_iter().map(|(code, text)| (alike(&words(&text), &said), code));
    best.filter(|(a, _)| *a >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, code)| code)
}

/// Codes and words of the answers.
fn answers(instrument: &Instrument) -> Vec<(i64, String)> {
    instrument.answers.iter().filter_map(|(code, text)| Some((code.parse().ok()?, text.clone()))).collect()
}

/// Answers that no item knows, such as 99, with their rows.
pub fn odd(instrument: &Instrument, columns: &[&Column]) -> Vec<(String, usize)> {
    let mut odd: Vec<(String, usize)> = Vec::new();
    for (item, column) in instrument.item.iter().zip(columns) {
        for (word, n) in column.known().filter(|(w, _)| number(w).is_some_and(|x| !item.admits(x))) {
            match odd.iter_mut().find(|(w, _)| w == word) {
                Some((_, rows)) => *rows += n,
                None => odd.push((word.to_owned(), n)),
            }
        }
    }
    odd.sort_by(|a, b| number(&a.0).unwrap_or_default().total_cmp(&number(&b.0).unwrap_or_default()));
    odd
}

/// What the cells of an item mean where they are not the instrument's own codes: cell, code, words.
pub fn recode(instrument: &Instrument, column: &Column) -> Vec<(String, Option<i64>, String)> {
    let cells: Vec<(String, String)> = if column.said.values.is_empty() {
        column
            .known()
            .filter(|(w, _)| number(w).is_none())
            .map(|(w, _)| (w.to_owned(), w.to_owned()))
            .collect()
    } else {
        let missing =
            |word: &str| column.said.declares_missing(word) || number(word).is_some_and(|x| x < 0.0);
        let values = column.said.values.iter().map(|(code, label)| (code.word(), label.clone()));
        values.filter(|(code, _)| !missing(code)).collect()
    };
    let meant: Vec<(String, Option<i64>, String)> =
        cells.into_iter().map(|(cell, label)| (cell, answer(instrument, &label), label)).collect();
    let plain = meant.iter().all(|(cell, code, _)| code.is_none_or(|c| number(cell) == Some(c as f64)));
    let words = meant.iter().any(|(cell, ..)| number(cell).is_none());
    if plain && !words { Vec::new() } else { meant }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::init::look::Sample;
    use crate::ingest::{Code, Description};
    use crate::score::instrument;

    fn column(answers: &[&str]) -> Column {
        let words = answers.iter().map(|a| ((*a).to_owned(), 10)).collect();
        Column {
            name: "x".to_owned(),
            said: Description::default(),
            sample: Some(Sample { rows: 40, words }),
        }
    }

    #[test]
    fn misspelt_labels_give_the_codes() {
        let ucla = instrument("ucla3").expect("it is there");
        let mut item = column(&["0", "1", "2"]);
        let values =
            [(0.0, "Hardly ever of never"), (1.0, "Some of the time"), (2.0, "Often"), (-9.0, "Refused")];
        item.said.values = values.map(|(c, l)| (Code::Number(c), l.to_owned())).to_vec();
        let codes: Vec<(String, Option<i64>)> =
            recode(ucla, &item).into_iter().map(|(c, k, _)| (c, k)).collect();
        assert_eq!(codes, [("0".to_owned(), Some(1)), ("1".to_owned(), Some(2)), ("2".to_owned(), Some(3))]);
        let values = [(1.0, "Hardly ever of never"), (2.0, "Some of the time"), (3.0, "Often")];
        item.said.values = values.map(|(c, l)| (Code::Number(c), l.to_owned())).to_vec();
        assert!(recode(ucla, &item).is_empty(), "codes that are right need no recode");
        assert_eq!(odd(ucla, &[&column(&["1", "99", "-9"]); 3]).len(), 2);
    }
}
