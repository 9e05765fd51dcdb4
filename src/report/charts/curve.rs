//! The specification curve: differences in order of size, and below them which choice each was made under.

use super::ink;
use super::scale::Scale;
use super::svg::{Anchor, Font, Svg, fold};

const WIDTH: f64 = 760.0;
const LABELS: f64 = 168.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 16.0;
/// Height of the panel of differences.
const HIGH: f64 = 250.0;
/// Height of a level in the panel of choices, and of the name of a choice.
const ROW: f64 = 17.0;
const NAME: f64 = 22.0;
/// More cells than this are drawn in as many groups of neighbours: a page has no more room.
pub const COLUMNS: usize = 280;
/// Up to this many cells are drawn as discs.
const FEW: usize = 70;
/// Shades of a group of which a part has a level.
const SHADES: usize = 4;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// The difference.
    pub at: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// Level of each choice, by its place among the levels of the chart.
    pub levels: Vec<usize>,
    /// `true` for the primary specification.
    pub primary: bool,
}

/// A choice and its levels, from top to bottom.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What is varied.
    pub name: String,
    /// Its levels.
    pub levels: Vec<String>,
}

/// The chart.
#[derive(Debug, Clone)]
pub struct Curve {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// The cells, in any order.
    pub spots: Vec<Spot>,
    /// The primary specification, where no cell has its settings.
    pub primary: Option<f64>,
    /// The choices.
    pub rows: Vec<Row>,
    /// What the axis shows.
    pub axis: String,
    /// Ticks are shares, shown as percentages.
    pub percent: bool,
}

/// Neighbours on the curve that are drawn as one.
struct Column<'a> {
    spots: &'a [Spot],
    x: f64,
}

impl Curve {
    /// The chart as inline SVG.
    #[must_use]
    pub fn svg(mut self) -> String {
        self.spots.sort_by(|a, b| a.at.total_cmp(&b.at));
        let columns = columns(&self.spots);
        let mut svg = Svg::new(WIDTH);
        let scale = self.scale();
        self.axis(&mut svg, scale);
        self.differences(&mut svg, scale, &columns);
        let height = self.choices(&mut svg, &columns);
        svg.finish(height, &self.title, &self.description)
    }

    fn scale(&self) -> Scale {
        let ends = self.spots.iter().flat_map(|s| {
            let (low, high) = s.interval.unwrap_or((s.at, s.at));
            [low, s.at, high]
        });
        Scale::around(ends.chain(self.primary).chain([0.0]), TOP + HIGH, TOP)
    }

    fn axis(&self, svg: &mut Svg, scale: Scale) {
        for tick in scale.ticks(5) {
            let (y, strong) = (scale.at(tick), tick == 0.0);
            svg.line((LABELS, y), (WIDTH - RIGHT, y), if strong { ink::NEUTRAL } else { "#ebe9e3" });
            let font = Font { size: 12.0, weight: 400, colour: ink::MUTED, anchor: Anchor::End };
            svg.text((LABELS - 8.0, y + 4.0), font, &self.tick(tick));
        }
        let font = Font { size: 12.5, weight: 400, colour: ink::TEXT, anchor: Anchor::Start };
        for (k, line) in fold(&self.axis, 14, 4).iter().enumerate() {
            svg.text((4.0, TOP + 14.0 + 15.0 * k as f64), font, line);
        }
    }

    fn tick(&self, value: f64) -> String {
        use super::super::words::{level, number};
        if self.percent {
            format!("{}\u{202f}%", number((value * 1000.0).round() / 10.0, 0))
        } else {
            level(value)
        }
    }

    fn differences(&self, svg: &mut Svg, scale: Scale, columns: &[Column<'_>]) {
        let few = columns.len() <= FEW;
        let mut intervals = String::new();
        for c in columns {
            let mean = |f: &dyn Fn(&Spot) -> Option<f64>| {
                let all: Vec<f64> = c.spots.iter().filter_map(f).collect();
                (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
            };
            let ends = mean(&|s| s.interval.map(|i| i.0)).zip(mean(&|s| s.interval.map(|i| i.1)));
            if let Some((low, high)) = ends {
                segment(&mut intervals, (c.x, scale.at(low)), (c.x, scale.at(high)));
            }
        }
        svg.strokes(&intervals, "#b9c2c9", stroke(columns.len()), 1.0);
        svg.open("cells");
        for c in columns {
            let at = c.spots.iter().map(|s| s.at).sum::<f64>() / c.spots.len() as f64;
            svg.disc((c.x, scale.at(at)), if few { 3.2 } else { 1.6 }, ink::NEUTRAL);
        }
        svg.close();
        let own =
            columns.iter().find_map(|c| c.spots.iter().find(|s| s.primary).map(|s| (c.x, s.at, s.interval)));
        match (own, self.primary) {
            (Some((x, at, interval)), _) => {
                if let Some((low, high)) = interval {
                    let mut line = String::new();
                    segment(&mut line, (x, scale.at(low)), (x, scale.at(high)));
                    svg.strokes(&line, ink::TREATED, 2.0, 1.0);
                }
                svg.disc((x, scale.at(at)), 5.0, ink::TREATED);
                Self::primary_label(svg, (x, scale.at(at)));
            }
            (None, Some(at)) => {
                let place =
                    columns.iter().position(|c| c.spots[0].at > at).map_or(WIDTH - RIGHT, |k| columns[k].x);
                let y = scale.at(at);
                svg.line((LABELS, y), (WIDTH - RIGHT, y), ink::TREATED);
                Self::primary_label(svg, (place, y));
            }
            (None, None) => {}
        }
    }

    /// The word beside the mark of the primary specification, on the side with more room.
    fn primary_label(svg: &mut Svg, (x, y): (f64, f64)) {
        let right = x < f64::midpoint(LABELS, WIDTH);
        let anchor = if right { Anchor::Start } else { Anchor::End };
        let font = Font { size: 12.5, weight: 600, colour: ink::TREATED, anchor };
        svg.text((if right { x + 9.0 } else { x - 9.0 }, y - 8.0), font, "primary");
    }

    /// The panel of choices; returns where the drawing ends.
    fn choices(&self, svg: &mut Svg, columns: &[Column<'_>]) -> f64 {
        let mut y = TOP + HIGH + 20.0;
        for (c, row) in self.rows.iter().enumerate() {
            let font = Font { size: 12.5, weight: 600, colour: ink::TEXT, anchor: Anchor::Start };
            svg.text((4.0, y + 12.0), font, fold(&row.name, 60, 1).first().map_or("", String::as_str));
            svg.line((4.0, y - 2.0), (WIDTH - RIGHT, y - 2.0), "#ebe9e3");
            y += NAME;
            for (l, level) in row.levels.iter().enumerate() {
                let font = Font { size: 11.5, weight: 400, colour: ink::MUTED, anchor: Anchor::End };
                let words = fold(level, 27, 1);
                svg.text((LABELS - 8.0, y + 7.0), font, words.first().map_or("", String::as_str));
                marks(svg, columns, (c, l), y + 3.0);
                y += ROW;
            }
            y += 4.0;
        }
        y
    }
}

/// Ticks for the cells that have level `l` of choice `c`; paler where only a part of a group has it.
fn marks(svg: &mut Svg, columns: &[Column<'_>], (c, l): (usize, usize), y: f64) {
    let mut shades = vec![String::new(); SHADES];
    for column in columns {
        let with = column.spots.iter().filter(|s| s.levels.get(c) == Some(&l)).count();
        if with == 0 {
            continue;
        }
        let shade = (with * SHADES).div_ceil(column.spots.len()).clamp(1, SHADES);
        let half = 5.0;
        segment(&mut shades[shade - 1], (column.x, y - half), (column.x, y + half));
    }
    for (k, path) in shades.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
        let opacity = (k + 1) as f64 / SHADES as f64;
        svg.strokes(path, ink::TEXT, stroke(columns.len()).min(4.5), opacity);
    }
}

/// Width of a tick, so that neighbours can be told apart while there is room.
fn stroke(columns: usize) -> f64 {
    let pitch = (WIDTH - RIGHT - LABELS) / columns.max(1) as f64;
    (pitch * 0.6).clamp(1.0, 5.0)
}

fn segment(path: &mut String, from: (f64, f64), to: (f64, f64)) {
    use std::fmt::Write;
    let written = write!(path, "M{:.1} {:.1}V{:.1}", from.0, from.1, to.1);
    debug_assert!(written.is_ok() && from.0 == to.0, "upright, and writing into memory cannot fail");
}

/// Neighbours in groups of (nearly) one size, from left to right.
fn columns(spots: &[Spot]) -> Vec<Column<'_>> {
    let n = spots.len().min(COLUMNS);
    let pitch = (WIDTH - RIGHT - LABELS) / n.max(1) as f64;
    let cut = |k: usize| k * spots.len() / n.max(1);
    (0..n)
        .map(|k| Column { spots: &spots[cut(k)..cut(k + 1)], x: LABELS + pitch * (k as f64 + 0.5) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Curve, Row, Spot, columns};

    fn chart(n: usize) -> Curve {
        let spot = |k: usize| Spot {
            at: (n - k) as f64 / n as f64,
            interval: Some((0.0, 1.0)),
            levels: vec![k % 2],
            primary: k == 1,
        };
        Curve {
            title: "t".to_owned(),
            description: "d".to_owned(),
            spots: (0..n).map(spot).collect(),
            primary: None,
            rows: vec![Row { name: "method".to_owned(), levels: vec!["a & b".to_owned(), "c".to_owned()] }],
            axis: "Difference".to_owned(),
            percent: false,
        }
    }

    #[test]
    fn every_cell_is_drawn_once_alone_or_with_its_neighbours() {
        for n in [0, 1, 12, 280, 281, 1000, 5000] {
            let chart = chart(n);
            let columns = columns(&chart.spots);
            assert_eq!(columns.iter().map(|c| c.spots.len()).sum::<usize>(), n);
            assert!(columns.iter().all(|c| !c.spots.is_empty()));
        }
    }

    #[test]
    fn a_thousand_cells_take_no_more_room_than_a_page() {
        let svg = chart(1000).svg();
        assert!(svg.contains("primary") && svg.contains("a &amp; b"));
        assert!(svg.len() < 60_000, "{}", svg.len());
        assert!(!svg.contains("NaN"));
        assert!(chart(0).svg().contains("<svg"));
    }
}
