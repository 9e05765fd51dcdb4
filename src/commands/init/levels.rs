//! Which level the cells of a category mean, on both sides.

use super::look::Column;
use super::vocabulary::FactWords;
use super::words::{alike, words};
use crate::cohort::Kind;
use crate::ingest::number;

/// How alike a label and a known word must be.
const ALIKE: f64 = 0.8;
/// Share of the rows from which a code that may mean missing is asked about.
pub const OFTEN: f64 = 0.2;
/// Cells listed of a column.
const MOST: usize = 40;

/// A cell that means a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The cell as it is written.
    pub cell: String,
    /// The value; `None` where only the author knows.
    pub to: Option<String>,
    /// What the file or the codebook calls the cell.
    pub label: Option<String>,
    /// Share of the rows looked at that have it.
    pub share: Option<f64>,
}

/// What is known of a column's codes beside what the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Code and what it says.
    pub labels: Vec<(String, String)>,
    /// Codes that mean missing.
    pub missing: Vec<String>,
    /// Codes that the codebook recodes by itself.
    pub recoded: Vec<String>,
}

/// The cells of a column with their labels: those that occur, and those that the labels name.
pub fn cells(column: &Column, known: &Known) -> Vec<Entry> {
    let same = |a: &str, b: &str| a == b || (number(a).is_some() && number(a) == number(b));
    let missing =
        |word: &str| column.said.declares_missing(word) || known.missing.iter().any(|m| same(m, word));
    let label = |word: &str| {
        let own = column.said.label_of(word).map(str::to_owned);
        own.or_else(|| known.labels.iter().find(|(code, _)| same(code, word)).map(|(_, l)| l.clone()))
    };
    let all = column.sample.as_ref().map_or(1, |s| s.rows.max(1)) as f64;
    let entry = |(word, rows): (&str, usize)| Entry {
        cell: word.trim().to_owned(),
        to: None,
        label: label(word),
        share: Some(rows as f64 / all),
    };
    // What many have is asked about, whatever a codebook says: it may be an answer here.
    let rare = |rows: usize| (rows as f64) < OFTEN * all;
    let mut cells: Vec<Entry> =
        column.known().filter(|(word, n)| !missing(word) || !rare(*n)).map(entry).collect();
    let said = column.said.values.iter().map(|(code, l)| (code.word(), l.clone()));
    for (code, label) in said.chain(known.labels.iter().cloned()) {
        if !missing(&code) && !cells.iter().any(|c| same(&c.cell, &code)) {
            cells.push(Entry { cell: code, to: None, label: Some(label), share: None });
        }
    }
    cells.sort_by(|a, b| match (number(&a.cell), number(&b.cell)) {
        (Some(x), Some(y)) => x.total_cmp(&y),
        (x, y) => x.is_none().cmp(&y.is_none()).then(a.cell.cmp(&b.cell)),
    });
    cells.truncate(MOST);
    cells
}

/// Negative codes without a label of their own mean missing more often than a level.
pub fn likely_missing(entry: &Entry) -> bool {
    let negative = number(&entry.cell).is_some_and(|x| x < 0.0 && x.fract() == 0.0);
    let label = entry.label.as_deref().map(words).unwrap_or_default();
    let says = [
        "refused",
        "refusal",
        "missing",
        "don",
        "dont",
        "know",
        "applicable",
        "proxy",
        "answered",
        "unknown",
        "answer",
    ];
    negative
        || (!label.is_empty() && label.iter().any(|w| says.contains(&w.as_str())) && label.len() <= 4)
        || (label.is_empty() && number(&entry.cell).is_none() && {
            let cell = words(&entry.cell);
            !cell.is_empty()
                && cell.len() <= 3
                && cell
                    .iter()
                    .any(|w| ["refused", "unknown", "missing", "na", "stated"].contains(&w.as_str()))
        })
}

/// Gives each cell its level where a word for it is known; afterwards levels that one side already uses
/// are looked for among the labels of the other.
pub fn agree(fact: Option<&FactWords>, kind: Kind, sides: [&mut Vec<Entry>; 2]) {
    let [one, two] = sides;
    for entries in [&mut *one, &mut *two] {
        for entry in entries.iter_mut() {
            entry.to = meant(fact, kind, entry.label.as_deref().unwrap_or(&entry.cell));
        }
    }
    if kind == Kind::YesNo {
        return;
    }
    // A service file in words that nobody foresaw keeps its own words as levels.
    let coded = |entries: &[Entry]| entries.iter().all(|e| number(&e.cell).is_some() && e.label.is_none());
    if !coded(one) {
        for entry in one.iter_mut().filter(|e| e.to.is_none()) {
            entry.to = Some(entry.label.clone().unwrap_or_else(|| entry.cell.clone()));
        }
    }
    let levels: Vec<String> = one.iter().filter_map(|e| e.to.clone()).collect();
    for entry in two.iter_mut() {
        if entry.to.as_ref().is_some_and(|to| levels.contains(to)) {
            continue;
        }
        let said = words(entry.label.as_deref().unwrap_or(&entry.cell));
        let best = levels.iter().map(|l| (alike(&words(l), &said), l));
        let best = best.filter(|(a, _)| *a >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
        entry.to = best.map(|(_, l)| l.clone()).or(entry.to.take());
    }
}

fn meant(fact: Option<&FactWords>, kind: Kind, said: &str) -> Option<String> {
    let plain = said.trim().to_lowercase();
    if kind == Kind::YesNo {
        let yes = ["yes", "y", "true", "mentioned"].contains(&plain.as_str());
        let no = ["no", "n", "false", "not mentioned"].contains(&plain.as_str());
        return (yes || no).then(|| if yes { "yes" } else { "no" }.to_owned());
    }
    let levels = &fact?.levels;
    let exact = levels.iter().find(|words| words.contains(&plain));
    let said = words(&plain);
    let like = |known: &Vec<String>| known.iter().map(|k| alike(&words(k), &said)).fold(0.0, f64::max);
    let near = || {
        let best = levels.iter().map(|l| (like(l), l)).filter(|(a, _)| *a >= ALIKE);
        best.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, l)| l)
    };
    exact.or_else(near).and_then(|l| l.first().cloned())
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::facts;
    use super::*;

    fn entries(cells: &[(&str, Option<&str>)]) -> Vec<Entry> {
        let one = |(cell, label): &(&str, Option<&str>)| Entry {
            cell: (*cell).to_owned(),
            to: None,
            label: label.map(str::to_owned),
            share: Some(0.5),
        };
        cells.iter().map(one).collect()
    }

    #[test]
    fn words_and_labelled_codes_agree() {
        let sex = facts().iter().find(|f| f.name == "sex");
        let mut ours = entries(&[("F", None), ("M", None)]);
        let mut theirs = entries(&[("1", Some("Male")), ("2", Some("Female"))]);
        agree(sex, Kind::Category, [&mut ours, &mut theirs]);
        assert_eq!(ours[0].to, theirs[1].to);
        assert_eq!(ours[1].to, theirs[0].to);
        assert_eq!(ours[0].to.as_deref(), Some("female"));
    }

    #[test]
    fn codes_without_labels_stay_open() {
        let mut ours = entries(&[("urban", None), ("rural", None)]);
        let mut theirs = entries(&[("1", None), ("2", Some("Rural area"))]);
        agree(None, Kind::Category, [&mut ours, &mut theirs]);
        assert_eq!(ours[0].to.as_deref(), Some("urban"));
        assert_eq!(theirs[0].to, None);
        let mut theirs = entries(&[("2", Some("Rurall"))]);
        agree(None, Kind::Category, [&mut ours, &mut theirs]);
        assert_eq!(theirs[0].to.as_deref(), Some("rural"));
    }
}
