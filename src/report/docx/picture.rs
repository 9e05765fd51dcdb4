//! Charts inside the document: as PNG for every reader, and as SVG for those that know it.

use super::super::charts::{Ground, size, standing_alone, told};
use super::super::document::Picture;
use super::super::language::{CLOSE, OPEN};
use super::Pixels;
use super::package::Part;
use super::xml::{around, empty};

/// English Metric Units of a pixel (96 to the inch) and of a twentieth of a point.
const PIXEL: f64 = 9525.0;
const TWENTIETH: f64 = 635.0;
/// Tallest picture, in units: 20 cm.
const TALLEST: f64 = 7_200_000.0;
/// Width of a chart whose drawing does not tell it, in pixels.
const USUAL: (f64, f64) = (640.0, 400.0);

/// A drawing with its files, as the document needs it.
pub(super) struct Drawn {
    /// The element that stands in a paragraph.
    pub xml: String,
    /// Files of the container.
    pub parts: Vec<Part>,
    /// Relations of the document to them: identifier and path.
    pub relations: Vec<(String, String)>,
}

/// The `number`-th drawing, within `room` twentieths of a point, with words of a `family`; `pixels` makes the PNG.
///
/// Without a PNG the fallback is an empty picture, which readers that know SVG never show.
pub(super) fn draw(
    number: usize,
    picture: &Picture,
    (family, pixels): (Option<&str>, Pixels<'_>),
    room: usize,
) -> Drawn {
    let [width, height] = extent(&picture.svg, room as f64 * TWENTIETH);
    let [for_png, for_svg] =
        ["png", "svg"].map(|kind| (format!("rId{kind}{number}"), format!("media/figure{number}.{kind}")));
    let svg = standing_alone(&picture.svg, family, Ground::Clear).replace([OPEN, CLOSE], "");
    let png = pixels(&svg).unwrap_or_else(|| EMPTY.to_vec());
    let parts = vec![
        Part { path: format!("word/{}", for_png.1), bytes: png },
        Part::text(&format!("word/{}", for_svg.1), svg),
    ];
    let name = format!("{} {number}", super::super::words::office::FIGURE);
    let said = [picture.name.clone(), told(&picture.svg)];
    let said = said.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(". ");
    let about = Named { id: number.to_string(), name, said };
    let xml = about.inline([&width, &height], &for_png.0, &for_svg.0);
    Drawn { xml, parts, relations: vec![for_png, for_svg] }
}

/// Width and height in units: as drawn, or as wide and as tall as a page allows.
fn extent(svg: &str, room: f64) -> [String; 2] {
    let (width, height) = size(svg).unwrap_or(USUAL);
    let (width, height) = (width * PIXEL, height * PIXEL);
    let scale = (room / width).min(TALLEST / height).min(1.0);
    [width, height].map(|v| format!("{:.0}", (v * scale).max(1.0)))
}

/// What a drawing is called and what it says to those who do not see it.
struct Named {
    id: String,
    name: String,
    said: String,
}

impl Named {
    fn inline(&self, [width, height]: [&str; 2], png: &str, svg: &str) -> String {
        let size = [("cx", width), ("cy", height)];
        let parts = [
            empty("wp:extent", &size),
            empty("wp:docPr", &[("id", &self.id), ("name", &self.name), ("descr", &self.said)]),
            around("wp:cNvGraphicFramePr", &[], "<a:graphicFrameLocks noChangeAspect=\"1\"/>"),
            around(
                "a:graphic",
                &[],
                &around("a:graphicData", &[("uri", PICTURE)], &self.picture(&size, png, svg)),
            ),
        ];
        let apart = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
        around("w:r", &[], &around("w:drawing", &[], &around("wp:inline", &apart, &parts.concat())))
    }

    fn picture(&self, size: &[(&str, &str)], png: &str, svg: &str) -> String {
        let named = empty("pic:cNvPr", &[("id", &self.id), ("name", &self.name), ("descr", &self.said)]);
        let vector = empty("asvg:svgBlip", &[("r:embed", svg)]);
        let more = around("a:extLst", &[], &around("a:ext", &[("uri", SVG)], &vector));
        let parts = [
            around("pic:nvPicPr", &[], &format!("{named}<pic:cNvPicPr/>")),
            around(
                "pic:blipFill",
                &[],
                &format!(
                    "{}<a:stretch><a:fillRect/></a:stretch>",
                    around("a:blip", &[("r:embed", png)], &more)
                ),
            ),
            around(
                "pic:spPr",
                &[],
                &format!(
                    "<a:xfrm><a:off x=\"0\" y=\"0\"/>{}</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>",
                    empty("a:ext", size)
                ),
            ),
        ];
        around("pic:pic", &[], &parts.concat())
    }
}

/// The name space of pictures, and the extension that brings an SVG (MS-ODRAWXML 2.3.1).
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";
const SVG: &str = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}";

/// A PNG of one transparent pixel.
const EMPTY: &[u8] = include_bytes!("empty.png");
