//! The flow of people from where they stood at the start to where they stand at the end.

use super::ink;
use super::svg::{Anchor, Font, Svg, fold};

const WIDTH: f64 = 400.0;
const TOP: f64 = 34.0;
const TALL: f64 = 300.0;
const GAP: f64 = 14.0;
/// Where the column of the start ends, and that of the end begins.
const COLUMNS: [f64; 2] = [118.0, 282.0];
const BAR: f64 = 14.0;
/// A strand has its number written on it from this height on.
const WRITTEN: f64 = 15.0;

/// A class of people at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// What it is called.
    pub label: String,
    /// How many stand there, as shown.
    pub count: String,
    /// How many, for the height; what is not known is made up of the strands.
    pub people: Option<f64>,
}

/// People who moved from a class at the start to one at the end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strand {
    /// Class at the start.
    pub from: usize,
    /// Class at the end.
    pub to: usize,
    /// How many; `None` = withheld.
    pub people: Option<f64>,
}

/// The chart: classes at the start on the left, at the end on the right, and who moved between them.
#[derive(Debug, Clone)]
pub struct Alluvial {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// What the two times are called.
    pub times: [String; 2],
    /// Classes at the start and at the end, from top to bottom.
    pub stages: [Vec<Stage>; 2],
    /// Who moved.
    pub strands: Vec<Strand>,
}

/// Top edge and height of each class of both columns; what is withheld comes last on the right.
struct Placed {
    left: Vec<(f64, f64)>,
    right: Vec<(f64, f64)>,
    hidden: Vec<f64>,
    scale: f64,
}

impl Alluvial {
    /// The chart as inline SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut svg = Svg::new(WIDTH);
        let placed = self.placed();
        for (column, x) in COLUMNS.into_iter().enumerate() {
            let anchor = if column == 0 { Anchor::End } else { Anchor::Start };
            let font = Font { size: 13.5, weight: 700, colour: ink::TEXT, anchor };
            svg.text((x, 16.0), font, &self.times[column]);
        }
        self.ribbons(&mut svg, &placed);
        for (column, places) in [&placed.left, &placed.right].into_iter().enumerate() {
            for (k, (stage, place)) in self.stages[column].iter().zip(places).enumerate() {
                let fill = if column == 0 { shade(k, self.stages[0].len()) } else { ink::TEXT.to_owned() };
                label(&mut svg, column, *place, &fill, stage);
            }
        }
        let mut foot = placed.left.last().map_or(TOP, |(y, h)| y + h);
        foot = foot.max(placed.right.last().map_or(TOP, |(y, h)| y + h));
        if let Some(&(y, h)) = placed.right.get(self.stages[1].len()) {
            let words = Stage { label: "not shown".to_owned(), count: String::new(), people: None };
            label(&mut svg, 1, (y, h), ink::EMPTY, &words);
        }
        svg.finish(foot + 26.0, &self.title, &self.description)
    }

    fn placed(&self) -> Placed {
        let shown = |keep: &dyn Fn(&Strand) -> bool| -> f64 {
            self.strands.iter().filter(|s| keep(s)).filter_map(|s| s.people).sum()
        };
        let left: Vec<f64> = (0..self.stages[0].len())
            .map(|k| {
                let known = shown(&|s| s.from == k);
                self.stages[0][k].people.unwrap_or(known).max(known)
            })
            .collect();
        let hidden: Vec<f64> =
            left.iter().enumerate().map(|(k, all)| all - shown(&|s| s.from == k)).collect();
        let mut right: Vec<f64> = (0..self.stages[1].len()).map(|k| shown(&|s| s.to == k)).collect();
        let lost: f64 = hidden.iter().sum();
        let withheld = self.strands.iter().any(|s| s.people.is_none());
        if withheld && lost > 0.0 {
            right.push(lost);
        }
        let all: f64 = left.iter().sum::<f64>().max(1.0);
        let gaps = GAP * left.len().max(right.len()).saturating_sub(1) as f64;
        let scale = (TALL - gaps) / all;
        let place = |sizes: &[f64]| {
            let mut y = TOP;
            let next = |size: &f64| {
                let at = (y, size * scale);
                y += size * scale + GAP;
                at
            };
            sizes.iter().map(next).collect()
        };
        let hidden = if withheld { hidden } else { vec![0.0; left.len()] };
        Placed { left: place(&left), right: place(&right), hidden, scale }
    }

    fn ribbons(&self, svg: &mut Svg, placed: &Placed) {
        let mut down: Vec<f64> = placed.left.iter().map(|p| p.0).collect();
        let mut arrive: Vec<f64> = placed.right.iter().map(|p| p.0).collect();
        let mut written: Vec<((f64, f64), Font, String)> = Vec::new();
        for (from, down) in down.iter_mut().enumerate() {
            let own = self.strands.iter().filter(|s| s.from == from);
            let moves = own.filter_map(|s| Some((s.to, s.people?)));
            let last = (self.stages[1].len(), placed.hidden[from]);
            for (to, people) in moves.chain([last]).filter(|(_, n)| *n > 0.0) {
                let height = people * placed.scale;
                let hidden = to == self.stages[1].len();
                let (Some(end), fill) = (
                    arrive.get_mut(to),
                    if hidden { ink::EMPTY.to_owned() } else { shade(from, self.stages[0].len()) },
                ) else {
                    continue;
                };
                svg.path(&ribbon(*down, *end, height), &fill, ink::PAPER);
                if height >= WRITTEN && !hidden {
                    let colour = if from == 0 { ink::PAPER } else { ink::TEXT };
                    let font = Font { size: 12.0, weight: 400, colour, anchor: Anchor::Start };
                    let at = (COLUMNS[0] + BAR + 6.0, *down + height / 2.0 + 4.0);
                    written.push((at, font, super::super::words::number(people, 0)));
                }
                *down += height;
                *end += height;
            }
        }
        for (at, font, words) in written {
            svg.text(at, font, &words);
        }
    }
}

/// A strand of one height from the left column to the right one.
fn ribbon(from: f64, to: f64, height: f64) -> String {
    let (x0, x1) = (COLUMNS[0] + BAR, COLUMNS[1] - BAR);
    let middle = 0.5 * (x0 + x1);
    format!(
        "M{x0:.1},{from:.1} C{middle:.1},{from:.1} {middle:.1},{to:.1} {x1:.1},{to:.1} L{x1:.1},{:.1} \
         C{middle:.1},{:.1} {middle:.1},{:.1} {x0:.1},{:.1} Z",
        to + height,
        to + height,
        from + height,
        from + height
    )
}

/// The bar of a class with its words beside it.
fn label(svg: &mut Svg, column: usize, (y, height): (f64, f64), fill: &str, stage: &Stage) {
    let (x, at, anchor) = if column == 0 {
        (COLUMNS[0], COLUMNS[0] - 6.0, Anchor::End)
    } else {
        (COLUMNS[1] - BAR, COLUMNS[1] + 6.0, Anchor::Start)
    };
    let (x0, x1, y1) = (x, x + BAR, y + height.max(1.0));
    svg.path(&format!("M{x0:.1},{y:.1} H{x1:.1} V{y1:.1} H{x0:.1} Z"), fill, fill);
    let bold = Font { size: 13.0, weight: 700, colour: ink::TEXT, anchor };
    let plain = Font { size: 12.5, weight: 400, colour: ink::TEXT, anchor };
    let lines = fold(&stage.label, 17, 2);
    let tall = 15.0 * (lines.len() + usize::from(!stage.count.is_empty())) as f64;
    let mut line = y + height / 2.0 - tall / 2.0 + 12.0;
    for words in &lines {
        svg.text((at, line), plain, words);
        line += 15.0;
    }
    if !stage.count.is_empty() {
        svg.text((at, line), bold, &stage.count);
    }
}

/// Dark for the first class, paler for each after it: told apart in grey.
fn shade(k: usize, classes: usize) -> String {
    let pale = match (k, classes) {
        (0, _) => 0.0,
        (_, 0..=2) => 0.7,
        (k, n) => 0.5 + 0.32 * (k - 1) as f64 / (n - 2) as f64,
    };
    let part = |at: usize| {
        let full = ink::TREATED.get(at..at + 2).and_then(|p| u8::from_str_radix(p, 16).ok()).unwrap_or(0);
        let value = f64::from(full) + (255.0 - f64::from(full)) * pale;
        (0..=255_u8).rev().find(|v| f64::from(*v) <= value).unwrap_or(0)
    };
    format!("#{:02x}{:02x}{:02x}", part(1), part(3), part(5))
}
