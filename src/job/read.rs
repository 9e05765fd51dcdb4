//! From the text of a job to a job, or to all that is wrong with it.

use super::check;
use super::costs;
use super::curve;
use super::faults::Faults;
use super::gaps;
use super::own;
use super::partial;
use super::resolve;
use super::schema::schema;
use super::spans::Spans;
use super::spec::{Job, JobSpec};
use super::theme;
use super::walk::Walk;
use crate::fault::Fault;
use crate::report::theme::Theme;
use crate::score::Instrument;
use serde::Deserialize;
use std::path::Path;
use toml::de::DeTable;

/// What reading a job gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The job. With faults it is for looking at the data only (so that their faults can be told in
    /// the same breath), never for running. `None` if not even its inputs can be told.
    pub job: Option<Job>,
    /// All faults, in the order of the text.
    pub faults: Vec<Fault>,
}

/// Reads a job; `folder` is where its relative paths start from.
///
/// All faults are collected: only a text that is no TOML stops at its first.
#[must_use]
pub fn read(text: &str, folder: &Path) -> Reading {
    let known = crate::score::instruments().iter();
    let scales: Vec<Scale<'_>> = known.map(|i| Scale { name: &i.name, case: i.case.is_some() }).collect();
    read_with(text, folder, &scales)
}

/// What a job must know of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale<'a> {
    /// Its name, such as `ucla3`.
    pub name: &'a str,
    /// `true` if it says who is a case.
    pub case: bool,
}

/// As [`read`], with the instruments there are.
#[must_use]
pub fn read_with(text: &str, folder: &Path, scales: &[Scale<'_>]) -> Reading {
    let mut faults = Faults::default();
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            let help = slip(text, &at);
            faults.add("MW001", at, format!("this is no TOML: {}", error.message()), help);
            return Reading { job: None, faults: faults.sorted() };
        }
    };
    let mut spans = Spans::new(text, root);
    let shape = schema();
    let (mut table, aliases) = Walk::new(&shape, &mut faults).job(spans.root());
    if gaps::told(text, &mut faults) {
        return Reading { job: None, faults: faults.sorted() };
    }
    spans.learn(aliases);
    resolve::merge(&mut table);
    let base = resolve::Base::of(&table);
    let mut spec = match JobSpec::deserialize(toml::Value::Table(table)) {
        Ok(spec) => spec,
        Err(error) => {
            faults.add("MW007", 0..0, format!("the job cannot be read: {}", error.message()), "");
            return Reading { job: None, faults: faults.sorted() };
        }
    };
    let own = own::read(&spec.instruments, folder, &spans, &mut faults);
    let found = costs::read(&mut spec.value, folder, &spans, &mut faults);
    let scales = known(&spec, scales, &own);
    let specifications = resolve::specifications(&spec);
    let mut grid = curve::grid(&spec, &base, specifications.len(), &curve::Settings::new(&shape));
    let inputs = check::run(&spec, &specifications, grid.as_mut(), &spans, &scales, &mut faults);
    let theme = theme::read(spec.report.theme.as_deref(), folder, &spans, &mut faults);
    let mut faults = faults.sorted();
    faults.extend(own.faults);
    faults.extend(found);
    let theme = theme.unwrap_or_else(|bad| {
        faults.extend(bad);
        Theme::default()
    });
    let (folder, text) = (folder.to_owned(), text.to_owned());
    let mut job = Job { spec, specifications, grid, instruments: own.instruments, theme, folder, text };
    partial::leave_out(&mut job.spec, &faults, &spans);
    let usable = inputs == check::Inputs::Usable;
    Reading { job: usable.then_some(job), faults }
}

/// The instruments that outcomes may name. Where a file beside the job cannot be used, every name that is
/// not known might be its own, and is not told as a fault once more.
fn known<'a>(spec: &'a JobSpec, scales: &[Scale<'a>], own: &'a own::Own) -> Vec<Scale<'a>> {
    let beside = own.instruments.iter().map(|i| Scale { name: &i.name, case: i.case.is_some() });
    let mut all: Vec<Scale<'a>> = scales.iter().copied().chain(beside).collect();
    if own.unclear {
        let scales = spec.scales.values().map(|s| &s.instrument);
        let named = spec.outcomes.values().map(|o| &o.instrument).chain(scales).filter_map(Option::as_deref);
        let unknown: Vec<&str> = named.filter(|n| all.iter().all(|s| s.name != *n)).collect();
        all.extend(unknown.into_iter().map(|name| Scale { name, case: true }));
    }
    all
}

/// What is wrong most often where a text stops being TOML at `at`.
fn slip(text: &str, at: &std::ops::Range<usize>) -> &'static str {
    let before = text.get(..at.start).unwrap_or_default();
    let line = text.lines().nth(before.matches('\n').count()).unwrap_or_default();
    let first = text.trim_start();
    if first.starts_with(['{', '<']) || !text.contains('=') {
        "a job is written in TOML, such as `name = \"Befriending\"`; `matchwell init` drafts one"
    } else if line.contains('\\') {
        "write paths with /, or in single quotes: 'data\\users.csv'"
    } else if line.matches('"').count() % 2 == 1 {
        "a quote is not closed in this line"
    } else {
        "texts stand in quotes, lists in [ ], tables in { }; each key stands once"
    }
}

impl Job {
    /// The instrument called `name`: one of the program or one beside the job.
    #[must_use]
    pub fn instrument(&self, name: &str) -> Option<&Instrument> {
        crate::score::instrument(name).or_else(|| self.instruments.iter().find(|i| i.name == name))
    }

    /// Names of all instruments that the job may use.
    #[must_use]
    pub fn instrument_names(&self) -> Vec<&str> {
        crate::score::instruments().iter().chain(&self.instruments).map(|i| i.name.as_str()).collect()
    }

    /// The settings with every default, as a job file that reads back to the same job.
    ///
    /// # Errors
    /// A number that TOML cannot hold, such as a seed above 2^63.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(&self.spec)
    }
}
