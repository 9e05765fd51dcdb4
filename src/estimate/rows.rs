//! Rows of effects: outcome x contrast x group x base x estimator x measure.

use super::abadie;
use super::arms::{Arms, figures, weighted};
use super::contrast::Measured;
use super::error::EstimateError;
use super::headline;
use super::measure::{Effect, SMALL_CELL, detectable_at, number_needed, scaled};
use super::people;
use super::regression::{Link, Model};
use super::sample::Sample;
use super::spec::{EstimatorKind, Measure};
use super::spread::Spread;
use super::types::{ArmFigures, Base, EffectRow};
use super::variance::Rule;
use super::work::Work;
use crate::cohort::Contrast;
use rayon::prelude::*;

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
    let measured = &work.outcomes[work.primary];
    let base = headline::main_base(work, &measured.outcome.name, work.contrast);
    let cell = Cell { work, measured, contrast: work.contrast, group: 0, base };
    EffectRow { primary: true, ..cell.one(work.spec.estimator, work.spec.measure) }
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

    /// One row of it alone.
    pub fn one(&self, kind: EstimatorKind, measure: Measure) -> EffectRow {
        let (sample, y) = self.sample();
        let arms = self.arms(&sample, &y, kind);
        let difference = self.effect(Measure::Difference, kind, &sample, &y, &arms);
        let effect = match measure {
            Measure::Difference => difference.clone(),
            _ => self.effect(measure, kind, &sample, &y, &arms),
        };
        let shown = [false, true].map(|treated| self.figures(&sample, &y, treated, arms.as_ref().ok()));
        self.row(kind, measure, effect, &difference, shown)
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
    }

    /// The means of the arms by an estimator, or why there are none.
    pub fn arms(&self, sample: &Sample, y: &[f64], kind: EstimatorKind) -> Result<Arms, String> {
        let plain = weighted(sample, y).ok_or_else(|| self.nobody(sample))?;
        match kind {
            EstimatorKind::Difference | EstimatorKind::CompletionWeighted => Ok(plain),
            EstimatorKind::Regression => {
                let link = if self.measured.binary(self.contrast) { Link::Logit } else { Link::Identity };
                let constant = y.windows(2).all(|pair| pair[0] == pair[1]);
                if link == Link::Logit && constant {
                    return Err("the outcome is the same for everybody, so there is no regression".to_owned());
                }
                Model::new(&self.work.compared, sample, &self.work.terms)?.means(y, &sample.weight, link)
            }
        }
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
        arms: &Result<Arms, String>,
    ) -> Effect {
        let arms = match arms {
            Ok(arms) => arms,
            Err(reason) => return Effect::none(reason),
        };
        let (point, gradient) = match scaled(measure, arms.mean) {
            Ok(found) => found,
            Err(reason) => return Effect::none(reason),
        };
        let plain = (measure, kind) == (Measure::Difference, EstimatorKind::Difference);
        let spread = if plain && self.work.rule == Rule::AbadieImbens {
            self.abadie(sample, y, &|_| true)
        } else {
            self.work.ground().spread(sample, arms, gradient)
        };
        let effect = Effect::new(measure, point, spread, self.work.spec.level);
        if measure != Measure::Difference && smallest_cell(sample, y) < SMALL_CELL {
            return effect.without_interval(
                "one of the four cells has fewer than 10 people, so a ratio has no trustworthy interval",
            );
        }
        effect
    }

    /// Variance of the difference among those of its people for whom `some` holds.
    pub fn abadie(&self, sample: &Sample, y: &[f64], some: &dyn Fn(usize) -> bool) -> Result<Spread, String> {
        let Work { compared, design, cohort, .. } = self.work;
        let partners = !compared.focal(true);
        let belongs = |&i: &usize| {
            cohort.treated()[i] == partners && design.eligible.stays(i) && self.keeps(i) && some(i)
        };
        let pool = (0..cohort.len())
            .filter(belongs)
            .filter_map(|i| Some((i as u32, self.measured.value(self.contrast, i)?)));
        abadie::variance(compared, sample, y, &design.metric, pool)
            .map(|v| Spread::plain(v, Rule::AbadieImbens.name()))
            .ok_or_else(|| "there is no distance to find people alike with".to_owned())
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
            Measure::RiskRatio | Measure::OddsRatio => "ratio".to_owned(),
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
