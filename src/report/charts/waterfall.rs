//! A waterfall: from the whole, step by step, to what is left, beside what was spent.

use super::super::ReportError;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use super::svg::fold;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 500.0;
/// Right end of the labels.
const LABELS: f64 = 178.0;
/// Right end of the axis; amounts stand beyond it.
const AXIS: f64 = 428.0;
const LETTERS: usize = 24;
const PITCH: f64 = 42.0;
const HALF: f64 = 12.0;

/// What a bar is: told apart by fill as well as by colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fall {
    /// A whole, from nought: full and blue.
    Whole,
    /// What is taken off, or added: hollow and orange.
    Step,
    /// What was spent, from nought: full and grey.
    Cost,
    /// What was spent on top of it: hollow and grey.
    MoreCost,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct FallRow {
    /// What it is.
    pub label: String,
    /// Where it starts and ends.
    pub span: (f64, f64),
    /// How it looks.
    pub kind: Fall,
    /// The amount, as shown.
    pub amount: String,
}

/// A waterfall.
#[derive(Debug, Clone)]
pub struct Waterfall {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Bars from top to bottom.
    pub rows: Vec<FallRow>,
    /// Sign of the currency.
    pub currency: String,
    /// What the axis shows.
    pub axis: String,
}

impl Waterfall {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let (top, bottom) = (6.0, 6.0 + PITCH * self.rows.len() as f64);
        let ends = self.rows.iter().flat_map(|r| [r.span.0, r.span.1]).chain([0.0]);
        let scale = Scale::around(ends, LABELS + 14.0, AXIS);
        draw((WIDTH, bottom + 46.0), &self.title, &self.description, |canvas| {
            for tick in scale.ticks(4) {
                let x = scale.at(tick);
                canvas.line(&[(x, top), (x, bottom)], "#ebe9e3", 1.0)?;
                let words = super::super::words::value::short(&self.currency, tick);
                canvas.text((x, bottom + 12.0), 12.0, ink::MUTED, HPos::Center, &words)?;
            }
            canvas.line(&[(scale.at(0.0), top), (scale.at(0.0), bottom)], ink::NEUTRAL, 1.5)?;
            canvas.text(
                (f64::midpoint(LABELS, AXIS), bottom + 33.0),
                12.5,
                ink::TEXT,
                HPos::Center,
                &self.axis,
            )?;
            for (k, row) in self.rows.iter().enumerate() {
                let y = top + PITCH * (k as f64 + 0.5);
                bar(canvas, scale, row, y)?;
                // What one bar leaves is where the next begins.
                if self.rows.get(k + 1).is_some_and(|next| joined(row, next)) {
                    let x = scale.at(row.span.1);
                    canvas.line(&[(x, y + HALF), (x, y + PITCH - HALF)], ink::NEUTRAL, 1.0)?;
                }
            }
            Ok(())
        })
    }
}

fn joined(row: &FallRow, next: &FallRow) -> bool {
    let same = |kind: Fall| matches!(kind, Fall::Whole | Fall::Step);
    same(row.kind) == same(next.kind)
}

fn bar(canvas: &Canvas<'_>, scale: Scale, row: &FallRow, y: f64) -> Result<(), ReportError> {
    let lines = fold(&row.label, LETTERS, 2);
    let first = y - 7.5 * (lines.len() as f64 - 1.0);
    for (k, line) in lines.iter().enumerate() {
        canvas.text((LABELS, first + 15.0 * k as f64), 12.5, ink::TEXT, HPos::Right, line)?;
    }
    let (a, b) = (scale.at(row.span.0), scale.at(row.span.1));
    let (from, to) = (a.min(b), a.max(b).max(a.min(b) + 1.5));
    let (ink, hollow) = match row.kind {
        Fall::Whole => (ink::TREATED, false),
        Fall::Step => (ink::COMPARISON, true),
        Fall::Cost => (ink::NEUTRAL, false),
        Fall::MoreCost => (ink::NEUTRAL, true),
    };
    canvas.bar((from, y - HALF), (to, y + HALF), ink)?;
    let edge = 1.8;
    if hollow && to - from > 2.0 * edge {
        canvas.bar((from + edge, y - HALF + edge), (to - edge, y + HALF - edge), ink::PAPER)?;
    }
    let bold = if row.kind == Fall::Step { ink::COMPARISON } else { ink::TEXT };
    canvas.text((AXIS + 8.0, y), 12.5, bold, HPos::Left, &row.amount)
}
