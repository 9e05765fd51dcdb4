//! The canvas of `plotters`, made into inline SVG.

use super::super::ReportError;
use super::svg::wrap;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Drawn at twice the size, since the backend knows whole pixels only.
const FINE: f64 = 2.0;

/// The library writes a font's size divided by this.
const EM: f64 = 1.24;

/// A canvas to draw on, in the pixels of the finished chart.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// An error of the library, in words.
type Drawn = Result<(), ReportError>;

fn fail<E: std::error::Error>(e: E) -> ReportError {
    ReportError::Draw { what: "a chart", reason: e.to_string() }
}

fn pixel(at: (f64, f64)) -> (i32, i32) {
    ((at.0 * FINE).round() as i32, (at.1 * FINE).round() as i32)
}

/// A length in the canvas's own pixels.
fn whole(length: f64) -> u32 {
    u32::try_from((length * FINE).round() as i64).unwrap_or(0)
}

/// The colour of a `#rrggbb` word of `ink`.
fn colour(hex: &str) -> RGBColor {
    let part = |at: usize| hex.get(at..at + 2).and_then(|p| u8::from_str_radix(p, 16).ok()).unwrap_or(0);
    RGBColor(part(1), part(3), part(5))
}

/// Draws a chart of `width` x `height` pixels.
pub(super) fn draw(
    (width, height): (f64, f64),
    title: &str,
    description: &str,
    paint: impl FnOnce(&Canvas<'_>) -> Drawn,
) -> Result<String, ReportError> {
    let mut out = String::new();
    {
        let size = (whole(width), whole(height));
        let canvas = Canvas { area: SVGBackend::with_string(&mut out, size).into_drawing_area() };
        paint(&canvas)?;
        canvas.area.present().map_err(fail)?;
    }
    let body = out.find('>').map_or("", |at| &out[at + 1..]);
    let body = body.trim().trim_end_matches("</svg>");
    Ok(wrap((width * FINE, height * FINE), title, description, body))
}

impl Canvas<'_> {
    pub(super) fn line(&self, points: &[(f64, f64)], ink: &str, width: f64) -> Drawn {
        let style = colour(ink).stroke_width(whole(width));
        let points: Vec<_> = points.iter().map(|p| pixel(*p)).collect();
        self.area.draw(&PathElement::new(points, style)).map_err(fail)
    }

    /// A line of dashes straight down.
    pub(super) fn dashes(&self, x: f64, from: f64, to: f64, ink: &str) -> Drawn {
        let mut y = from;
        while y < to {
            self.line(&[(x, y), (x, (y + 4.0).min(to))], ink, 1.0)?;
            y += 8.0;
        }
        Ok(())
    }

    /// A line of dashes from left to right.
    pub(super) fn across(&self, from: f64, to: f64, y: f64, ink: &str) -> Drawn {
        let mut x = from;
        while x < to {
            self.line(&[(x, y), ((x + 6.0).min(to), y)], ink, 2.0)?;
            x += 10.0;
        }
        Ok(())
    }

    /// A filled area.
    pub(super) fn area(&self, corners: &[(f64, f64)], ink: &str) -> Drawn {
        let corners: Vec<_> = corners.iter().map(|p| pixel(*p)).collect();
        self.area.draw(&Polygon::new(corners, colour(ink).filled())).map_err(fail)
    }

    pub(super) fn bar(&self, from: (f64, f64), to: (f64, f64), ink: &str) -> Drawn {
        self.area.draw(&Rectangle::new([pixel(from), pixel(to)], colour(ink).filled())).map_err(fail)
    }

    pub(super) fn disc(&self, at: (f64, f64), radius: f64, ink: &str) -> Drawn {
        let radius = (radius * FINE).round() as i32;
        self.area.draw(&Circle::new(pixel(at), radius, colour(ink).filled())).map_err(fail)
    }

    /// A diamond with a white heart.
    pub(super) fn diamond(&self, at: (f64, f64), radius: f64, ink: &str) -> Drawn {
        for (radius, ink) in [(radius + 1.2, ink), (radius - 1.2, super::ink::PAPER)] {
            let corner = |dx: f64, dy: f64| pixel((at.0 + dx * radius, at.1 + dy * radius));
            let corners = vec![corner(0.0, -1.0), corner(1.0, 0.0), corner(0.0, 1.0), corner(-1.0, 0.0)];
            self.area.draw(&Polygon::new(corners, colour(ink).filled())).map_err(fail)?;
        }
        Ok(())
    }

    pub(super) fn text(&self, at: (f64, f64), size: f64, ink: &str, side: HPos, words: &str) -> Drawn {
        let ink = colour(ink);
        let style = TextStyle::from(("sans-serif", size * FINE * EM).into_font())
            .color(&ink)
            .pos(Pos::new(side, VPos::Center));
        self.area.draw(&Text::new(words.to_owned(), pixel(at), style)).map_err(fail)
    }
}
