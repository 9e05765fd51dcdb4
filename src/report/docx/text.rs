//! Paragraphs and runs in the styles that every template has.

use super::super::document::ENGLISH;
use super::super::language::{CLOSE, OPEN};
use super::xml::{around, empty, words};

/// A style of paragraphs that Word itself knows, so that a template can bring its own look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Body text.
    Normal,
    /// The name of the report.
    Title,
    /// Small words with the title.
    Subtitle,
    /// Heading of a section.
    Heading1,
    /// Heading within a section.
    Heading2,
    /// Words that belong to a table or a picture.
    Caption,
    /// A point of a list.
    ListBullet,
    /// A note in small type.
    Note,
}

impl Style {
    /// Its identifier.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Title => "Title",
            Self::Subtitle => "Subtitle",
            Self::Heading1 => "Heading1",
            Self::Heading2 => "Heading2",
            Self::Caption => "Caption",
            Self::ListBullet => "ListBullet",
            Self::Note => "FootnoteText",
        }
    }
}

/// What a paragraph stays with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Nothing.
    Alone,
    /// The paragraph after it, on the same page.
    WithNext,
}

/// A paragraph of runs that are XML already.
pub(super) fn paragraph(style: Style, keep: Keep, runs: &str) -> String {
    let next = if keep == Keep::WithNext { "<w:keepNext/>" } else { "" };
    let style = empty("w:pStyle", &[("w:val", style.id())]);
    around("w:p", &[], &format!("<w:pPr>{style}{next}</w:pPr>{runs}"))
}

/// A paragraph of plain words.
pub(super) fn plain(style: Style, text: &str) -> String {
    paragraph(style, Keep::Alone, &run(text))
}

/// Plain words within a paragraph.
pub(super) fn run(text: &str) -> String {
    runs(text, "")
}

/// Words that weigh more than those around them.
pub(super) fn strong(text: &str) -> String {
    runs(text, &empty("w:rStyle", &[("w:val", "Strong")]))
}

/// Words in runs of one look; what a translation left in English says that it is English.
fn runs(text: &str, look: &str) -> String {
    let mut out = String::new();
    for (at, piece) in text.split([OPEN, CLOSE]).enumerate().filter(|(_, piece)| !piece.is_empty()) {
        let language = if at % 2 == 1 { empty("w:lang", &[("w:val", ENGLISH)]) } else { String::new() };
        let looks = format!("{look}{language}");
        let looks = if looks.is_empty() { looks } else { around("w:rPr", &[], &looks) };
        out.push_str(&around("w:r", &[], &format!("{looks}{}", letters(piece))));
    }
    out
}

/// A field that Word can work out anew, with the words it shows until then.
pub(super) fn field(instruction: &str, shown: &str) -> String {
    around("w:fldSimple", &[("w:instr", instruction)], &run(shown))
}

fn letters(text: &str) -> String {
    let one_line: Vec<&str> = text.split(['\n', '\r', '\t']).collect();
    around("w:t", &[("xml:space", "preserve")], &words(&one_line.join(" ")))
}
