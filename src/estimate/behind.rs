//! What lies behind the main rows of before/after outcomes: where the two arms started and ended, how their means
//! vary together, and what another end score would make of the controls.

#[cfg(test)]
mod tests;

use super::contrast::{Measured, worth};
use super::error::EstimateError;
use super::rows::Cell;
use super::sample::Sample;
use super::spec::EstimateSpec;
use super::types::{Base, Effects};
use super::work::Work;
use crate::cohort::{Cohort, Contrast, Outcome};
use crate::design::Design;
use crate::matching::Matching;

/// Halvings of an interval: enough for the last digit of a score.
const HALVINGS: usize = 60;

/// Shares this close are the same: the ends of a scale are approached, not reached.
const CLOSE: f64 = 1e-7;

/// Variances of the means of the two arms, and their covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joint {
    /// Variance of the mean of the controls.
    pub control: f64,
    /// Variance of the mean of the treated.
    pub treated: f64,
    /// Their covariance.
    pub covariance: f64,
}

impl Joint {
    /// Variance of `treated mean - f x control mean`.
    #[must_use]
    pub fn of(&self, f: f64) -> f64 {
        (self.treated - 2.0 * f * self.covariance + f * f * self.control).max(0.0)
    }
}

/// What lies behind one main row.
#[derive(Debug, Clone)]
pub struct Behind {
    /// Position of the row.
    pub row: usize,
    /// Weighted mean end score of the people of the row: controls, treated.
    pub end: [f64; 2],
    /// Weighted mean start and end scores of everybody matched, whatever the base of the row is: controls, treated.
    pub everybody: [[f64; 2]; 2],
    /// How the two means vary, or why that is not known.
    pub joint: Result<Joint, String>,
    outcome: Outcome,
    contrast: Contrast,
    controls: Vec<Scores>,
    whole: bool,
}

/// Controls with the same two scores.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scores {
    start: f64,
    end: f64,
    weight: f64,
}

/// What lies behind each main row of a before/after outcome, in order.
///
/// * `effects`: those that [`super::run`] gave for the same comparison.
///
/// # Errors
/// As [`super::run`].
pub fn behind(
    cohort: &Cohort,
    design: &Design,
    matching: &Matching,
    spec: &EstimateSpec,
    effects: &Effects,
) -> Result<Vec<Behind>, EstimateError> {
    let work = Work::new(cohort, design, matching, spec)?;
    let of = |&row: &usize| {
        let r = effects.rows.get(row)?;
        let outcome = work.outcomes.iter().position(|m| m.outcome.name == r.outcome)?;
        work.outcomes[outcome].outcome.start()?;
        one(&work, outcome, Cell::main(&work, outcome, r.contrast, r.base), row)
    };
    Ok(effects.main.iter().filter_map(of).collect())
}

fn one(work: &Work<'_>, outcome: usize, cell: Cell<'_>, row: usize) -> Option<Behind> {
    let (sample, y) = cell.sample();
    let all = Cell::main(work, outcome, cell.contrast(), Base::AllMatched).sample().0;
    let measured = cell.measured();
    let (_, end) = means(work, measured, &sample)?;
    let everybody = means(work, measured, &all)?;
    let mut controls = Vec::new();
    for ((&p, &weight), _) in
        sample.rows.iter().zip(&sample.weight).zip(&sample.treated).filter(|(_, z)| !**z)
    {
        let unit = work.compared.units[p] as usize;
        controls.push(Scores { start: measured.start(unit)?, end: measured.end(unit)?, weight });
    }
    let whole = controls.iter().all(|c| c.start.fract() == 0.0 && c.end.fract() == 0.0);
    Some(Behind {
        row,
        end,
        everybody: [everybody.0, everybody.1],
        joint: joint(work, &cell, &sample, &y),
        outcome: measured.outcome.clone(),
        contrast: cell.contrast(),
        controls: gathered(controls),
        whole,
    })
}

/// Weighted mean start and end scores, controls and treated; `None` where an arm is empty.
fn means(work: &Work<'_>, measured: &Measured<'_>, sample: &Sample) -> Option<([f64; 2], [f64; 2])> {
    let (mut start, mut end, mut mass) = ([0.0; 2], [0.0; 2], [0.0; 2]);
    for ((&p, &w), &z) in sample.rows.iter().zip(&sample.weight).zip(&sample.treated) {
        let unit = work.compared.units[p] as usize;
        let arm = usize::from(z);
        start[arm] += w * measured.start(unit)?;
        end[arm] += w * measured.end(unit)?;
        mass[arm] += w;
    }
    let mean = |sum: [f64; 2]| [sum[0] / mass[0], sum[1] / mass[1]];
    mass.iter().all(|m| *m > 0.0).then(|| (mean(start), mean(end)))
}

fn joint(work: &Work<'_>, cell: &Cell<'_>, sample: &Sample, y: &[f64]) -> Result<Joint, String> {
    let arms = cell.arms(sample, y, work.spec.estimator)?;
    let variance = |gradient| work.ground().spread(sample, &arms, gradient).map(|s| s.variance);
    let (control, treated) = (variance([1.0, 0.0])?, variance([0.0, 1.0])?);
    let covariance = f64::midpoint(control, treated) - 0.5 * variance([-1.0, 1.0])?;
    Ok(Joint { control, treated, covariance })
}

/// Controls with the same scores as one, in order of the scores.
fn gathered(mut all: Vec<Scores>) -> Vec<Scores> {
    all.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end)));
    let mut out: Vec<Scores> = Vec::new();
    for one in all {
        match out.last_mut() {
            Some(last) if last.start == one.start && last.end == one.end => last.weight += one.weight,
            _ => out.push(one),
        }
    }
    out
}

impl Behind {
    /// How much the controls' mean or share would change, had their mean end score been higher by `by`.
    ///
    /// ```text
    /// change, end:  by
    /// shares:       every control's end score is moved by the same u, cut off at the ends of the scale, u such
    ///               that the mean moves by `by`. Where all scores are whole numbers, a u between two of them moves
    ///               a share of the people by one and the rest by the other.
    /// ```
    ///
    /// `None` where the scale has no room for such a mean. Cost: 60 passes over the distinct pairs of scores.
    #[must_use]
    pub fn moved(&self, by: f64) -> Option<f64> {
        if !matches!(
            self.contrast,
            Contrast::Improved
                | Contrast::Unchanged
                | Contrast::Worsened
                | Contrast::LeftCase
                | Contrast::BecameCase
        ) {
            let (low, high) = self.room();
            return (low..=high).contains(&by).then_some(by);
        }
        if by == 0.0 {
            return Some(0.0);
        }
        let value = |s: f64, e: f64| worth(&self.outcome, self.contrast, s, e);
        let u = self.step(by)?;
        Some(self.mean(u, value)? - self.mean(0.0, value)?)
    }

    /// The shift of the mean end score at which the share would change by `target`; `None` if none does that.
    /// A share that stays the same over a range of shifts gives the one nearest to 0.
    #[must_use]
    pub fn shift_for(&self, target: f64) -> Option<f64> {
        let (low, high) = self.room();
        let (low, high) = (low.max(-1e6), high.min(1e6));
        let far = [low, high].into_iter().filter_map(|end| Some((end, self.moved(end * (1.0 - 1e-9))?)));
        let (far, _) = far
            .filter(|(_, m)| (*m > 0.0) == (target > 0.0) && m.abs() >= target.abs() - CLOSE)
            .min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))?;
        let (mut near, mut far) = (0.0, far * (1.0 - 1e-9));
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(near, far);
            if self.moved(middle)?.abs() < target.abs() { near = middle } else { far = middle }
        }
        Some(far)
    }

    /// Lowest and highest score of the scale, where they are known.
    #[must_use]
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.outcome.range
    }

    /// How far the controls' mean end score could move on the scale.
    fn room(&self) -> (f64, f64) {
        let end = self.end[0];
        self.ends().map_or((f64::NEG_INFINITY, f64::INFINITY), |(low, high)| (low - end, high - end))
    }

    /// The common step that moves the mean by `by`.
    fn step(&self, by: f64) -> Option<f64> {
        let Some((low, high)) = self.ends() else { return Some(by) };
        let target = self.end[0] + by;
        if !(low..=high).contains(&target) {
            return None;
        }
        let (mut a, mut b) = (low - high, high - low);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(a, b);
            if self.mean(middle, |_, e| e)? < target { a = middle } else { b = middle }
        }
        Some(f64::midpoint(a, b))
    }

    /// Weighted mean of a value of start and end score over the controls, after a step `u` of the end scores.
    fn mean(&self, u: f64, value: impl Fn(f64, f64) -> f64) -> Option<f64> {
        let cut = |e: f64| self.ends().map_or(e, |(low, high)| e.clamp(low, high));
        let (floor, share) = if self.whole { (u.floor(), u - u.floor()) } else { (u, 0.0) };
        let (mut sum, mut mass) = (0.0, 0.0);
        for c in &self.controls {
            let near = value(c.start, cut(c.end + floor));
            let far = if share > 0.0 { value(c.start, cut(c.end + floor + 1.0)) } else { near };
            sum += c.weight * ((1.0 - share) * near + share * far);
            mass += c.weight;
        }
        (mass > 0.0).then(|| sum / mass)
    }
}
