//! Dots with intervals, one row a thing: balance, effects, sub-groups, specifications.

use super::super::ReportError;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use super::svg::fold;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 400.0;
const LABELS: f64 = 150.0;
const LETTERS: usize = 20;
/// Letters of a line of the axis' title.
const TITLE: usize = 30;
/// More rows than this are drawn close together and without labels.
const MANY: usize = 60;

/// What a mark stands for: told apart by shape as well as by colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Treated, or after matching: a full blue disc.
    Disc,
    /// Comparison, or before matching: an open orange diamond.
    Diamond,
    /// Neither: a small grey disc.
    Quiet,
}

/// A dot with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Where.
    pub at: f64,
    /// Interval around it.
    pub interval: Option<(f64, f64)>,
    /// How it looks.
    pub style: Style,
}

/// One row of marks.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkRow {
    /// What it is.
    pub label: String,
    /// Marks, from top to bottom of the row when they have intervals.
    pub marks: Vec<Mark>,
}

/// A chart of dots.
#[derive(Debug, Clone)]
pub struct Dots {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Rows from top to bottom.
    pub rows: Vec<MarkRow>,
    /// What the axis shows.
    pub axis: String,
    /// Values that the axis must hold, drawn as a full line.
    pub anchor: Option<f64>,
    /// Values drawn as dashed lines.
    pub limits: Vec<f64>,
    /// Ticks are shares, shown as percentages.
    pub percent: bool,
    /// What the shapes mean.
    pub legend: Vec<(Style, String)>,
}

impl Dots {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let heights = self.heights();
        let top = 12.0 + 20.0 * self.legend.len() as f64;
        let bottom = top + heights.iter().sum::<f64>() + 6.0;
        let size = (WIDTH, bottom + 31.0 + 15.0 * fold(&self.axis, TITLE, 2).len() as f64);
        draw(size, &self.title, &self.description, |canvas| {
            let scale = self.scale();
            self.legend(canvas)?;
            self.axis(canvas, scale, top, bottom)?;
            let mut y = top;
            for (row, height) in self.rows.iter().zip(&heights) {
                self.row(canvas, scale, row, y + height / 2.0)?;
                y += height;
            }
            Ok(())
        })
    }

    fn many(&self) -> bool {
        self.rows.len() > MANY
    }

    /// Height of each row: room for its label and for marks with intervals side by side.
    fn heights(&self) -> Vec<f64> {
        let height = |row: &MarkRow| {
            if self.many() {
                return 4.0;
            }
            let lines = fold(&row.label, LETTERS, 3).len().max(1) as f64;
            let paired = row.marks.iter().filter(|m| m.interval.is_some()).count() > 1;
            (8.0 + 14.0 * lines).max(if paired { 38.0 } else { 24.0 })
        };
        self.rows.iter().map(height).collect()
    }

    fn scale(&self) -> Scale {
        let marks = self.rows.iter().flat_map(|r| &r.marks);
        let ends = marks.flat_map(|m| {
            let (low, high) = m.interval.unwrap_or((m.at, m.at));
            [m.at, low, high]
        });
        let from = if self.many() { 16.0 } else { LABELS + 12.0 };
        Scale::around(ends.chain(self.anchor).chain(self.limits.iter().copied()), from, WIDTH - 14.0)
    }

    fn legend(&self, canvas: &Canvas<'_>) -> Result<(), ReportError> {
        let longest = self.legend.iter().map(|(_, words)| words.chars().count()).max().unwrap_or(0);
        let left = if longest > 30 { 16.0 } else { LABELS + 20.0 };
        for (k, (style, words)) in self.legend.iter().enumerate() {
            let y = 12.0 + 20.0 * k as f64;
            mark(canvas, (left, y), *style)?;
            canvas.text((left + 14.0, y), 13.0, ink::TEXT, HPos::Left, words)?;
        }
        Ok(())
    }

    fn axis(&self, canvas: &Canvas<'_>, scale: Scale, top: f64, bottom: f64) -> Result<(), ReportError> {
        for tick in scale.ticks(5) {
            let x = scale.at(tick);
            canvas.line(&[(x, top), (x, bottom)], "#ebe9e3", 1.0)?;
            let words = self.tick(tick);
            canvas.text((x, bottom + 12.0), 12.0, ink::MUTED, HPos::Center, &words)?;
        }
        if let Some(anchor) = self.anchor {
            canvas.line(&[(scale.at(anchor), top), (scale.at(anchor), bottom)], ink::NEUTRAL, 1.5)?;
        }
        for limit in &self.limits {
            canvas.dashes(scale.at(*limit), top, bottom, ink::NEUTRAL)?;
        }
        let middle = if self.many() { WIDTH / 2.0 } else { f64::midpoint(LABELS + 12.0, WIDTH) };
        for (k, line) in fold(&self.axis, TITLE, 2).iter().enumerate() {
            let y = bottom + 33.0 + 15.0 * k as f64;
            canvas.text((middle, y), 12.5, ink::TEXT, HPos::Center, line)?;
        }
        Ok(())
    }

    fn tick(&self, value: f64) -> String {
        use super::super::words::{level, number};
        if self.percent {
            format!("{}\u{202f}%", number((value * 1000.0).round() / 10.0, 0))
        } else {
            level(value)
        }
    }

    fn row(&self, canvas: &Canvas<'_>, scale: Scale, row: &MarkRow, y: f64) -> Result<(), ReportError> {
        if !self.many() {
            let lines = fold(&row.label, LETTERS, 3);
            let first = y - 7.5 * (lines.len() as f64 - 1.0);
            for (k, line) in lines.iter().enumerate() {
                canvas.text((LABELS, first + 15.0 * k as f64), 12.5, ink::TEXT, HPos::Right, line)?;
            }
        }
        let intervals = row.marks.iter().filter(|m| m.interval.is_some()).count();
        for (k, m) in row.marks.iter().enumerate() {
            let apart = if intervals > 1 { 10.0 * (k as f64 - (intervals as f64 - 1.0) / 2.0) } else { 0.0 };
            let y = y + apart;
            if let Some((low, high)) = m.interval {
                canvas.line(&[(scale.at(low), y), (scale.at(high), y)], ink_of(m.style), 2.0)?;
            }
            if self.many() && m.style == Style::Quiet {
                canvas.disc((scale.at(m.at), y), 1.5, ink::NEUTRAL)?;
            } else {
                mark(canvas, (scale.at(m.at), y), m.style)?;
            }
        }
        Ok(())
    }
}

fn ink_of(style: Style) -> &'static str {
    match style {
        Style::Disc => ink::TREATED,
        Style::Diamond => ink::COMPARISON,
        Style::Quiet => ink::NEUTRAL,
    }
}

fn mark(canvas: &Canvas<'_>, at: (f64, f64), style: Style) -> Result<(), ReportError> {
    match style {
        Style::Disc => canvas.disc(at, 5.5, ink::TREATED),
        Style::Diamond => canvas.diamond(at, 5.5, ink::COMPARISON),
        Style::Quiet => canvas.disc(at, 4.0, ink::NEUTRAL),
    }
}
