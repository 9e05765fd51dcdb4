//! Rows of effects: outcome x contrast x group x base x estimator x measure.

use super::arms::{Arms, figures};
use super::contrast::Measured;
use super::error::EstimateError;
use super::estimator::Question;
use super::headline;
use super::hedges::hedges;
use super::measure::{Effect, SMALL_CELL, detectable_at, number_needed, scaled};
use super::people;
use super::pull::Pull;
use super::sample::Sample;
use super::small_cells;
use super::spec::{EstimatorKind, Measure};
use super::types::{ArmFigures, Base, EffectRow};
use super::variance::Rule;
use super::work::Work;
use crate::cohort::Contrast;
use rayon::prelude::*;

/// How the unit of a standardised difference starts; the unit of the outcome follows.
const SD_OF: &str = "standard deviations of ";

/// What a row is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'w> {
    /// What it is made from.
    pub work: &'w Work<'w>,
    measured: &'w Measured<'w>,
    contrast: Contrast,
    group: usize,
    base: Base,
}

/// All rows, in declared order; what they are about is independent and computed in parallel.
pub(super) fn all(work: &Work) -> Result<Vec<EffectRow>, EstimateError> {
    let mut cells = Vec::new();
    for (outcome, measured) in work.outcomes.iter().enumerate() {
        for contrast in work.contrasts(outcome)? {
            for group in 0..work.groups.len() {
                for base in measured.bases(contrast) {
                    cells.push(Cell { work, measured, contrast, group, base });
                }
            }
        }
    }
    let rows: Vec<Vec<EffectRow>> = cells.par_iter().with_max_len(1).map(Cell::rows).collect();
    Ok(rows.into_iter().flatten().collect())
}

/// The row that is the headline, alone.
pub(super) fn primary(work: &Work) -> EffectRow {
    moving(work).0
}

/// The row that is the headline, and how its difference moves with the people, where it has one.
pub(super) fn moving(work: &Work) -> (EffectRow, Option<Pull>) {
    let measured = &work.outcomes[work.primary];
    let base = headline::main_base(work, &measured.outcome.name, work.contrast);
    let cell = Cell { work, measured, contrast: work.contrast, group: 0, base };
    let (row, pull) = cell.moving(work.spec.estimator, work.spec.measure);
    (EffectRow { primary: true, ..row }, pull)
}

impl<'w> Cell<'w> {
    /// Everybody's cell of a contrast of the primary outcome.
    pub fn primary(work: &'w Work<'w>, contrast: Contrast, base: Base) -> Self {
        Self::main(work, work.primary, contrast, base)
    }

    /// Everybody's cell of a contrast of an outcome.
    pub fn main(work: &'w Work<'w>, outcome: usize, contrast: Contrast, base: Base) -> Self {
        Self { work, measured: &work.outcomes[outcome], contrast, group: 0, base }
    }

    /// What is compared.
    pub fn contrast(&self) -> Contrast {
        self.contrast
    }

    /// The outcome.
    pub fn measured(&self) -> &'w Measured<'w> {
        self.measured
    }

    /// Any cell.
    pub fn new(
        work: &'w Work<'w>,
        measured: &'w Measured<'w>,
        contrast: Contrast,
        group: usize,
        base: Base,
    ) -> Self {
        Self { work, measured, contrast, group, base }
    }

    /// The cell of a row; `None` if it is no row of this specification.
    pub fn of(work: &'w Work<'w>, row: &EffectRow) -> Option<Self> {
        let measured = work.outcomes.iter().find(|m| m.outcome.name == row.outcome)?;
        let group = work.groups.iter().position(|g| g.name == row.group)?;
        Some(Self { work, measured, contrast: row.contrast, group, base: row.base })
    }

    /// One row of it alone.
    pub fn one(&self, kind: EstimatorKind, measure: Measure) -> EffectRow {
        self.moving(kind, measure).0
    }

    /// The same, and how its difference moves with the people, where it has one.
    fn moving(&self, kind: EstimatorKind, measure: Measure) -> (EffectRow, Option<Pull>) {
        let (sample, y) = self.sample();
        let arms = self.arms(&sample, &y, kind);
        let difference = self.effect(Measure::Difference, kind, &sample, &y, &arms);
        let effect = match measure {
            Measure::Difference => difference.clone(),
            _ => self.effect(measure, kind, &sample, &y, &arms),
        };
        let shown = [false, true].map(|treated| self.figures(&sample, &y, treated, arms.as_ref().ok()));
        let row = self.row(kind, measure, effect, &difference, shown);
        let pull = arms.ok().map(|arms| Pull::of(&self.work.compared.units, &sample, &y, &arms, kind));
        (row, pull)
    }

    /// What percentages and means are of.
    pub fn base(&self) -> Base {
        self.base
    }

    /// Who counts, and the value of each.
    pub fn sample(&self) -> (Sample, Vec<f64>) {
        self.sample_of(&|_| true)
    }

    /// Those of them for whom `some` holds, and the value of each.
    pub fn sample_of(&self, some: &dyn Fn(usize) -> bool) -> (Sample, Vec<f64>) {
        let compared = &self.work.compared;
        let keeps = |i: usize| self.keeps(i) && some(i);
        let sample = compared.sample(|p| keeps(compared.units[p] as usize));
        let value = |&p: &usize| self.measured.value(self.contrast, compared.units[p] as usize);
        let y = sample.rows.iter().map(|p| value(p).unwrap_or_default()).collect();
        (sample, y)
    }

    /// `true` if unit `i` is of the group and the base and has every value the outcome needs.
    pub fn keeps(&self, i: usize) -> bool {
        self.measured.known(i) && self.belongs(i)
    }

    /// `true` if unit `i` is of the group and the base, whether or not it has an end value.
    pub fn belongs(&self, i: usize) -> bool {
        self.measured.in_base(self.base, i) && self.work.groups[self.group].has(i)
    }

    fn rows(&self) -> Vec<EffectRow> {
        let mut out = Vec::new();
        let (sample, y) = self.sample();
        for &estimator in &self.work.estimators {
            self.estimator(&sample, &y, estimator, &mut out);
        }
        let primary = self.measured.outcome.name == self.work.outcomes[self.work.primary].outcome.name;
        if let Some(completion) = self.work.completion.as_ref().filter(|c| primary && c.shown) {
            match &completion.weights {
                Ok(_) => {
                    let standing = self.standing(&sample);
                    self.estimator(&standing, &y, EstimatorKind::CompletionWeighted, &mut out);
                }
                Err(reason) => self.without_completion(&sample, &y, reason, &mut out),
            }
        }
        out
    }

    /// The sample under weights that let it stand for everyone with a start score, where there are any.
    pub fn standing(&self, sample: &Sample) -> Sample {
        let compared = &self.work.compared;
        match self.work.completion.as_ref().map(|c| &c.weights) {
            Some(Ok(factors)) => {
                factors.tilted(compared, sample, |p| self.belongs(compared.units[p] as usize))
            }
            _ => sample.clone(),
        }
    }

    /// The rows of a completion-weighted estimate that cannot be given.
    fn without_completion(&self, sample: &Sample, y: &[f64], reason: &str, out: &mut Vec<EffectRow>) {
        let binary = self.measured.binary(self.contrast);
        let none = Effect::none(reason);
        let shown = [false, true].map(|treated| self.figures(sample, y, treated, None));
        for measure in self.work.measures(binary) {
            out.push(self.row(EstimatorKind::CompletionWeighted, measure, none.clone(), &none, shown));
        }
    }

    fn estimator(&self, sample: &Sample, y: &[f64], kind: EstimatorKind, out: &mut Vec<EffectRow>) {
        let binary = self.measured.binary(self.contrast);
        let arms = self.arms(sample, y, kind);
        let difference = self.effect(Measure::Difference, kind, sample, y, &arms);
        let shown = [false, true].map(|treated| self.figures(sample, y, treated, arms.as_ref().ok()));
        for measure in self.work.measures(binary) {
            let effect = match measure {
                Measure::Difference => difference.clone(),
                _ => self.effect(measure, kind, sample, y, &arms),
            };
            out.push(self.row(kind, measure, effect, &difference, shown));
        }
        let odds = kind == EstimatorKind::Ordinal && !binary && self.work.asks(Measure::OddsRatio);
        if odds {
            let effect = self.common_odds(sample, y);
            out.push(self.row(kind, Measure::OddsRatio, effect, &difference, shown));
        }
    }

    /// The common odds ratio of an ordinal outcome that is a number.
    fn common_odds(&self, sample: &Sample, y: &[f64]) -> Effect {
        let found = match sample.number(true).min(sample.number(false)) {
            0 => Err(self.nobody(sample)),
            _ => self.question(sample, y).log_odds(),
        };
        match found {
            Err(reason) => Effect::none(reason),
            Ok(arms) => {
                let spread = self.work.ground().spread(sample, &arms, [0.0, 1.0]);
                Effect::new(Measure::OddsRatio, arms.mean[1], spread, self.work.spec.level)
            }
        }
    }

    /// The means of the arms by an estimator, or why there are none.
    pub fn arms(&self, sample: &Sample, y: &[f64], kind: EstimatorKind) -> Result<Arms, String> {
        self.question(sample, y).arms(kind).unwrap_or_else(|| Err(self.nobody(sample)))
    }

    fn question<'c>(&'c self, sample: &'c Sample, y: &'c [f64]) -> Question<'c> {
        Question { work: self.work, measured: self.measured, contrast: self.contrast, sample, y }
    }

    fn nobody(&self, sample: &Sample) -> String {
        let roles = self.work.cohort.roles();
        let group = if self.work.groups[self.group].is_part() { ", and of this sub-group," } else { "" };
        let empty = if sample.number(true) == 0 { &roles.treated_label } else { &roles.control_label };
        format!("no matched {empty} of this base{group} have a known outcome")
    }

    fn effect(
        &self,
        measure: Measure,
        kind: EstimatorKind,
        sample: &Sample,
        y: &[f64],
        whole: &Result<Arms, String>,
    ) -> Effect {
        let arms = match whole {
            Ok(arms) => arms,
            Err(reason) => return Effect::none(reason),
        };
        match measure {
            Measure::NumberNeeded => {
                return Effect::needed(&self.effect(Measure::Difference, kind, sample, y, whole));
            }
            Measure::HedgesG => return self.standardised(sample, y, arms),
            _ => {}
        }
        let (point, gradient) = match scaled(measure, arms.mean) {
            Ok(found) => found,
            Err(reason) => return Effect::none(reason),
        };
        let matched = matches!(kind, EstimatorKind::Difference | EstimatorKind::BiasCorrected);
        let absolute = matches!(measure, Measure::Difference | Measure::PerHundred);
        let spread = if matched && absolute && self.work.rule == Rule::AbadieImbens {
            self.abadie(sample, y, arms.fitted.as_deref(), &|_| true).map(|s| s.times(gradient[1]))
        } else {
            self.work.ground().spread(sample, arms, gradient)
        };
        let effect = Effect::new(measure, point, spread, self.work.spec.level);
        if measure.is_ratio() && smallest_cell(sample, y) < SMALL_CELL {
            return small_cells::instead(self.work, (sample, y), kind, measure, effect);
        }
        effect
    }

    /// The standardised difference: the standard deviation is estimated too.
    fn standardised(&self, sample: &Sample, y: &[f64], arms: &Arms) -> Effect {
        if arms.moved.is_some() {
            return Effect::none("there is no standardised difference of augmented means");
        }
        match hedges(sample, y, arms) {
            Ok((g, influence)) => {
                let spread = self.work.ground().by_influence(sample, arms, &influence);
                Effect::new(Measure::HedgesG, g, spread, self.work.spec.level)
            }
            Err(reason) => Effect::none(reason),
        }
    }

    fn figures(&self, sample: &Sample, y: &[f64], treated: bool, arms: Option<&Arms>) -> ArmFigures {
        let binary = self.measured.binary(self.contrast);
        let mut shown = figures(sample, y, treated, binary);
        let Some(arms) = arms else { return shown };
        let mean = arms.mean[usize::from(treated)];
        let gradient = if treated { [0.0, 1.0] } else { [1.0, 0.0] };
        let spread = self.work.ground().spread(sample, arms, gradient);
        let effect = Effect::new(Measure::Difference, mean, spread, self.work.spec.level);
        let clip = |x: f64| if binary { x.clamp(0.0, 1.0) } else { x };
        shown.mean = Some(mean);
        shown.lower = effect.limits.map(|l| clip(l.0));
        shown.upper = effect.limits.map(|l| clip(l.1));
        shown
    }

    fn row(
        &self,
        estimator: EstimatorKind,
        measure: Measure,
        effect: Effect,
        difference: &Effect,
        [comparison, treat]: [ArmFigures; 2],
    ) -> EffectRow {
        let spread = effect.spread.as_ref();
        EffectRow {
            outcome: self.measured.outcome.name.clone(),
            contrast: self.contrast,
            group: self.work.groups[self.group].name.clone(),
            base: self.base,
            estimand: people::estimand(self.work, self.measured, self.group, self.base, estimator),
            estimator,
            measure,
            variance: variance(estimator, spread.map_or_else(|| self.work.rule.name(), |s| s.name.clone())),
            treat,
            comparison,
            estimate: effect.estimate,
            se: effect.se,
            lower: effect.limits.map(|l| l.0),
            upper: effect.limits.map(|l| l.1),
            df: spread.and_then(|s| s.df),
            clusters: spread.and_then(|s| s.clusters),
            difference: difference.estimate,
            difference_lower: difference.limits.map(|l| l.0),
            difference_upper: difference.limits.map(|l| l.1),
            p_value: effect.p,
            p_holm: None,
            p_bh: None,
            number_needed_to_detect: number_needed(treat.number, difference),
            detectable: detectable_at(difference.se, difference.spread.as_ref().and_then(|s| s.df)),
            primary: false,
            null_reason: effect.reason,
            unit: self.unit(measure),
            pooled: None,
        }
    }

    /// Unit of an effect.
    pub fn unit(&self, measure: Measure) -> String {
        match measure {
            Measure::Difference if self.measured.binary(self.contrast) => "percentage points".to_owned(),
            Measure::Difference => self.measured.outcome.unit.clone(),
            Measure::HedgesG => format!("{SD_OF}{}", self.measured.outcome.unit),
            other => other.unit().unwrap_or_default().to_owned(),
        }
    }
}

/// The name of a variance; completion weights are taken as given, however they were estimated.
fn variance(estimator: EstimatorKind, name: String) -> String {
    match estimator {
        EstimatorKind::CompletionWeighted => format!("{name}, given the completion weights"),
        _ => name,
    }
}

/// People in the smallest of the four cells (arm x event).
pub(super) fn smallest_cell(sample: &Sample, y: &[f64]) -> f64 {
    let mut cells = [0.0_f64; 4];
    for (y, &z) in y.iter().zip(&sample.treated) {
        cells[2 * usize::from(z) + usize::from(*y > 0.5)] += 1.0;
    }
    cells.into_iter().fold(f64::INFINITY, f64::min)
}
