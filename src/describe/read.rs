//! Reads what is to be described, by the same way that covariates go: recodes, missing codes, formulas,
//! codebooks and faults with the cell they are in.

use super::spec::{DescribeKind, DescribeSpec};
use crate::cohort::{Cohort, Column, Kind};
use crate::fault::{Fault, Note};
use crate::harmonise::{self, SideRows, side_rows};
use crate::ingest;
use crate::job::{CovariateSpec, FieldSpec, FileSpec, Job, MissingPolicy, RecodeSpec, SideSpec};
use crate::study::InputFile;
use indexmap::IndexMap;

/// The people supported, with a column for everything that is described.
pub(super) struct Frame {
    cohort: Cohort,
    /// Rows of the cohort that hold people supported who take part in the file at all.
    pub(super) people: Vec<usize>,
    /// Rows that hold people supported, whether they take part or not.
    pub(super) all: Vec<usize>,
    pub(super) notes: Vec<Note>,
}

impl Frame {
    /// The words of a column, one a person of `people`.
    pub(super) fn words(&self, column: &str, people: &[usize]) -> Vec<Option<&str>> {
        match self.cohort.column(column) {
            Ok(Column::Category(c)) => people.iter().map(|&i| c.get(i).map(|code| c.level(code))).collect(),
            _ => vec![None; people.len()],
        }
    }

    /// The words that occur, in their natural order.
    pub(super) fn levels(&self, column: &str) -> Vec<String> {
        match self.cohort.column(column) {
            Ok(Column::Category(c)) => c.levels().map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }

    /// The numbers of a column; 1 and 0 for yes and no.
    pub(super) fn numbers(&self, column: &str, people: &[usize]) -> Vec<Option<f64>> {
        match self.cohort.column(column) {
            Ok(Column::Number(c)) => people.iter().map(|&i| c.get(i)).collect(),
            _ => vec![None; people.len()],
        }
    }

    /// The id of a person.
    pub(super) fn id(&self, person: usize) -> String {
        self.cohort.ids().text(person).into_owned()
    }
}

/// Column of a section, or of one fact or answer of it.
pub(super) fn column(section: &str, part: Option<&str>) -> String {
    part.map_or_else(|| section.to_owned(), |part| format!("{section}.{part}"))
}

/// Column that says whom a section is about.
pub(super) fn filter(section: &str) -> String {
    format!("{section} (where)")
}

/// Reads the people.
///
/// # Errors
/// All faults of the data at once.
pub(super) fn people(job: &Job) -> Result<Frame, Vec<Fault>> {
    let job = crate::codebook::apply(&own(job))?.job;
    let read = harmonise::run(ingest::run(&job)?, &job)?;
    if !read.faults.is_empty() {
        return Err(read.faults);
    }
    let cohort = read.cohort;
    let all: Vec<usize> = (0..cohort.len()).filter(|&i| cohort.treated()[i]).collect();
    let people = all.iter().copied().filter(|&i| cohort.entry().stays(i)).collect();
    Ok(Frame { cohort, people, all, notes: read.origin.notes })
}

/// The job that has the people supported alone, and as covariates what is described.
fn own(job: &Job) -> Job {
    let one_file = job.spec.units.is_some();
    let mut own = job.clone();
    own.specifications.clear();
    own.grid = None;
    let spec = &mut own.spec;
    spec.control = None;
    spec.outcomes.clear();
    spec.derive.clear();
    spec.scales.clear();
    (spec.filter, spec.imputation, spec.curve, spec.value) = (None, None, None, None);
    if let Some(side) = &mut spec.treated {
        (side.gap_weeks, side.cluster, side.household) = (None, None, None);
        (side.weight, side.strata, side.psu) = (None, None, None);
        side.identifiers.clear();
    }
    if let Some(units) = &mut spec.units {
        (units.gap_weeks, units.cluster, units.household) = (None, None, None);
        (units.weight, units.strata, units.psu) = (None, None, None);
        units.identifiers.clear();
    }
    let wanted = std::mem::take(&mut spec.describe);
    spec.covariates = wanted
        .iter()
        .flat_map(|(name, section)| fields(name, section))
        .map(|(name, kind, field)| {
            let covariate = covariate(kind, field, one_file);
            (name, covariate)
        })
        .collect();
    own
}

/// Everything a section takes from the people's file, under the names of its columns.
fn fields(name: &str, section: &DescribeSpec) -> Vec<(String, Kind, FieldSpec)> {
    let mut found = Vec::new();
    if let Some(text) = &section.filter {
        found.push((filter(name), Kind::YesNo, formula(text)));
    }
    let kind = if section.kind == DescribeKind::Number { Kind::Number } else { Kind::Category };
    if let Some(field) = section.column.as_ref().filter(|_| section.kind != DescribeKind::Rows) {
        found.push((column(name, None), kind, field.clone()));
    }
    let answers = section.columns.iter().map(|(part, field)| (part, Kind::YesNo, field));
    let facts = section.facts.iter().map(|(part, fact)| (part, Kind::Category, &fact.column));
    found.extend(
        answers.chain(facts).map(|(part, kind, field)| (column(name, Some(part)), kind, field.clone())),
    );
    found
}

fn formula(text: &str) -> FieldSpec {
    FieldSpec::Recoded(Box::new(RecodeSpec {
        column: None,
        expression: Some(text.to_owned()),
        bins: None,
        collapse: IndexMap::new(),
        map: IndexMap::new(),
        missing: None,
        labels: false,
        carry: Vec::new(),
        scale: None,
    }))
}

/// What is missing stays missing: nobody leaves because of it.
fn covariate(kind: Kind, field: FieldSpec, one_file: bool) -> CovariateSpec {
    let (treated, column) = if one_file { (None, Some(field)) } else { (Some(field), None) };
    CovariateSpec {
        kind,
        label: None,
        unit: None,
        treated,
        control: None,
        column,
        levels: Vec::new(),
        missing: MissingPolicy::Impute,
        after_start: true,
    }
}

/// Reads the rows of a section's own file.
///
/// # Errors
/// All faults of the file at once.
pub(super) fn rows(job: &Job, section: &DescribeSpec) -> Result<(SideRows, Vec<InputFile>), Vec<Fault>> {
    let Some(file) = &section.file else { return Ok((SideRows::default(), Vec::new())) };
    let mut own = own(job);
    let side = side(job, file);
    let id = file.read().and_then(|r| r.id.clone()).unwrap_or_else(|| side.id.clone());
    let missing = side.missing.clone();
    (own.spec.treated, own.spec.units) = (Some(side), None);
    let field = section.column.as_ref();
    let covariate = |f: &FieldSpec| ("row".to_owned(), covariate(Kind::Category, f.clone(), false));
    own.spec.covariates = field.map(covariate).into_iter().collect();
    let tables = ingest::run(&own)?;
    let inputs = tables.inputs();
    Ok((side_rows(tables, &id, field, &missing)?, inputs))
}

/// The side file as if it were the people's only file.
fn side(job: &Job, file: &FileSpec) -> SideSpec {
    let (two, one) = (job.spec.treated.as_ref(), job.spec.units.as_ref());
    let id = two.map(|s| &s.id).or(one.map(|u| &u.id)).cloned().unwrap_or_default();
    let missing = two.map(|s| &s.missing).or(one.map(|u| &u.missing)).cloned().unwrap_or_default();
    let ignore_case = two.map(|s| s.ignore_case).or(one.map(|u| u.ignore_case)).unwrap_or_default();
    SideSpec {
        source: Some(file.clone()),
        waves: IndexMap::new(),
        files: IndexMap::new(),
        codebook: None,
        id,
        label: None,
        ignore_case,
        gap_weeks: None,
        cluster: None,
        household: None,
        weight: None,
        strata: None,
        psu: None,
        missing,
        filter: None,
        identifiers: Vec::new(),
        known: IndexMap::new(),
    }
}
