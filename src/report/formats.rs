//! The forms a report can take: one name, one file and one renderer each, and no figure made in any.

use super::document::Document;
#[cfg(feature = "pdf")]
use super::pdf;
use super::theme::Theme;
use super::{Release, ReportError, docx, html, language, markdown, xlsx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One page for a browser, readable without a network.
    Html,
    /// Pages to print or to send, typeset.
    Pdf,
    /// A Word document in Word's own styles, to paste into a template.
    Docx,
    /// An Excel workbook: one sheet for each released table.
    Xlsx,
    /// A summary of two pages in Markdown.
    Markdown,
}

/// All that a renderer sees: what was released, as tables and as a document in reading order.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// The tables.
    pub release: &'a Release,
    /// The words, tables and charts made from them, in the colours of the theme ([`Theme::dress`]).
    pub document: &'a Document,
    /// How it looks.
    pub theme: &'a Theme,
}

impl Format {
    /// Every format, in the order that messages name them.
    pub const ALL: [Self; 5] = [Self::Html, Self::Pdf, Self::Docx, Self::Xlsx, Self::Markdown];

    /// Its name, as jobs and the command line write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Markdown => "markdown",
        }
    }

    /// The file under `release/`.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Html => "report.html",
            Self::Pdf => "report.pdf",
            Self::Docx => "report.docx",
            Self::Xlsx => "report.xlsx",
            Self::Markdown => "summary.md",
        }
    }

    /// The feature of the build that it needs, if any.
    #[must_use]
    pub fn feature(self) -> Option<&'static str> {
        match self {
            Self::Html | Self::Docx | Self::Xlsx | Self::Markdown => None,
            Self::Pdf => Some("pdf"),
        }
    }

    /// `true` if this build can make it.
    #[must_use]
    pub fn built(self) -> bool {
        match self {
            Self::Html | Self::Docx | Self::Xlsx | Self::Markdown => true,
            Self::Pdf => cfg!(feature = "pdf"),
        }
    }

    /// `true` if it is text, which a terminal can show.
    #[must_use]
    pub fn is_text(self) -> bool {
        match self {
            Self::Html | Self::Markdown => true,
            Self::Pdf | Self::Docx | Self::Xlsx => false,
        }
    }

    /// The error of a build without it.
    #[must_use]
    pub fn missing(self) -> ReportError {
        ReportError::NotBuilt { what: self.word(), feature: self.feature().unwrap_or("full") }
    }
}

/// The report as a file of that format: the same findings, the same bytes.
///
/// # Errors
/// [`ReportError::NotBuilt`] if this build cannot make it, [`ReportError::Draw`] if the renderer fails.
pub fn render(format: Format, findings: &Findings<'_>) -> Result<Vec<u8>, ReportError> {
    let unmarked;
    let findings = if format == Format::Html {
        findings
    } else {
        unmarked = language::plain(findings.document.clone());
        &Findings { document: &unmarked, ..*findings }
    };
    match format {
        Format::Html => html::themed(findings.document, findings.theme),
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf::render(findings.document, findings.theme),
        #[cfg(not(feature = "pdf"))]
        Format::Pdf => Err(format.missing()),
        Format::Docx => docx::render(findings.document, findings.theme, &|svg| pixels(svg, findings.theme)),
        Format::Xlsx => xlsx::render(findings.release, findings.document),
        Format::Markdown => Ok(markdown::render(findings.document)),
    }
}

/// A chart for readers that do not know SVG, where this build can draw one.
#[cfg(feature = "pdf")]
fn pixels(svg: &str, theme: &Theme) -> Option<Vec<u8>> {
    pdf::png(svg, theme).ok()
}

#[cfg(not(feature = "pdf"))]
fn pixels(_: &str, _: &Theme) -> Option<Vec<u8>> {
    None
}
