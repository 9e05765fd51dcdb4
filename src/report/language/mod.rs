//! The report in another language.
//!
//! The chapters write English. A phrase book (`data-schemas/words/<language>.toml`) says what its sentences are
//! in another language: templates with named holes. A finished [`super::document::Document`] is said again sentence by sentence;
//! what the book does not hold stays English, is marked, and is counted.

mod book;
mod error;
mod number;
mod paper;
mod registry;
mod speaker;
mod svg;
mod template;

pub use book::{Phrase, PhraseBook};
pub use error::BookError;
pub use number::{NumberStyle, english, figures, template_of};
pub use paper::{CLOSE, Heard, OPEN, Translated, document, names, plain, said, translate};
pub use registry::{book, languages};
pub use speaker::{Share, Speaker, Spoken};
pub use template::{Piece, Template};
