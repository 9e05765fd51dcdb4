//! Columns as a job names them: as they are, recoded, or computed.

use super::spec::CellSpec;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A column of a file and how to read its cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FieldSpec {
    /// The column as it is.
    Column(String),
    /// The column with a recode.
    Recoded(Box<RecodeSpec>),
}

/// A column with a recode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecodeSpec {
    /// The column (or `expression`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// A formula over the file's own columns instead of one column: `years_between(dob, start_date)`.
    /// Missing codes of the side apply to the columns, `map`, `missing` and `scale` to the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// Numbers become levels of a category: `{ at = [50, 60], labels = ["young", "middle", "old"] }`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bins: Option<BinsSpec>,
    /// Levels of a category that are merged: `{ other = ["a", "b"] }`; words not listed stay.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub collapse: IndexMap<String, Vec<CellSpec>>,
    /// From cells to levels (category), to `yes`/`no` (yes-no) or to numbers (number). A cell that is
    /// not listed is an error for categories and yes/no, and stays as it is for numbers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub map: IndexMap<String, CellSpec>,
    /// Codes that mean 'missing' in this column; instead of the side's. What the file itself declares
    /// missing (SPSS, Stata) is missing besides, unless `map` gives it a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<CellSpec>>,
    /// Cells are read as their value labels (SPSS, Stata): `1` as `male`.
    #[serde(default)]
    pub labels: bool,
    /// Columns to take a missing value from, in this order, such as the same question of an earlier
    /// wave. Each use is counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carry: Vec<String>,
    /// Multiply numbers by this, to bring both arms to one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
}

/// Bins of a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BinsSpec {
    /// Cut points, rising; a number on a cut point belongs to the bin above it.
    pub at: Vec<f64>,
    /// Names of the bins, one more than cut points. Without them: `<50`, `[50,60)`, `>=60`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
}

/// A computed column: its formula, alone or with what readers see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DeriveSpec {
    /// The formula.
    Formula(String),
    /// The formula with a label.
    Labelled(LabelledSpec),
}

/// A computed column with what readers see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelledSpec {
    /// The formula, over covariates and the computed columns above.
    pub expression: String,
    /// What readers see instead of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Unit in words, such as `years`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl DeriveSpec {
    /// The formula.
    #[must_use]
    pub fn expression(&self) -> &str {
        match self {
            Self::Formula(text) => text,
            Self::Labelled(spec) => &spec.expression,
        }
    }
}
