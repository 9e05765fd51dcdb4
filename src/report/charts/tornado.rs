//! A tornado: how far the return moves with each input, the widest on top.

use super::super::ReportError;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use super::svg::fold;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 500.0;
/// Right end of the labels.
const LABELS: f64 = 170.0;
/// Room for words at the ends of the bars.
const ENDS: f64 = 62.0;
const LETTERS: usize = 23;
const HALF: f64 = 8.0;

/// One input.
#[derive(Debug, Clone, PartialEq)]
pub struct Gust {
    /// What it is.
    pub label: String,
    /// Return at its low and at its high value.
    pub ratio: (f64, f64),
    /// These values, as shown.
    pub ends: (String, String),
}

/// A tornado.
#[derive(Debug, Clone)]
pub struct Tornado {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Inputs from top to bottom.
    pub rows: Vec<Gust>,
    /// The return as it is.
    pub ratio: f64,
    /// Sign of the currency.
    pub currency: String,
    /// What the axis shows.
    pub axis: String,
}

impl Tornado {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let heights: Vec<f64> =
            self.rows.iter().map(|r| 12.0 + 15.0 * fold(&r.label, LETTERS, 3).len().max(1) as f64).collect();
        let top = 26.0;
        let bottom = top + heights.iter().sum::<f64>() + 6.0;
        let ends = self.rows.iter().flat_map(|r| [r.ratio.0, r.ratio.1]).chain([1.0, self.ratio]);
        let scale = Scale::around(ends, LABELS + ENDS, WIDTH - ENDS);
        draw((WIDTH, bottom + 46.0), &self.title, &self.description, |canvas| {
            self.axis(canvas, scale, (top, bottom))?;
            canvas.line(&[(scale.at(1.0), top), (scale.at(1.0), bottom)], ink::TEXT, 1.5)?;
            let mut y = top;
            for (row, height) in self.rows.iter().zip(&heights) {
                gust(canvas, scale, row, (self.ratio, y + height / 2.0))?;
                y += height;
            }
            canvas.text((scale.at(1.0), 12.0), 12.0, ink::TEXT, HPos::Center, "as much as was spent")
        })
    }

    fn axis(&self, canvas: &Canvas<'_>, scale: Scale, (top, bottom): (f64, f64)) -> Result<(), ReportError> {
        for tick in scale.ticks(4) {
            let x = scale.at(tick);
            canvas.line(&[(x, top), (x, bottom)], "#ebe9e3", 1.0)?;
            let words = super::super::words::value::coins(&self.currency, tick);
            canvas.text((x, bottom + 12.0), 12.0, ink::MUTED, HPos::Center, &words)?;
        }
        canvas.dashes(scale.at(self.ratio), top, bottom, ink::TREATED)?;
        canvas.text((f64::midpoint(LABELS, WIDTH), bottom + 33.0), 12.5, ink::TEXT, HPos::Center, &self.axis)
    }
}

fn gust(canvas: &Canvas<'_>, scale: Scale, row: &Gust, (ratio, y): (f64, f64)) -> Result<(), ReportError> {
    let lines = fold(&row.label, LETTERS, 3);
    let first = y - 7.5 * (lines.len() as f64 - 1.0);
    for (k, line) in lines.iter().enumerate() {
        canvas.text((LABELS, first + 15.0 * k as f64), 12.5, ink::TEXT, HPos::Right, line)?;
    }
    let (a, b) = (scale.at(row.ratio.0), scale.at(row.ratio.1));
    canvas.bar((a.min(b), y - HALF), (a.max(b).max(a.min(b) + 1.5), y + HALF), ink::TREATED)?;
    let centre = scale.at(ratio);
    if a.min(b) < centre && centre < a.max(b) {
        canvas.line(&[(centre, y - HALF), (centre, y + HALF)], ink::PAPER, 1.5)?;
    }
    let (left, right) = if a <= b { (&row.ends.0, &row.ends.1) } else { (&row.ends.1, &row.ends.0) };
    end(canvas, (a.min(b) - 5.0, y), HPos::Right, left)?;
    end(canvas, (a.max(b) + 5.0, y), HPos::Left, right)
}

/// A value beside a bar, on a patch of paper: the line at 1 may run behind it.
fn end(canvas: &Canvas<'_>, (x, y): (f64, f64), side: HPos, words: &str) -> Result<(), ReportError> {
    let width = 6.4 * words.chars().count() as f64;
    let left = if matches!(side, HPos::Right) { x - width } else { x };
    canvas.bar((left - 1.0, y - 7.0), (left + width + 1.0, y + 7.0), ink::PAPER)?;
    canvas.text((x, y), 11.5, ink::MUTED, side, words)
}
