//! The flow diagram: who stays, who leaves and why, one column an arm.

use super::ink;
use super::svg::{Anchor, Font, Svg, fold};

const WIDTH: f64 = 400.0;
const COLUMN: f64 = 192.0;

/// A step that people reach, and why others left before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// What the step is.
    pub words: String,
    /// How many reach it, as shown.
    pub count: String,
    /// Why others did not: words and number, as shown.
    pub left: Vec<(String, String)>,
}

/// The diagram: both arms with the same steps.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// What the arms are called.
    pub names: [String; 2],
    /// Steps of the treated and of the control arm.
    pub arms: [Vec<Station>; 2],
}

impl Flow {
    /// The diagram as inline SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut svg = Svg::new(WIDTH);
        let mut y = 8.0;
        for (column, name) in self.names.iter().enumerate() {
            let colour = if column == 0 { ink::TREATED } else { ink::COMPARISON_WORDS };
            let font = Font { size: 15.0, weight: 700, colour, anchor: Anchor::Middle };
            for (k, line) in fold(name, 22, 2).iter().enumerate() {
                svg.text((middle(column), y + 10.0 + 17.0 * k as f64), font, line);
            }
        }
        y += if self.names.iter().any(|n| fold(n, 22, 2).len() > 1) { 38.0 } else { 22.0 };
        let steps = self.arms[0].len().max(self.arms[1].len());
        for step in 0..steps {
            let gap = self.arms.iter().filter_map(|a| a.get(step)).map(leavers_height).fold(0.0, f64::max);
            let gap = if step == 0 { 0.0 } else { gap };
            for (column, arm) in self.arms.iter().enumerate() {
                if let Some(station) = arm.get(step) {
                    draw_station(&mut svg, column, y, gap, station, step > 0);
                }
            }
            y += gap + 58.0;
        }
        svg.finish(y + 2.0, &self.title, &self.description)
    }
}

fn middle(column: usize) -> f64 {
    4.0 + COLUMN / 2.0 + (COLUMN + 8.0) * column as f64
}

/// Height of the words between two boxes.
fn leavers_height(station: &Station) -> f64 {
    let lines: usize = station.left.iter().map(|l| leaver(l).len()).sum();
    if lines == 0 { 20.0 } else { 16.0 + 15.0 * lines as f64 }
}

fn leaver((words, count): &(String, String)) -> Vec<String> {
    fold(&format!("− {count}: {words}"), 27, 4)
}

fn draw_station(svg: &mut Svg, column: usize, y: f64, gap: f64, station: &Station, linked: bool) {
    let (left, centre) = (middle(column) - COLUMN / 2.0, middle(column));
    let colour = if column == 0 { ink::TREATED } else { ink::COMPARISON };
    let top = if linked { y + gap } else { y };
    if linked {
        svg.line((left + 12.0, y - 6.0), (left + 12.0, top), ink::NEUTRAL);
        let mut line = y + 10.0;
        let small = Font { size: 12.5, weight: 400, colour: ink::MUTED, anchor: Anchor::Start };
        for words in station.left.iter().flat_map(leaver) {
            svg.text((left + 22.0, line + 4.0), small, &words);
            line += 15.0;
        }
    }
    svg.rect((left, top), (COLUMN, 52.0), ink::PAPER, colour);
    let big = Font { size: 19.0, weight: 700, colour: ink::TEXT, anchor: Anchor::Middle };
    let small = Font { size: 12.5, weight: 400, colour: ink::TEXT, anchor: Anchor::Middle };
    svg.text((centre, top + 23.0), big, &station.count);
    svg.text((centre, top + 42.0), small, &station.words);
}
