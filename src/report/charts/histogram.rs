//! Mirrored histograms: the score of the treated upwards, of the comparison downwards.

use super::super::ReportError;
use super::super::words::percent;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 400.0;
const PANEL: f64 = 190.0;
const LEFT: f64 = 44.0;

/// One bar: the edges of its bin and its share; `None` = withheld.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Lower edge.
    pub from: f64,
    /// Upper edge.
    pub to: f64,
    /// Share of the arm.
    pub share: Option<f64>,
}

/// Two or more panels, one above the other on the same axis; each has a scale of its own upwards, since one
/// tall bar before matching would leave nothing to see of the others.
#[derive(Debug, Clone)]
pub struct Mirror {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Heading, bars of the treated and bars of the comparison of each panel.
    pub panels: Vec<(String, Vec<Bin>, Vec<Bin>)>,
    /// What the treated and the comparison are called.
    pub names: (String, String),
    /// What the axis shows.
    pub axis: String,
    /// Ends of the axis.
    pub range: (f64, f64),
}

impl Mirror {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let height = PANEL * self.panels.len() as f64 + 44.0;
        draw((WIDTH, height), &self.title, &self.description, |canvas| {
            for (k, panel) in self.panels.iter().enumerate() {
                self.panel(canvas, panel, PANEL * k as f64)?;
            }
            let across = self.across();
            for tick in across.ticks(5) {
                let at = (across.at(tick), height - 34.0);
                canvas.text(at, 12.0, ink::MUTED, HPos::Center, &super::super::words::level(tick))?;
            }
            canvas.text((WIDTH / 2.0, height - 12.0), 12.5, ink::TEXT, HPos::Center, &self.axis)
        })
    }

    fn panel(
        &self,
        canvas: &Canvas<'_>,
        (heading, treated, comparison): &(String, Vec<Bin>, Vec<Bin>),
        top: f64,
    ) -> Result<(), ReportError> {
        let bins = treated.iter().chain(comparison);
        let tallest = bins.filter_map(|b| b.share).fold(0.05, f64::max);
        let (up, down) = (top + 40.0, top + PANEL - 14.0);
        let heights = Scale::new(-tallest, tallest, down, up);
        let zero = heights.at(0.0);
        canvas.text((LEFT, top + 14.0), 14.0, ink::TEXT, HPos::Left, heading)?;
        for tick in heights.ticks(4) {
            let y = heights.at(tick);
            canvas.line(&[(LEFT, y), (WIDTH - 10.0, y)], "#ebe9e3", 1.0)?;
            canvas.text((LEFT - 6.0, y), 11.5, ink::MUTED, HPos::Right, &percent(tick.abs()))?;
        }
        let across = self.across();
        for (bins, sign, ink) in [(treated, 1.0, ink::TREATED), (comparison, -1.0, ink::COMPARISON)] {
            for bin in bins {
                let (from, to) = (across.at(bin.from) + 1.0, across.at(bin.to) - 1.0);
                if let Some(share) = bin.share {
                    canvas.bar((from, heights.at(sign * share)), (to, zero), ink)?;
                }
            }
        }
        canvas.line(&[(LEFT, zero), (WIDTH - 10.0, zero)], ink::TEXT, 1.0)?;
        // Without a heading there is room above the bars, where the names cover none.
        let (one, two) = if heading.is_empty() {
            ((LEFT, top + 14.0, HPos::Left), (WIDTH - 12.0, top + 14.0, HPos::Right))
        } else {
            ((WIDTH - 12.0, up + 4.0, HPos::Right), (WIDTH - 12.0, down - 4.0, HPos::Right))
        };
        canvas.text((one.0, one.1), 12.5, ink::TREATED, one.2, &format!("▲ {}", self.names.0))?;
        canvas.text((two.0, two.1), 12.5, ink::COMPARISON_WORDS, two.2, &format!("▼ {}", self.names.1))
    }

    fn across(&self) -> Scale {
        Scale::new(self.range.0, self.range.1, LEFT, WIDTH - 10.0)
    }
}
