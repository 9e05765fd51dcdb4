//! People with an end score beside people without: who is lost.

use super::super::contrast::Measured;
use super::types::ProfileRow;
use crate::cohort::{Category, Cohort, Column, Covariate, Kind, Number, Outcome};
use crate::stats::sum::Compensated;
use rayon::prelude::*;

/// Starters of one arm: with an end score, and without.
struct Arm {
    treated: bool,
    rows: [Vec<u32>; 2],
}

/// The completer / non-completer table: each covariate and the start score, in each arm that lost somebody.
///
/// ```text
/// d = (m_with - m_without) / s,   s = standard deviation among all starters of the arm (shares: p (1 - p))
/// ```
///
/// * `about`: `true` for the cohort rows the question is about.
///
/// Of end values only whether they are there is read. Every person counts once, where the value is known.
/// Empty where the outcome has no column, or nobody is lost. Cost: two passes a covariate, in parallel.
#[must_use]
pub fn profile(
    cohort: &Cohort,
    outcome: &Outcome,
    about: &(dyn Fn(usize) -> bool + Sync),
) -> Vec<ProfileRow> {
    let Ok(measured) = Measured::new(cohort, outcome) else { return Vec::new() };
    let mut arms = [false, true].map(|treated| Arm { treated, rows: [Vec::new(), Vec::new()] });
    let starts = |&i: &usize| about(i) && measured.start_known(i);
    if (0..cohort.len()).filter(starts).all(|i| measured.known(i)) {
        return Vec::new();
    }
    for i in (0..cohort.len()).filter(starts) {
        arms[usize::from(cohort.treated()[i])].rows[usize::from(!measured.known(i))].push(i as u32);
    }
    let losing: Vec<&Arm> = arms.iter().rev().filter(|a| !a.rows[1].is_empty()).collect();
    losing.into_iter().flat_map(|arm| arm.table(cohort, outcome)).collect()
}

impl Arm {
    fn table(&self, cohort: &Cohort, outcome: &Outcome) -> Vec<ProfileRow> {
        let covariates = &cohort.roles().covariates;
        let parts: Vec<Vec<ProfileRow>> = covariates.par_iter().map(|c| self.covariate(cohort, c)).collect();
        let start = outcome.start().and_then(|s| Some(self.mean(s, cohort.number(s).ok()?)));
        parts.into_iter().flatten().chain(start).collect()
    }

    fn covariate(&self, cohort: &Cohort, covariate: &Covariate) -> Vec<ProfileRow> {
        match cohort.column(&covariate.name) {
            Ok(Column::Category(c)) => self.levels(&covariate.name, c),
            Ok(Column::Number(n)) if covariate.kind == Kind::YesNo => {
                vec![self.share(&covariate.name, "yes", |i| n.get(i).map(|v| v == 1.0))]
            }
            Ok(Column::Number(n)) => vec![self.mean(&covariate.name, n)],
            Err(_) => Vec::new(),
        }
    }

    fn levels(&self, name: &str, column: Category<'_>) -> Vec<ProfileRow> {
        let level = |(code, word): (usize, &str)| {
            self.share(name, word, |i| column.get(i).map(|c| usize::from(c) == code))
        };
        column.levels().enumerate().map(level).collect()
    }

    fn share(&self, name: &str, level: &str, has: impl Fn(usize) -> Option<bool>) -> ProfileRow {
        let count = |rows: &Vec<u32>| {
            let known = rows.iter().filter_map(|&i| has(i as usize));
            known.fold((0, 0), |(n, yes), h| (n + 1, yes + usize::from(h)))
        };
        let [(n1, yes1), (n0, yes0)] = [count(&self.rows[0]), count(&self.rows[1])];
        let share = |yes: usize, n: usize| (n > 0).then(|| yes as f64 / n as f64);
        let value = [share(yes1, n1), share(yes0, n0)];
        let all = share(yes1 + yes0, n1 + n0).unwrap_or_default();
        ProfileRow {
            treated: self.treated,
            variable: name.to_owned(),
            level: Some(level.to_owned()),
            people: [n1, n0],
            with_level: Some([yes1, yes0]),
            value,
            difference: standardised(value, (all * (1.0 - all)).sqrt()),
        }
    }

    fn mean(&self, name: &str, column: Number<'_>) -> ProfileRow {
        let total = |rows: &Vec<u32>, of: &dyn Fn(f64) -> f64| {
            let (mut sum, mut n) = (Compensated::default(), 0_usize);
            for v in rows.iter().filter_map(|&i| column.get(i as usize)) {
                sum.add(of(v));
                n += 1;
            }
            (sum.value(), n)
        };
        let [(sum1, n1), (sum0, n0)] = [0, 1].map(|side| total(&self.rows[side], &|v| v));
        let mean = |sum: f64, n: usize| (n > 0).then(|| sum / n as f64);
        let value = [mean(sum1, n1), mean(sum0, n0)];
        let centre = mean(sum1 + sum0, n1 + n0).unwrap_or_default();
        let squares: f64 =
            [0, 1].map(|side| total(&self.rows[side], &|v| (v - centre).powi(2)).0).iter().sum();
        let freedom = (n1 + n0).saturating_sub(1).max(1) as f64;
        ProfileRow {
            treated: self.treated,
            variable: name.to_owned(),
            level: None,
            people: [n1, n0],
            with_level: None,
            value,
            difference: standardised(value, (squares / freedom).sqrt()),
        }
    }
}

fn standardised([with, without]: [Option<f64>; 2], s: f64) -> Option<f64> {
    let d = with? - without?;
    (s > 0.0).then(|| d / s).filter(|d| d.is_finite())
}
