//! Words that not everybody knows, and what they mean.

use serde::Deserialize;
use std::sync::LazyLock;

/// The terms, in one place.
const FILE: &str = include_str!("../../../data-schemas/words/glossary.toml");

/// A term with its meaning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// As it stands in the glossary.
    pub name: String,
    /// Other forms of it.
    #[serde(default)]
    pub also: Vec<String>,
    /// What it means, in one or two sentences.
    pub means: String,
}

#[derive(Deserialize)]
struct File {
    term: Vec<Term>,
}

/// All terms in the order of the alphabet.
#[must_use]
pub fn terms() -> &'static [Term] {
    static ALL: LazyLock<Vec<Term>> = LazyLock::new(|| {
        let mut all = toml::from_str::<File>(FILE).map(|f| f.term).unwrap_or_default();
        all.sort_by_key(|t| t.name.to_lowercase());
        all
    });
    &ALL
}

/// `true` if a term stands in a text (in small letters) as a word by itself.
#[must_use]
pub fn occurs(term: &Term, text: &str) -> bool {
    let mut forms = std::iter::once(&term.name).chain(&term.also).map(|f| f.to_lowercase());
    forms.any(|form| {
        text.match_indices(&form).any(|(at, _)| {
            let open = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            open(text[..at].chars().next_back()) && open(text[at + form.len()..].chars().next())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{occurs, terms};

    #[test]
    fn the_glossary_can_be_read_and_speaks_in_sentences() {
        assert!(terms().len() > 25);
        for term in terms() {
            assert!(term.means.ends_with('.') && term.means.len() < 240, "{}", term.name);
            assert_eq!(terms().iter().filter(|t| t.name == term.name).count(), 1, "{}", term.name);
        }
    }

    #[test]
    fn a_term_occurs_as_a_word_only() {
        let seed = terms().iter().find(|t| t.name == "seed").unwrap();
        assert!(occurs(seed, "seed 12") && occurs(seed, "the seed."));
        assert!(!occurs(seed, "seeds were sown, birdseed") && !occurs(seed, ""));
    }
}
