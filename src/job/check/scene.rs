//! What every check looks at.

use super::names::Names;
use crate::job::read::Scale;
use crate::job::spans::Spans;
use crate::job::spec::{JobSpec, OutcomeSpec};
use crate::scales::ScaleSpec;
use crate::score::instrument;
use std::ops::Range;

/// A job as it was said, and where.
pub(super) struct Scene<'a> {
    pub(super) spec: &'a JobSpec,
    pub(super) spans: &'a Spans<'a>,
    pub(super) names: &'a Names,
    /// The instruments there are.
    pub(super) scales: &'a [Scale<'a>],
}

impl Scene<'_> {
    /// `true` for one file with a treatment column.
    pub(super) fn one_file(&self) -> bool {
        self.spans.has(&["units"])
    }

    /// `true` if the job has one of the two shapes: otherwise nothing can be held against its columns.
    pub(super) fn clear(&self) -> bool {
        self.one_file() != (self.spans.has(&["treated"]) || self.spans.has(&["control"]))
    }

    /// Where the value at `path` stands, or the nearest thing around it.
    pub(super) fn at(&self, path: &[&str]) -> Range<usize> {
        self.spans.find(path).value
    }

    /// Where the key at `path` stands.
    pub(super) fn key(&self, path: &[&str]) -> Range<usize> {
        self.spans.find(path).key
    }

    /// `true` if something says who is a case. An unknown instrument gets the benefit of the doubt: it
    /// is a fault of its own.
    pub(super) fn has_case(&self, outcome: &OutcomeSpec) -> bool {
        let instrument = outcome.instrument.as_ref();
        let scale = instrument.map(|name| self.scales.iter().find(|s| s.name == name));
        outcome.case.is_some() || scale.is_some_and(|s| s.is_none_or(|s| s.case))
    }

    /// The instrument of a scale: its own, or that of the outcome whose scores it takes.
    pub(super) fn scale_instrument<'s>(&'s self, scale: &'s ScaleSpec) -> Option<&'s str> {
        let outcome = scale.outcome.as_ref().and_then(|name| self.spec.outcomes.get(name));
        scale.instrument.as_deref().or_else(|| outcome?.instrument.as_deref())
    }

    /// Lowest and highest score of a scale, where the job says them or its instrument comes with the program.
    pub(super) fn scale_range(&self, scale: &ScaleSpec) -> Option<(f64, f64)> {
        let outcome = scale.outcome.as_ref().and_then(|name| self.spec.outcomes.get(name));
        let said = scale.range.or_else(|| outcome?.range);
        said.or_else(|| instrument(self.scale_instrument(scale)?).map(|i| i.range))
    }

    /// `true` if the pool (or the one file) has a survey weight.
    pub(super) fn weighted(&self) -> bool {
        self.spans.has(&["control", "weight"]) || self.spans.has(&["units", "weight"])
    }

    /// `true` if either arm declares a cluster.
    pub(super) fn clustered(&self) -> bool {
        self.any_side(&["cluster", "household"])
    }

    /// `true` if the survey's strata or primary sampling units are declared.
    pub(super) fn sampled(&self) -> bool {
        self.any_side(&["strata", "psu"])
    }

    fn any_side(&self, keys: &[&str]) -> bool {
        let sides = ["treated", "control", "units"];
        sides.iter().any(|side| keys.iter().any(|key| self.spans.has(&[side, key])))
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
