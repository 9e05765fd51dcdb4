//! Histograms of the score and profiles of covariates, before and after matching.

use super::super::tables::descriptives::DescriptiveRecord;
use super::{keys, start};
use crate::cohort::{Column, Covariate, Kind};
use crate::study::{Analysis, Study};

/// Bins of the histograms: fixed edges, so that they tell nothing about the extremes.
const BINS: u16 = 20;

/// Whose weight counts: everyone eligible, or the matched under their weights.
#[derive(Clone, Copy, PartialEq)]
enum Time {
    Before,
    After,
}

/// Unweighted count, sum of weights and weighted sum of values.
#[derive(Clone, Copy, Default)]
struct Tally {
    people: usize,
    mass: f64,
    sum: f64,
}

pub(super) fn rows(study: &Study, a: &Analysis) -> Vec<DescriptiveRecord> {
    let frames = [Time::Before, Time::After]
        .into_iter()
        .flat_map(|time| [true, false].map(|treated| Frame::new(study, a, time, treated)));
    frames.flat_map(|f| f.rows()).collect()
}

/// The units of one arm at one time, with their weights scaled to mean 1.
struct Frame<'a> {
    study: &'a Study,
    a: &'a Analysis,
    time: Time,
    treated: bool,
    rows: Vec<u32>,
    scale: f64,
}

impl<'a> Frame<'a> {
    fn new(study: &'a Study, a: &'a Analysis, time: Time, treated: bool) -> Self {
        let mut frame = Self { study, a, time, treated, rows: Vec::new(), scale: 1.0 };
        let cohort = &study.cohort;
        let here = |&i: &usize| {
            cohort.treated()[i] == treated
                && cohort.entry().stays(i)
                && a.design.eligible.stays(i)
                && frame.weight(i) > 0.0
        };
        let rows: Vec<u32> = (0..cohort.len()).filter(here).map(|i| i as u32).collect();
        frame.rows = rows;
        let mass: f64 = frame.units().map(|(_, w)| w).sum();
        if mass > 0.0 {
            frame.scale = frame.rows.len() as f64 / mass;
        }
        frame
    }

    fn weight(&self, i: usize) -> f64 {
        match self.time {
            Time::Before => self.a.design.survey_weight.as_ref().map_or(1.0, |w| w[i]),
            Time::After => self.a.matching.analysis_weight[i],
        }
    }

    /// Row and weight of each unit that counts.
    fn units(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.rows.iter().map(|&i| (i as usize, self.weight(i as usize) * self.scale))
    }

    fn rows(&self) -> Vec<DescriptiveRecord> {
        let covariates = &self.study.cohort.roles().covariates;
        let profile = covariates.iter().flat_map(|c| self.profile(c));
        self.histogram().into_iter().chain(profile).collect()
    }

    fn histogram(&self) -> Vec<DescriptiveRecord> {
        let Some(propensity) = &self.a.design.propensity else { return Vec::new() };
        let bins = f64::from(BINS);
        let mut tally = vec![Tally::default(); usize::from(BINS)];
        for (i, w) in self.units() {
            let score = propensity.score[i];
            if score.is_finite() {
                let bin = (1..BINS).filter(|&k| f64::from(k) / bins <= score).count();
                tally[bin].people += 1;
                tally[bin].mass += w;
            }
        }
        let total: f64 = tally.iter().map(|t| t.mass).sum();
        let section = if self.time == Time::Before { "score_before" } else { "score_after" };
        let bin = |(k, t): (u16, &Tally)| DescriptiveRecord {
            lower_edge: Some(f64::from(k) / bins),
            upper_edge: Some(f64::from(k + 1) / bins),
            ..self.share(section, None, format!("bin {:02}", k + 1), *t, total)
        };
        (0..BINS).zip(&tally).map(bin).collect()
    }

    fn profile(&self, c: &Covariate) -> Vec<DescriptiveRecord> {
        let section = if self.time == Time::Before { "profile_before" } else { "profile_after" };
        match self.study.cohort.column(&c.name) {
            Ok(Column::Category(column)) => {
                let mut tally = vec![Tally::default(); column.len()];
                for (i, w) in self.units() {
                    if let Some(code) = column.get(i) {
                        tally[usize::from(code)].people += 1;
                        tally[usize::from(code)].mass += w;
                    }
                }
                let total = tally.iter().map(|t| t.mass).sum();
                let level = |(l, t): (&str, &Tally)| self.share(section, Some(c), l.to_owned(), *t, total);
                column.levels().zip(&tally).map(level).collect()
            }
            Ok(Column::Number(column)) if c.kind == Kind::YesNo => {
                let (yes, known) =
                    (self.tally(|i| column.get(i).filter(|v| *v == 1.0)), self.tally(|i| column.get(i)));
                let no = Tally { people: known.people - yes.people, mass: known.mass - yes.mass, sum: 0.0 };
                [("yes", yes), ("no", no)]
                    .map(|(word, t)| self.share(section, Some(c), word.to_owned(), t, known.mass))
                    .to_vec()
            }
            Ok(Column::Number(column)) => vec![self.mean(section, c, self.tally(|i| column.get(i)))],
            Err(_) => Vec::new(),
        }
    }

    fn tally(&self, value: impl Fn(usize) -> Option<f64>) -> Tally {
        let add = |t: Tally, (i, w): (usize, f64)| match value(i) {
            Some(v) => Tally { people: t.people + 1, mass: t.mass + w, sum: t.sum + w * v },
            None => t,
        };
        self.units().fold(Tally::default(), add)
    }

    fn share(
        &self,
        section: &str,
        c: Option<&Covariate>,
        category: String,
        t: Tally,
        total: f64,
    ) -> DescriptiveRecord {
        DescriptiveRecord {
            category: Some(category),
            people: keys::count(t.people),
            numerator: Some(t.mass),
            denominator: Some(total),
            value: (total > 0.0).then(|| t.mass / total),
            unit: "share".to_owned(),
            ..self.blank(section, c)
        }
    }

    fn mean(&self, section: &str, c: &Covariate, t: Tally) -> DescriptiveRecord {
        DescriptiveRecord {
            people: keys::count(t.people),
            denominator: Some(t.mass),
            value: (t.mass > 0.0).then(|| t.sum / t.mass),
            unit: c.unit.clone().unwrap_or_default(),
            ..self.blank(section, Some(c))
        }
    }

    fn blank(&self, section: &str, c: Option<&Covariate>) -> DescriptiveRecord {
        let (specification, imputation) = start(self.a);
        let before = self.time == Time::Before;
        DescriptiveRecord {
            specification,
            imputation,
            section: section.to_owned(),
            outcome: c.map(|c| c.name.clone()),
            group: if before { "everyone" } else { "matched" }.to_owned(),
            base: if before { "all_eligible" } else { "all_matched" }.to_owned(),
            arm: keys::arm(self.treated).to_owned(),
            ..DescriptiveRecord::default()
        }
    }
}
