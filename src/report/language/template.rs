//! Sentence templates: words with named holes.

use super::BookError;

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words as they stand.
    Literal(String),
    /// A hole that one number fills: `{#n}`.
    Number(String),
    /// A hole that any words fill: `{who}`; in a translation with the form they take there: `{who|soft}`.
    Words(String, Option<String>),
}

/// A sentence with holes, such as `{#n} of {#m} {people} were matched`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its parts in order; no two literals, and no two holes of words, stand side by side.
    pub pieces: Vec<Piece>,
}

impl Template {
    /// Reads a template. A brace that is meant is written twice.
    ///
    /// # Errors
    /// A brace that is not closed, a hole without a name, or two holes of words with nothing between them.
    pub fn parse(text: &str) -> Result<Self, BookError> {
        let wrong =
            |reason: &str| BookError::Template { template: text.to_owned(), reason: reason.to_owned() };
        let mut pieces: Vec<Piece> = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if rest.starts_with("{{") || rest.starts_with("}}") {
                literal.push(first);
                rest = &rest[2..];
            } else if let Some(after) = rest.strip_prefix('{') {
                let (inner, after) = after.split_once('}').ok_or_else(|| wrong("a brace is not closed"))?;
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                pieces.push(hole(inner).ok_or_else(|| wrong("a hole has no name"))?);
                rest = after;
            } else {
                literal.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        let words = |p: &Piece| matches!(p, Piece::Words(..));
        if pieces.windows(2).any(|two| words(&two[0]) && words(&two[1])) {
            return Err(wrong("two holes stand side by side"));
        }
        Ok(Self { pieces })
    }

    /// Names of its holes in the order of the alphabet: numbers with their mark and as often as they stand, words once.
    #[must_use]
    pub fn holes(&self) -> Vec<String> {
        let name = |p: &Piece| match p {
            Piece::Literal(_) => None,
            Piece::Number(name) => Some(format!("#{name}")),
            Piece::Words(name, _) => Some(name.clone()),
        };
        let mut names: Vec<String> = self.pieces.iter().filter_map(name).collect();
        names.sort();
        names.dedup_by(|a, b| a == b && !a.starts_with('#'));
        names
    }

    /// Letters that are given: the more, the more a match says.
    #[must_use]
    pub fn weight(&self) -> usize {
        let letters = |p: &Piece| match p {
            Piece::Literal(words) => words.chars().filter(|c| c.is_alphabetic()).count(),
            Piece::Number(_) | Piece::Words(..) => 0,
        };
        self.pieces.iter().map(letters).sum()
    }

    /// The longest word that every sentence made from it holds.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        let last = self.pieces.len().saturating_sub(1);
        let mut best: Option<&str> = None;
        for (i, piece) in self.pieces.iter().enumerate() {
            let Piece::Literal(text) = piece else { continue };
            for (at, word) in words(text) {
                let open = (at == 0 && i > 0) || (at + word.len() == text.len() && i < last);
                if !open && best.is_none_or(|b| word.chars().count() > b.chars().count()) {
                    best = Some(word);
                }
            }
        }
        best.map(str::to_lowercase)
    }
}

fn hole(inner: &str) -> Option<Piece> {
    if let Some(name) = inner.strip_prefix('#') {
        return (!name.is_empty()).then(|| Piece::Number(name.to_owned()));
    }
    let (name, form) = inner.split_once('|').map_or((inner, None), |(n, f)| (n, Some(f.to_owned())));
    (!name.is_empty()).then(|| Piece::Words(name.to_owned(), form))
}

/// Runs of letters, each with the place it starts at.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let at = move |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(move |w| (at(w), w))
}
