//! House style: a file of colours, fonts, a logo and a few words, which every format takes its looks from.

mod data_url;
mod dress;
mod eyes;
mod logo;
mod read;
mod spec;
#[cfg(test)]
mod tests;

pub use data_url::data_url;
pub use logo::{Kind, Logo};
pub use read::{load, read, schema};
pub use spec::{ColoursSpec, FontsSpec, ThemeSpec};

use super::charts::ink;

/// Where a run keeps the theme it was made with, below its `release` folder.
pub const FOLDER: &str = "theme";

/// A theme that passed every check.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Theme {
    /// Whose report it is; empty if nobody's in particular.
    pub organisation: String,
    /// Words at the foot of every page.
    pub footer: String,
    /// A picture for the top of the report.
    pub logo: Option<Logo>,
    /// The colours.
    pub colours: Colours,
    /// The fonts.
    pub fonts: Fonts,
}

/// Colours, each as `#rrggbb` in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colours {
    /// The band at the top, headings, links.
    pub accent: String,
    /// The supported people in charts.
    pub treated: String,
    /// The comparison people in charts.
    pub comparison: String,
    /// Text.
    pub text: String,
    /// What the text stands on.
    pub paper: String,
}

impl Default for Colours {
    fn default() -> Self {
        Self {
            accent: "#0f3450".to_owned(),
            treated: ink::TREATED.to_owned(),
            comparison: ink::COMPARISON.to_owned(),
            text: ink::TEXT.to_owned(),
            paper: ink::PAPER.to_owned(),
        }
    }
}

/// Fonts: names that the reader's device may have, and files for what is drawn here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fonts {
    /// Family of the text.
    pub body: Option<String>,
    /// Family of the headings.
    pub headings: Option<String>,
    /// Font files (TTF, OTF), for PDF and PNG.
    pub files: Vec<Vec<u8>>,
}
