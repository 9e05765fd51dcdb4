//! The people supported and their scores at each time.

use super::spec::ScaleSpec;
use crate::cohort::{Cohort, CohortError, Number, Outcome};
use crate::score::{ScaleScores, Time};

/// One person's scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Person {
    pub(super) start: Option<f64>,
    pub(super) end: Option<f64>,
    /// Only where the follow-up came late enough to count.
    pub(super) later: Option<f64>,
    /// Weeks from the end to the follow-up.
    pub(super) weeks: Option<f64>,
    /// Site or worker.
    pub(super) cluster: Option<i64>,
}

/// Everybody the programme supported, in the order of their ids.
pub(super) struct People {
    pub(super) all: Vec<Person>,
    /// `true` if the job names a follow-up.
    pub(super) followed: bool,
    /// Follow-ups that came too soon to count.
    pub(super) too_soon: usize,
    /// Follow-ups of which nobody knows when they were.
    pub(super) undated: usize,
}

impl People {
    /// # Errors
    /// The outcome's scores are not in the cohort.
    pub(super) fn of(cohort: &Cohort, scores: &ScaleScores, spec: &ScaleSpec) -> Result<Self, CohortError> {
        let own = |time| scores.scores.iter().find(|(t, _)| *t == time).map(|(_, s)| s.as_slice());
        let column = |name: Option<&str>| name.map(|n| cohort.number(n)).transpose();
        let outcome = scores.outcome.as_ref().map(|_| &scores.about);
        let start = column(outcome.and_then(Outcome::start))?;
        let end = column(outcome.map(Outcome::end))?;
        let cluster = column(cohort.roles().cluster.as_deref())?;
        let known = |own: Option<&[Option<f64>]>, column: &Option<Number<'_>>, i: usize| match own {
            Some(scores) => scores.get(i).copied().flatten(),
            None => column.as_ref().and_then(|c| c.get(i)),
        };
        let mut people =
            Self { all: Vec::new(), followed: spec.follow_up.is_some(), too_soon: 0, undated: 0 };
        for i in (0..cohort.len()).filter(|&i| cohort.treated()[i] && cohort.entry().belongs(i)) {
            let weeks = scores.weeks.as_ref().and_then(|w| w.get(i).copied().flatten());
            let later = known(own(Time::FollowUp), &None, i);
            let later = later.filter(|_| people.counts(weeks, spec.at_least_weeks));
            people.all.push(Person {
                start: known(own(Time::Start), &start, i),
                end: known(own(Time::End), &end, i),
                later,
                weeks: weeks.filter(|_| later.is_some()),
                cluster: cluster.as_ref().and_then(|c| c.get(i)).map(|c| c as i64),
            });
        }
        people.drop_lone_clusters();
        Ok(people)
    }

    /// `true` if a follow-up after so many weeks counts; those that do not are counted instead.
    fn counts(&mut self, weeks: Option<f64>, at_least: Option<f64>) -> bool {
        match (weeks, at_least) {
            (None, Some(_)) => self.undated += 1,
            (Some(weeks), Some(least)) if weeks < least => self.too_soon += 1,
            _ => return true,
        }
        false
    }

    /// Where everybody is a cluster of their own there are none.
    fn drop_lone_clusters(&mut self) {
        let mut codes: Vec<i64> = self.all.iter().filter_map(|p| p.cluster).collect();
        let people = codes.len();
        codes.sort_unstable();
        codes.dedup();
        if codes.len() == people {
            self.all.iter_mut().for_each(|p| p.cluster = None);
        }
    }

    /// People with a start score.
    pub(super) fn with_start(&self) -> impl Iterator<Item = (&Person, f64)> {
        self.all.iter().filter_map(|p| Some((p, p.start?)))
    }

    /// People with an end score.
    pub(super) fn with_end(&self) -> impl Iterator<Item = (&Person, f64)> {
        self.all.iter().filter_map(|p| Some((p, p.end?)))
    }

    /// People with a start and an end score.
    pub(super) fn with_both(&self) -> impl Iterator<Item = (&Person, [f64; 2])> {
        self.all.iter().filter_map(|p| Some((p, [p.start?, p.end?])))
    }

    /// People with all three scores.
    pub(super) fn with_all(&self) -> impl Iterator<Item = (&Person, [f64; 3])> {
        self.all.iter().filter_map(|p| Some((p, [p.start?, p.end?, p.later?])))
    }
}
