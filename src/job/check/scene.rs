//! What every check looks at.

use super::names::Names;
use crate::job::spans::Spans;
use crate::job::spec::{JobSpec, OutcomeSpec};
use std::ops::Range;

/// A job as it was said, and where.
pub(super) struct Scene<'a> {
    pub(super) spec: &'a JobSpec,
    pub(super) spans: &'a Spans<'a>,
    pub(super) names: &'a Names,
    /// Names of the instruments; empty if any will do.
    pub(super) instruments: &'a [&'a str],
}

impl Scene<'_> {
    /// `true` for one file with a treatment column.
    pub(super) fn one_file(&self) -> bool {
        self.spans.has(&["units"])
    }

    /// Where the value at `path` stands, or the nearest thing around it.
    pub(super) fn at(&self, path: &[&str]) -> Range<usize> {
        self.spans.find(path).value
    }

    /// Where the key at `path` stands.
    pub(super) fn key(&self, path: &[&str]) -> Range<usize> {
        self.spans.find(path).key
    }

    /// `true` if the pool (or the one file) has a survey weight.
    pub(super) fn weighted(&self) -> bool {
        self.spans.has(&["control", "weight"]) || self.spans.has(&["units", "weight"])
    }

    /// `true` if either arm declares a cluster.
    pub(super) fn clustered(&self) -> bool {
        ["treated", "control", "units"].iter().any(|side| self.spans.has(&[side, "cluster"]))
    }
}

/// `true` if an outcome has a value at the start.
pub(super) fn before_after(outcome: &OutcomeSpec) -> bool {
    let sides = [&outcome.treated, &outcome.control, &outcome.both];
    sides.into_iter().flatten().any(|times| times.start.is_some())
}

/// Where the settings of one specification stand: in its own tables or in the job's.
pub(super) struct Place<'a> {
    spans: &'a Spans<'a>,
    own: Option<String>,
}

impl<'a> Place<'a> {
    pub(super) fn of(spans: &'a Spans<'a>, id: u32) -> Self {
        Self { spans, own: id.checked_sub(1).map(|i| i.to_string()) }
    }

    /// Where the setting at `path` stands, or the nearest thing around it.
    pub(super) fn at(&self, path: &[&str]) -> Range<usize> {
        let job = self.spans.find(path);
        let Some(i) = &self.own else { return job.value };
        let mut inner = vec!["specification", i];
        inner.extend(path);
        let own = self.spans.find(&inner);
        if own.depth >= job.depth + 2 || job.depth == 0 { own.value } else { job.value }
    }
}
