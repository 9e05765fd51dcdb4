//! A hundred people, so many of them coloured.

use super::ink;
use super::svg::{Anchor, Font, Svg};

const WIDTH: f64 = 260.0;
const PITCH: (f64, f64) = (25.0, 27.0);

/// A hundred figures in ten rows.
#[derive(Debug, Clone)]
pub struct Hundred {
    /// Title for those who do not see it.
    pub title: String,
    /// What it shows, for the same.
    pub description: String,
    /// Share of people to whom it happened.
    pub share: f64,
    /// `true` for the treated, `false` for the comparison.
    pub treated: bool,
}

impl Hundred {
    /// How many figures are coloured.
    #[must_use]
    pub fn coloured(&self) -> usize {
        (1..=100_u8).filter(|k| f64::from(*k) <= (self.share * 100.0).round()).count()
    }

    /// The picture as inline SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        let coloured = self.coloured();
        let number = coloured.to_string();
        let mut svg = Svg::new(WIDTH);
        let ink = if self.treated { ink::TREATED } else { ink::COMPARISON };
        let words = if self.treated { ink::TREATED } else { ink::COMPARISON_WORDS };
        let font = Font { size: 46.0, weight: 700, colour: words, anchor: Anchor::Start };
        svg.text((5.0, 42.0), font, &number);
        let wide = 16.0 + 29.0 * number.len() as f64;
        let quiet = Font { size: 17.0, weight: 400, colour: ink::MUTED, anchor: Anchor::Start };
        svg.text((wide, 42.0), quiet, "of 100");
        for k in 0..100_u8 {
            let at = (5.0 + PITCH.0 * f64::from(k % 10), 58.0 + PITCH.1 * f64::from(k / 10));
            person(&mut svg, at, usize::from(k) < coloured, ink);
        }
        svg.finish(58.0 + PITCH.1 * 10.0, &self.title, &self.description)
    }
}

/// A head and a body in a box of 18 x 23 pixels; an outline when it did not happen.
fn person(svg: &mut Svg, (x, y): (f64, f64), happened: bool, colour: &str) {
    let (fill, stroke) = if happened { (colour, colour) } else { (ink::EMPTY, "#b9b5a9") };
    let (cx, head) = (x + 9.0, y + 4.6);
    let d = format!(
        "M{:.1} {head:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0zM{:.1} {:.1}c0 -5 2.5 -7.2 6.5 -7.2s6.5 2.2 6.5 7.2v3.6q0 1.2 -1.2 1.2h-10.6q-1.2 0 -1.2 -1.2z",
        cx - 4.0,
        cx - 6.5,
        y + 17.4,
    );
    svg.path(&d, fill, stroke);
}
