//! Writes what codebooks know into a job: real column names, missing codes, recodes, where a missing
//! value may be carried from.

use super::book::Codebook;
use super::entry::Entry;
use super::find::{find, is_path};
use crate::cohort::Expression;
use crate::fault::{Fault, Place};
use crate::ingest::{self, FileOptions, Source, sources};
use crate::job::{CellSpec, FieldSpec, ItemsSpec, Job, JobSpec, RecodeSpec, SideKeys, TimesSpec};
use crate::scales::{ScaleSpec, WeeksSpec};
use std::path::PathBuf;
use std::sync::Arc;

/// A job in the words of its files, and what was looked up for it.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The job as it is read: columns by the names they have in the files.
    pub job: Job,
    /// Every column that a codebook knew.
    pub translations: Vec<Translation>,
    /// Codebooks that are files beside the job.
    pub files: Vec<PathBuf>,
}

/// What a codebook said about one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Translation {
    /// Whose files.
    pub side: ingest::Side,
    /// The column as the job calls it.
    pub said: String,
    /// The column in the file, with the name of the file where there are several.
    pub column: String,
    /// Codes that mean missing.
    pub missing: Vec<String>,
    /// Codes that mean something else.
    pub map: Vec<(String, String)>,
    /// Columns that a missing value is carried forward from.
    pub carry: Vec<String>,
}

/// One side's codebook and the columns of its files.
struct Desk<'a> {
    book: Arc<Codebook>,
    source: Source<'a>,
    /// For each file: the wave of the codebook, the names in it.
    files: Vec<(Option<String>, Vec<String>)>,
    translations: Vec<Translation>,
    faults: Vec<Fault>,
}

/// The job with what its codebooks say written into it; the job itself where it names none.
///
/// Cost: the headings of the files of sides with a codebook are read.
///
/// # Errors
/// A codebook or a heading that cannot be read; a column that a codebook knows and the file lacks.
pub fn apply(job: &Job) -> Result<Applied, Vec<Fault>> {
    let mut applied = Applied { job: job.clone(), translations: Vec::new(), files: Vec::new() };
    let mut faults = Vec::new();
    for source in sources(&job.spec) {
        let Some(name) = source.codebook else { continue };
        if is_path(name) {
            applied.files.push(PathBuf::from(name));
        }
        match Desk::open(job, source.clone(), name) {
            Ok(mut desk) => {
                desk.rewrite(&mut applied.job.spec);
                applied.translations.append(&mut desk.translations);
                faults.append(&mut desk.faults);
            }
            Err(mut found) => faults.append(&mut found),
        }
    }
    if faults.is_empty() { Ok(applied) } else { Err(faults) }
}

impl<'a> Desk<'a> {
    fn open(job: &Job, source: Source<'a>, name: &str) -> Result<Self, Vec<Fault>> {
        let book = find(name, &job.folder).map_err(|f| vec![f])?;
        let mut files = Vec::new();
        for file in &source.files {
            let path = file.spec.path();
            let outline = ingest::outline(&job.folder.join(path), &FileOptions::of(file.spec))?;
            let said = file.spec.read().and_then(|r| r.wave.as_ref()).map(CellSpec::word);
            let wave = said.or_else(|| book.wave_of_file(path));
            files.push((wave, outline.columns.into_iter().map(|(name, _)| name).collect()));
        }
        Ok(Self { book, source, files, translations: Vec::new(), faults: Vec::new() })
    }

    /// Rewrites everything that `spec` takes from this side.
    fn rewrite(&mut self, spec: &mut JobSpec) {
        let side = self.source.side;
        let formulas = formulas(side, spec);
        for covariate in spec.covariates.values_mut() {
            let field = match side {
                ingest::Side::Treated => &mut covariate.treated,
                ingest::Side::Control => &mut covariate.control,
                ingest::Side::Units => &mut covariate.column,
            };
            self.field(field.as_mut());
        }
        for outcome in spec.outcomes.values_mut() {
            let times = match side {
                ingest::Side::Treated => &mut outcome.treated,
                ingest::Side::Control => &mut outcome.control,
                ingest::Side::Units => &mut outcome.both,
            };
            if let Some(TimesSpec { start, end }) = times {
                start.iter_mut().chain(std::iter::once(end)).for_each(|items| self.items(items));
            }
            if side == ingest::Side::Units {
                self.field(outcome.column.as_mut());
            }
        }
        for scale in spec.scales.values_mut().filter(|_| side.supported()) {
            let times = [&mut scale.start, &mut scale.end, &mut scale.follow_up];
            times.into_iter().flatten().for_each(|items| self.items(items));
            if let Some(WeeksSpec::Column(field)) = &mut scale.follow_up_weeks {
                self.field(Some(field));
            }
        }
        if let Some(keys) = spec.side_keys(side == ingest::Side::Treated) {
            self.side(keys, &formulas);
        }
    }

    /// Columns that the side itself names.
    fn side(&mut self, keys: SideKeys<'_>, formulas: &[String]) {
        for column in keys.columns {
            if let Some(actual) = self.look(column, None).and_then(|recode| recode.column) {
                *column = actual;
            }
        }
        for text in keys.filter.iter().map(|f| f.as_str()).chain(formulas.iter().map(String::as_str)) {
            let Ok(expression) = Expression::parse(text) else { continue };
            for name in expression.columns() {
                if let Some(recode) = self.look(&name, None) {
                    keys.known.insert(name, RecodeSpec { carry: Vec::new(), ..recode });
                }
            }
        }
    }

    fn items(&mut self, items: &mut ItemsSpec) {
        match items {
            ItemsSpec::One(field) => self.field(Some(field)),
            ItemsSpec::Items(list) => list.iter_mut().for_each(|field| self.field(Some(field))),
        }
    }

    fn field(&mut self, field: Option<&mut FieldSpec>) {
        let Some(field) = field.filter(|f| f.expression().is_none()) else { return };
        let own = match &*field {
            FieldSpec::Recoded(recode) => Some(RecodeSpec::clone(recode)),
            FieldSpec::Column(_) => None,
        };
        if let Some(recode) = self.look(field.column(), own.as_ref()) {
            *field = FieldSpec::Recoded(Box::new(recode));
        }
    }

    /// The recode of a column that the codebook knows; what the job says itself comes first.
    fn look(&mut self, said: &str, own: Option<&RecodeSpec>) -> Option<RecodeSpec> {
        let (file, column) = self.source.locate(said).ok()?;
        let (wave, names) = &self.files[file];
        let book = Arc::clone(&self.book);
        let entry = book.column(column, wave.as_deref())?;
        let Some(actual) = named(names, entry.columns) else {
            let fault = lacking(&self.source, file, column, &entry);
            if !self.faults.contains(&fault) {
                self.faults.push(fault);
            }
            return None;
        };
        let column = self.of_file(file, &actual);
        let carry = match own.filter(|own| !own.carry.is_empty()) {
            Some(own) => own.carry.clone(),
            None => self.earlier(file, &entry),
        };
        let recode = recode(column, &entry, own, carry);
        let translation = Translation {
            side: self.source.side,
            said: said.to_owned(),
            column: recode.column.clone().unwrap_or_default(),
            missing: recode.missing.iter().flatten().map(CellSpec::word).collect(),
            map: recode.map.iter().map(|(code, value)| (code.clone(), value.word())).collect(),
            carry: recode.carry.clone(),
        };
        if !self.translations.contains(&translation) {
            self.translations.push(translation);
        }
        Some(recode)
    }

    /// Columns of the waves that a missing value may be carried forward from, nearest first.
    fn earlier(&self, own: usize, entry: &Entry<'_>) -> Vec<String> {
        let mut found = Vec::new();
        for wave in entry.carry {
            for (file, (name, names)) in self.files.iter().enumerate().filter(|(file, _)| *file != own) {
                let same = name.as_deref().and_then(|w| self.book.wave(w)) == self.book.wave(wave);
                let then = self.book.column(entry.concept, Some(wave)).filter(|_| same && name.is_some());
                if let Some(column) = then.and_then(|then| named(names, then.columns)) {
                    found.push(self.of_file(file, &column));
                }
            }
        }
        found
    }

    /// A column as a job writes it.
    fn of_file(&self, file: usize, column: &str) -> String {
        self.source.files[file].name.map_or_else(|| column.to_owned(), |name| format!("{name}.{column}"))
    }
}

/// The formulas of computed fields of one side.
fn formulas(side: ingest::Side, spec: &JobSpec) -> Vec<String> {
    let covariates = spec.covariates.values().filter_map(|c| side.field(c));
    let scores = spec.outcomes.values().filter_map(|o| side.score(o));
    let outcomes = scores.flat_map(|s| s.start.into_iter().flatten().chain(s.end));
    let scales = spec.scales.values().filter(|_| side.supported()).flat_map(ScaleSpec::fields);
    covariates.chain(outcomes).chain(scales).filter_map(|f| f.expression().map(str::to_owned)).collect()
}

/// The first of `wanted` that is among `names`, as it is spelt there.
fn named(names: &[String], wanted: &[String]) -> Option<String> {
    let find = |w: &String| names.iter().find(|n| n.eq_ignore_ascii_case(w));
    wanted.iter().find_map(find).cloned()
}

fn recode(column: String, entry: &Entry<'_>, own: Option<&RecodeSpec>, carry: Vec<String>) -> RecodeSpec {
    let mut map = own.map(|own| own.map.clone()).unwrap_or_default();
    let labelled = own.is_some_and(|own| own.labels);
    let labels = entry.labels.iter().filter(|_| labelled);
    let labels = labels.map(|(code, label)| (code, CellSpec::Text(label.clone())));
    for (code, value) in entry.map.iter().map(|(code, value)| (code, value.clone())).chain(labels) {
        if !map.contains_key(code) {
            map.insert(code.clone(), value);
        }
    }
    RecodeSpec {
        column: Some(column),
        expression: None,
        bins: own.and_then(|own| own.bins.clone()),
        collapse: own.map(|own| own.collapse.clone()).unwrap_or_default(),
        map,
        missing: own.and_then(|own| own.missing.clone()).or_else(|| Some(entry.missing.to_vec())),
        scale: own.and_then(|own| own.scale).or(entry.scale),
        labels: labelled,
        carry,
    }
}

fn lacking(source: &Source<'_>, file: usize, column: &str, entry: &Entry<'_>) -> Fault {
    let names: Vec<String> = entry.columns.iter().map(|c| format!("`{c}`")).collect();
    Fault {
        code: "MW278",
        message: format!(
            "the codebook calls `{}` {} here, and the file has no such column",
            entry.concept,
            names.join(" or ")
        ),
        help: Some("check `wave` of the file, or name the column itself".to_owned()),
        place: Place::Data {
            file: source.files[file].spec.path().to_path_buf(),
            row: None,
            column: Some(column.to_owned()),
        },
    }
}
