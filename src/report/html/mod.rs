//! A document as one self-contained HTML page.

mod looks;
mod marks;
mod policy;

use super::ReportError;
use super::document::{Block, Document};
use super::theme::{Theme, data_url};
use askama::Template;

/// The house style.
const STYLE: &str = include_str!("style.css");

/// Sorting and filtering; nothing is lost without it. Starts and ends with a line break, as it stands in the page.
const SCRIPT: &str = concat!("\n", include_str!("report.js"));

/// The page; the template only puts marks around it.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    policy: String,
    style: &'a str,
    script: &'static str,
    document: &'a Document,
    theme: &'a Theme,
    logo: &'a str,
}

/// The page of a document in the house style of Matchwell itself.
///
/// # Errors
/// [`ReportError::Draw`] if the template fails.
pub fn render(document: &Document) -> Result<Vec<u8>, ReportError> {
    themed(document, &Theme::default())
}

/// The page of a document: one script that it can do without, no request to anywhere, the same bytes for the same document.
///
/// # Errors
/// [`ReportError::Draw`] if the template fails.
pub fn themed(document: &Document, theme: &Theme) -> Result<Vec<u8>, ReportError> {
    let style = format!("{STYLE}{}", looks::style(theme));
    let logo = theme.logo.as_ref().map(|l| data_url(l.kind.media(), &l.bytes)).unwrap_or_default();
    let policy = policy::policy(SCRIPT);
    let html = Page { policy, style: &style, script: SCRIPT, document, theme, logo: &logo }
        .render()
        .map_err(|e| ReportError::Draw { what: "the report", reason: e.to_string() })?;
    Ok(marks::spans(&html).into_bytes())
}
