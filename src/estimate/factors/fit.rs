//! One logistic regression of improvement, in the people of one arm.

use super::super::sample::Sample;
use super::terms::{Factor, Values};
use crate::stats::glm::GlmError;
use crate::stats::margins::{Change, Margins, margins};

/// A line of the answer: which factor, which level of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Position of the factor.
    pub factor: usize,
    /// Code of the level, for levels.
    pub level: Option<u16>,
}

/// The lines of some factors: levels that nobody treated has are none, and the first that somebody has is the
/// reference of the others.
pub(super) fn lines(factors: &[Factor], units: &[usize]) -> Vec<(Line, Option<u16>)> {
    let mut out = Vec::new();
    for (factor, f) in factors.iter().enumerate() {
        match &f.values {
            Values::Levels(names, of) => {
                let has = |l: &u16| units.iter().any(|&i| of[i] == Some(*l));
                let present: Vec<u16> = (0..names.len() as u16).filter(has).collect();
                let rest = present.iter().skip(1);
                out.extend(rest.map(|&l| (Line { factor, level: Some(l) }, present.first().copied())));
            }
            _ => out.push((Line { factor, level: None }, None)),
        }
    }
    out
}

/// What one arm says.
pub(super) struct Arm {
    /// Positions of its people in the sample.
    pub rows: Vec<usize>,
    /// Marginal effects, one a line, or why there are none.
    pub margins: Result<Margins, String>,
    /// People with each line's level (all of them, for numbers).
    pub here: Vec<usize>,
}

impl Arm {
    /// Coefficients estimated.
    pub fn rank(&self) -> usize {
        self.margins.as_ref().map_or(0, |m| m.rank)
    }
}

/// Fits one arm.
///
/// * `units`: cohort unit of each row of the sample.
/// * `steps`: step of each line that is a number.
pub(super) fn arm(
    factors: &[Factor],
    lines: &[Line],
    steps: &[Option<f64>],
    (sample, y, units): (&Sample, &[f64], &[usize]),
    treated: bool,
) -> Arm {
    let rows: Vec<usize> = (0..sample.rows.len()).filter(|&k| sample.treated[k] == treated).collect();
    let value = |line: &Line, i: usize| match &factors[line.factor].values {
        Values::Number(v) => v[i].unwrap_or_default(),
        Values::YesNo(v) => f64::from(u8::from(v[i] == Some(true))),
        Values::Levels(_, v) => f64::from(u8::from(v[i] == line.level)),
    };
    let columns: Vec<Vec<f64>> = std::iter::once(vec![1.0; rows.len()])
        .chain(lines.iter().map(|l| rows.iter().map(|&k| value(l, units[k])).collect()))
        .collect();
    let is_number = |l: &Line| matches!(factors[l.factor].values, Values::Number(_));
    let change = |(at, l): (usize, &Line)| {
        if is_number(l) {
            return Change::Slope { column: at + 1, step: steps[at].unwrap_or(1.0) };
        }
        let siblings = lines.iter().enumerate().filter(|(k, o)| o.factor == l.factor && *k != at);
        Change::Switch { column: at + 1, others: siblings.map(|(k, _)| k + 1).collect() }
    };
    let changes: Vec<Change> = lines.iter().enumerate().map(change).collect();
    let pick = |of: &[f64]| rows.iter().map(|&k| of[k]).collect::<Vec<f64>>();
    let here = lines
        .iter()
        .zip(&columns[1..])
        .map(|(l, x)| if is_number(l) { rows.len() } else { x.iter().filter(|v| **v > 0.5).count() })
        .collect();
    let margins = if rows.len() <= columns.len() {
        Err(format!("{} people are too few for {} coefficients", rows.len(), columns.len()))
    } else {
        margins(&columns, &pick(y), &pick(&sample.weight), &changes).map_err(|e| said(&e))
    };
    Arm { rows, margins, here }
}

fn said(fault: &GlmError) -> String {
    match fault {
        GlmError::Separation { .. } | GlmError::OneClass { .. } => {
            "the factors tell improvement apart completely in an arm (separation): fewer factors or wider bands".to_owned()
        }
        other => format!("the logistic regression has no answer: {other}"),
    }
}
