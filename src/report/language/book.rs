//! A phrase book: English templates and what they are in another language.

use super::BookError;
use super::number::NumberStyle;
use super::template::{Piece, Template};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file as its author writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    language: String,
    name: String,
    reviewed: bool,
    numbers: NumberStyle,
    #[serde(default)]
    forms: BTreeMap<String, BTreeMap<String, String>>,
    phrases: toml::Table,
}

/// One sentence in both languages.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// In English.
    pub english: Template,
    /// In the other language.
    pub other: Template,
    /// Letters that its English gives.
    pub(super) weight: usize,
}

/// A phrase book that passed every check: the same holes in both languages, every form known.
#[derive(Debug, Clone)]
pub struct PhraseBook {
    /// Code of the language, as HTML wants it.
    pub language: String,
    /// What the language calls itself.
    pub name: String,
    /// `true` once a native speaker has read it.
    pub reviewed: bool,
    /// How it writes numbers.
    pub numbers: NumberStyle,
    /// Changes at the start of a word, by name: from letters to letters, the longest first.
    forms: BTreeMap<String, Vec<(String, String)>>,
    /// Sentences with holes, those that give most letters first.
    pub(super) templates: Vec<Phrase>,
    /// Sentences without holes.
    pub(super) exact: BTreeMap<String, String>,
    /// Templates by a word they hold.
    by_word: BTreeMap<String, Vec<usize>>,
    /// Templates that hold no whole word.
    wordless: Vec<usize>,
}

impl PhraseBook {
    /// Reads a phrase book.
    ///
    /// # Errors
    /// No valid TOML, a template that cannot be read, holes that differ between the languages, an unknown form.
    pub fn parse(text: &str) -> Result<Self, BookError> {
        let said: Said = toml::from_str(text).map_err(|e| BookError::Toml(e.to_string()))?;
        let mut forms = BTreeMap::new();
        for (name, letters) in said.forms {
            let mut list: Vec<(String, String)> = letters.into_iter().collect();
            list.sort_by(|a, b| (b.0.len(), &a.0).cmp(&(a.0.len(), &b.0)));
            forms.insert(name, list);
        }
        let mut book = Self {
            language: said.language,
            name: said.name,
            reviewed: said.reviewed,
            numbers: said.numbers,
            forms,
            templates: Vec::new(),
            exact: BTreeMap::new(),
            by_word: BTreeMap::new(),
            wordless: Vec::new(),
        };
        for (english, other) in said.phrases {
            let Some(other) = other.as_str() else {
                return Err(BookError::Template {
                    template: english,
                    reason: "its translation is no text".to_owned(),
                });
            };
            book.add(&english, other)?;
        }
        book.index();
        Ok(book)
    }

    fn add(&mut self, english: &str, other: &str) -> Result<(), BookError> {
        if other.is_empty() {
            return Ok(());
        }
        let (from, to) = (Template::parse(english)?, Template::parse(other)?);
        if from.holes() != to.holes() {
            return Err(BookError::Holes {
                template: english.to_owned(),
                english: from.holes().join(", "),
                other: to.holes().join(", "),
            });
        }
        let forms = to.pieces.iter().filter_map(|p| match p {
            Piece::Words(_, form) => form.as_ref(),
            Piece::Literal(_) | Piece::Number(_) => None,
        });
        for form in forms {
            if !self.forms.contains_key(form) {
                return Err(BookError::Form { template: english.to_owned(), form: form.clone() });
            }
        }
        if from.holes().is_empty() {
            self.exact.insert(plain(&from), plain(&to));
        } else {
            self.templates.push(Phrase { weight: from.weight(), english: from, other: to });
        }
        Ok(())
    }

    fn index(&mut self) {
        self.templates.sort_by_key(|p| std::cmp::Reverse(p.weight));
        for (i, phrase) in self.templates.iter().enumerate() {
            match phrase.english.key() {
                Some(word) => self.by_word.entry(word).or_default().push(i),
                None => self.wordless.push(i),
            }
        }
    }

    /// Templates that may be behind a text, those that give most letters first.
    pub(super) fn candidates(&self, text: &str) -> Vec<usize> {
        let lower = text.to_lowercase();
        let mut found: Vec<usize> = self.wordless.clone();
        for (_, word) in super::template::words(&lower) {
            found.extend(self.by_word.get(word).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Words in a form: their first letters changed as the book says.
    pub(super) fn form(&self, words: &str, form: Option<&String>) -> String {
        let changes = form.and_then(|f| self.forms.get(f));
        let change = changes.and_then(|list| list.iter().find(|(from, _)| words.starts_with(from.as_str())));
        change.map_or_else(|| words.to_owned(), |(from, to)| format!("{to}{}", &words[from.len()..]))
    }

    /// Sentences it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.templates.len() + self.exact.len()
    }

    /// `true` if it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The words of a template without holes.
fn plain(template: &Template) -> String {
    let literal = |p: &Piece| match p {
        Piece::Literal(words) => words.clone(),
        Piece::Number(_) | Piece::Words(..) => String::new(),
    };
    template.pieces.iter().map(literal).collect()
}
