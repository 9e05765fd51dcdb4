//! A chart outside the page it was drawn for.

use super::ink;
use super::svg::escape;

/// Families for a chart that stands alone, the first that a device has.
const FAMILIES: &str = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/// Pixels that a chart is wide: as in the page.
const WIDTH: f64 = 720.0;

/// What a chart stands on.
#[derive(Debug, Clone, Copy)]
pub enum Ground<'a> {
    /// Whatever is there.
    Clear,
    /// This colour.
    Filled(&'a str),
}

/// The inline drawing `svg` as a file of its own: with its size, its fonts and its ground.
///
/// * `family`: taken before those of Matchwell itself.
#[must_use]
pub fn standing_alone(svg: &str, family: Option<&str>, ground: Ground<'_>) -> String {
    let (width, height) = size(svg).unwrap_or((WIDTH, WIDTH));
    let own = family.map(|f| format!("'{}', ", escape(f))).unwrap_or_default();
    let open = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{:.0}\" font-family=\"{own}{FAMILIES}\" fill=\"{}\" ",
        WIDTH * height / width,
        ink::TEXT,
    );
    // Texts of the chart library name a family of their own, which would win over that of the drawing.
    let body = svg.trim().strip_prefix("<svg ").unwrap_or(svg).replace(" font-family=\"sans-serif\"", "");
    let body = match (ground, body.split_once("</desc>")) {
        (Ground::Filled(colour), Some((before, after))) => {
            format!("{before}</desc><rect width=\"{width}\" height=\"{height}\" fill=\"{colour}\"/>{after}")
        }
        _ => body,
    };
    format!("{open}{body}\n")
}

/// What a drawing says to those who do not see it: its title and description.
#[must_use]
pub fn told(svg: &str) -> String {
    let label = svg.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let plain = label.replace("&quot;", "\"").replace("&gt;", ">").replace("&lt;", "<");
    plain.replace("&amp;", "&")
}

/// Width and height of a drawing, in its own pixels.
#[must_use]
pub fn size(svg: &str) -> Option<(f64, f64)> {
    let numbers = svg.split("viewBox=\"").nth(1)?.split('"').next()?;
    let numbers: Vec<f64> = numbers.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    match numbers[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::svg::wrap;
    use super::{Ground, size, standing_alone, told};

    fn chart() -> String {
        wrap((320.0, 160.0), "A <b> & \"c\"", "More.", "<text font-family=\"sans-serif\">x</text>")
    }

    #[test]
    fn a_file_has_its_name_space_its_size_and_its_ground() {
        let file = standing_alone(&chart(), Some("Lato"), Ground::Filled("#fffff0"));
        assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"360\""));
        assert!(file.contains("font-family=\"'Lato', 'Source Sans 3'") && !file.contains("\"sans-serif\""));
        assert!(file.contains("</desc><rect width=\"320\" height=\"160\" fill=\"#fffff0\"/>"));
        assert_eq!(file.matches("<svg").count(), 1);
        assert!(!standing_alone(&chart(), None, Ground::Clear).contains("<rect"));
    }

    #[test]
    fn it_tells_its_title_and_description() {
        assert_eq!(told(&chart()), "A <b> & \"c\". More.");
        assert_eq!(told("<svg>"), "");
        assert_eq!(size(&chart()), Some((320.0, 160.0)));
        assert_eq!(size("<svg viewBox=\"0 0 0 0\">"), None);
    }
}
