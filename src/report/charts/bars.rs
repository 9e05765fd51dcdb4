//! Pairs of bars: how many of each group stand at each value, one panel a time.

use super::super::ReportError;
use super::super::words::percent;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 400.0;
const PANEL: f64 = 150.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 46.0;

/// Shares of both groups at one value; `None` = withheld.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The value.
    pub label: String,
    /// Share of the treated.
    pub treated: Option<f64>,
    /// Share of the comparison.
    pub comparison: Option<f64>,
}

/// Small multiples of paired bars on the same axes: full bars the treated, hollow ones the comparison.
#[derive(Debug, Clone)]
pub struct Bars {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Heading and values of each panel.
    pub panels: Vec<(String, Vec<Pair>)>,
    /// What the treated and the comparison are called.
    pub names: (String, String),
    /// What the values are.
    pub axis: String,
}

impl Bars {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let height = TOP + PANEL * self.panels.len() as f64 + 28.0;
        let pairs = self.panels.iter().flat_map(|p| &p.1);
        let tallest = pairs.flat_map(|p| [p.treated, p.comparison]).flatten().fold(0.05, f64::max);
        draw((WIDTH, height), &self.title, &self.description, |canvas| {
            self.legend(canvas)?;
            for (k, panel) in self.panels.iter().enumerate() {
                drawn(canvas, panel, TOP + PANEL * k as f64, tallest)?;
            }
            canvas.text((WIDTH / 2.0, height - 12.0), 12.5, ink::TEXT, HPos::Center, &self.axis)
        })
    }

    fn legend(&self, canvas: &Canvas<'_>) -> Result<(), ReportError> {
        for (k, (words, full)) in [(&self.names.0, true), (&self.names.1, false)].into_iter().enumerate() {
            let y = 12.0 + 20.0 * k as f64;
            bar(canvas, (LEFT, y - 6.0), (LEFT + 12.0, y + 6.0), full)?;
            canvas.text((LEFT + 20.0, y), 13.0, ink::TEXT, HPos::Left, words)?;
        }
        Ok(())
    }
}

fn drawn(
    canvas: &Canvas<'_>,
    (heading, pairs): &(String, Vec<Pair>),
    top: f64,
    tallest: f64,
) -> Result<(), ReportError> {
    let (up, down) = (top + 28.0, top + PANEL - 22.0);
    let heights = Scale::new(0.0, tallest, down, up);
    canvas.text((LEFT, top + 12.0), 14.0, ink::TEXT, HPos::Left, heading)?;
    for tick in heights.ticks(3) {
        let y = heights.at(tick);
        canvas.line(&[(LEFT, y), (WIDTH - 10.0, y)], "#ebe9e3", 1.0)?;
        canvas.text((LEFT - 6.0, y), 11.5, ink::MUTED, HPos::Right, &percent(tick))?;
    }
    let pitch = (WIDTH - 10.0 - LEFT) / pairs.len().max(1) as f64;
    for (k, pair) in pairs.iter().enumerate() {
        let middle = LEFT + pitch * (k as f64 + 0.5);
        for (share, side) in [(pair.treated, -1.0), (pair.comparison, 1.0)] {
            let centre = middle + side * 0.2 * pitch;
            let (from, to) = (centre - 0.17 * pitch, centre + 0.17 * pitch);
            match share {
                Some(share) => bar(canvas, (from, heights.at(share)), (to, down), side < 0.0)?,
                None => canvas.text((centre, down - 7.0), 11.0, ink::MUTED, HPos::Center, "×")?,
            }
        }
        canvas.text((middle, down + 11.0), 12.0, ink::MUTED, HPos::Center, &pair.label)?;
    }
    canvas.line(&[(LEFT, down), (WIDTH - 10.0, down)], ink::TEXT, 1.0)
}

/// A full bar, or a hollow one: told apart without colour.
fn bar(canvas: &Canvas<'_>, from: (f64, f64), to: (f64, f64), full: bool) -> Result<(), ReportError> {
    if full {
        return canvas.bar(from, to, ink::TREATED);
    }
    canvas.bar(from, to, ink::COMPARISON)?;
    let edge = 1.8;
    if to.1 - from.1 > 2.0 * edge && to.0 - from.0 > 2.0 * edge {
        canvas.bar((from.0 + edge, from.1 + edge), (to.0 - edge, to.1 - edge), ink::PAPER)?;
    }
    Ok(())
}
