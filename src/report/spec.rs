//! `[report]` as the job says it.

use super::formats::Format;
use super::pictures::PictureFormat;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[report]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSpec {
    /// Forms of the report, each a file under `release/`.
    pub formats: Vec<Format>,
    /// How they look: a theme file, relative to the job (`docs/report.md`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<PathBuf>,
    /// Kinds of files in which every chart is saved too, under `release/charts/`.
    pub pictures: Vec<PictureFormat>,
}

impl Default for ReportSpec {
    fn default() -> Self {
        Self { formats: vec![Format::Html], theme: None, pictures: Vec::new() }
    }
}
