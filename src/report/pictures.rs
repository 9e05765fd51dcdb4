//! Every chart of a report as a file, for use elsewhere.

use super::ReportError;
use super::charts::{Ground, standing_alone};
use super::document::{Block, Document};
use super::theme::Theme;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A kind of picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PictureFormat {
    /// Lines and letters, which stay sharp at any size.
    Svg,
    /// Pixels, twice as many as on the page.
    Png,
}

impl PictureFormat {
    /// Its name, as jobs and the command line write it, and the end of its files' names.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// `true` if this build can make it.
    #[must_use]
    pub fn built(self) -> bool {
        self == Self::Svg || cfg!(feature = "pdf")
    }

    /// The error of a build without it.
    #[must_use]
    pub fn missing(self) -> ReportError {
        ReportError::NotBuilt { what: self.word(), feature: "pdf" }
    }
}

/// The charts of a document as `charts/<section>-<n>.<kind>`, in reading order.
///
/// # Errors
/// [`ReportError::NotBuilt`] if this build cannot make a kind, [`ReportError::Draw`] if a chart fails.
pub fn files(
    document: &Document,
    theme: &Theme,
    kinds: &[PictureFormat],
) -> Result<Vec<(PathBuf, Vec<u8>)>, ReportError> {
    let family = theme.fonts.body.as_deref();
    let mut out = Vec::new();
    for section in &document.sections {
        let figures = section.blocks.iter().filter_map(|b| match b {
            Block::Figure(f) | Block::Wide(f) => Some(f),
            _ => None,
        });
        for (n, picture) in figures.flat_map(|f| &f.pictures).enumerate() {
            let svg = standing_alone(&picture.svg, family, Ground::Filled(&theme.colours.paper));
            for kind in kinds {
                let name = format!("charts/{}-{}.{}", section.id, n + 1, kind.word());
                let bytes = match kind {
                    PictureFormat::Svg => svg.clone().into_bytes(),
                    PictureFormat::Png => png(&svg, theme)?,
                };
                out.push((PathBuf::from(name), bytes));
            }
        }
    }
    Ok(out)
}

#[cfg(feature = "pdf")]
fn png(svg: &str, theme: &Theme) -> Result<Vec<u8>, ReportError> {
    super::pdf::png(svg, theme)
}

#[cfg(not(feature = "pdf"))]
fn png(_: &str, _: &Theme) -> Result<Vec<u8>, ReportError> {
    Err(PictureFormat::Png.missing())
}
