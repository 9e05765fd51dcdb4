//! `matchwell words`: what of a report a phrase book cannot say yet.

use super::Answer;
use crate::error::Error;
use crate::report::language::{Heard, PhraseBook, Share, Translated, book, names, template_of, translate};
use crate::report::{Release, chapters};
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

/// Lists the sentences of a run's report that stay English in a language, ready to be filled in.
///
/// # Errors
/// A folder that holds no released tables; no such language; a phrase book that cannot be used.
pub fn run(run: &Path, language: &str) -> Result<Answer, Error> {
    let Some(book) = open(language)? else {
        return Err(Error::Usage("the report is written in English; name another language".to_owned()));
    };
    let release = Release::read(run)?;
    let translated = translate(chapters::document(&release)?, &book, names(&release));
    let (said, all) = translated.coverage();
    let missing = missing(&translated);
    let listed: Vec<_> = missing
        .iter()
        .map(|h| json!({ "section": h.section, "english": h.english, "partly": h.share == Share::Part }))
        .collect();
    Ok(Answer::both(
        text(&book, said, all, &missing),
        json!({ "language": book.language, "reviewed": book.reviewed, "sentences": all, "translated": said, "missing": listed }),
    ))
}

/// The phrase book of a language, or one in a file of its own; `None` for English.
///
/// # Errors
/// No such language; a file that cannot be read or used.
pub fn open(language: &str) -> Result<Option<PhraseBook>, Error> {
    if !Path::new(language).extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
        return book(language).map_err(|e| Error::Usage(e.to_string()));
    }
    let text = std::fs::read_to_string(language)
        .map_err(|e| Error::Usage(format!("the phrase book `{language}` cannot be read: {e}")))?;
    PhraseBook::parse(&text).map(Some).map_err(|e| Error::Usage(format!("`{language}`: {e}")))
}

/// What was not said whole, each sentence once.
fn missing(translated: &Translated) -> Vec<&Heard> {
    let mut seen = BTreeSet::new();
    let rest = translated.heard.iter().filter(|h| h.share != Share::All);
    rest.filter(|h| seen.insert(template_of(&h.english))).collect()
}

fn text(book: &PhraseBook, said: usize, all: usize, missing: &[&Heard]) -> String {
    let review = if book.reviewed { "read by a native speaker" } else { "not yet read by a native speaker" };
    let mut out = format!("# {} ({}), {review}: {said} of {all} sentences.\n", book.name, book.language);
    if !missing.is_empty() {
        out.push_str("# What is missing; fill in and add to [phrases]. {#1} is a number; words that change may become {a hole} too.\n");
    }
    let mut section = "";
    for heard in missing {
        if heard.section != section {
            section = &heard.section;
            let _ = write!(out, "\n# {section}\n");
        }
        let part = if heard.share == Share::Part { "   # said in part" } else { "" };
        let key = template_of(&heard.english).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let _ = writeln!(out, "\"{key}\" = \"\"{part}");
    }
    out
}
