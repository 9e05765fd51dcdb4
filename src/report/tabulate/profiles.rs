//! Histograms of the score and profiles of covariates, before and after matching, and of the treated
//! who are in the comparison beside those who are not.

use super::super::tables::descriptives::DescriptiveRecord;
use super::{keys, start};
use crate::cohort::{Column, Covariate, Kind, Outcome};
use crate::design::Estimand;
use crate::study::{Analysis, Study};

/// Bins of the histograms: fixed edges, so that they tell nothing about the extremes.
const BINS: u16 = 20;

/// Reasons of the design that leave a unit outside what the specification is about.
const OUTSIDE: [&str; 3] = ["where", "filter", "filter_unknown"];

/// Whose weight counts: everyone eligible, the matched under their weights, or of the people the result
/// is meant for each matched and each not matched once.
#[derive(Clone, Copy, PartialEq)]
enum Time {
    Before,
    After,
    Kept,
    Dropped,
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
    frames.flat_map(|f| f.rows()).chain(kept_dropped(study, a)).collect()
}

/// Who of the treated is in the comparison and who is not; nothing when nobody is left out, or when the
/// effect is not about the treated.
fn kept_dropped(study: &Study, a: &Analysis) -> Vec<DescriptiveRecord> {
    let [kept, dropped] = [Time::Kept, Time::Dropped].map(|time| Frame::new(study, a, time, true));
    if a.design.estimand != Estimand::Att || dropped.rows.is_empty() {
        return Vec::new();
    }
    [kept, dropped].iter().flat_map(|f| f.profiles().into_iter().chain(f.starts())).collect()
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
        let here = |&i: &usize| cohort.treated()[i] == treated && frame.holds(i);
        let rows: Vec<u32> = (0..cohort.len()).filter(here).map(|i| i as u32).collect();
        frame.rows = rows;
        let mass: f64 = frame.units().map(|(_, w)| w).sum();
        if mass > 0.0 {
            frame.scale = frame.rows.len() as f64 / mass;
        }
        frame
    }

    /// `true` if unit `i` is one of these.
    fn holds(&self, i: usize) -> bool {
        let stays = self.study.cohort.entry().stays(i) && self.a.design.eligible.stays(i);
        let about = !OUTSIDE.contains(&self.a.design.eligible.of(i).code.as_str());
        let matched = stays && self.a.matching.analysis_weight[i] > 0.0;
        match self.time {
            Time::Before | Time::After => stays && self.weight(i) > 0.0,
            Time::Kept => matched,
            Time::Dropped => about && !matched,
        }
    }

    fn weight(&self, i: usize) -> f64 {
        match self.time {
            Time::Before => self.a.design.survey_weight.as_ref().map_or(1.0, |w| w[i]),
            Time::After => self.a.matching.analysis_weight[i],
            Time::Kept | Time::Dropped => 1.0,
        }
    }

    /// Row and weight of each unit that counts.
    fn units(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.rows.iter().map(|&i| (i as usize, self.weight(i as usize) * self.scale))
    }

    fn rows(&self) -> Vec<DescriptiveRecord> {
        self.histogram().into_iter().chain(self.profiles()).collect()
    }

    fn profiles(&self) -> Vec<DescriptiveRecord> {
        self.study.cohort.roles().covariates.iter().flat_map(|c| self.profile(c)).collect()
    }

    /// The mean start score of each outcome that has one.
    fn starts(&self) -> Vec<DescriptiveRecord> {
        let start = |o: &Outcome| match self.study.cohort.column(o.start()?) {
            Ok(Column::Number(column)) => {
                Some(self.mean(o.start()?, Some(&o.unit), self.tally(|i| column.get(i))))
            }
            _ => None,
        };
        self.study.cohort.roles().outcomes.iter().filter_map(start).collect()
    }

    fn section(&self, what: &str) -> String {
        match self.time {
            Time::Before => format!("{what}_before"),
            Time::After => format!("{what}_after"),
            Time::Kept | Time::Dropped => "kept_dropped".to_owned(),
        }
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
        let section = &self.section("score");
        let bin = |(k, t): (u16, &Tally)| DescriptiveRecord {
            lower_edge: Some(f64::from(k) / bins),
            upper_edge: Some(f64::from(k + 1) / bins),
            ..self.share(section, None, format!("bin {:02}", k + 1), *t, total)
        };
        (0..BINS).zip(&tally).map(bin).collect()
    }

    fn profile(&self, c: &Covariate) -> Vec<DescriptiveRecord> {
        let section = &self.section("profile");
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
            Ok(Column::Number(column)) => {
                vec![self.mean(&c.name, c.unit.as_deref(), self.tally(|i| column.get(i)))]
            }
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
            ..self.blank(section, c.map(|c| c.name.as_str()))
        }
    }

    fn mean(&self, name: &str, unit: Option<&str>, t: Tally) -> DescriptiveRecord {
        DescriptiveRecord {
            people: keys::count(t.people),
            denominator: Some(t.mass),
            value: (t.mass > 0.0).then(|| t.sum / t.mass),
            unit: unit.unwrap_or_default().to_owned(),
            ..self.blank(&self.section("profile"), Some(name))
        }
    }

    fn blank(&self, section: &str, name: Option<&str>) -> DescriptiveRecord {
        let (specification, imputation) = start(self.a);
        let (group, base) = match self.time {
            Time::Before => ("everyone", "all_eligible"),
            Time::After | Time::Kept => ("matched", "all_matched"),
            Time::Dropped => ("dropped", "not_matched"),
        };
        DescriptiveRecord {
            specification,
            imputation,
            section: section.to_owned(),
            outcome: name.map(str::to_owned),
            group: group.to_owned(),
            base: base.to_owned(),
            arm: keys::arm(self.treated).to_owned(),
            ..DescriptiveRecord::default()
        }
    }
}
