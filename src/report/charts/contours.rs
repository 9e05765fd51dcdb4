//! Lines of equal bias: how strong a hidden variable would have to be, with measured ones marked.

use super::super::ReportError;
use super::super::words::number;
use super::ink;
use super::plot::{Canvas, draw};
use super::scale::Scale;
use super::svg::fold;
use crate::sensitivity::{outcome_for_limit, outcome_for_share, partial_f};
use plotters::style::text_anchor::HPos;

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 384.0;
const TOP: f64 = 76.0;
const BOTTOM: f64 = 346.0;
/// Points of a line.
const POINTS: u16 = 640;
/// Room beyond the strongest thing shown, and the least that is shown.
const ROOM: f64 = 1.25;
const LEAST: f64 = 0.02;
/// Shares of the difference taken away, and what is left.
const LINES: [(f64, &str); 4] =
    [(0.25, "three quarters left"), (0.5, "half left"), (0.75, "a quarter left"), (1.0, "nothing left")];
/// Measured variables with a name beside them, and how far apart lines of names are.
const NAMED: usize = 4;
const PITCH: f64 = 14.0;
/// Marks closer to the corner than this lie on each other: they have no names of their own.
const CORNER: f64 = 26.0;
/// Letters of a line of a name, and about how wide one is.
const LETTERS: usize = 26;
const LETTER: f64 = 6.7;

/// A measured variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Benchmark {
    /// What it is called.
    pub label: String,
    /// Share of the rest of who was supported that a hidden variable like it tells.
    pub treatment: f64,
    /// Share of the rest of the outcome.
    pub outcome: f64,
    /// `true` for its strength before matching.
    pub before: bool,
}

/// A chart of lines of equal bias.
#[derive(Debug, Clone)]
pub struct Contours {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Robustness value of the difference.
    pub value: f64,
    /// Robustness value of the interval, where that is clear of nought.
    pub limit: Option<f64>,
    /// Measured variables.
    pub marks: Vec<Benchmark>,
    /// What the axes show: across, upwards.
    pub axes: [String; 2],
}

impl Contours {
    /// The chart as inline SVG.
    ///
    /// # Errors
    /// [`ReportError::Draw`] if the library refuses.
    pub fn svg(&self) -> Result<String, ReportError> {
        let far = |of: fn(&Benchmark) -> f64| self.marks.iter().map(of).fold(self.value, f64::max);
        let end = |v: f64| (ROOM * v).clamp(LEAST, 1.0);
        let ends = (end(far(|m| m.treatment)), end(far(|m| m.outcome)));
        let across = Scale::new(0.0, ends.0, LEFT, RIGHT);
        let up = Scale::new(0.0, ends.1, BOTTOM, TOP);
        draw((WIDTH, HEIGHT), &self.title, &self.description, |canvas| {
            self.axis(canvas, across, up)?;
            let f = partial_f(self.value);
            let mut below = BOTTOM + PITCH;
            for (share, left) in LINES {
                let (colour, width) = if share == 1.0 { (ink::TEXT, 2.0) } else { (ink::NEUTRAL, 1.0) };
                let line = curve(ends, |x| Some(outcome_for_share(f, share, x)));
                trace(canvas, across, up, &line, colour, width)?;
                if let Some((x, y)) = line.last() {
                    below = up.at(*y).min(below - PITCH);
                    canvas.text((across.at(*x) + 6.0, below), 11.5, colour, HPos::Left, left)?;
                }
            }
            if let Some(limit) = self.limit {
                let crit = f - partial_f(limit);
                let line = curve(ends, |x| outcome_for_limit(f, crit, x));
                for dash in line.chunks(18) {
                    trace(canvas, across, up, &dash[..dash.len().min(12)], ink::COMPARISON, 2.0)?;
                }
            }
            self.benchmarks(canvas, across, up)?;
            self.legend(canvas)
        })
    }

    fn axis(&self, canvas: &Canvas<'_>, across: Scale, up: Scale) -> Result<(), ReportError> {
        for tick in across.ticks(5) {
            let x = across.at(tick);
            canvas.line(&[(x, TOP), (x, BOTTOM)], "#ebe9e3", 1.0)?;
            canvas.text((x, BOTTOM + 13.0), 12.0, ink::MUTED, HPos::Center, &percent(tick))?;
        }
        for tick in up.ticks(5) {
            let y = up.at(tick);
            canvas.line(&[(LEFT, y), (RIGHT, y)], "#ebe9e3", 1.0)?;
            canvas.text((LEFT - 7.0, y), 12.0, ink::MUTED, HPos::Right, &percent(tick))?;
        }
        canvas.text((8.0, 12.0), 12.5, ink::TEXT, HPos::Left, &self.axes[1])?;
        canvas.text((f64::midpoint(LEFT, RIGHT), HEIGHT - 14.0), 12.5, ink::TEXT, HPos::Center, &self.axes[0])
    }

    /// A mark for each measured variable; the strongest have their names beside them.
    fn benchmarks(&self, canvas: &Canvas<'_>, across: Scale, up: Scale) -> Result<(), ReportError> {
        let at = |m: &Benchmark| (across.at(m.treatment), up.at(m.outcome));
        for m in &self.marks {
            if m.before {
                canvas.diamond(at(m), 4.0, ink::TREATED)?;
            } else {
                canvas.disc(at(m), 3.0, ink::TREATED)?;
            }
        }
        let pull = |m: &Benchmark| at(m).0 - LEFT + BOTTOM - at(m).1;
        let before = self.marks.iter().any(|m| m.before);
        let (mut named, rest): (Vec<&Benchmark>, Vec<&Benchmark>) =
            self.marks.iter().filter(|m| m.before == before).partition(|m| pull(m) > CORNER);
        named.sort_by(|a, b| pull(b).total_cmp(&pull(a)));
        named.truncate(NAMED);
        named.sort_by(|a, b| a.outcome.total_cmp(&b.outcome));
        // From the bottom up, so that no name lies on another or on the word for the corner.
        let mut free = BOTTOM - 4.0;
        if !rest.is_empty() {
            let words = if named.is_empty() { "all near nought" } else { "the others near nought" };
            label(canvas, (LEFT, BOTTOM), (LEFT + 14.0, BOTTOM - 16.0), &[words.to_owned()])?;
            free = BOTTOM - 16.0 - PITCH;
        }
        for m in named {
            let lines = fold(&m.label, LETTERS, 2);
            let high = PITCH * (lines.len() as f64 - 1.0);
            let (x, own) = at(m);
            let near = x < LEFT + LETTER * LETTERS as f64 || own < free;
            let y = if near { own.min(free - high / 2.0) } else { own };
            let wide = LETTER * lines.iter().map(|l| l.chars().count()).max().unwrap_or(0) as f64;
            let start = if x + 14.0 + wide > WIDTH { x - 14.0 - wide } else { x + 14.0 };
            label(canvas, (x, own), (start, y), &lines)?;
            free = free.min(y - high / 2.0 - PITCH);
        }
        Ok(())
    }

    fn legend(&self, canvas: &Canvas<'_>) -> Result<(), ReportError> {
        let (y, second) = (34.0, 54.0);
        canvas.line(&[(LEFT, y), (LEFT + 22.0, y)], ink::TEXT, 2.0)?;
        canvas.text((LEFT + 28.0, y), 12.0, ink::TEXT, HPos::Left, "no difference left")?;
        if self.limit.is_some() {
            canvas.across(LEFT + 148.0, LEFT + 170.0, y, ink::COMPARISON)?;
            canvas.text((LEFT + 176.0, y), 12.0, ink::TEXT, HPos::Left, "interval reaches nought")?;
        }
        canvas.diamond((LEFT + 11.0, second), 4.0, ink::TREATED)?;
        canvas.text(
            (LEFT + 28.0, second),
            12.0,
            ink::TEXT,
            HPos::Left,
            "as strong as one measured before matching",
        )?;
        canvas.disc((LEFT + 322.0, second), 3.0, ink::TREATED)?;
        canvas.text((LEFT + 332.0, second), 12.0, ink::TEXT, HPos::Left, "after matching")
    }
}

/// A name on paper of its own, tied to its mark.
fn label(
    canvas: &Canvas<'_>,
    mark: (f64, f64),
    (x, y): (f64, f64),
    lines: &[String],
) -> Result<(), ReportError> {
    let high = PITCH * lines.len() as f64;
    let wide = LETTER * lines.iter().map(|l| l.chars().count()).max().unwrap_or(0) as f64;
    canvas.line(&[mark, (x.max(mark.0 + 3.0) - 3.0, y)], ink::TREATED, 0.7)?;
    canvas.bar((x - 2.0, y - high / 2.0), (x + wide, y + high / 2.0), ink::PAPER)?;
    for (k, line) in lines.iter().enumerate() {
        let y = y + PITCH * (k as f64 - (lines.len() as f64 - 1.0) / 2.0);
        canvas.text((x, y), 11.5, ink::TREATED, HPos::Left, line)?;
    }
    Ok(())
}

/// Points of a falling line within the chart.
fn curve(ends: (f64, f64), of: impl Fn(f64) -> Option<f64>) -> Vec<(f64, f64)> {
    let step = |k: u16| ends.0 * f64::from(k) / f64::from(POINTS);
    let points = (1..=POINTS).map(step).filter_map(|x| of(x).map(|y| (x, y)));
    points.filter(|(_, y)| *y <= ends.1).collect()
}

fn trace(
    canvas: &Canvas<'_>,
    across: Scale,
    up: Scale,
    line: &[(f64, f64)],
    colour: &str,
    width: f64,
) -> Result<(), ReportError> {
    let points: Vec<(f64, f64)> = line.iter().map(|(x, y)| (across.at(*x), up.at(*y))).collect();
    if points.len() > 1 { canvas.line(&points, colour, width) } else { Ok(()) }
}

fn percent(share: f64) -> String {
    let p = share * 100.0;
    let decimals = usize::from((p - p.round()).abs() > 1e-6);
    format!("{}\u{202f}%", number(p, decimals))
}
