//! The phrase books that come with the program, and those of other people.

use super::{BookError, PhraseBook};
use crate::stats::text::nearest;

/// Code of each language with its book.
const BOOKS: [(&str, &str); 1] = [("cy", include_str!("../../../data-schemas/words/cy.toml"))];

/// Codes of the languages that a report can be made in, English first.
#[must_use]
pub fn languages() -> Vec<&'static str> {
    std::iter::once("en").chain(BOOKS.iter().map(|(code, _)| *code)).collect()
}

/// The book of a language; `None` for English, which needs none.
///
/// # Errors
/// No such language.
pub fn book(language: &str) -> Result<Option<PhraseBook>, BookError> {
    if matches!(language, "en" | "en-GB") {
        return Ok(None);
    }
    match BOOKS.iter().find(|(code, _)| *code == language) {
        Some((_, text)) => PhraseBook::parse(text).map(Some),
        None => Err(BookError::Unknown {
            language: language.to_owned(),
            hint: nearest(language, &languages())
                .map(|n| format!(" (did you mean `{n}`?)"))
                .unwrap_or_default(),
            known: languages().join(", "),
        }),
    }
}
