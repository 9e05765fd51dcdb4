//! Says English sentences in another language, as far as a phrase book goes.

use super::book::PhraseBook;
use super::number;
use super::template::{Piece, Template};
use std::collections::{BTreeMap, BTreeSet};

/// Letters that a template must give before a sentence is said in part only.
const PARTLY: usize = 16;
/// Sentences that one template may run over.
const TOGETHER: usize = 4;
/// Longest text, in bytes, that is taken for words joined by marks alone, such as `{a}: {b}`.
const JOINED: usize = 160;
/// Ways to fill the holes of one template that are tried.
const TRIES: usize = 400;

/// What ends a sentence: no hole runs over it.
const STOPS: [&str; 3] = [". ", "? ", "! "];

/// How much of a text could be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// All of it.
    All,
    /// Some words stayed English.
    Part,
    /// It stayed English.
    None,
}

/// A text in the other language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Its pieces; `true`: still English.
    pub pieces: Vec<(String, bool)>,
    /// Its sentences in English, each with how much of it could be said.
    pub sentences: Vec<(String, Share)>,
}

impl Spoken {
    /// The text; what is still English between `marks`.
    #[must_use]
    pub fn text(&self, marks: Option<(char, char)>) -> String {
        let mut out = String::new();
        for (words, english) in &self.pieces {
            match marks.filter(|_| *english) {
                Some((open, close)) => out.extend([open].into_iter().chain(words.chars()).chain([close])),
                None => out.push_str(words),
            }
        }
        out
    }
}

/// Says sentences by one book; remembers what it has said.
pub struct Speaker<'a> {
    book: &'a PhraseBook,
    /// Names that belong to the job: left as they are where the book has no word for them.
    names: BTreeSet<String>,
    said: BTreeMap<String, Option<String>>,
}

impl<'a> Speaker<'a> {
    /// A speaker who leaves these names of the job alone.
    #[must_use]
    pub fn new(book: &'a PhraseBook, names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().filter(|n| !n.is_empty()).collect();
        Self { book, names, said: BTreeMap::new() }
    }

    /// The whole text in the other language; `None` where a word is missing.
    pub fn whole(&mut self, text: &str) -> Option<String> {
        if !text.chars().any(char::is_alphabetic) {
            return Some(number::all(text, &self.book.numbers));
        }
        if let Some(known) = self.said.get(text) {
            return known.clone();
        }
        let found = self.trimmed(text).or_else(|| self.sentences(text));
        self.said.insert(text.to_owned(), found.clone());
        found
    }

    /// A text whose spaces at the ends are left where they are.
    fn trimmed(&mut self, text: &str) -> Option<String> {
        let inner = text.trim();
        if inner.len() == text.len() {
            return self.one(text);
        }
        let (before, after) = text.split_once(inner)?;
        Some(format!("{before}{}{after}", self.whole(inner)?))
    }

    /// One sentence or phrase.
    fn one(&mut self, text: &str) -> Option<String> {
        if let Some(found) = self.as_written(text) {
            return Some(found);
        }
        if let Some(swapped) = swap(text)
            && let Some(found) = self.as_written(&swapped)
        {
            return swap(&found).or(Some(found));
        }
        if self.names.contains(text) {
            return Some(text.to_owned());
        }
        let open = text.strip_suffix(['.', ';', ':'])?;
        Some(format!("{}{}", self.whole(open)?, &text[open.len()..]))
    }

    fn as_written(&mut self, text: &str) -> Option<String> {
        if let Some(found) = self.book.exact.get(text) {
            return Some(found.clone());
        }
        let book = self.book;
        for i in book.candidates(text) {
            let phrase = &book.templates[i];
            if phrase.weight == 0 && text.len() > JOINED {
                continue;
            }
            let mut tries = TRIES;
            let mut filled = Vec::new();
            if self.fill(&phrase.english.pieces, text, &mut filled, &mut tries, text.len()) {
                let said = self.pour(&phrase.other, &filled);
                let upper = text.chars().next().is_some_and(char::is_uppercase);
                return Some(if upper { capital(&said) } else { said });
            }
        }
        None
    }

    /// Fills the holes of `pieces` from `text` so that every hole can be said itself.
    fn fill(
        &mut self,
        pieces: &[Piece],
        text: &str,
        filled: &mut Vec<(String, String)>,
        tries: &mut usize,
        whole: usize,
    ) -> bool {
        let Some((first, rest)) = pieces.split_first() else { return text.is_empty() };
        match first {
            Piece::Literal(words) => match text.strip_prefix(words.as_str()) {
                Some(after) => self.fill(rest, after, filled, tries, whole),
                None => false,
            },
            Piece::Number(name) => {
                let Some(end) = number::end(text) else { return false };
                filled.push((name.clone(), number::all(&text[..end], &self.book.numbers)));
                let found = self.fill(rest, &text[end..], filled, tries, whole);
                if !found {
                    filled.pop();
                }
                found
            }
            Piece::Words(name, _) => {
                for end in ends(rest, text) {
                    if *tries == 0 {
                        return false;
                    }
                    *tries -= 1;
                    if end == whole {
                        continue;
                    }
                    if STOPS.iter().any(|stop| text[..end].contains(stop)) {
                        return false;
                    }
                    let Some(words) = self.hole(&text[..end], text.len() == whole) else { continue };
                    filled.push((name.clone(), words));
                    if self.fill(rest, &text[end..], filled, tries, whole) {
                        return true;
                    }
                    filled.pop();
                }
                false
            }
        }
    }

    /// What fills a hole; a capital at the start of the sentence goes, since the hole may move.
    fn hole(&mut self, words: &str, at_start: bool) -> Option<String> {
        if at_start
            && words.chars().next().is_some_and(char::is_uppercase)
            && let Some(lower) = swap(words)
            && let Some(found) = self.whole(&lower)
        {
            return Some(found);
        }
        self.whole(words)
    }

    fn pour(&self, template: &Template, filled: &[(String, String)]) -> String {
        let find = |name: &String| filled.iter().find(|(n, _)| n == name).map_or("", |(_, w)| w.as_str());
        let piece = |p: &Piece| match p {
            Piece::Literal(words) => words.clone(),
            Piece::Number(name) => find(name).to_owned(),
            Piece::Words(name, form) => self.book.form(find(name), form.as_ref()),
        };
        template.pieces.iter().map(piece).collect()
    }

    /// Several sentences one after the other, each whole.
    fn sentences(&mut self, text: &str) -> Option<String> {
        for at in breaks(text).into_iter().take(TOGETHER).rev() {
            let (first, rest) = (&text[..at], &text[at + 1..]);
            if let Some(said) = self.one(first)
                && let Some(after) = self.whole(rest)
            {
                return Some(format!("{said} {after}"));
            }
        }
        None
    }

    /// The text as far as it can be said; what cannot stays English.
    pub fn speak(&mut self, text: &str) -> Spoken {
        let mut spoken = Spoken { pieces: Vec::new(), sentences: Vec::new() };
        self.tell(text, &mut spoken);
        spoken
    }

    fn tell(&mut self, text: &str, spoken: &mut Spoken) {
        if let Some(said) = self.whole(text) {
            spoken.pieces.push((said, false));
            let counted = text.chars().any(char::is_alphabetic) && !self.names.contains(text);
            spoken.sentences.extend(counted.then(|| (text.to_owned(), Share::All)));
            return;
        }
        for at in breaks(text).into_iter().take(TOGETHER).rev() {
            if let Some(said) = self.one(&text[..at]) {
                spoken.pieces.push((format!("{said} "), false));
                spoken.sentences.push((text[..at].to_owned(), Share::All));
                return self.tell(&text[at + 1..], spoken);
            }
        }
        let at = breaks(text).first().copied();
        let (first, rest) = at.map_or((text, None), |at| (&text[..at], Some(&text[at + 1..])));
        self.stumble(first, spoken);
        if let Some(rest) = rest {
            spoken.pieces.push((" ".to_owned(), false));
            self.tell(rest, spoken);
        }
    }

    /// A sentence that the book does not know, or not all of it.
    fn stumble(&mut self, text: &str, spoken: &mut Spoken) {
        let book = self.book;
        for i in book.candidates(text) {
            let phrase = &book.templates[i];
            if phrase.weight < PARTLY {
                break;
            }
            let Some(filled) = roughly(&phrase.english.pieces, text) else { continue };
            self.pour_partly(&phrase.other, &filled, spoken);
            spoken.sentences.push((text.to_owned(), Share::Part));
            return;
        }
        spoken.pieces.push((text.to_owned(), true));
        spoken.sentences.push((text.to_owned(), Share::None));
    }

    fn pour_partly(&mut self, template: &Template, filled: &[(&str, &str)], spoken: &mut Spoken) {
        let find = |name: &String| filled.iter().find(|(n, _)| n == name).map_or("", |(_, w)| *w);
        for piece in &template.pieces {
            let told = match piece {
                Piece::Literal(words) => (words.clone(), false),
                Piece::Number(name) => (number::all(find(name), &self.book.numbers), false),
                Piece::Words(name, form) => match self.whole(find(name)) {
                    Some(said) => (self.book.form(&said, form.as_ref()), false),
                    None => (find(name).to_owned(), true),
                },
            };
            spoken.pieces.push(told);
        }
    }
}

/// Places where a hole of words may end: before the next piece.
fn ends(rest: &[Piece], text: &str) -> Vec<usize> {
    match rest.first() {
        None => vec![text.len()],
        Some(Piece::Literal(next)) => {
            text.match_indices(next.as_str()).map(|(at, _)| at).filter(|&at| at > 0).collect()
        }
        Some(Piece::Number(_) | Piece::Words(..)) => {
            let starts = text.char_indices().map(|(at, _)| at).skip(1);
            starts.filter(|&at| number::end(&text[at..]).is_some()).collect()
        }
    }
}

/// The holes of a template filled by the first fit, whatever is in them.
fn roughly<'t>(pieces: &'t [Piece], text: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
    let Some((first, rest)) = pieces.split_first() else { return text.is_empty().then(Vec::new) };
    let filled = |name: &'t str, end: usize| {
        let mut more = roughly(rest, &text[end..])?;
        more.push((name, &text[..end]));
        Some(more)
    };
    match first {
        Piece::Literal(words) => roughly(rest, text.strip_prefix(words.as_str())?),
        Piece::Number(name) => filled(name, number::end(text)?),
        Piece::Words(name, _) => ends(rest, text).into_iter().find_map(|end| filled(name, end)),
    }
}

/// Places of the spaces between sentences.
fn breaks(text: &str) -> Vec<usize> {
    let after_stop = |at: usize| text[..at].ends_with(['.', '?', '!', ':', ';']);
    text.match_indices(' ').map(|(at, _)| at).filter(|&at| after_stop(at)).collect()
}

/// The text with its first letter in the other case; `None` if it starts with none.
fn swap(text: &str) -> Option<String> {
    let mut letters = text.chars();
    let first = letters.next().filter(|c| c.is_alphabetic())?;
    let start: String =
        if first.is_uppercase() { first.to_lowercase().collect() } else { first.to_uppercase().collect() };
    Some(start + letters.as_str())
}

fn capital(text: &str) -> String {
    match text.chars().next() {
        Some(first) if first.is_lowercase() => swap(text).unwrap_or_default(),
        _ => text.to_owned(),
    }
}
