//! What a codebook says about one column.

use crate::cohort::Kind;
use crate::job::CellSpec;
use indexmap::IndexMap;

/// What a codebook says about a variable in one wave.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its concept, such as `age`.
    pub concept: &'a str,
    /// Names that its column may have in the wave's file; the first that exists counts, in any case of
    /// letters.
    pub columns: &'a [String],
    /// Codes that mean 'missing'.
    pub missing: &'a [CellSpec],
    /// Recodes; they come before `missing`.
    pub map: &'a IndexMap<String, CellSpec>,
    /// What numbers are multiplied by.
    pub scale: Option<f64>,
    /// What codes say.
    pub labels: &'a IndexMap<String, String>,
    /// Waves to carry a missing value forward from, nearest first; empty where that is not allowed.
    pub carry: &'a [String],
    /// What its values are.
    pub kind: Kind,
    /// What it is.
    pub label: Option<&'a str>,
    /// Which of the wave's files it stands in, where that is not the main one.
    pub file: Option<&'a str>,
}
