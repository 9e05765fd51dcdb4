//! Numbered captions, and what refers to them: fields, so that numbers follow when parts are pasted elsewhere.

use super::super::words::office;
use super::text::{Keep, Style, field, paragraph, run};
use super::xml::empty;

/// The number of a table, and the mark that references to it go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(pub usize);

impl Number {
    /// The name of the mark; Word hides marks that start with an underscore.
    fn mark(self) -> String {
        format!("_Ref{:08}", 10_000_000 + self.0)
    }

    /// The name and number in words.
    fn words(self) -> String {
        format!("{} {}", office::TABLE, self.0)
    }

    /// A reference to the table.
    pub(super) fn reference(self) -> String {
        field(&format!(" REF {} \\h ", self.mark()), &self.words())
    }

    /// The caption that stands over the table.
    pub(super) fn caption(self, text: &str) -> String {
        let id = self.0.to_string();
        let start = empty("w:bookmarkStart", &[("w:id", &id), ("w:name", &self.mark())]);
        let end = empty("w:bookmarkEnd", &[("w:id", &id)]);
        let number = sequence(office::TABLE, self.0);
        let name = run(&format!("{} ", office::TABLE));
        paragraph(
            Style::Caption,
            Keep::WithNext,
            &format!("{start}{name}{number}{end}{}", run(&format!(". {text}"))),
        )
    }
}

/// The caption that stands under a picture, and what follows it as XML.
pub(super) fn figure(number: usize, text: &str, more: &str) -> String {
    let name = run(&format!("{} ", office::FIGURE));
    let runs = format!("{name}{}{}{more}", sequence(office::FIGURE, number), run(&format!(". {text}")));
    paragraph(Style::Caption, Keep::Alone, &runs)
}

fn sequence(name: &str, number: usize) -> String {
    field(&format!(" SEQ {name} \\* ARABIC "), &number.to_string())
}
