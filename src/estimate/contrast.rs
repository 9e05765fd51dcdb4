//! What is compared: one number a unit for each contrast, and the base it is a share of.

use super::error::EstimateError;
use super::types::Base;
use crate::cohort::{Better, Cohort, Contrast, Number, Outcome};

/// Changes are told apart from the meaningful change by more than this share of it: a change that
/// equals it but for rounding counts.
const ROUNDING: f64 = 1e-9;

/// An outcome with its columns at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured<'a> {
    /// The outcome.
    pub outcome: &'a Outcome,
    start: Option<Number<'a>>,
    end: Number<'a>,
}

/// How the two ends of a change compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Better by the meaningful change or more.
    Better,
    /// Neither.
    Same,
    /// Worse by the meaningful change or more.
    Worse,
}

/// Direction of the change from `start` to `end`.
fn direction(outcome: &Outcome, start: f64, end: f64) -> Change {
    let rise = end - start;
    let gain = if outcome.better == Better::Lower { -rise } else { rise };
    let enough = outcome.meaningful * (1.0 - ROUNDING);
    if gain > 0.0 && gain >= enough {
        Change::Better
    } else if gain < 0.0 && -gain >= enough {
        Change::Worse
    } else {
        Change::Same
    }
}

/// Value of `contrast` for somebody who started at `start` and ended at `end`.
pub(super) fn worth(outcome: &Outcome, contrast: Contrast, start: f64, end: f64) -> f64 {
    let yes = |b: bool| f64::from(u8::from(b));
    let change = |c: Change| yes(direction(outcome, start, end) == c);
    let case = |score: f64| outcome.case.as_ref().is_some_and(|c| c.is(score));
    match contrast {
        Contrast::Change => end - start,
        Contrast::End | Contrast::Value => end,
        Contrast::Improved => change(Change::Better),
        Contrast::Unchanged => change(Change::Same),
        Contrast::Worsened => change(Change::Worse),
        Contrast::LeftCase => yes(case(start) && !case(end)),
        Contrast::BecameCase => yes(!case(start) && case(end)),
    }
}

impl<'a> Measured<'a> {
    /// Opens the columns of `outcome`.
    pub fn new(cohort: &'a Cohort, outcome: &'a Outcome) -> Result<Self, EstimateError> {
        let start = outcome.start().map(|name| cohort.number(name)).transpose()?;
        Ok(Self { outcome, start, end: cohort.number(outcome.end())? })
    }

    /// `true` if unit `i` has every value the outcome needs.
    pub fn known(&self, i: usize) -> bool {
        self.start_known(i) && self.end.known(i)
    }

    /// `true` if unit `i` has a start value (always, for a plain outcome).
    pub fn start_known(&self, i: usize) -> bool {
        self.start.is_none_or(|s| s.known(i))
    }

    /// Start value of unit `i`.
    pub fn start(&self, i: usize) -> Option<f64> {
        self.start.and_then(|s| s.get(i))
    }

    /// End value of unit `i`.
    pub fn end(&self, i: usize) -> Option<f64> {
        self.end.get(i)
    }

    /// Direction of the change of unit `i`.
    pub fn change(&self, i: usize) -> Option<Change> {
        Some(direction(self.outcome, self.start(i)?, self.end(i)?))
    }

    /// Whether unit `i` is a case at the start and at the end.
    pub fn cases(&self, i: usize) -> Option<(bool, bool)> {
        let case = self.outcome.case.as_ref()?;
        Some((case.is(self.start(i)?), case.is(self.end(i)?)))
    }

    /// Value of `contrast` for unit `i`; `None` where a value is missing.
    pub fn value(&self, contrast: Contrast, i: usize) -> Option<f64> {
        match contrast {
            Contrast::End => self.known(i).then(|| self.end(i)).flatten(),
            Contrast::Value => self.end(i),
            Contrast::LeftCase | Contrast::BecameCase if self.outcome.case.is_none() => None,
            _ => Some(worth(self.outcome, contrast, self.start(i)?, self.end(i)?)),
        }
    }

    /// `true` if unit `i` belongs to `base`, which start values alone decide (METHODS 3).
    pub fn in_base(&self, base: Base, i: usize) -> bool {
        let lower = self.outcome.better == Better::Lower;
        let better_than = |a: f64, b: f64| if lower { a < b } else { a > b };
        let case = |start: f64| self.outcome.case.as_ref().is_some_and(|c| c.is(start));
        let Some(start) = self.start(i) else { return base == Base::AllMatched };
        match base {
            Base::AllMatched => true,
            Base::CouldImprove => self.outcome.best().is_none_or(|best| better_than(best, start)),
            Base::CouldWorsen => self.outcome.worst().is_none_or(|worst| better_than(start, worst)),
            Base::CasesAtStart => case(start),
            Base::NonCasesAtStart => !case(start),
        }
    }

    /// Lowest and highest value that `contrast` could have for unit `i`, given its start value alone; `None`
    /// where the scale has no known ends.
    pub fn possible(&self, contrast: Contrast, i: usize) -> Option<(f64, f64)> {
        let ends = if self.outcome.binary { Some((0.0, 1.0)) } else { self.outcome.range };
        let if_in = |base: Base| Some((0.0, f64::from(u8::from(self.in_base(base, i)))));
        match contrast {
            Contrast::Change => ends.zip(self.start(i)).map(|((low, high), s)| (low - s, high - s)),
            Contrast::End | Contrast::Value => ends,
            Contrast::Improved => if_in(Base::CouldImprove),
            Contrast::Unchanged => Some((0.0, 1.0)),
            Contrast::Worsened => if_in(Base::CouldWorsen),
            Contrast::LeftCase => if_in(Base::CasesAtStart),
            Contrast::BecameCase => if_in(Base::NonCasesAtStart),
        }
    }

    /// Width of the scale of one value of `contrast`; `None` where it has no known ends.
    pub fn width(&self, contrast: Contrast) -> Option<f64> {
        match contrast {
            Contrast::Change | Contrast::End | Contrast::Value if !self.outcome.binary => {
                self.outcome.range.map(|(low, high)| high - low)
            }
            _ => Some(1.0),
        }
    }

    /// Why `contrast` cannot be made of this outcome, if it cannot.
    pub fn cannot(&self, contrast: Contrast) -> Option<&'static str> {
        match contrast {
            Contrast::Value => None,
            _ if self.start.is_none() => Some("it has no start value"),
            Contrast::LeftCase | Contrast::BecameCase if self.outcome.case.is_none() => {
                Some("it has no case rule")
            }
            _ => None,
        }
    }

    /// Bases of `contrast`, the main one first.
    ///
    /// Shares of those who could improve or worsen need the instrument's range; without it nobody is
    /// known to be at the end of the scale and the base is everybody.
    pub fn bases(&self, contrast: Contrast) -> Vec<Base> {
        let restricted = match contrast {
            Contrast::Improved => self.outcome.best().map(|_| Base::CouldImprove),
            Contrast::Worsened => self.outcome.worst().map(|_| Base::CouldWorsen),
            Contrast::LeftCase => Some(Base::CasesAtStart),
            Contrast::BecameCase => Some(Base::NonCasesAtStart),
            Contrast::Change | Contrast::End | Contrast::Unchanged | Contrast::Value => None,
        };
        restricted.into_iter().chain([Base::AllMatched]).collect()
    }

    /// `true` if `contrast` is a yes or no.
    pub fn binary(&self, contrast: Contrast) -> bool {
        match contrast {
            Contrast::Change => false,
            Contrast::End | Contrast::Value => self.outcome.binary,
            _ => true,
        }
    }
}
