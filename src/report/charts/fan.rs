//! A band over an axis: what a doubt makes of an effect as it grows.

use super::super::ReportError;
use super::super::words::level;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use super::svg::fold;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 316.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 58.0;
const BOTTOM: f64 = 238.0;
/// Fill of the intervals, and of the effects within them.
const PALE: &str = "#dbe7ef";
const STRONG: &str = "#a9c7dc";

/// What the doubt makes of the effect at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FanPoint {
    /// How strong the doubt is.
    pub at: f64,
    /// The effect in the middle.
    pub middle: f64,
    /// Lowest and highest effect.
    pub effect: (f64, f64),
    /// Lowest and highest limit of the intervals.
    pub interval: (f64, f64),
}

/// A band.
#[derive(Debug, Clone)]
pub struct Fan {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Points from left to right.
    pub points: Vec<FanPoint>,
    /// The effect without the doubt.
    pub headline: f64,
    /// What the axes show: across, upwards.
    pub axes: [String; 2],
    /// What the left and the right end of the axis are.
    pub ends: [String; 2],
    /// Ticks of the upward axis are shares.
    pub percent: bool,
}

impl Fan {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let across = Scale::around(self.points.iter().map(|p| p.at), LEFT, WIDTH - 16.0);
        let ends = self.points.iter().flat_map(|p| [p.interval.0, p.interval.1]);
        let up = Scale::around(ends.chain([0.0, self.headline]), BOTTOM, TOP);
        draw((WIDTH, HEIGHT), &self.title, &self.description, |canvas| {
            self.axis(canvas, across, up)?;
            self.area(canvas, across, up, PALE, |p| p.interval)?;
            self.area(canvas, across, up, STRONG, |p| p.effect)?;
            let middle: Vec<(f64, f64)> =
                self.points.iter().map(|p| (across.at(p.at), up.at(p.middle))).collect();
            canvas.line(&middle, ink::TREATED, 2.0)?;
            let right = WIDTH - 16.0;
            canvas.line(&[(LEFT, up.at(0.0)), (right, up.at(0.0))], ink::TEXT, 1.5)?;
            canvas.across(LEFT, right, up.at(self.headline), ink::COMPARISON)?;
            Self::legend(canvas)
        })
    }

    fn area(
        &self,
        canvas: &Canvas<'_>,
        across: Scale,
        up: Scale,
        fill: &str,
        of: impl Fn(&FanPoint) -> (f64, f64),
    ) -> Result<(), ReportError> {
        let low = self.points.iter().map(|p| (across.at(p.at), up.at(of(p).0)));
        let high = self.points.iter().rev().map(|p| (across.at(p.at), up.at(of(p).1)));
        canvas.area(&low.chain(high).collect::<Vec<_>>(), fill)
    }

    fn axis(&self, canvas: &Canvas<'_>, across: Scale, up: Scale) -> Result<(), ReportError> {
        for tick in up.ticks(5) {
            let y = up.at(tick);
            canvas.line(&[(LEFT, y), (WIDTH - 16.0, y)], "#ebe9e3", 1.0)?;
            let words = if self.percent { level((tick * 1000.0).round() / 10.0) } else { level(tick) };
            canvas.text((LEFT - 8.0, y), 12.0, ink::MUTED, HPos::Right, &words)?;
        }
        for tick in across.ticks(5) {
            canvas.text((across.at(tick), BOTTOM + 12.0), 12.0, ink::MUTED, HPos::Center, &level(tick))?;
        }
        for (words, side, x) in
            [(&self.ends[0], HPos::Left, LEFT), (&self.ends[1], HPos::Right, WIDTH - 16.0)]
        {
            for (k, line) in fold(words, 30, 2).iter().enumerate() {
                canvas.text((x, BOTTOM + 30.0 + 14.0 * k as f64), 12.0, ink::TEXT, side, line)?;
            }
        }
        canvas.text((16.0, TOP - 46.0), 12.5, ink::TEXT, HPos::Left, &self.axes[1])?;
        canvas.text((f64::midpoint(LEFT, WIDTH), HEIGHT - 8.0), 12.5, ink::TEXT, HPos::Center, &self.axes[0])
    }

    fn legend(canvas: &Canvas<'_>) -> Result<(), ReportError> {
        let y = TOP - 20.0;
        canvas.across(LEFT, LEFT + 24.0, y, ink::COMPARISON)?;
        canvas.text((LEFT + 30.0, y), 12.0, ink::TEXT, HPos::Left, "headline")?;
        canvas.bar((LEFT + 100.0, y - 6.0), (LEFT + 120.0, y + 6.0), STRONG)?;
        canvas.text((LEFT + 126.0, y), 12.0, ink::TEXT, HPos::Left, "corrected")?;
        canvas.bar((LEFT + 200.0, y - 6.0), (LEFT + 220.0, y + 6.0), PALE)?;
        canvas.text((LEFT + 226.0, y), 12.0, ink::TEXT, HPos::Left, "with its interval")
    }
}
