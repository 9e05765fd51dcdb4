//! Which columns a job needs from each file, and how they are to be read.

use super::source::{Side, Source, sources};
use crate::cohort::{Expression, ExpressionError, Kind};
use crate::fault::{Fault, Place};
use crate::job::{GapSpec, JobSpec};
use crate::stats::text::nearest;
use indexmap::IndexMap;
use std::path::PathBuf;

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
    /// Column and reading, with the number of uses.
    pub(super) columns: IndexMap<(String, Reading), u32>,
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

fn open(source: &Source<'_>, (wave, path): &(Option<&str>, &std::path::Path)) -> Request {
    let id = ((source.id.to_owned(), Reading::Keys), 1);
    Request {
        side: source.side,
        wave: wave.map(str::to_owned),
        path: path.to_path_buf(),
        ignore_case: source.ignore_case,
        columns: IndexMap::from([id]),
    }
}

/// Every column that `harmonise` will take from `source`, once a use.
fn columns(job: &JobSpec, source: &Source<'_>) -> (Vec<(String, Reading)>, Vec<Fault>) {
    let (mut wanted, mut faults) = (Vec::new(), Vec::new());
    let mut want = |name: &str, reading| wanted.push((name.to_owned(), reading));
    source.cluster.iter().for_each(|c| want(c, Reading::Keys));
    source.identifiers.iter().for_each(|c| want(c, Reading::Keys));
    source.weight.iter().for_each(|c| want(c, Reading::Numbers));
    source.treated.iter().for_each(|t| want(&t.column, Reading::Words));
    if let Some(GapSpec::Dates { from, to }) = source.gap {
        want(from, Reading::Words);
        want(to, Reading::Words);
    }
    if let Some(filter) = source.filter {
        match Expression::parse(filter) {
            Ok(parsed) => parsed.columns().iter().for_each(|c| want(c, Reading::Numbers)),
            Err(error) => faults.push(unreadable(source.side, filter, &error)),
        }
    }
    for covariate in job.covariates.values() {
        let reading = if covariate.kind == Kind::Number { Reading::Numbers } else { Reading::Words };
        source.side.field(covariate).iter().for_each(|f| want(f.column(), reading));
    }
    for outcome in job.outcomes.values() {
        let reading = if outcome.binary { Reading::Words } else { Reading::Numbers };
        let score = source.side.score(outcome);
        let fields = score.iter().flat_map(|s| s.start.iter().flatten().chain(&s.end));
        fields.for_each(|f| want(f.column(), reading));
    }
    (wanted, faults)
}

fn unreadable(side: Side, filter: &str, error: &ExpressionError) -> Fault {
    Fault {
        code: "MW224",
        message: format!("`where = \"{filter}\"` of {}: {error}", side.words()),
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
        if let [(None, _)] = self.files[..] {
            return Ok((0, name));
        }
        let waves: Vec<&str> = self.files.iter().filter_map(|(wave, _)| *wave).collect();
        let named = name.split_once('.');
        let at = named.and_then(|(wave, column)| Some((waves.iter().position(|w| *w == wave)?, column)));
        at.ok_or_else(|| {
            let close = named.and_then(|(wave, column)| Some((nearest(wave, &waves)?, column)));
            let example = close.unwrap_or((waves.first().copied().unwrap_or("start"), name));
            Fault {
                code: "MW208",
                message: format!(
                    "column `{name}` of {} does not say in which wave it is; waves are: {}",
                    self.side.words(),
                    waves.join(", ")
                ),
                help: Some(format!("write `{}.{}`", example.0, example.1)),
                place: Place::Whole,
            }
        })
    }
}
