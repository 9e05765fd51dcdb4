//! The report before it has a format: words, tables and charts in reading order.
//!
//! The chapters make it from a [`super::Release`]; every format (HTML, PDF, ...) only sets it.

mod blocks;
mod texts;

pub use blocks::{Block, Cell, Figure, Finding, Grid, Panel, Picture, Section};
pub use texts::{Text, Visit};

/// A whole report, or another page in the same house style.
#[derive(Debug, Clone)]
pub struct Document {
    /// Code of its language, as HTML wants it: `en-GB`.
    pub language: String,
    /// Small words above the title.
    pub kicker: String,
    /// Small words above the first sentence.
    pub topic: String,
    /// Title.
    pub title: String,
    /// The first sentences.
    pub top: Top,
    /// Sections in reading order.
    pub sections: Vec<Section>,
    /// Version of the program that made the figures.
    pub version: String,
    /// Words that every page has.
    pub furniture: Furniture,
}

/// The language that chapters are written in.
pub const ENGLISH: &str = "en-GB";

/// Words that every page has, whatever it says.
#[derive(Debug, Clone)]
pub struct Furniture {
    /// Takes the reader past the head of the page.
    pub skip: String,
    /// Name of the list of sections.
    pub contents: String,
    /// Before the reason for which the analyst accepts a finding.
    pub accepted: String,
    /// Last words of a page.
    pub made: String,
    /// Words of what sorts and filters.
    pub tools: Tools,
}

/// Words of what sorts and filters tables, where a format does.
#[derive(Debug, Clone)]
pub struct Tools {
    /// Before the box for words that rows must hold.
    pub find: String,
    /// The choice that leaves no row out.
    pub all: String,
    /// What the choices and the box do.
    pub filter: String,
    /// Undoes them.
    pub reset: String,
    /// How many rows are shown: with 1 for those, and 2 for how many there are.
    pub shown: String,
    /// Between a numerator and its base.
    pub of: String,
    /// After a base that stands alone.
    pub people: String,
    /// Shows or hides bases.
    pub bases: String,
    /// The head of a column that has no other.
    pub row: String,
}

impl Tools {
    fn english() -> Self {
        Self {
            find: "Find".to_owned(),
            all: "all".to_owned(),
            filter: "Show only some rows".to_owned(),
            reset: "Show all rows".to_owned(),
            shown: "1 of 2 rows shown".to_owned(),
            of: "of".to_owned(),
            people: "people".to_owned(),
            bases: "Show how many people each figure in the tables rests on".to_owned(),
            row: "Row".to_owned(),
        }
    }
}

impl Furniture {
    /// In English, for a version of the program.
    #[must_use]
    pub fn english(version: &str) -> Self {
        Self {
            skip: "Skip to the findings".to_owned(),
            contents: "Contents".to_owned(),
            accepted: "Accepted by the analyst because:".to_owned(),
            made: format!(
                "Made with Matchwell {version}. This page asks for nothing from the network. Its one script sorts and filters tables; without it nothing is lost."
            ),
            tools: Tools::english(),
        }
    }
}

/// The headline: whom it is about, how much more and how sure in one sentence; then what else to know.
#[derive(Debug, Clone)]
pub struct Top {
    /// The first sentence.
    pub finding: String,
    /// How to read it, in large type.
    pub gap: String,
    /// The same, in smaller type.
    pub reading: String,
    /// `better`, `worse` or `unclear`.
    pub mood: &'static str,
    /// Whom and what time it is about.
    pub about: String,
    /// What the order of ties does to it.
    pub ties: String,
    /// What a fallible start score does to it.
    pub band: String,
    /// How many findings of the design review weaken it.
    pub doubts: String,
}

impl Top {
    /// A first sentence and what else to know, without a verdict.
    #[must_use]
    pub fn plain(finding: String, about: String) -> Self {
        let none = String::new;
        Self {
            finding,
            gap: none(),
            reading: none(),
            mood: "unclear",
            about,
            ties: none(),
            band: none(),
            doubts: none(),
        }
    }
}
