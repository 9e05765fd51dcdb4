//! Files as a job names them: a path, or a path and how to read it.

use super::spec::CellSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A file: its path, or its path and how to read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FileSpec {
    /// The path, relative to the job.
    Path(PathBuf),
    /// The path and how to read it.
    Read(Box<ReadSpec>),
}

/// A file and how to read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadSpec {
    /// The path, relative to the job.
    pub file: PathBuf,
    /// Excel: the sheet by its name. Without it: the only sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Excel and text: the row that holds the column names, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<u32>,
    /// Text: its encoding, such as `utf-8`, `utf-16le`, `windows-1252`. Without it: found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Text: the sign between units and decimals. Without it: found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Decimal>,
    /// Text: the sign between cells, such as `;`. Without it: found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Column with the key of this file, where it is not called as in the other files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Column of another file whose value stands in this file's `id`, such as `start.idahhw7` for a
    /// file of households. Without it: the id of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// What becomes of people who are not in this file.
    #[serde(default)]
    pub join: Join,
    /// Only these rows belong to the file: one wave of a file with a row for each person and wave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<RowsSpec>,
    /// The file was completed elsewhere several times and holds one data set below the other; ids repeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imputed: Option<ImputedSpec>,
    /// Which wave of the codebook it is, such as `7`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wave: Option<CellSpec>,
}

/// The sign between units and decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Decimal {
    /// `1.5`
    #[serde(rename = ".")]
    Point,
    /// `1,5`
    #[serde(rename = ",")]
    Comma,
}

/// What becomes of people of the first file who are not in another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// They stay; their values of this file are missing (a left join).
    #[default]
    Optional,
    /// They do not take part, counted, with the reason (an inner join).
    Required,
    /// They must not exist: the run stops and names them.
    Complete,
}

/// Rows of a file that holds several waves below one another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowsSpec {
    /// Column that tells the wave.
    pub column: String,
    /// Its value in the rows that count.
    pub is: CellSpec,
}

/// A file that was completed elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImputedSpec {
    /// Column with the number of the data set: `.imp` of mice, `_mi_m` of Stata. Rows with 0 are the original with
    /// its gaps and are left out.
    pub column: String,
}

impl FileSpec {
    /// The path, relative to the job.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Path(path) => path,
            Self::Read(read) => &read.file,
        }
    }

    /// How to read it, where anything is said about that.
    #[must_use]
    pub fn read(&self) -> Option<&ReadSpec> {
        match self {
            Self::Path(_) => None,
            Self::Read(read) => Some(read),
        }
    }

    /// What becomes of people who are not in it.
    #[must_use]
    pub fn join(&self) -> Join {
        self.read().map_or(Join::Optional, |r| r.join)
    }
}
