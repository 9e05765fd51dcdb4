//! How well the items of a scale hang together, in each arm at each time.

use super::fields::{Part, Scoring};
use super::instrument::Instrument;
use crate::stats::reliability::{alpha, covariance, omega};

/// When answers were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Time {
    /// Before the programme.
    Start,
    /// After it.
    End,
    /// Some time after the end.
    FollowUp,
}

impl Time {
    /// The time as tables write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::FollowUp => "follow_up",
        }
    }
}

/// The reliability of one scale in one arm at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// The outcome.
    pub outcome: String,
    /// When.
    pub time: Time,
    /// Which arm.
    pub treated: bool,
    /// People who take part and have answered every item: all that is said rests on them, each counted
    /// once, without weights.
    pub people: usize,
    /// How many items.
    pub items: usize,
    /// Cronbach's alpha; `None` for sums that do not vary.
    pub alpha: Option<f64>,
    /// McDonald's omega total with one factor by minres; `None` where no such factor is identified.
    pub omega: Option<f64>,
}

/// The reliability of the valid answers to `part`, in both arms; nothing for a single item.
///
/// * `answers`: item by item, one entry a unit.
pub(super) fn measure(
    scoring: &Scoring<'_>,
    part: &Part<'_>,
    instrument: &Instrument,
    answers: &[Vec<Option<f64>>],
) -> Vec<Reliability> {
    if instrument.item.len() < 2 {
        return Vec::new();
    }
    let units = answers.first().map_or(0, Vec::len);
    let arm = |treated: bool| {
        let whole = |i: &usize| {
            scoring.treated(*i) == treated
                && scoring.counts(*i, part)
                && answers.iter().all(|a| a[*i].is_some())
        };
        let rows: Vec<usize> = (0..units).filter(whole).collect();
        let items = instrument.item.iter().zip(answers);
        let points: Vec<Vec<f64>> = items
            .map(|(item, a)| rows.iter().filter_map(|&i| a[i].map(|v| item.points(v))).collect())
            .collect();
        let cov = covariance(&points);
        Reliability {
            outcome: part.name.to_owned(),
            time: part.time,
            treated,
            people: rows.len(),
            items: points.len(),
            alpha: cov.as_ref().and_then(alpha),
            omega: cov.as_ref().and_then(omega),
        }
    };
    vec![arm(true), arm(false)]
}
