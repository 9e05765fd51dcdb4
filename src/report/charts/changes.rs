//! How many people stand at, or moved by, each step of a scale: bars told apart by shade.

use super::super::ReportError;
use super::super::words::percent;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 400.0;
/// Height of the bars, and of a line of the legend.
const TALL: f64 = 182.0;
const LINE: f64 = 18.0;
const LEFT: f64 = 44.0;

/// How a bar is filled: told apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Dark.
    Full,
    /// Pale.
    Pale,
    /// An outline.
    Hollow,
}

/// One step: a score, or a change in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What stands under it.
    pub label: String,
    /// How it is filled.
    pub fill: Fill,
    /// Share of the people; `None` = withheld.
    pub share: Option<f64>,
}

/// The chart.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Steps from the lowest up.
    pub steps: Vec<Step>,
    /// What the fills say, at most three.
    pub names: Vec<(Fill, String)>,
    /// What the steps are.
    pub axis: String,
}

impl Changes {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let tallest = self.steps.iter().filter_map(|s| s.share).fold(0.05, f64::max);
        let top = 26.0 + LINE * self.names.len() as f64;
        let bottom = top + TALL;
        let height = bottom + 42.0;
        let heights = Scale::new(0.0, tallest, bottom, top);
        draw((WIDTH, height), &self.title, &self.description, |canvas| {
            self.legend(canvas)?;
            for tick in heights.ticks(4) {
                let y = heights.at(tick);
                canvas.line(&[(LEFT, y), (WIDTH - 8.0, y)], "#ebe9e3", 1.0)?;
                canvas.text((LEFT - 6.0, y), 11.5, ink::MUTED, HPos::Right, &percent(tick))?;
            }
            let pitch = (WIDTH - 8.0 - LEFT) / self.steps.len().max(1) as f64;
            for (k, step) in self.steps.iter().enumerate() {
                let (from, to) = (LEFT + pitch * (k as f64 + 0.1), LEFT + pitch * (k as f64 + 0.9));
                if let Some(share) = step.share {
                    bar(canvas, (from, heights.at(share)), (to, bottom), step.fill)?;
                } else {
                    let at = (0.5 * (from + to), bottom - 7.0);
                    canvas.text(at, 11.0, ink::MUTED, HPos::Center, "×")?;
                }
                let size = if self.steps.len() > 9 && step.label.chars().count() > 3 { 9.5 } else { 11.5 };
                canvas.text(
                    (0.5 * (from + to), bottom + 11.0),
                    size,
                    ink::MUTED,
                    HPos::Center,
                    &step.label,
                )?;
            }
            canvas.line(&[(LEFT, bottom), (WIDTH - 8.0, bottom)], ink::TEXT, 1.0)?;
            canvas.text((0.5 * (LEFT + WIDTH), height - 12.0), 12.5, ink::TEXT, HPos::Center, &self.axis)
        })
    }

    fn legend(&self, canvas: &Canvas<'_>) -> Result<(), ReportError> {
        for (k, (fill, words)) in self.names.iter().enumerate() {
            let y = 12.0 + LINE * k as f64;
            bar(canvas, (LEFT, y - 6.0), (LEFT + 12.0, y + 6.0), *fill)?;
            canvas.text((LEFT + 18.0, y), 12.0, ink::TEXT, HPos::Left, words)?;
        }
        Ok(())
    }
}

fn bar(canvas: &Canvas<'_>, from: (f64, f64), to: (f64, f64), fill: Fill) -> Result<(), ReportError> {
    match fill {
        Fill::Full => canvas.bar(from, to, ink::TREATED),
        Fill::Pale => canvas.bar(from, to, ink::LINE),
        Fill::Hollow => {
            canvas.bar(from, to, ink::COMPARISON)?;
            let edge = 1.8;
            if to.1 - from.1 > 2.0 * edge && to.0 - from.0 > 2.0 * edge {
                canvas.bar((from.0 + edge, from.1 + edge), (to.0 - edge, to.1 - edge), ink::PAPER)?;
            }
            Ok(())
        }
    }
}
