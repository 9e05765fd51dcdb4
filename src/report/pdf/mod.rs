//! A document as a typeset PDF, and charts as pixels.
//!
//! The document is written as source of the typesetting language Typst, in which every word is a string literal and
//! so never markup, and is set with the fonts in the program alone: nothing is read from the disk, the system or the
//! network, and no clock is looked at, so that the same findings give the same bytes.

mod columns;
mod fonts;
mod literal;
mod pixels;
mod source;
#[cfg(test)]
mod tests;
mod world;

pub use pixels::png;

use super::ReportError;
use super::document::Document;
use super::theme::Theme;
use fonts::Shelf;
use literal::Literals;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::Desk;

/// Families of the text and of headings, the first that has a letter.
const BODY: [&str; 4] = ["Source Sans 3", "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"];
const HEADINGS: [&str; 4] = ["Libertinus Serif", "Source Sans 3", "New Computer Modern", "DejaVu Sans Mono"];

/// The PDF of a document: tagged, and checked against PDF/UA-1.
///
/// # Errors
/// [`ReportError::Draw`] if the typesetter refuses.
pub fn render(document: &Document, theme: &Theme) -> Result<Vec<u8>, ReportError> {
    let set = set(document, theme)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|e| fail(e.message()))?;
    let creator = Smart::Custom(Some(format!("Matchwell {}", document.version)));
    let options = PdfOptions { standards, creator, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&set, &options).map_err(|e| refused(&e));
    // What the typesetter remembers would otherwise grow with every report of a long-lived process.
    typst::comemo::evict(0);
    bytes
}

/// The pages of a document.
fn set(document: &Document, theme: &Theme) -> Result<PagedDocument, ReportError> {
    let shelf = Shelf::new(&theme.fonts.files);
    let draws = |c| shelf.draws(c);
    let source = source::source(document, theme, &Literals { draws: &draws });
    let desk = Desk::new(source, theme.logo.as_ref(), &shelf)?;
    typst::compile(&desk).output.map_err(|e| refused(&e))
}

fn refused(errors: &[SourceDiagnostic]) -> ReportError {
    fail(errors.first().map_or("no reason given", |e| e.message.as_str()))
}

fn fail(reason: &str) -> ReportError {
    ReportError::Draw { what: "the PDF", reason: reason.to_owned() }
}
