//! The report before it has a format: words, tables and charts in reading order.
//!
//! The chapters make it from a [`super::Release`]; every format (HTML, PDF, ...) only sets it.

mod blocks;

pub use blocks::{Block, Cell, Figure, Finding, Grid, Panel, Picture, Section};

/// A whole report, or another page in the same house style.
#[derive(Debug, Clone)]
pub struct Document {
    /// Small words above the title.
    pub kicker: &'static str,
    /// Small words above the first sentence.
    pub topic: &'static str,
    /// Title.
    pub title: String,
    /// The first sentences.
    pub top: Top,
    /// Sections in reading order.
    pub sections: Vec<Section>,
    /// Version of the program that made the figures.
    pub version: String,
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
