//! The theme file as it is written.

use super::Colours;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A theme file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ThemeSpec {
    /// Whose report it is: on the title page and at the head of each page.
    pub organisation: String,
    /// A picture, SVG or PNG, relative to this file. It becomes part of every report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<PathBuf>,
    /// Words at the foot of every page, such as the number of the charity.
    pub footer: String,
    /// The colours.
    pub colours: ColoursSpec,
    /// The fonts.
    pub fonts: FontsSpec,
}

/// Colours, each as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ColoursSpec {
    /// The band at the top, headings and links. `paper` is written on it.
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

impl Default for ColoursSpec {
    fn default() -> Self {
        let Colours { accent, treated, comparison, text, paper } = Colours::default();
        Self { accent, treated, comparison, text, paper }
    }
}

/// Fonts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FontsSpec {
    /// Family of the text, such as `Lato`. A browser or a word processor takes it where the device has it, and a
    /// like one where not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Family of the headings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headings: Option<String>,
    /// Font files (TTF, OTF) of these families, relative to this file: PDF and PNG draw with them, and with the
    /// fonts of the program where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<PathBuf>,
}
