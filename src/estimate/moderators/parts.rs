//! Effects among parts of the people that nobody shares, and how far they are apart.

use super::super::arms::{Arms, Linear};
use super::super::measure::Effect;
use super::super::rows::Cell;
use super::super::sample::{Link, Sample};
use super::super::spec::{EstimatorKind, Measure};
use super::super::spread::Spread;
use super::super::variance::Rule;
use super::types::Figure;
use crate::stats::cr2::Least;

/// The people of one part and the means of their arms.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The people.
    pub sample: Sample,
    /// The means, or why there are none.
    pub arms: Result<Arms, String>,
    /// Variance of the difference by Abadie and Imbens, where that is the rule.
    matched: Option<Result<Spread, String>>,
}

impl Part {
    /// The part of a cell for whom `keeps` holds (of cohort units).
    pub fn new(cell: &Cell<'_>, kind: EstimatorKind, keeps: &dyn Fn(usize) -> bool) -> Self {
        let (sample, y) = cell.sample_of(keeps);
        let arms = cell.arms(&sample, &y, kind);
        let plain = kind == EstimatorKind::Difference && cell.work.rule == Rule::AbadieImbens;
        let matched = (plain && arms.is_ok()).then(|| cell.abadie(&sample, &y, None, keeps));
        Self { sample, arms, matched }
    }

    /// Difference of the arms.
    fn difference(&self) -> Option<f64> {
        self.arms.as_ref().ok().map(|a| a.mean[1] - a.mean[0])
    }
}

/// Parts of one cell, side by side.
pub(super) struct Parts<'c, 'w> {
    cell: &'c Cell<'w>,
    each: &'c [Part],
    sample: Sample,
    /// Where each person of each part is in the joint sample.
    place: Vec<Vec<usize>>,
}

impl<'c, 'w> Parts<'c, 'w> {
    /// All parts, or why one of them has no effect.
    pub fn new(cell: &'c Cell<'w>, parts: &'c [Part]) -> Result<Self, String> {
        if let Some(reason) = parts.iter().find_map(|p| p.arms.as_ref().err()) {
            return Err(reason.clone());
        }
        let (sample, place) = joined(parts);
        Ok(Self { cell, each: parts, sample, place })
    }

    /// `sum c_k effect_k` with its variance, by the rule of the rows.
    pub fn combined(&self, c: &[f64]) -> Effect {
        let point: f64 = self.each.iter().zip(c).filter_map(|(p, c)| Some(c * p.difference()?)).sum();
        Effect::new(Measure::Difference, point, self.spread(c), self.cell.work.spec.level)
    }

    /// Variance of `sum c_k effect_k`.
    ///
    /// People of different parts are different people, but may come in one set, household or site: their influences
    /// are put side by side and summed as those of the rows are. With Abadie and Imbens's variance people are
    /// independent given the match, so the parts' variances add up.
    pub fn spread(&self, c: &[f64]) -> Result<Spread, String> {
        if self.each.iter().all(|p| p.matched.is_some()) {
            let each = self.each.iter().zip(c).filter_map(|(p, c)| Some((p.matched.as_ref()?, c * c)));
            let mut sum = 0.0;
            for (spread, square) in each {
                sum += square * spread.as_ref().map_err(Clone::clone)?.variance;
            }
            return Ok(Spread::plain(sum, Rule::AbadieImbens.name()));
        }
        self.cell.work.ground().spread(&self.sample, &self.arms(c), [0.0, 1.0])
    }

    /// The arms of the joint sample, in which the 'treated mean' is `sum c_k effect_k`.
    fn arms(&self, c: &[f64]) -> Arms {
        let n = self.sample.rows.len();
        let (mut psi, mut moved) = (vec![0.0; n], vec![0.0; n]);
        let (mut leverage, mut rank, mut mean) = (vec![0.0; n], 0, 0.0);
        for ((part, place), c) in self.each.iter().zip(&self.place).zip(c) {
            let Ok(arms) = &part.arms else { continue };
            let (own, moving) = (arms.along([-1.0, 1.0]), arms.moving([-1.0, 1.0]));
            for (k, &at) in place.iter().enumerate() {
                psi[at] = c * own[k];
                moved[at] = c * moving[k];
                leverage[at] = arms.leverage[k];
            }
            rank += arms.rank;
            mean += c * (arms.mean[1] - arms.mean[0]);
        }
        let apart = self.each.iter().any(|p| p.arms.as_ref().is_ok_and(|a| a.moved.is_some()));
        Arms {
            moved: apart.then(|| [vec![0.0; n], moved]),
            least: self.blocks(c),
            ..Arms::new([0.0, mean], [vec![0.0; n], psi], leverage, rank)
        }
    }

    /// The fits of all parts as one, where each is least squares: what one part estimates has nothing to do with the
    /// people of the others.
    fn blocks(&self, c: &[f64]) -> Option<Linear> {
        let n = self.sample.rows.len();
        let mut fit = Least { q: Vec::new(), weight: vec![0.0; n], residual: vec![0.0; n] };
        let mut along = Vec::new();
        for ((part, place), c) in self.each.iter().zip(&self.place).zip(c) {
            let own = part.arms.as_ref().ok()?.least.as_ref()?;
            for column in &own.fit.q {
                let mut wide = vec![0.0; n];
                for (&at, u) in place.iter().zip(column) {
                    wide[at] = *u;
                }
                fit.q.push(wide);
            }
            for (k, &at) in place.iter().enumerate() {
                fit.weight[at] = own.fit.weight[k];
                fit.residual[at] = own.fit.residual[k];
            }
            along.extend(own.along[0].iter().zip(&own.along[1]).map(|(a, b)| c * (b - a)));
        }
        Some(Linear { along: [vec![0.0; along.len()], along], fit })
    }
}

/// The people of all parts, in order, and where those of each part are.
fn joined(parts: &[Part]) -> (Sample, Vec<Vec<usize>>) {
    let mut rows: Vec<usize> = parts.iter().flat_map(|p| p.sample.rows.iter().copied()).collect();
    rows.sort_unstable();
    let find = |row: &usize| rows.binary_search(row).unwrap_or_default();
    let place: Vec<Vec<usize>> = parts.iter().map(|p| p.sample.rows.iter().map(find).collect()).collect();
    let n = rows.len();
    let (mut treated, mut weight, mut links) = (vec![false; n], vec![0.0; n], Vec::new());
    for (part, place) in parts.iter().zip(&place) {
        for (k, &at) in place.iter().enumerate() {
            (treated[at], weight[at]) = (part.sample.treated[k], part.sample.weight[k]);
        }
        let moved = |l: &Link| Link { focal: place[l.focal], partner: place[l.partner], share: l.share };
        links.extend(part.sample.links.iter().map(moved));
    }
    (Sample { rows, treated, weight, links }, place)
}

/// An effect as a figure.
pub(in super::super) fn figure(effect: &Effect) -> Figure {
    Figure {
        estimate: effect.estimate,
        se: effect.se,
        lower: effect.limits.map(|l| l.0),
        upper: effect.limits.map(|l| l.1),
        df: effect.spread.as_ref().and_then(|s| s.df),
        p: effect.p,
    }
}
