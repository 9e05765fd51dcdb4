//! A codebook as its file says it.

use crate::cohort::Kind;
use crate::job::CellSpec;
use crate::score::Mark;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A codebook of one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodebookSpec {
    /// Name in jobs, such as `elsa`.
    pub name: String,
    /// Full title of the source.
    pub title: String,
    /// Where the source comes from, and where what stands here was seen.
    pub source: String,
    /// The waves, in order of time. Without any, the source has one wave without a name.
    #[serde(default)]
    pub wave: Vec<WaveSpec>,
    /// Lists of missing codes by name, for `missing = "name"` of a variable.
    #[serde(default)]
    pub missing: IndexMap<String, MissingListSpec>,
    /// The id of the person.
    #[serde(default)]
    pub id: Option<VariableSpec>,
    /// The id of the household.
    #[serde(default)]
    pub household: Option<VariableSpec>,
    /// Survey weights by purpose, such as `cross_sectional`.
    #[serde(default)]
    pub weight: IndexMap<String, VariableSpec>,
    /// Facts about people, by concept, such as `age`.
    #[serde(default)]
    pub variable: IndexMap<String, VariableSpec>,
    /// How well what stands here is known, where it is about the source as a whole.
    #[serde(default)]
    pub fact: Vec<FactSpec>,
}

/// One wave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaveSpec {
    /// Its number or letter, as text; `{w}` in column names stands for it.
    pub name: String,
    /// Other names of the wave, such as its number where the name is a letter.
    #[serde(default)]
    pub also: Vec<String>,
    /// When it was, such as `2014/15`.
    #[serde(default)]
    pub years: Option<String>,
    /// Files by what they hold, without their ending: versions change, so there may be several names.
    #[serde(default)]
    pub files: IndexMap<String, NamesSpec>,
    /// How well this is known.
    #[serde(default)]
    pub fact: Vec<FactSpec>,
}

/// One name, or several of which the first that exists counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NamesSpec {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// A list of missing codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingListSpec {
    /// Each code and what it says, such as `-9 = "refused"`.
    pub codes: IndexMap<String, String>,
    /// How well this is known.
    #[serde(default)]
    pub fact: Vec<FactSpec>,
}

/// A variable: one fact about people, whatever its column is called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariableSpec {
    /// What it is.
    #[serde(default)]
    pub label: Option<String>,
    /// What its values are.
    pub kind: Kind,
    /// Which of a wave's files it stands in, such as `financial`. Without it: the main one.
    #[serde(default)]
    pub file: Option<String>,
    /// Column names; letter case does not matter, `{w}` stands for the name of the wave.
    pub columns: ColumnsSpec,
    /// Codes that mean 'missing' in these columns; without it none does.
    #[serde(default)]
    pub missing: Option<MissingSpec>,
    /// Recodes that hold wherever the variable is used, such as `-7 = 90` for a top-coded age. They come
    /// before `missing`.
    #[serde(default)]
    pub map: IndexMap<String, CellSpec>,
    /// What numbers are multiplied by.
    #[serde(default)]
    pub scale: Option<f64>,
    /// What codes say.
    #[serde(default)]
    pub labels: IndexMap<String, String>,
    /// Waves from which a value may be carried forward where a later wave has none, such as `1-7`.
    /// Without it: never.
    #[serde(default)]
    pub carry: Option<String>,
    /// How well what is said here is known.
    #[serde(default)]
    pub fact: Vec<FactSpec>,
}

/// Names of columns: the same in every wave, or by wave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ColumnsSpec {
    /// The same name in every wave.
    One(String),
    /// The same names in every wave; the first that exists counts.
    Several(Vec<String>),
    /// By waves, such as `"1-3" = "dhager"` or `"2, 4-11" = ["hehelf", "hegenh"]`.
    ByWave(IndexMap<String, NamesSpec>),
}

/// Missing codes of a variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MissingSpec {
    /// A list of the codebook by its name.
    Named(String),
    /// These codes.
    Codes(Vec<CellSpec>),
    /// By waves, such as `"1-6" = [-1, -8, -9]`.
    ByWave(IndexMap<String, Vec<CellSpec>>),
}

/// How well something is known, and from where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactSpec {
    /// What it is about.
    pub of: Part,
    /// The waves it is about; without it all.
    #[serde(default)]
    pub waves: Option<String>,
    /// What else is to be known.
    #[serde(default)]
    pub says: Option<String>,
    /// How well it is known.
    pub mark: Mark,
    /// Where it was seen, or why it is believed.
    pub source: String,
}

/// A part of a codebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Names of columns.
    Columns,
    /// Names of files.
    Files,
    /// When a wave was.
    Years,
    /// What codes mean.
    Values,
    /// Which codes are missing.
    Missing,
    /// What is recoded.
    Map,
    /// What may be carried forward.
    Carry,
    /// How it is to be used.
    Use,
}

impl NamesSpec {
    /// The names in order.
    #[must_use]
    pub fn list(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}
