//! A document as one self-contained HTML page.

mod marks;

use super::ReportError;
use super::document::{Block, Document};
use super::theme::Theme;
use askama::Template;

/// The house style.
const STYLE: &str = include_str!("style.css");

/// The page; the template only puts marks around it.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    style: &'static str,
    document: &'a Document,
    footer: &'a str,
}

/// The page of a document in the house style of Matchwell itself.
///
/// # Errors
/// [`ReportError::Draw`] if the template fails.
pub fn render(document: &Document) -> Result<Vec<u8>, ReportError> {
    themed(document, &Theme::default())
}

/// The page of a document: no script, no request to anywhere, the same bytes for the same document.
///
/// # Errors
/// [`ReportError::Draw`] if the template fails.
pub fn themed(document: &Document, theme: &Theme) -> Result<Vec<u8>, ReportError> {
    let html = Page { style: STYLE, document, footer: &theme.footer }
        .render()
        .map_err(|e| ReportError::Draw { what: "the report", reason: e.to_string() })?;
    Ok(marks::spans(&html).into_bytes())
}
