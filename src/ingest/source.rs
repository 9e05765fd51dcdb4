//! The two input shapes seen as one: a list of sources with the same questions to each.

use crate::job::{
    CellSpec, CovariateSpec, FieldSpec, FileSpec, GapSpec, ItemsSpec, JobSpec, OutcomeSpec, RecodeSpec,
    SideSpec, TreatedSpec, UnitsSpec,
};
use indexmap::IndexMap;

/// Whose rows a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Service users.
    Treated,
    /// The pool.
    Control,
    /// Both, told apart by a treatment column.
    Units,
}

/// One source of units: a side of a two-sided job, or the file of a one-file job.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// Whose rows.
    pub side: Side,
    /// Its files; the one that the units come from first.
    pub files: Vec<SourceFile<'a>>,
    /// Column with the id, in every file.
    pub id: &'a str,
    /// Names are matched without regard to case.
    pub ignore_case: bool,
    /// Weeks between start and end.
    pub gap: Option<&'a GapSpec>,
    /// Column with the cluster.
    pub cluster: Option<&'a str>,
    /// Column with the household, or what stands for it where another source declares one.
    pub household: Option<&'a str>,
    /// Column with the survey weight.
    pub weight: Option<&'a str>,
    /// Column with the sampling stratum.
    pub strata: Option<&'a str>,
    /// Column with the primary sampling unit, or what stands for it where another source declares one.
    pub psu: Option<&'a str>,
    /// Codes that mean 'missing'.
    pub missing: &'a [CellSpec],
    /// Rows that take part.
    pub filter: Option<&'a str>,
    /// Codebook of the files.
    pub codebook: Option<&'a str>,
    /// What the codebook says about columns that `filter` names.
    pub known: &'a IndexMap<String, RecodeSpec>,
    /// Other identifiers.
    pub identifiers: &'a [String],
    /// Treatment column of a one-file job.
    pub treated: Option<&'a TreatedSpec>,
}

/// One file of a source.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// Its name: the wave, or the side file. A single file has none.
    pub name: Option<&'a str>,
    /// Where it is and how it is read.
    pub spec: &'a FileSpec,
}

impl<'a> SourceFile<'a> {
    /// Column with its key; `id` is that of the source.
    #[must_use]
    pub fn id(&self, id: &'a str) -> &'a str {
        self.spec.read().and_then(|r| r.id.as_deref()).unwrap_or(id)
    }

    /// Column of another file that its key is looked up by, where that is not the person's id.
    #[must_use]
    pub fn on(&self) -> Option<&'a str> {
        self.spec.read().and_then(|r| r.on.as_deref())
    }
}

/// The fields of one outcome in one source.
#[derive(Debug, Clone)]
pub struct Score<'a> {
    /// Fields of the start score: one, or the items.
    pub start: Option<Vec<&'a FieldSpec>>,
    /// Fields of the end score.
    pub end: Vec<&'a FieldSpec>,
}

/// The sources of a job, treated first.
#[must_use]
pub fn sources(job: &JobSpec) -> Vec<Source<'_>> {
    let treated = job.treated.iter().map(|s| of_side(s, Side::Treated));
    let control = job.control.iter().map(|s| of_side(s, Side::Control));
    standing(treated.chain(control).chain(job.units.iter().map(of_units)).collect())
}

/// Where one source declares households or sampling units, another's people come in its households or
/// clusters.
fn standing(mut sources: Vec<Source<'_>>) -> Vec<Source<'_>> {
    let (households, units) =
        (sources.iter().any(|s| s.household.is_some()), sources.iter().any(|s| s.psu.is_some()));
    for s in &mut sources {
        s.household = s.household.or(s.cluster.filter(|_| households));
        s.psu = s.psu.or(s.household.or(s.cluster).filter(|_| units));
    }
    sources
}

fn of_side(spec: &SideSpec, side: Side) -> Source<'_> {
    let mut files: Vec<SourceFile<'_>> = files_of(&spec.waves);
    files.sort_by_key(|f| f.name != Some("start"));
    if let Some(spec) = &spec.source {
        files.insert(0, SourceFile { name: None, spec });
    }
    files.extend(files_of(&spec.files));
    Source {
        side,
        files,
        id: &spec.id,
        ignore_case: spec.ignore_case,
        gap: spec.gap_weeks.as_ref(),
        cluster: spec.cluster.as_deref(),
        household: spec.household.as_deref(),
        weight: spec.weight.as_deref(),
        strata: spec.strata.as_deref(),
        psu: spec.psu.as_deref(),
        missing: &spec.missing,
        filter: spec.filter.as_deref(),
        codebook: spec.codebook.as_deref(),
        known: &spec.known,
        identifiers: &spec.identifiers,
        treated: None,
    }
}

fn files_of(files: &IndexMap<String, FileSpec>) -> Vec<SourceFile<'_>> {
    files.iter().map(|(name, spec)| SourceFile { name: Some(name.as_str()), spec }).collect()
}

fn of_units(spec: &UnitsSpec) -> Source<'_> {
    Source {
        side: Side::Units,
        files: std::iter::once(SourceFile { name: None, spec: &spec.source })
            .chain(files_of(&spec.files))
            .collect(),
        id: &spec.id,
        ignore_case: spec.ignore_case,
        gap: spec.gap_weeks.as_ref(),
        cluster: spec.cluster.as_deref(),
        household: spec.household.as_deref(),
        weight: spec.weight.as_deref(),
        strata: spec.strata.as_deref(),
        psu: spec.psu.as_deref(),
        missing: &spec.missing,
        filter: spec.filter.as_deref(),
        codebook: spec.codebook.as_deref(),
        known: &spec.known,
        identifiers: &spec.identifiers,
        treated: Some(&spec.treated),
    }
}

impl Source<'_> {
    /// What a column that a `where` or another formula names is called in its file.
    #[must_use]
    pub fn filtered<'n>(&'n self, name: &'n str) -> &'n str {
        self.known.get(name).and_then(|recode| recode.column.as_deref()).unwrap_or(name)
    }
}

impl Side {
    /// The people in words, for messages.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Treated => "service users",
            Self::Control => "the pool",
            Self::Units => "the units",
        }
    }

    /// Where `covariate` comes from on this side.
    #[must_use]
    pub fn field(self, covariate: &CovariateSpec) -> Option<&FieldSpec> {
        match self {
            Self::Treated => covariate.treated.as_ref(),
            Self::Control => covariate.control.as_ref(),
            Self::Units => covariate.column.as_ref(),
        }
    }

    /// Where `outcome` comes from on this side.
    #[must_use]
    pub fn score(self, outcome: &OutcomeSpec) -> Option<Score<'_>> {
        let times = match self {
            Self::Treated => outcome.treated.as_ref(),
            Self::Control => outcome.control.as_ref(),
            Self::Units => outcome.both.as_ref(),
        };
        let plain = || match (self, &outcome.column) {
            (Self::Units, Some(field)) => Some(Score { start: None, end: vec![field] }),
            _ => None,
        };
        times
            .map(|t| Score { start: t.start.as_ref().map(ItemsSpec::fields), end: t.end.fields() })
            .or_else(plain)
    }

    /// `true` if people supported are among the rows of this side, so that scales are read from it.
    #[must_use]
    pub fn supported(self) -> bool {
        self != Self::Control
    }
}

impl FieldSpec {
    /// The column; for a computed field, its formula.
    #[must_use]
    pub fn column(&self) -> &str {
        match self {
            Self::Column(name) => name,
            Self::Recoded(r) => r.column.as_deref().or(r.expression.as_deref()).unwrap_or_default(),
        }
    }

    /// The formula of a computed field.
    #[must_use]
    pub fn expression(&self) -> Option<&str> {
        match self {
            Self::Recoded(r) if r.column.is_none() => r.expression.as_deref(),
            _ => None,
        }
    }
}
