//! A forest plot: one effect a row with its interval, how many people it rests on, and the overall effect as a line.

use super::super::ReportError;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use super::svg::fold;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 500.0;
/// Right end of the labels.
const LABELS: f64 = 150.0;
/// Right end of the column of numbers of people.
const PEOPLE: f64 = 202.0;
/// Right end of the axis; the column beside it starts a little further.
const AXIS: f64 = 404.0;
const LETTERS: usize = 20;

/// One row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForestRow {
    /// Who it is about; in bold where the row is a heading without an effect.
    pub label: String,
    /// People, as text.
    pub people: String,
    /// The effect.
    pub at: Option<f64>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// What stands beside it, such as a p-value.
    pub beside: String,
    /// Share of the treated, for the size of the mark: 0 to 1.
    pub share: f64,
    /// `true` for the effect of everyone.
    pub overall: bool,
}

/// A forest plot.
#[derive(Debug, Clone)]
pub struct Forest {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Rows from top to bottom.
    pub rows: Vec<ForestRow>,
    /// Headings of the columns of people and of what stands beside.
    pub heads: [String; 2],
    /// What the axis shows.
    pub axis: String,
    /// Ticks are shares, shown as percentages.
    pub percent: bool,
}

impl Forest {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let top = 28.0;
        let heights: Vec<f64> =
            self.rows.iter().map(|r| 10.0 + 15.0 * fold(&r.label, LETTERS, 3).len().max(1) as f64).collect();
        let bottom = top + heights.iter().sum::<f64>() + 6.0;
        draw((WIDTH, bottom + 46.0), &self.title, &self.description, |canvas| {
            let scale = self.scale();
            self.axis(canvas, scale, (top, bottom))?;
            canvas.text((PEOPLE, 12.0), 12.0, ink::MUTED, HPos::Right, &self.heads[0])?;
            canvas.text((AXIS + 14.0, 12.0), 12.0, ink::MUTED, HPos::Left, &self.heads[1])?;
            let mut y = top;
            for (row, height) in self.rows.iter().zip(&heights) {
                line(canvas, scale, row, y + height / 2.0)?;
                y += height;
            }
            Ok(())
        })
    }

    fn scale(&self) -> Scale {
        let ends = self.rows.iter().flat_map(|r| {
            let (low, high) = r.interval.or(r.at.map(|a| (a, a))).unwrap_or((0.0, 0.0));
            [low, high]
        });
        Scale::around(ends.chain([0.0]), PEOPLE + 16.0, AXIS)
    }

    fn axis(&self, canvas: &Canvas<'_>, scale: Scale, (top, bottom): (f64, f64)) -> Result<(), ReportError> {
        for tick in scale.ticks(5) {
            let x = scale.at(tick);
            canvas.line(&[(x, top), (x, bottom)], "#ebe9e3", 1.0)?;
            canvas.text((x, bottom + 12.0), 12.0, ink::MUTED, HPos::Center, &self.tick(tick))?;
        }
        canvas.line(&[(scale.at(0.0), top), (scale.at(0.0), bottom)], ink::NEUTRAL, 1.5)?;
        for overall in self.rows.iter().filter(|r| r.overall).filter_map(|r| r.at) {
            canvas.dashes(scale.at(overall), top, bottom, ink::TREATED)?;
        }
        let middle = f64::midpoint(PEOPLE + 16.0, AXIS);
        for (k, line) in fold(&self.axis, 44, 1).iter().enumerate() {
            canvas.text((middle, bottom + 33.0 + 15.0 * k as f64), 12.5, ink::TEXT, HPos::Center, line)?;
        }
        Ok(())
    }

    fn tick(&self, value: f64) -> String {
        use super::super::words::{level, number};
        if self.percent { number((value * 1000.0).round() / 10.0, 0) } else { level(value) }
    }
}

fn line(canvas: &Canvas<'_>, scale: Scale, row: &ForestRow, y: f64) -> Result<(), ReportError> {
    let lines = fold(&row.label, LETTERS, 3);
    let first = y - 7.5 * (lines.len() as f64 - 1.0);
    for (k, words) in lines.iter().enumerate() {
        canvas.text((LABELS, first + 15.0 * k as f64), 12.5, ink::TEXT, HPos::Right, words)?;
    }
    canvas.text((PEOPLE, y), 12.0, ink::MUTED, HPos::Right, &row.people)?;
    canvas.text((AXIS + 14.0, y), 12.0, ink::TEXT, HPos::Left, &row.beside)?;
    let ink = if row.overall { ink::TREATED } else { ink::NEUTRAL };
    if let Some((low, high)) = row.interval {
        canvas.line(&[(scale.at(low), y), (scale.at(high), y)], ink, 2.0)?;
    }
    match row.at {
        Some(at) if row.overall => canvas.diamond((scale.at(at), y), 6.0, ink),
        Some(at) => canvas.disc((scale.at(at), y), 3.0 + 4.0 * row.share.clamp(0.0, 1.0).sqrt(), ink),
        None => Ok(()),
    }
}
