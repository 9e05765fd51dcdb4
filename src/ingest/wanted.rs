//! Which columns a job needs from each file, and how they are to be read.

use super::source::{Side, Source, SourceFile, sources};
use crate::cohort::{Expression, ExpressionError, Kind, Use};
use crate::fault::{Fault, Place};
use crate::job::{Decimal, FieldSpec, FileSpec, GapSpec, JobSpec};
use crate::scales::ScaleSpec;
use crate::stats::text::nearest;
use indexmap::IndexMap;
use std::path::{Path, PathBuf};

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// As numbers.
    Numbers,
    /// As words.
    Words,
    /// As keys.
    Keys,
}

/// What one file is asked for.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) side: Side,
    pub(super) wave: Option<String>,
    pub(super) path: PathBuf,
    pub(super) ignore_case: bool,
    /// What the job says about reading it.
    pub(super) options: FileOptions,
    /// Only rows with this value in this column belong to it.
    pub(super) rows: Option<(String, String)>,
    /// At most so many rows, from the first.
    pub(super) limit: Option<usize>,
    /// Column and reading, with the number of uses.
    pub(super) columns: IndexMap<(String, Reading), u32>,
}

impl Request {
    /// A request for a file of no job, which asks for nothing yet.
    pub(super) fn open_ended(path: &Path, options: &FileOptions) -> Self {
        Self {
            side: Side::Units,
            wave: None,
            path: path.to_path_buf(),
            ignore_case: false,
            options: options.clone(),
            rows: None,
            limit: None,
            columns: IndexMap::new(),
        }
    }
}

/// How a file is to be read, where that cannot or need not be found out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileOptions {
    /// Excel: the sheet.
    pub sheet: Option<String>,
    /// Excel and text: the row with the column names, from 1.
    pub heading: Option<u32>,
    /// Text: the encoding.
    pub encoding: Option<String>,
    /// Text: the decimal sign.
    pub decimal: Option<Decimal>,
    /// Text: the sign between cells.
    pub delimiter: Option<char>,
}

impl FileOptions {
    /// What a job says about a file.
    #[must_use]
    pub fn of(spec: &FileSpec) -> Self {
        let Some(read) = spec.read() else { return Self::default() };
        Self {
            sheet: read.sheet.clone(),
            heading: read.heading,
            encoding: read.encoding.clone(),
            decimal: read.decimal,
            delimiter: read.delimiter,
        }
    }
}

/// One request a file, in the order of [`sources`] and their files.
pub(super) fn requests(job: &JobSpec) -> Result<Vec<Request>, Vec<Fault>> {
    let (mut requests, mut faults) = (Vec::new(), Vec::new());
    for source in sources(job) {
        let mut files: Vec<Request> = source.files.iter().map(|f| open(&source, f)).collect();
        let (wanted, mut unreadable) = columns(job, &source);
        faults.append(&mut unreadable);
        for (name, reading) in wanted {
            match source.locate(&name) {
                Ok((file, column)) => {
                    *files[file].columns.entry((column.to_owned(), reading)).or_insert(0) += 1;
                }
                Err(fault) if !faults.contains(&fault) => faults.push(fault),
                Err(_) => {}
            }
        }
        requests.append(&mut files);
    }
    if faults.is_empty() { Ok(requests) } else { Err(faults) }
}

fn open(source: &Source<'_>, file: &SourceFile<'_>) -> Request {
    let rows = file.spec.read().and_then(|r| r.rows.as_ref());
    let id = ((file.id(source.id).to_owned(), Reading::Keys), 1);
    let row = rows.map(|r| ((r.column.clone(), Reading::Words), 1));
    Request {
        side: source.side,
        wave: file.name.map(str::to_owned),
        path: file.spec.path().to_path_buf(),
        ignore_case: source.ignore_case,
        options: FileOptions::of(file.spec),
        rows: rows.map(|r| (r.column.clone(), r.is.word())),
        limit: None,
        columns: std::iter::once(id).chain(row).collect(),
    }
}

/// Every column that `harmonise` will take from `source`, once a use.
fn columns(job: &JobSpec, source: &Source<'_>) -> (Vec<(String, Reading)>, Vec<Fault>) {
    let (mut wanted, mut faults) = (Vec::new(), Vec::new());
    let mut want = |name: &str, reading| wanted.push((name.to_owned(), reading));
    source.files.iter().filter_map(SourceFile::on).for_each(|c| want(c, Reading::Keys));
    let keys = [source.cluster, source.household, source.strata, source.psu];
    keys.iter().flatten().for_each(|c| want(c, Reading::Keys));
    source.identifiers.iter().for_each(|c| want(c, Reading::Keys));
    source.weight.iter().for_each(|c| want(c, Reading::Numbers));
    source.treated.iter().for_each(|t| want(&t.column, Reading::Words));
    if let Some(GapSpec::Dates { from, to }) = source.gap {
        want(from, Reading::Words);
        want(to, Reading::Words);
    }
    if let Some(filter) = source.filter {
        match formula(filter) {
            Ok(columns) => columns.iter().for_each(|(c, reading)| want(source.filtered(c), *reading)),
            Err(error) => faults.push(unreadable(source.side, "where", filter, &error)),
        }
    }
    let mut field = |field: &FieldSpec, reading| {
        for column in carried(field) {
            want(column, reading);
        }
        match field.expression().map(|text| (text, formula(text))) {
            None => want(field.column(), reading),
            Some((_, Ok(columns))) => {
                for (c, reading) in &columns {
                    want(source.filtered(c), *reading);
                }
            }
            Some((text, Err(error))) => faults.push(unreadable(source.side, "expression", text, &error)),
        }
    };
    for covariate in job.covariates.values() {
        let reading = if covariate.kind == Kind::Number { Reading::Numbers } else { Reading::Words };
        source.side.field(covariate).iter().for_each(|f| field(f, reading));
    }
    for outcome in job.outcomes.values() {
        let reading = if outcome.binary { Reading::Words } else { Reading::Numbers };
        let score = source.side.score(outcome);
        let fields = score.iter().flat_map(|s| s.start.iter().flatten().chain(&s.end));
        fields.for_each(|f| field(f, reading));
    }
    let scales = job.scales.values().filter(|_| source.side.supported());
    scales.flat_map(ScaleSpec::fields).for_each(|f| field(f, Reading::Numbers));
    (wanted, faults)
}

/// The columns that a field may be carried forward from.
fn carried(field: &FieldSpec) -> &[String] {
    match field {
        FieldSpec::Recoded(recode) => &recode.carry,
        FieldSpec::Column(_) => &[],
    }
}

/// The columns of an expression over a file, and how it reads each.
fn formula(text: &str) -> Result<Vec<(String, Reading)>, ExpressionError> {
    let reading = |used| if used == Use::Text { Reading::Words } else { Reading::Numbers };
    Ok(Expression::parse(text)?.uses().into_iter().map(|(c, used)| (c, reading(used))).collect())
}

fn unreadable(side: Side, key: &str, text: &str, error: &ExpressionError) -> Fault {
    Fault {
        code: "MW224",
        message: format!("`{key} = \"{text}\"` of {}: {error}", side.words()),
        help: None,
        place: Place::Whole,
    }
}

impl Source<'_> {
    /// Which of the source's files holds the column a job calls `name`, and what it is called there.
    ///
    /// # Errors
    /// A source with several waves needs the wave before the column: `start.age`.
    pub fn locate<'n>(&self, name: &'n str) -> Result<(usize, &'n str), Fault> {
        let names: Vec<&str> = self.files.iter().filter_map(|f| f.name).collect();
        let place = |file: &str| self.files.iter().position(|f| f.name == Some(file));
        let named = name.split_once('.');
        let at = named.and_then(|(file, column)| Some((place(file)?, column)));
        let single = self.files.first().is_some_and(|f| f.name.is_none());
        at.or(single.then_some((0, name))).ok_or_else(|| {
            let close = named.and_then(|(file, column)| Some((nearest(file, &names)?, column)));
            let example = close.unwrap_or((names.first().copied().unwrap_or("start"), name));
            Fault {
                code: "MW208",
                message: format!(
                    "column `{name}` of {} does not say in which wave it is; waves are: {}",
                    self.side.words(),
                    names.join(", ")
                ),
                help: Some(format!("write `{}.{}`", example.0, example.1)),
                place: Place::Whole,
            }
        })
    }
}
