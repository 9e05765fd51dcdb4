//! What the cells of a curve say together.

use super::joint::{joint, median};
use super::types::{Answered, Asked, ChoiceFigures, Curve, Figures, LevelFigures, Parted, Question, Range};
use crate::cohort::Contrast;
use crate::design::{Baseline, Estimand};
use crate::estimate::Base;
use crate::job::{Cell, Choice, Grid};
use crate::stats::shapley::{Shares, shares};
use std::collections::BTreeMap;

/// A cell that has a difference.
#[derive(Clone, Copy)]
struct Point<'a> {
    at: usize,
    cell: &'a Cell,
    figures: &'a Figures,
    moved: &'a [f64],
    difference: f64,
}

/// Ranges and joint tests of each question, and the share of each choice in the variance of the differences.
///
/// Cells answer one question if they share outcome, contrast, base, estimand, who takes part, what is done with the
/// start score, and whether anybody eligible is left out: ranges never run across those (METHODS 20). The variance is
/// taken apart over all cells of one outcome, contrast and base, since who takes part can be a choice too.
///
/// * `cells`: one per cell of `grid`.
#[must_use]
pub fn summarise(grid: &Grid, cells: Vec<Answered>) -> Curve {
    let points: Vec<Point<'_>> =
        grid.cells.iter().zip(&cells).enumerate().filter_map(|(at, (cell, a))| point(at, cell, a)).collect();
    let mut by_question: BTreeMap<Asked, Vec<Point<'_>>> = BTreeMap::new();
    let mut by_outcome: BTreeMap<(String, Contrast, Base), Vec<Point<'_>>> = BTreeMap::new();
    for &p in &points {
        let effect = &p.figures.effect;
        by_question.entry(asked(p)).or_default().push(p);
        by_outcome.entry((effect.outcome.clone(), effect.contrast, effect.base)).or_default().push(p);
    }
    let mut questions: Vec<Question> = by_question.into_iter().filter_map(|(a, p)| question(a, &p)).collect();
    questions.sort_by_key(|q| (std::cmp::Reverse(q.cells.len()), q.cells.first().copied()));
    let mut parted: Vec<Parted> =
        by_outcome.into_iter().map(|(key, p)| parted(&grid.choices, key, &p)).collect();
    parted.sort_by_key(|p| std::cmp::Reverse(p.cells));
    Curve { cells, questions, parted }
}

fn point<'a>(at: usize, cell: &'a Cell, answered: &'a Answered) -> Option<Point<'a>> {
    let figures = answered.figures.as_ref().ok()?;
    let difference = figures.effect.difference.filter(|d| d.is_finite())?;
    Some(Point { at, cell, figures, moved: &answered.moved, difference })
}

fn asked(p: Point<'_>) -> Asked {
    let (specification, effect) = (&p.cell.specification, &p.figures.effect);
    Asked {
        outcome: effect.outcome.clone(),
        contrast: effect.contrast,
        base: effect.base,
        estimand: specification.design.estimand.word(),
        filter: specification.filter.clone(),
        baseline: specification.design.baseline == Baseline::Match,
        everyone: compared(p).is_none_or(|share| share >= 1.0),
    }
}

/// Share of the eligible people whom the effect is about who are compared; of both arms where it is about both.
fn compared(p: Point<'_>) -> Option<f64> {
    let (t, c) = (p.figures.balance.treated, p.figures.balance.control);
    let (matched, eligible) = match p.cell.specification.design.estimand {
        Estimand::Att => (t.matched, t.eligible),
        Estimand::Atc => (c.matched, c.eligible),
        _ => (t.matched + c.matched, t.eligible + c.eligible),
    };
    (eligible > 0).then(|| matched as f64 / eligible as f64)
}

fn question(asked: Asked, points: &[Point<'_>]) -> Option<Question> {
    let differences: Vec<f64> = points.iter().map(|p| p.difference).collect();
    let errors: Vec<Option<f64>> = points.iter().map(|p| standard_error(*p)).collect();
    let moved: Vec<&[f64]> = points.iter().map(|p| p.moved).collect();
    let of = |value: &dyn Fn(&Figures) -> Option<f64>| range(points.iter().filter_map(|p| value(p.figures)));
    Some(Question {
        joint: joint(&differences, &errors, &moved),
        difference: range(differences.iter().copied())?,
        treated: of(&|f| f.effect.treat.mean),
        comparison: of(&|f| f.effect.comparison.mean),
        compared: range(points.iter().filter_map(|p| compared(*p))),
        fewest: fewest(points),
        unit: unit(points.first()?.figures),
        cells: points.iter().map(|p| p.at).collect(),
        asked,
    })
}

/// Standard error of the difference: the row's own, or what the limits of the difference say.
fn standard_error(p: Point<'_>) -> Option<f64> {
    let e = &p.figures.effect;
    if e.measure == crate::estimate::Measure::Difference {
        return e.se;
    }
    let half = (e.difference_upper? - e.difference_lower?) / 2.0;
    Some(half / crate::stats::distribution::critical(p.cell.specification.estimate.level, e.df))
        .filter(|se| *se > 0.0)
}

fn unit(figures: &Figures) -> String {
    let e = &figures.effect;
    if e.treat.numerator.is_some() { "percentage points".to_owned() } else { e.unit.clone() }
}

fn fewest(points: &[Point<'_>]) -> usize {
    let arms = points.iter().map(|p| p.figures.effect.treat.number.min(p.figures.effect.comparison.number));
    arms.min().unwrap_or(0)
}

fn range(values: impl Iterator<Item = f64>) -> Option<Range> {
    let mut all: Vec<f64> = values.collect();
    let median = median(&mut all)?;
    let low = all.iter().copied().min_by(f64::total_cmp)?;
    let high = all.iter().copied().max_by(f64::total_cmp)?;
    Some(Range { low, median, high })
}

fn parted(choices: &[Choice], key: (String, Contrast, Base), points: &[Point<'_>]) -> Parted {
    let y: Vec<f64> = points.iter().map(|p| p.difference).collect();
    // Levels as codes; one more for a choice that does not apply.
    let code = |c: usize, p: &Point<'_>| p.cell.levels[c].unwrap_or(choices[c].levels.len()) as u32;
    let factors: Vec<Vec<u32>> =
        (0..choices.len()).map(|c| points.iter().map(|p| code(c, p)).collect()).collect();
    let found: Option<Shares> = shares(&y, &factors);
    let of = |c: usize, choice: &Choice| ChoiceFigures {
        name: choice.name.clone(),
        share: found.as_ref().map(|s| s.factors[c].max(0.0)),
        levels: (0..=choice.levels.len())
            .filter_map(|level| {
                let with: Vec<Point<'_>> = points
                    .iter()
                    .zip(&factors[c])
                    .filter(|(_, l)| **l as usize == level)
                    .map(|(p, _)| *p)
                    .collect();
                let name = choice.word(Some(level).filter(|l| *l < choice.levels.len())).to_owned();
                let difference = range(with.iter().map(|p| p.difference))?;
                Some(LevelFigures { name, cells: with.len(), difference, fewest: fewest(&with) })
            })
            .collect(),
    };
    let (outcome, contrast, base) = key;
    Parted {
        outcome,
        contrast,
        base,
        cells: points.len(),
        choices: choices.iter().enumerate().map(|(c, choice)| of(c, choice)).collect(),
        together: found.map(|s| s.rest),
    }
}
