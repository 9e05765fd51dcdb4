//! Means over time with their intervals: did it last?

use super::super::ReportError;
use super::super::words::level;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 290.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 380.0;
const TOP: f64 = 52.0;
const BOTTOM: f64 = 240.0;

/// A mean at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Which of the times.
    pub time: usize,
    /// The mean.
    pub mean: f64,
    /// Its interval, where there is one.
    pub limits: Option<(f64, f64)>,
}

/// The same people at several times.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Who they are and how many.
    pub label: String,
    /// Their means.
    pub moments: Vec<Moment>,
}

/// The chart: at most two courses, the first in full.
#[derive(Debug, Clone)]
pub struct Maintenance {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// What the times are called.
    pub times: Vec<String>,
    /// The courses.
    pub courses: Vec<Course>,
    /// A level to set them against, with its words.
    pub line: Option<(f64, String)>,
    /// What the scores are.
    pub axis: String,
}

impl Maintenance {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let moments = self.courses.iter().flat_map(|c| &c.moments);
        let ends = moments
            .flat_map(|m| [m.mean, m.limits.map_or(m.mean, |l| l.0), m.limits.map_or(m.mean, |l| l.1)]);
        let heights = Scale::around(ends.chain(self.line.iter().map(|l| l.0)), BOTTOM, TOP);
        draw((WIDTH, HEIGHT), &self.title, &self.description, |canvas| {
            for (k, course) in self.courses.iter().enumerate() {
                let y = 12.0 + 18.0 * k as f64;
                mark(canvas, (LEFT + 6.0, y), k == 0)?;
                canvas.text((LEFT + 18.0, y), 12.5, ink::TEXT, HPos::Left, &course.label)?;
            }
            for tick in heights.ticks(5) {
                let y = heights.at(tick);
                canvas.line(&[(LEFT, y), (RIGHT + 12.0, y)], "#ebe9e3", 1.0)?;
                canvas.text((LEFT - 6.0, y), 11.5, ink::MUTED, HPos::Right, &level(tick))?;
            }
            if let Some((at, words)) = &self.line {
                canvas.across(LEFT, RIGHT + 12.0, heights.at(*at), ink::NEUTRAL)?;
                let above = heights.at(*at) - 9.0;
                canvas.text((RIGHT + 12.0, above), 11.5, ink::MUTED, HPos::Right, words)?;
            }
            for (k, course) in self.courses.iter().enumerate().rev() {
                self.course(canvas, course, k, heights)?;
            }
            for (k, time) in self.times.iter().enumerate() {
                canvas.text((self.across(k), BOTTOM + 14.0), 12.5, ink::TEXT, HPos::Center, time)?;
            }
            canvas.line(&[(LEFT, BOTTOM), (RIGHT + 12.0, BOTTOM)], ink::TEXT, 1.0)?;
            canvas.text((0.5 * (LEFT + RIGHT), HEIGHT - 14.0), 12.5, ink::TEXT, HPos::Center, &self.axis)
        })
    }

    fn course(
        &self,
        canvas: &Canvas<'_>,
        course: &Course,
        k: usize,
        heights: Scale,
    ) -> Result<(), ReportError> {
        let ink = if k == 0 { ink::TREATED } else { ink::NEUTRAL };
        let aside = if self.courses.len() > 1 { 14.0 * k as f64 - 7.0 } else { 0.0 };
        let at = |m: &Moment| (self.across(m.time) + aside, heights.at(m.mean));
        let path: Vec<(f64, f64)> = course.moments.iter().map(at).collect();
        if path.len() > 1 {
            canvas.line(&path, ink, if k == 0 { 2.0 } else { 1.0 })?;
        }
        for m in &course.moments {
            let (x, y) = at(m);
            if let Some((low, high)) = m.limits {
                let (low, high) = (heights.at(low), heights.at(high));
                canvas.line(&[(x, low), (x, high)], ink, 1.6)?;
                for end in [low, high] {
                    canvas.line(&[(x - 4.0, end), (x + 4.0, end)], ink, 1.6)?;
                }
            }
            mark(canvas, (x, y), k == 0)?;
            let side = if k == 0 { (x - 9.0, HPos::Right) } else { (x + 9.0, HPos::Left) };
            canvas.text((side.0, y), 12.0, ink::TEXT, side.1, &level(m.mean))?;
        }
        Ok(())
    }

    fn across(&self, time: usize) -> f64 {
        let room = (RIGHT - LEFT) / self.times.len().max(1) as f64;
        LEFT + room * (time as f64 + 0.5)
    }
}

/// A full disc, or a hollow one.
fn mark(canvas: &Canvas<'_>, at: (f64, f64), full: bool) -> Result<(), ReportError> {
    canvas.disc(at, 5.0, if full { ink::TREATED } else { ink::NEUTRAL })?;
    if full { Ok(()) } else { canvas.disc(at, 3.0, ink::PAPER) }
}
