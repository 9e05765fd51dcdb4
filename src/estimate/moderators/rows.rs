//! Every moderator of every main question.

use super::super::error::EstimateError;
use super::super::headline::main_base;
use super::super::measure::Effect;
use super::super::rows::Cell;
use super::super::spec::{EstimatorKind, Measure};
use super::super::work::Work;
use super::asked::{self, Asked, Divided};
use super::parts::{Part, Parts, figure};
use super::slope::slope;
use super::types::{Counted, Figure, Moderation, ModeratorKind, Together};
use crate::stats::wald::wald;
use ndarray::Array2;
use rayon::prelude::*;

/// Why nothing is tested that was measured after the start.
const LATE: &str = "it was measured after the start, so the programme may have decided who is in it: described, not \
                    tested";

/// Rows in declared order: outcome, contrast, moderator, level; each on the main base of its contrast, by the
/// primary estimator. What they are about is independent and computed in parallel.
pub(in super::super) fn all(work: &Work) -> Result<Vec<Moderation>, EstimateError> {
    let asked = asked::all(work)?;
    let mut cells = Vec::new();
    for (outcome, measured) in work.outcomes.iter().enumerate() {
        for contrast in work.contrasts(outcome)? {
            let base = main_base(work, &measured.outcome.name, contrast);
            let cell = Cell::main(work, outcome, contrast, base);
            cells.extend(asked.iter().enumerate().map(|(at, a)| (cell, at, a)));
        }
    }
    let rows: Vec<Vec<Moderation>> =
        cells.par_iter().with_max_len(1).map(|(c, at, a)| one(c, *at, a)).collect();
    Ok(rows.into_iter().flatten().collect())
}

fn one(cell: &Cell<'_>, at: usize, asked: &Asked) -> Vec<Moderation> {
    match &asked.divided {
        Divided::Along(values, step) => vec![along(cell, at, asked, (values, *step))],
        Divided::Parts(names, parts) => divided(cell, at, asked, (names, parts)),
    }
}

fn divided(
    cell: &Cell<'_>,
    at: usize,
    asked: &Asked,
    (names, place): (&[String], &[Option<u16>]),
) -> Vec<Moderation> {
    let kind = cell.work.spec.estimator;
    let sub_group = asked.kind == ModeratorKind::Subgroup;
    let levels = (0..names.len() as u16).filter(|&l| sub_group || place.iter().any(|p| *p == Some(l)));
    let here = |level: u16| Part::new(cell, kind, &move |i| place[i] == Some(level));
    let parts: Vec<(u16, Part)> = levels.map(|level| (level, here(level))).collect();
    let known: Vec<Part> = parts.iter().filter(|(_, p)| p.arms.is_ok()).map(|(_, p)| p.clone()).collect();
    let together = if asked.after_start { None } else { joint(cell, &known) };
    let shown = if sub_group { 1 } else { parts.len() };
    let mut rows = Vec::with_capacity(shown);
    for (level, part) in parts.into_iter().take(shown) {
        let rest = |i: usize| place[i].is_some_and(|p| p != level);
        let others = Part::new(cell, kind, &rest);
        let mut row = start(cell, at, asked, kind);
        row.level = (!sub_group).then(|| names[usize::from(level)].clone());
        row.here = counted(cell, &part, &|i| place[i] == Some(level));
        row.others = counted(cell, &others, &rest);
        (row.effect, row.elsewhere) = (alone(cell, &part), alone(cell, &others));
        let pair = [part, others];
        let effect = match Parts::new(cell, &pair) {
            Ok(parts) => parts.combined(&[1.0, -1.0]),
            Err(reason) => Effect::none(reason),
        };
        tell(&mut row, &effect, asked.after_start);
        row.together.clone_from(&together);
        rows.push(row);
    }
    rows
}

/// The effect of one part by itself.
fn alone(cell: &Cell<'_>, part: &Part) -> Figure {
    let one = std::slice::from_ref(part);
    Parts::new(cell, one).map_or_else(|_| Figure::default(), |p| figure(&p.combined(&[1.0])))
}

/// The test that all parts have the same effect.
///
/// ```text
/// d_k = effect_k - effect_1;   Cov(d_j, d_k) = [V(d_j) + V(d_k) - V(d_j - d_k)] / 2
/// ```
fn joint(cell: &Cell<'_>, parts: &[Part]) -> Option<Together> {
    let together = Parts::new(cell, parts).ok()?;
    let q = parts.len().checked_sub(1).filter(|q| *q > 0)?;
    let contrast = |plus: usize, minus: usize| -> Vec<f64> {
        (0..=q).map(|k| f64::from(i8::from(k == plus)) - f64::from(i8::from(k == minus))).collect()
    };
    let mut apart = Array2::<f64>::zeros((q + 1, q + 1));
    let mut df: Option<f64> = None;
    for i in 0..=q {
        for j in 0..i {
            let spread = together.spread(&contrast(i, j)).ok()?;
            (apart[(i, j)], apart[(j, i)]) = (spread.variance, spread.variance);
            df = spread.df.map(|d| df.map_or(d, |known| known.min(d))).or(df);
        }
    }
    let d: Vec<f64> = (1..=q).map(|k| together.combined(&contrast(k, 0)).estimate).collect::<Option<_>>()?;
    let covariance = Array2::from_shape_fn((q, q), |(i, j)| {
        0.5 * (apart[(i + 1, 0)] + apart[(j + 1, 0)] - apart[(i + 1, j + 1)])
    });
    let test = wald(&d, &covariance, df)?;
    Some(Together { differences: d, covariance: covariance.into_iter().collect(), test })
}

fn along(
    cell: &Cell<'_>,
    at: usize,
    asked: &Asked,
    (values, step): (&[Option<f64>], Option<f64>),
) -> Moderation {
    let keeps = |i: usize| values[i].is_some();
    let (sample, y) = cell.sample_of(&keeps);
    let unit = |p: &usize| cell.work.compared.units[*p] as usize;
    let x: Vec<f64> = sample.rows.iter().map(|p| values[unit(p)].unwrap_or_default()).collect();
    let mut row = start(cell, at, asked, EstimatorKind::Difference);
    row.here = Counted {
        supported: supported(cell, &keeps),
        treated: sample.number(true),
        comparison: sample.number(false),
    };
    match slope(cell, &sample, &y, &x, step) {
        Ok(found) => {
            row.step = Some(found.step);
            row.effect = figure(&found.middle);
            tell(&mut row, &found.change, asked.after_start);
            row.together = single(&row.interaction);
        }
        Err(reason) => row.null_reason = Some(reason),
    }
    row
}

/// The test of one number.
fn single(change: &Figure) -> Option<Together> {
    let (d, se) = (change.estimate?, change.se?);
    let test = wald(&[d], &Array2::from_elem((1, 1), se * se), change.df)?;
    Some(Together { differences: vec![d], covariance: vec![se * se], test })
}

/// Writes the difference between effects into a row.
fn tell(row: &mut Moderation, effect: &Effect, late: bool) {
    row.variance = effect.spread.as_ref().map(|s| s.name.clone());
    row.clusters = effect.spread.as_ref().and_then(|s| s.clusters);
    row.interaction = figure(effect);
    row.null_reason.clone_from(&effect.reason);
    if late {
        row.interaction = Figure { estimate: row.interaction.estimate, ..Figure::default() };
        row.null_reason = Some(LATE.to_owned());
    }
}

fn counted(cell: &Cell<'_>, part: &Part, belongs: &dyn Fn(usize) -> bool) -> Counted {
    Counted {
        supported: supported(cell, belongs),
        treated: part.sample.number(true),
        comparison: part.sample.number(false),
    }
}

/// Treated people the specification is about, with the values the outcome needs, of the base and the part.
fn supported(cell: &Cell<'_>, belongs: &dyn Fn(usize) -> bool) -> usize {
    let work = cell.work;
    let here = |&i: &usize| work.cohort.treated()[i] && work.about(i) && cell.keeps(i) && belongs(i);
    (0..work.cohort.len()).filter(here).count()
}

fn start(cell: &Cell<'_>, at: usize, asked: &Asked, estimator: EstimatorKind) -> Moderation {
    let (measured, contrast, base) = (cell.measured(), cell.contrast(), cell.base());
    Moderation {
        outcome: measured.outcome.name.clone(),
        contrast,
        base,
        estimator,
        moderator: asked.name.clone(),
        label: asked.label.clone(),
        kind: asked.kind,
        level: None,
        after_start: asked.after_start,
        here: Counted::default(),
        others: Counted::default(),
        effect: Figure::default(),
        elsewhere: Figure::default(),
        interaction: Figure::default(),
        step: None,
        variance: None,
        clusters: None,
        together: None,
        p_holm: None,
        p_bh: None,
        twin: asked.twin,
        position: at,
        unit: cell.unit(Measure::Difference),
        proportion: measured.binary(contrast),
        null_reason: None,
    }
}
