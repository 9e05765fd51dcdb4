//! The job as its author writes it. Every default of a job is written in this file or in a stage's
//! `spec.rs`; the JSON Schema for editors is generated from these types.

use super::curve::CurveSpec;
pub use super::disclosure::{DisclosureProfile, DisclosureSpec};
pub use super::fields::{BinsSpec, DeriveSpec, FieldSpec, LabelledSpec, RecodeSpec};
use super::files::FileSpec;
pub use super::meant::{Job, Role, Specification};
use crate::balance::BalanceSpec;
use crate::cohort::{Better, Case, Contrast, Expression, Kind};
use crate::describe::DescribeSpec;
use crate::design::DesignSpec;
use crate::estimate::EstimateSpec;
use crate::impute::ImputationSpec;
use crate::matching::MatchingSpec;
pub use crate::report::ReportSpec;
use crate::scales::ScaleSpec;
use crate::sensitivity::SensitivitySpec;
use crate::value::ValueSpec;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A whole job file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JobSpec {
    /// Title of the analysis, as it stands on the report.
    pub name: String,
    /// Seed of everything random (ties, random order).
    #[serde(default)]
    pub seed: u64,
    /// Service users (with `control`; or use `units`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treated: Option<SideSpec>,
    /// The pool of possible controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<SideSpec>,
    /// One file with a treatment column, instead of `treated` and `control`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<UnitsSpec>,
    /// Facts from before the programme, by name.
    #[serde(default)]
    pub covariates: IndexMap<String, CovariateSpec>,
    /// Columns computed from covariates, by name: `u74 = "re74 = 0"`. Numbers, yes-no or, where the
    /// formula gives text, categories.
    #[serde(default)]
    pub derive: IndexMap<String, DeriveSpec>,
    /// Instruments of your own, one file each, relative to the job (`docs/instruments.md`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<PathBuf>,
    /// How covariates with `missing = "impute"` are filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imputation: Option<ImputationSpec>,
    /// What is measured, by name. The first is the primary outcome unless `[estimate]` says otherwise.
    #[serde(default)]
    pub outcomes: IndexMap<String, OutcomeSpec>,
    /// Measures of the people supported alone, before, after and later, by name (`docs/scales.md`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub scales: IndexMap<String, ScaleSpec>,
    /// Who takes part: an expression over covariates and start scores.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Who may be compared with whom.
    #[serde(default)]
    pub design: DesignSpec,
    /// How partners are picked.
    #[serde(default)]
    pub matching: MatchingSpec,
    /// How balance is judged.
    #[serde(default)]
    pub balance: BalanceSpec,
    /// How effects are estimated.
    #[serde(default)]
    pub estimate: EstimateSpec,
    /// What is asked about everything that could undo a result.
    #[serde(default)]
    pub sensitivity: SensitivitySpec,
    /// What is told about the people supported and how, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub describe: IndexMap<String, DescribeSpec>,
    /// Further analyses; each overrides the above.
    #[serde(default)]
    pub specification: Vec<SpecificationSpec>,
    /// A grid of choices, every combination of which is an analysis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<CurveSpec>,
    /// What the effect is worth beside what was spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueSpec>,
    /// What the design review may let pass.
    #[serde(default)]
    pub review: ReviewSpec,
    /// What is handed on.
    #[serde(default)]
    pub output: OutputSpec,
    /// What may be shown.
    #[serde(default)]
    pub disclosure: DisclosureSpec,
    /// Forms of the report and how they look.
    #[serde(default)]
    pub report: ReportSpec,
}

/// One arm: its files and how to read them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SideSpec {
    /// One file (CSV, TSV, TAB, Excel, SPSS, Stata, Parquet, Arrow), relative to the job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<FileSpec>,
    /// Several files joined on the id: `{ start = "wave_7.tab", end = "wave_8.tab" }`; columns are
    /// then written `start.indager`. People come from `start`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub waves: IndexMap<String, FileSpec>,
    /// Side files joined to these people: `{ money = "wave_7_financial.dta" }`; columns are written
    /// `money.nettotw_bu_s`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub files: IndexMap<String, FileSpec>,
    /// Codebook of these files: `elsa`, `h_elsa`, `ukhls`, or a file beside the job. It knows column
    /// names by wave, missing codes, recodes and what may be carried forward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codebook: Option<String>,
    /// Column with the id.
    pub id: String,
    /// What these people are called in the report, such as `service users`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Column names are matched without regard to case.
    #[serde(default)]
    pub ignore_case: bool,
    /// Weeks between start and end: a number, or two date columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_weeks: Option<GapSpec>,
    /// Column with the cluster: site or worker of service users, household of respondents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Column with the household; without it `cluster` stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<String>,
    /// Column with the survey weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// Column with the sampling stratum, such as region (the pool only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strata: Option<String>,
    /// Column with the primary sampling unit, such as postcode sector (the pool only). The same code in two
    /// strata means two units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psu: Option<String>,
    /// Codes that mean 'missing' in every column of this side that has none of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<CellSpec>,
    /// Rows that take part: an expression over the file's own columns, such as `askpx <> 1`.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Other identifiers to keep, for `unit_id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// What the codebook says about columns that `where` names; filled in when the job is read.
    #[serde(skip)]
    #[schemars(skip)]
    pub known: IndexMap<String, RecodeSpec>,
}

/// One file with a treatment column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitsSpec {
    /// The file, relative to the job.
    pub source: FileSpec,
    /// Side files joined to these people; columns are written `name.column`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub files: IndexMap<String, FileSpec>,
    /// Codebook of these files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codebook: Option<String>,
    /// Column with the id.
    pub id: String,
    /// Which rows are treated.
    pub treated: TreatedSpec,
    /// What treated people are called in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treated_label: Option<String>,
    /// What controls are called in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_label: Option<String>,
    /// Column names are matched without regard to case.
    #[serde(default)]
    pub ignore_case: bool,
    /// Weeks between start and end, in both arms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_weeks: Option<GapSpec>,
    /// Column with the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Column with the household; without it `cluster` stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<String>,
    /// Column with the survey weight (of both arms).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// Column with the sampling stratum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strata: Option<String>,
    /// Column with the primary sampling unit. The same code in two strata means two units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psu: Option<String>,
    /// Codes that mean 'missing' in every column that has none of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<CellSpec>,
    /// Rows that take part.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Other identifiers to keep, for `unit_id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// What the codebook says about columns that `where` names; filled in when the job is read.
    #[serde(skip)]
    #[schemars(skip)]
    pub known: IndexMap<String, RecodeSpec>,
}

/// Which rows of a one-file job are treated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TreatedSpec {
    /// Treatment column.
    pub column: String,
    /// The value that means treated; every other (non-missing) value means control.
    pub is: CellSpec,
}

/// A value as it stands in a cell: a number or a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CellSpec {
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
}

impl CellSpec {
    /// The value as the word a cell is written with.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Whole(v) => v.to_string(),
            Self::Number(v) => v.to_string(),
            Self::Text(v) => v.clone(),
        }
    }
}

/// Weeks between start and end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum GapSpec {
    /// The same for everybody.
    Weeks(f64),
    /// From two date columns (`YYYY-MM-DD`).
    Dates {
        /// Column with the start date.
        from: String,
        /// Column with the end date.
        to: String,
    },
}

impl JobSpec {
    /// `true` if any covariate is to be imputed.
    #[must_use]
    pub fn imputes(&self) -> bool {
        self.covariates.values().any(|c| c.missing == MissingPolicy::Impute)
    }

    /// Covariates that are to be imputed, and derived columns that are computed from them, directly or not.
    #[must_use]
    pub fn open_columns(&self) -> Vec<String> {
        let imputed = self.covariates.iter().filter(|(_, c)| c.missing == MissingPolicy::Impute);
        let mut open: Vec<String> = imputed.map(|(name, _)| name.clone()).collect();
        for (name, spec) in &self.derive {
            let uses = Expression::parse(spec.expression()).map(|e| e.columns()).unwrap_or_default();
            if uses.iter().any(|used| open.contains(used)) {
                open.push(name.clone());
            }
        }
        open
    }
}

/// What happens to people whose covariate is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingPolicy {
    /// The run stops with an error that counts them.
    Stop,
    /// They are left out, counted, with the reason.
    Exclude,
    /// A number is set to the mean of its arm-pooled known values and a yes/no covariate
    /// `<name>.missing` is added.
    Indicator,
    /// A category gets a level `(missing)` of its own.
    Level,
    /// Filled in several times by multiple imputation, as `[imputation]` says; every analysis is made for each
    /// completed data set, and the results are pooled.
    Impute,
}

/// A covariate: declared once, with a source and a recode for each arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CovariateSpec {
    /// What its values are.
    pub kind: Kind,
    /// What readers see instead of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Unit in words, such as `years`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Where service users' values come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treated: Option<FieldSpec>,
    /// Where the pool's values come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<FieldSpec>,
    /// Where values come from in a one-file job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<FieldSpec>,
    /// All levels of a category, in order; the first is the reference. Without it: those found, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// What happens to people without a value.
    #[serde(default = "stop")]
    pub missing: MissingPolicy,
    /// Measured after the start of the programme, or known of those supported alone (then without `control`):
    /// reported, never matched on.
    #[serde(default)]
    pub after_start: bool,
}

fn stop() -> MissingPolicy {
    MissingPolicy::Stop
}

/// Where an outcome's values come from, in one arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimesSpec {
    /// Start value: one column, or the items of the instrument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<ItemsSpec>,
    /// End value.
    pub end: ItemsSpec,
}

/// A score: one column, or the items of an instrument in its order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ItemsSpec {
    /// Items. They are tried first: a list of texts could be read as a recode without keys.
    Items(Vec<FieldSpec>),
    /// One column.
    One(FieldSpec),
}

impl ItemsSpec {
    /// The fields: one, or one an item.
    #[must_use]
    pub fn fields(&self) -> Vec<&FieldSpec> {
        match self {
            Self::One(field) => vec![field],
            Self::Items(fields) => fields.iter().collect(),
        }
    }
}

/// An outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeSpec {
    /// What readers see instead of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Instrument whose items are scored, such as `ucla3`. Without it: plain numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Where service users' values come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treated: Option<TimesSpec>,
    /// Where the pool's values come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<TimesSpec>,
    /// Where values come from in a one-file job, before and after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub both: Option<TimesSpec>,
    /// One-file job: a plain outcome in one column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<FieldSpec>,
    /// Values are 0 and 1 (no and yes).
    #[serde(default)]
    pub binary: bool,
    /// Which end of the scale is better; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
    /// Smallest change that counts; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaningful: Option<f64>,
    /// Lowest and highest possible value; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(f64, f64)>,
    /// Who is a case; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Case>,
    /// What to report. Without it: `change` and `improved`, with the case measures where there is a
    /// case rule; `value` for plain outcomes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report: Vec<Contrast>,
    /// Unit of the values in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// A further analysis: what it changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecificationSpec {
    /// Its name.
    pub name: String,
    /// Who takes part, in addition to the job's own `where`.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Overrides of `[design]`, key by key.
    #[serde(default)]
    pub design: DesignSpec,
    /// Overrides of `[matching]`.
    #[serde(default)]
    pub matching: MatchingSpec,
    /// Overrides of `[balance]`.
    #[serde(default)]
    pub balance: BalanceSpec,
    /// Overrides of `[estimate]`.
    #[serde(default)]
    pub estimate: EstimateSpec,
}

/// `[review]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewSpec {
    /// Findings that are accepted, each with its reason.
    pub allow: Vec<AllowSpec>,
}

/// A finding that is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowSpec {
    /// Code of the rule.
    pub rule: String,
    /// Why it is accepted here; printed in the report.
    pub because: String,
}

/// Which specifications `units.parquet` and `pairs.parquet` hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitsOf {
    /// The primary one.
    #[default]
    Primary,
    /// All of them.
    All,
}

/// `[output]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OutputSpec {
    /// Which specifications the unit tables hold.
    pub units: UnitsOf,
    /// Covariates are written beside each unit, in `restricted/` only.
    pub covariates: bool,
}
