//! Bars of shares, one below the other, with their labels at the left and their figures beside them.

use super::ink;
use super::svg::{Anchor, Font, Svg, fold};

const WIDTH: f64 = 560.0;
/// Where bars begin and where a share of 1 would end.
const BARS: (f64, f64) = (204.0, 440.0);
const LETTERS: usize = 28;
const LINE: f64 = 16.0;
const BAR: f64 = 18.0;

/// How a bar looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// A category.
    #[default]
    Plain,
    /// A part of the bar above it.
    Part,
    /// People of whom it is not known, or none of several: a hollow bar.
    Hollow,
}

/// One bar, or a heading.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RankedRow {
    /// What it is.
    pub label: String,
    /// Its share; none = withheld.
    pub share: Option<f64>,
    /// Its figures in words.
    pub beside: String,
    /// How it looks.
    pub weight: Weight,
    /// A share of a reference population, as a mark on the bar.
    pub mark: Option<f64>,
    /// A heading without a bar.
    pub heading: bool,
}

/// Bars of shares.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// From top to bottom.
    pub rows: Vec<RankedRow>,
    /// What the marks are; none without marks.
    pub marks: Option<String>,
}

impl Ranked {
    /// The chart as inline SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut svg = Svg::new(WIDTH);
        let shares = self.rows.iter().flat_map(|r| [r.share, r.mark]).flatten();
        let most = shares.filter(|s| s.is_finite()).fold(0.05, f64::max);
        let long = (BARS.1 - BARS.0) / most;
        let mut y = 6.0;
        if let Some(words) = &self.marks {
            tick(&mut svg, (BARS.0 + 6.0, y));
            svg.text((BARS.0 + 16.0, y + 14.0), font(13.0, 400, ink::MUTED), words);
            y += 28.0;
        }
        for row in &self.rows {
            y = bar(&mut svg, row, y, long);
        }
        svg.line((BARS.0, 4.0), (BARS.0, y), ink::LINE);
        svg.finish(y + 4.0, &self.title, &self.description)
    }
}

fn font(size: f64, weight: u16, colour: &'static str) -> Font {
    Font { size, weight, colour, anchor: Anchor::Start }
}

/// One row from `top`; where the next begins.
fn bar(svg: &mut Svg, row: &RankedRow, top: f64, long: f64) -> f64 {
    let indent = if row.weight == Weight::Part { 16.0 } else { 0.0 };
    let letters = if row.weight == Weight::Part { LETTERS - 3 } else { LETTERS };
    let lines = fold(&row.label, letters, 3);
    let height = (LINE * lines.len() as f64 + 8.0).max(BAR + 8.0);
    let weight = if row.heading { 700 } else { 400 };
    let first = top + (height - LINE * lines.len() as f64) / 2.0 + 12.5;
    for (k, line) in lines.iter().enumerate() {
        svg.text((indent, first + LINE * k as f64), font(14.0, weight, ink::TEXT), line);
    }
    if row.heading {
        return top + height;
    }
    let (y, end) = (top + (height - BAR) / 2.0, BARS.0 + row.share.unwrap_or(0.0) * long);
    let (fill, stroke) = match row.weight {
        Weight::Plain => (ink::TREATED, ink::TREATED),
        Weight::Part => ("#8fb6cf", "#8fb6cf"),
        Weight::Hollow => (ink::PAPER, ink::NEUTRAL),
    };
    if row.share.is_some() {
        let d = format!("M{:.1} {y:.1}H{end:.1}V{:.1}H{:.1}z", BARS.0, y + BAR, BARS.0);
        svg.path(&d, fill, stroke);
    }
    let words = row.mark.map_or(end, |m| end.max(BARS.0 + m * long + 4.0));
    svg.text((words + 8.0, y + 13.5), font(13.0, 400, ink::TEXT), &row.beside);
    if let Some(mark) = row.mark {
        tick(svg, (BARS.0 + mark * long, y));
    }
    top + height
}

/// An upright mark with a white edge, seen on a bar and beside it.
fn tick(svg: &mut Svg, (x, y): (f64, f64)) {
    let d = format!("M{:.1} {:.1}h5v{:.1}h-5z", x - 2.5, y - 3.0, BAR + 6.0);
    svg.path(&d, ink::COMPARISON, ink::PAPER);
}

#[cfg(test)]
mod tests {
    use super::{Ranked, RankedRow};

    #[test]
    fn bars_are_as_long_as_their_shares_and_withheld_ones_have_none() {
        let row = |label: &str, share| RankedRow { label: label.to_owned(), share, ..RankedRow::default() };
        let chart = Ranked {
            title: "t".to_owned(),
            description: "d".to_owned(),
            rows: vec![row("a", Some(0.5)), row("b", Some(0.25)), row("c", None)],
            marks: None,
        };
        let svg = chart.svg();
        assert!(svg.contains("H440.0V") && svg.contains("H322.0V"));
        assert_eq!(svg.matches("<path").count(), 2);
    }
}
