//! The words of this report in plain English.

use super::super::document::{Block, Document, Section, Text};
use super::super::words::glossary::{occurs, terms};

/// Adds the glossary before the last section: terms that occur in the document, and no others.
pub(super) fn add(mut document: Document) -> Document {
    let mut words = String::new();
    document.texts(&mut |_, text| {
        if let Text::Sentences(w) | Text::Label(w) | Text::Cell(w) = text {
            words.push_str(w);
            words.push('\n');
        }
    });
    let words = words.to_lowercase();
    let used = terms().iter().filter(|t| occurs(t, &words));
    let used: Vec<(String, String)> = used.map(|t| (t.name.clone(), t.means.clone())).collect();
    if !used.is_empty() {
        let title = "Words used in this report".to_owned();
        let section = Section { id: "words", title, blocks: vec![Block::Terms(used)] };
        let last = document.sections.len().saturating_sub(1);
        document.sections.insert(last, section);
    }
    document
}
