//! What is found out about the people supported.

use super::spec::{BenchmarkSpec, ScaleSpec};
use crate::cohort::{Better, Case};
use crate::score::{Band, Reliability, ScaleScores};

/// What readers must know of a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// Name in the job.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// Unit of the scores in words.
    pub unit: String,
    /// The instrument, where there is one.
    pub instrument: Option<String>,
    /// Where the instrument is published.
    pub source: Option<String>,
    /// Which end is better.
    pub better: Better,
    /// Lowest and highest possible score, where known.
    pub range: Option<(f64, f64)>,
    /// Who is a case.
    pub case: Option<Case>,
    /// Smallest change that counts as meaningful, where one is said.
    pub meaningful: Option<f64>,
    /// A score at this or worse lies at the worse end.
    pub worse_end: Option<f64>,
    /// Named ranges, from the lowest up.
    pub bands: Vec<Band>,
    /// A published level.
    pub benchmark: Option<BenchmarkSpec>,
    /// Follow-ups sooner than this many weeks after the end do not count.
    pub at_least_weeks: Option<f64>,
    /// What the later time is called.
    pub follow_up: Option<String>,
}

/// The later time, where the job does not call it anything.
const LATER: &str = "follow-up";

impl About {
    pub(super) fn new(scores: &ScaleScores, spec: &ScaleSpec) -> Self {
        let about = &scores.about;
        let said = spec.meaningful.is_some() || scores.outcome.is_some() || scores.instrument.is_some();
        let later = || spec.follow_up_label.clone().unwrap_or_else(|| LATER.to_owned());
        Self {
            name: scores.name.clone(),
            label: spec.label.clone().unwrap_or_else(|| about.label.clone()),
            unit: about.unit.clone(),
            instrument: scores.instrument.clone(),
            source: about.source.clone(),
            better: about.better,
            range: about.range,
            case: about.case.clone(),
            meaningful: said.then(|| spec.meaningful.unwrap_or(about.meaningful)),
            worse_end: spec.worse_end,
            bands: scores.bands.clone(),
            benchmark: spec.benchmark.clone(),
            at_least_weeks: spec.at_least_weeks,
            follow_up: spec.follow_up.as_ref().map(|_| later()),
        }
    }

    /// By how much a change is for the better, in points.
    #[must_use]
    pub fn gain(&self, from: f64, to: f64) -> f64 {
        match self.better {
            Better::Lower => from - to,
            Better::Higher => to - from,
        }
    }

    /// `true` if `score` is as bad as `limit` or worse.
    pub(super) fn as_bad(&self, score: f64, limit: f64) -> bool {
        match self.better {
            Better::Lower => score >= limit,
            Better::Higher => score <= limit,
        }
    }

    /// The scores as bad as `limit` or worse, from the lowest to the highest.
    pub(super) fn bad(&self, limit: f64) -> Option<(f64, f64)> {
        let (low, high) = self.range?;
        Some(match self.better {
            Better::Lower => (limit, high),
            Better::Higher => (low, limit),
        })
    }
}

/// What the scales of a job say.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// Words and rules.
    pub about: About,
    /// Means with intervals.
    pub means: Vec<Mean>,
    /// Counts and shares.
    pub shares: Vec<Share>,
    /// How well the scale's own items hang together.
    pub reliability: Vec<Reliability>,
}

/// A score, or the difference of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Score at the start.
    Start,
    /// Score at the end.
    End,
    /// Score at the follow-up.
    FollowUp,
    /// End less start.
    StartToEnd,
    /// Follow-up less end.
    EndToFollowUp,
    /// Follow-up less start.
    StartToFollowUp,
    /// Weeks from the end to the follow-up.
    Weeks,
}

impl Period {
    /// The period as tables write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::FollowUp => "follow_up",
            Self::StartToEnd => "start_to_end",
            Self::EndToFollowUp => "end_to_follow_up",
            Self::StartToFollowUp => "start_to_follow_up",
            Self::Weeks => "weeks_to_follow_up",
        }
    }
}

/// A mean of people supported.
#[derive(Debug, Clone, PartialEq)]
pub struct Mean {
    /// Of what.
    pub of: Period,
    /// Of whom.
    pub base: &'static str,
    /// How many people.
    pub people: usize,
    /// The mean.
    pub mean: Option<f64>,
    /// Standard deviation between people.
    pub sd: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
    /// Limits of the 95 % interval.
    pub limits: Option<(f64, f64)>,
    /// Degrees of freedom.
    pub df: Option<f64>,
    /// Clusters, where people come in some.
    pub clusters: Option<usize>,
    /// Which variance: `t`, `cluster, CR1` or `cluster, CR2`.
    pub variance: &'static str,
    /// Difference from those not followed up, in standard deviations of the two together.
    pub standardised: Option<f64>,
    /// Why there is no interval, where there is none.
    pub why: Option<&'static str>,
}

/// How many of whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// What is counted, as a section of `descriptives`.
    pub section: &'static str,
    /// The time, or the band at the start.
    pub group: String,
    /// Of whom.
    pub base: &'static str,
    /// Which of them.
    pub category: String,
    /// Lowest and highest score or change that the category holds.
    pub edges: Option<(f64, f64)>,
    /// How many.
    pub numerator: usize,
    /// Of how many.
    pub denominator: usize,
}
