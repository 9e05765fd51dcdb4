//! Collects the faults of a job, each once.

use crate::fault::{Fault, Place};
use std::ops::Range;

/// Faults found so far.
#[derive(Default)]
pub(super) struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    /// Adds a fault, unless it is known already: specifications inherit the job's own.
    pub(super) fn add(
        &mut self,
        code: &'static str,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help: String = help.into();
        let help = (!help.is_empty()).then_some(help);
        let fault = Fault { code, message: message.into(), help, place: Place::Job(at) };
        if !self.list.contains(&fault) {
            self.list.push(fault);
        }
    }

    /// `true` if there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Drops the faults whose place lies in one of `ranges`.
    pub(super) fn drop_within(&mut self, ranges: &[Range<usize>]) {
        let within = |at: &Range<usize>| ranges.iter().any(|r| r.start <= at.start && at.end <= r.end);
        self.list.retain(|f| !matches!(&f.place, Place::Job(at) if within(at)));
    }

    /// All faults in the order of the text.
    pub(super) fn sorted(mut self) -> Vec<Fault> {
        self.list.sort_by_key(|f| match &f.place {
            Place::Job(at) => at.start,
            _ => 0,
        });
        self.list
    }
}
