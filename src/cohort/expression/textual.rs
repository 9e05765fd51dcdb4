//! Functions of text, worked out once for each distinct combination of values.

use super::signature::Function;
use super::term::{Operand, Term};
use super::texts::{Texts, numbers, truths};
use std::collections::HashMap;

/// The code of a row in which something is missing.
const ABSENT: u32 = u32::MAX;

/// Longer texts than this many bytes are no result: nested `replace` could fill any memory.
const MOST_BYTES: usize = 10_000;

/// One value of a function of text.
#[derive(Debug, Clone)]
pub(super) enum Argument {
    Texts(Texts),
    Text(String),
    Number(Operand),
}

/// What a function of text gives for one combination.
enum Piece {
    Text(String),
    Number(f64),
    Truth(bool),
    Nothing,
}

impl Argument {
    fn text(&self, row: usize) -> &str {
        match self {
            Self::Texts(t) => t.get(row).unwrap_or_default(),
            Self::Text(t) => t,
            Self::Number(_) => "",
        }
    }

    /// How many characters a number means: none if it is below 1.
    #[expect(clippy::cast_sign_loss, reason = "numbers below 0 are taken as 0 before")]
    fn count(&self, row: usize) -> usize {
        match self {
            Self::Number(x) => x.at(row).max(0.0) as usize,
            _ => 0,
        }
    }

    /// A code for each row's value; `None` where it is the same in all.
    fn codes(&self) -> Option<Vec<u32>> {
        match self {
            Self::Texts(t) => {
                let most = t.words().len();
                Some(t.codes().iter().map(|&c| if (c as usize) < most { c } else { ABSENT }).collect())
            }
            Self::Number(Operand::Each(x)) => {
                let mut seen = HashMap::new();
                let code = |v: Option<f64>| {
                    v.map_or(ABSENT, |v| {
                        let next = seen.len() as u32;
                        *seen.entry(v.to_bits()).or_insert(next)
                    })
                };
                Some(x.iter().map(code).collect())
            }
            Self::Text(_) | Self::Number(Operand::All(_)) => None,
        }
    }
}

/// The value of `function` in each of `n` rows; missing where any of its values is.
pub(super) fn textual(function: Function, list: &[Argument], n: usize) -> Term {
    let Some((codes, first)) = combinations(list) else {
        return match piece(function, list, 0) {
            Piece::Text(t) => Term::Text(t),
            Piece::Number(x) => super::numeric::rows(&[], n, |_| x),
            Piece::Truth(b) => Term::Known(b),
            Piece::Nothing => nothing(function, n),
        };
    };
    let pieces: Vec<Piece> = first.iter().map(|&row| piece(function, list, row as usize)).collect();
    match pieces.first() {
        Some(Piece::Number(_)) => {
            let value = |p: &Piece| if let Piece::Number(x) = p { Some(*x) } else { None };
            Term::Number(numbers(&codes, &pieces.iter().map(value).collect::<Vec<_>>()))
        }
        Some(Piece::Truth(_)) => {
            let value = |p: &Piece| matches!(p, Piece::Truth(true));
            Term::Truth(truths(&codes, &pieces.iter().map(value).collect::<Vec<_>>()))
        }
        Some(Piece::Text(_) | Piece::Nothing) => {
            let value = |p| if let Piece::Text(t) = p { Some(t) } else { None };
            Term::Texts(Texts::of(&codes, pieces.into_iter().map(value).collect()))
        }
        None => nothing(function, n),
    }
}

/// The result where no row has all values.
fn nothing(function: Function, n: usize) -> Term {
    let absent = vec![ABSENT; n];
    match function {
        Function::Length => Term::Number(numbers(&absent, &[])),
        Function::Contains | Function::StartsWith | Function::EndsWith => Term::Truth(truths(&absent, &[])),
        _ => Term::Texts(Texts::none(n)),
    }
}

/// A code for each row's combination of values, and the first row of each; `None` where all is constant.
fn combinations(list: &[Argument]) -> Option<(Vec<u32>, Vec<u32>)> {
    let mut all: Option<Vec<u32>> = None;
    for codes in list.iter().filter_map(Argument::codes) {
        let Some(so_far) = &mut all else {
            all = Some(codes);
            continue;
        };
        let mut seen: HashMap<(u32, u32), u32> = HashMap::new();
        for (a, b) in so_far.iter_mut().zip(&codes) {
            let next = seen.len() as u32;
            *a = if *a == ABSENT || *b == ABSENT { ABSENT } else { *seen.entry((*a, *b)).or_insert(next) };
        }
    }
    let mut codes = all?;
    let (mut place, mut first): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    for (row, code) in codes.iter_mut().enumerate().filter(|(_, c)| **c != ABSENT) {
        let at = *code as usize;
        if at >= place.len() {
            place.resize(at + 1, ABSENT);
        }
        if place[at] == ABSENT {
            place[at] = first.len() as u32;
            first.push(row as u32);
        }
        *code = place[at];
    }
    Some((codes, first))
}

/// The value in one row, none of whose values is missing.
fn piece(function: Function, list: &[Argument], row: usize) -> Piece {
    let text = |at: usize| list.get(at).map_or("", |a| a.text(row));
    let count = |at: usize| list.get(at).map_or(usize::MAX, |a| a.count(row));
    let x = text(0);
    match function {
        Function::Lower => Piece::Text(x.to_lowercase()),
        Function::Upper => Piece::Text(x.to_uppercase()),
        Function::Trim => Piece::Text(x.trim().to_owned()),
        Function::Length => Piece::Number(x.chars().count() as f64),
        Function::Left => Piece::Text(x.chars().take(count(1)).collect()),
        Function::Right => {
            let skipped = x.chars().count().saturating_sub(count(1));
            Piece::Text(x.chars().skip(skipped).collect())
        }
        Function::Substring => Piece::Text(x.chars().skip(count(1).max(1) - 1).take(count(2)).collect()),
        Function::Replace if text(1).is_empty() => Piece::Text(x.to_owned()),
        Function::Replace => {
            bounded(x.len() + x.matches(text(1)).count() * text(2).len(), || x.replace(text(1), text(2)))
        }
        Function::Contains => Piece::Truth(x.contains(text(1))),
        Function::StartsWith => Piece::Truth(x.starts_with(text(1))),
        Function::EndsWith => Piece::Truth(x.ends_with(text(1))),
        _ => bounded((0..list.len()).map(|at| text(at).len()).sum(), || (0..list.len()).map(text).collect()),
    }
}

fn bounded(bytes: usize, text: impl FnOnce() -> String) -> Piece {
    if bytes > MOST_BYTES { Piece::Nothing } else { Piece::Text(text()) }
}

/// Numbers as text: the shortest that reads as the same number.
pub(super) fn spelt(numbers: &Operand, n: usize, say: impl Fn(f64) -> String) -> Term {
    let list = [Argument::Number(numbers.clone())];
    match combinations(&list) {
        None => Term::Text(say(numbers.at(0))),
        Some((_, first)) if first.is_empty() => Term::Texts(Texts::none(n)),
        Some((codes, first)) => {
            let words = first.iter().map(|&row| Some(say(numbers.at(row as usize)))).collect();
            Term::Texts(Texts::of(&codes, words))
        }
    }
}

/// Does `text` fit a pattern in which `%` is any text and `_` any character?
pub(super) fn fits(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut t, mut p) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('%') => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(c) if *c == '_' || *c == text[t] => {
                t += 1;
                p += 1;
            }
            _ => {
                let Some((after, from)) = retry else { return false };
                retry = Some((after, from + 1));
                p = after;
                t = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '%')
}
