//! People with an end score beside people without: who is lost.

use super::super::contrast::Measured;
use super::types::ProfileRow;
use crate::cohort::{Category, Cohort, Column, Kind, Number, Outcome};
use crate::stats::sum::Compensated;

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
/// Empty where the outcome has no column, or nobody is lost. Cost: one pass a covariate.
#[must_use]
pub fn profile(cohort: &Cohort, outcome: &Outcome, about: &dyn Fn(usize) -> bool) -> Vec<ProfileRow> {
    let Ok(measured) = Measured::new(cohort, outcome) else { return Vec::new() };
    let mut rows = Vec::new();
    for treated in [true, false] {
        let of = |complete: bool| {
            let is = |&i: &usize| {
                cohort.treated()[i] == treated
                    && about(i)
                    && measured.start_known(i)
                    && measured.known(i) == complete
            };
            (0..cohort.len()).filter(is).map(|i| i as u32).collect::<Vec<u32>>()
        };
        let arm = Arm { treated, rows: [of(true), of(false)] };
        if arm.rows[1].is_empty() {
            continue;
        }
        for covariate in &cohort.roles().covariates {
            match cohort.column(&covariate.name) {
                Ok(Column::Category(c)) => rows.extend(arm.levels(&covariate.name, c)),
                Ok(Column::Number(n)) if covariate.kind == Kind::YesNo => {
                    rows.push(arm.share(&covariate.name, "yes", |i| n.get(i).map(|v| v == 1.0)));
                }
                Ok(Column::Number(n)) => rows.push(arm.mean(&covariate.name, n)),
                Err(_) => {}
            }
        }
        if let Some(Ok(start)) = outcome.start().map(|s| cohort.number(s)) {
            rows.push(arm.mean(outcome.start().unwrap_or_default(), start));
        }
    }
    rows
}

impl Arm {
    fn levels(&self, name: &str, column: Category<'_>) -> Vec<ProfileRow> {
        let level = |(code, word): (usize, &str)| {
            self.share(name, word, |i| column.get(i).map(|c| usize::from(c) == code))
        };
        column.levels().enumerate().map(level).collect()
    }

    fn share(&self, name: &str, level: &str, has: impl Fn(usize) -> Option<bool>) -> ProfileRow {
        let count = |rows: &Vec<u32>| {
            rows.iter()
                .filter_map(|&i| has(i as usize))
                .fold((0, 0), |(n, yes), h| (n + 1, yes + usize::from(h)))
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
        let values =
            |rows: &Vec<u32>| rows.iter().filter_map(|&i| column.get(i as usize)).collect::<Vec<_>>();
        let [with, without] = [values(&self.rows[0]), values(&self.rows[1])];
        let value = [mean(&with), mean(&without)];
        let all = [with.as_slice(), &without].concat();
        ProfileRow {
            treated: self.treated,
            variable: name.to_owned(),
            level: None,
            people: [with.len(), without.len()],
            with_level: None,
            value,
            difference: deviation(&all).and_then(|s| standardised(value, s)),
        }
    }
}

fn standardised([with, without]: [Option<f64>; 2], s: f64) -> Option<f64> {
    let d = with? - without?;
    (s > 0.0).then(|| d / s).filter(|d| d.is_finite())
}

fn mean(values: &[f64]) -> Option<f64> {
    let mut sum = Compensated::default();
    values.iter().for_each(|v| sum.add(*v));
    (!values.is_empty()).then(|| sum.value() / values.len() as f64)
}

fn deviation(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    let mut sum = Compensated::default();
    values.iter().for_each(|v| sum.add((v - centre).powi(2)));
    (values.len() > 1).then(|| (sum.value() / (values.len() - 1) as f64).sqrt())
}
