//! What an unreliable start score, and different times of follow-up, could make of a result.

use super::super::Release;
use super::super::tables::effects::EffectRecord;
use super::super::tables::sensitivity::SensitivityRecord;
use super::Names;
use super::effects::{limits, quantity};
use super::numbers::{level, number, points};
use crate::sensitivity::{fallible, gap};
use std::ops::RangeInclusive;

/// What a fallible start score could make of one effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Reliabilities looked at, from the lowest.
    pub reliabilities: Vec<f64>,
    /// Long-run means looked at, rising.
    pub means: Vec<f64>,
    /// `true` if they lead from the treated's start down to the pool's mean, `false` if the other way.
    pub falling: bool,
    /// Smallest and largest effect.
    pub effect: (f64, f64),
    /// Lowest and highest limit of the intervals.
    pub interval: Option<(f64, f64)>,
    /// Long-run mean at which the interval reaches 0, at each reliability.
    pub undone: Vec<Option<f64>>,
}

impl Band {
    /// The band of one effect; `None` where it was not looked at or is withheld.
    #[must_use]
    pub fn of(release: &Release, e: &EffectRecord) -> Option<Self> {
        let rows = about(release, e, fallible::ANALYSIS);
        let grid: Vec<&SensitivityRecord> = rows.iter().copied().filter(|r| r.subject.is_none()).collect();
        let mut reliabilities: Vec<f64> = grid.iter().filter_map(|r| r.strength).collect();
        reliabilities.sort_by(f64::total_cmp);
        reliabilities.dedup();
        let mut means: Vec<f64> = Vec::new();
        for m in grid.iter().filter_map(|r| r.second_strength) {
            if !means.contains(&m) {
                means.push(m);
            }
        }
        let falling = means.first() > means.last();
        if falling {
            means.reverse();
        }
        let ends = |values: Vec<f64>| {
            let low = values.iter().copied().min_by(f64::total_cmp)?;
            Some((low, values.iter().copied().max_by(f64::total_cmp)?))
        };
        let limits = grid.iter().flat_map(|r| [r.lower, r.upper]).flatten().collect();
        let undone = |reliability: &f64| {
            let mut named = rows.iter().filter(|r| r.subject.as_deref() == Some(fallible::UNDONE));
            named.find(|r| r.strength == Some(*reliability)).and_then(|r| r.value)
        };
        Some(Self {
            effect: ends(grid.iter().filter_map(|r| r.estimate).collect())?,
            interval: ends(limits),
            undone: reliabilities.iter().map(undone).collect(),
            reliabilities,
            means,
            falling,
        })
    }

    /// Effect and limits at one reliability and long-run mean.
    #[must_use]
    pub fn at<'a>(
        release: &'a Release,
        e: &EffectRecord,
        reliability: f64,
        mean: f64,
    ) -> Option<&'a SensitivityRecord> {
        about(release, e, fallible::ANALYSIS).into_iter().find(|r| {
            r.subject.is_none() && r.strength == Some(reliability) && r.second_strength == Some(mean)
        })
    }

    /// The reliability in the middle.
    fn middle(&self) -> usize {
        self.reliabilities.len() / 2
    }
}

/// Rows of one analysis about one effect.
pub(in super::super) fn about<'a>(
    release: &'a Release,
    e: &EffectRecord,
    analysis: &str,
) -> Vec<&'a SensitivityRecord> {
    let same = |r: &&SensitivityRecord| {
        r.analysis == analysis
            && (&r.specification, r.imputation, &r.outcome, &r.contrast)
                == (&e.specification, e.imputation, &e.outcome, &e.contrast)
            && (&r.group, &r.base, &r.estimator) == (&e.group, &e.base, &e.estimator)
    };
    release.tables().sensitivity.iter().filter(same).collect()
}

/// A difference with its unit.
fn size(e: &EffectRecord, value: f64) -> String {
    if e.is_proportion() { points(value) } else { quantity(e, value) }
}

/// One short line beside the headline; empty where there is no band.
#[must_use]
pub fn band_line(release: &Release, e: &EffectRecord, names: &Names) -> String {
    let Some(band) = Band::of(release, e) else { return String::new() };
    let (low, high) = band.effect;
    let reach = if e.is_proportion() {
        format!("{} percentage points", limits(e, low, high))
    } else {
        format!("{} {}", limits(e, low, high), e.unit)
    };
    let guessed = match band.reliabilities.get(band.middle()) {
        Some(r) if names.reliability_guessed(&e.outcome) => {
            format!(", if its reliability is about {}, which nobody has published,", number(*r, 2))
        }
        _ => String::new(),
    };
    format!(
        "An unreliable start score alone{guessed} could put this difference anywhere from {reach}: see the band below."
    )
}

/// The band in two sentences.
#[must_use]
pub fn band(release: &Release, e: &EffectRecord, names: &Names) -> String {
    let Some(band) = Band::of(release, e) else { return String::new() };
    let o = names.outcome(&e.outcome);
    let (low, high) = band.effect;
    let from = band.means.first().copied().unwrap_or_default();
    let to = band.means.last().copied().unwrap_or_default();
    let correlations = match (band.reliabilities.first(), band.reliabilities.last()) {
        (Some(a), Some(b)) if a < b => format!("{} to {}", number(*a, 2), number(*b, 2)),
        (Some(a), _) => number(*a, 2),
        _ => String::new(),
    };
    format!(
        "If {} agrees with itself at {correlations} when nothing has happened (retest reliability), and the usual level of these {} lies anywhere from {} to {}, the difference would be between {} and {}. {}",
        o.label,
        names.treated,
        level(from),
        level(to),
        size(e, low),
        size(e, high),
        nought(&band, e, from..=to)
    )
}

/// At which long-run mean the interval reaches 0.
fn nought(band: &Band, e: &EffectRecord, looked_at: RangeInclusive<f64>) -> String {
    let middle = band.middle();
    if e.difference_lower.zip(e.difference_upper).is_none_or(|(l, u)| l <= 0.0 && u >= 0.0) {
        return "The interval of the headline is not clear of nought to begin with.".to_owned();
    }
    let Some(reliability) = band.reliabilities.get(middle).map(|r| number(*r, 2)) else {
        return String::new();
    };
    let Some(at) = band.undone.get(middle).copied().flatten() else {
        return format!(
            "At a reliability of {reliability} no usual level on the scale would bring its interval to nought."
        );
    };
    let within = if looked_at.contains(&at) { "within that range" } else { "outside that range" };
    let mut others: Vec<f64> = band.undone.iter().copied().flatten().collect();
    others.sort_by(f64::total_cmp);
    let spread = match (others.first(), others.last()) {
        (Some(a), Some(b)) if a < b => {
            format!(" ({} to {} at the other reliabilities)", level(*a), level(*b))
        }
        _ => String::new(),
    };
    format!(
        "The interval would reach nought at a usual level of {}, {within}, at a reliability of {reliability}{spread}.",
        level(at)
    )
}

/// The effect under one share of the controls' change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The share.
    pub fraction: f64,
    /// The effect.
    pub estimate: Option<f64>,
    /// Its limits.
    pub limits: Option<(f64, f64)>,
}

/// The effect under each share of the controls' change; empty where both arms were followed for as long.
#[must_use]
pub fn parts(release: &Release, e: &EffectRecord) -> Vec<Part> {
    let rows = about(release, e, gap::GAP);
    let part = |r: &&SensitivityRecord| {
        Some(Part { fraction: r.strength?, estimate: r.estimate, limits: r.lower.zip(r.upper) })
    };
    rows.iter().filter(|r| r.subject.is_none()).filter_map(part).collect()
}

/// What different times of follow-up could make of the headline; empty where they do not differ.
#[must_use]
pub fn gap_words(release: &Release, e: &EffectRecord, names: &Names) -> String {
    let rows = about(release, e, gap::GAP);
    if rows.is_empty() {
        return String::new();
    }
    let value =
        |subject: &str| rows.iter().find(|r| r.subject.as_deref() == Some(subject)).and_then(|r| r.value);
    let even = value(gap::BREAK_EVEN).map_or_else(
        || "No share of it would make the difference nought".to_owned(),
        |f| format!("The difference would be nought if they had changed {} times as much", number(f, 2)),
    );
    let limit = value(gap::BREAK_LIMIT).map_or_else(String::new, |f| {
        format!(", and its interval would reach nought at {} times", number(f, 2))
    });
    format!(
        "The headline takes the whole change of the {} as what would have happened in the time of the {}. Had only a share of it come about by then, or more than all of it, the difference would be as in the table. {even}{limit}.",
        names.comparison, names.treated
    )
}
