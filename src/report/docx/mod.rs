//! The report as a Word document for people who paste it into a template of their own.
//!
//! Only styles that Word knows by name are used (Title, Heading 1 and 2, Caption, Table Grid, List Bullet, footnote
//! text, Strong), so that the template decides how everything looks; numbers of tables and figures are fields.
//! Reference: ECMA-376-1:2016 (WordprocessingML), [MS-ODRAWXML] 2.3 (pictures as SVG).

mod body;
mod captions;
mod package;
mod page;
mod picture;
mod table;
mod text;
mod xml;

use super::ReportError;
use super::document::Document;
use super::theme::Theme;
use super::words::office;
use body::Body;
use package::{Part, pack};
use xml::{around, empty, words};

/// Draws a chart, an SVG that stands alone, as the bytes of a PNG; `None` where this build or this chart has none.
pub type Pixels<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

const STYLES: &str = include_str!("styles.xml");
const NUMBERING: &str = include_str!("numbering.xml");
const SETTINGS: &str = include_str!("settings.xml");
const TYPES: &str = include_str!("content_types.xml");
/// The font of a report whose house has none of its own.
const FAMILY: &str = "Calibri";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The Word document of a document: the same bytes for the same document.
///
/// * `theme`: colours and fonts of the styles, families of the charts, words of the footer.
/// * `pixels`: draws charts for readers that do not know SVG.
///
/// # Errors
/// [`ReportError::Draw`] if the container cannot be made.
pub fn render(document: &Document, theme: &Theme, pixels: Pixels<'_>) -> Result<Vec<u8>, ReportError> {
    let body = Body::of(document, theme.fonts.body.as_deref(), pixels);
    let mut parts = vec![
        Part::text("[Content_Types].xml", TYPES),
        Part::text("_rels/.rels", outer_relations()),
        Part::text("docProps/core.xml", core(document)),
        Part::text("word/document.xml", main(&body.xml)),
        Part::text("word/_rels/document.xml.rels", inner_relations(&body.relations)),
        Part::text("word/styles.xml", dressed(STYLES, document, theme)),
        Part::text("word/numbering.xml", NUMBERING),
        Part::text("word/settings.xml", dressed(SETTINGS, document, theme)),
        Part::text("word/footer1.xml", footer(document, theme)),
    ];
    parts.extend(body.parts);
    pack(&parts)
}

/// Name spaces of the parts that hold text.
const SPACES: [(&str, &str); 6] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    ("xmlns:asvg", "http://schemas.microsoft.com/office/drawing/2016/SVG/main"),
];

fn main(body: &str) -> String {
    format!("{HEAD}{}", around("w:document", &SPACES, &around("w:body", &[], body)))
}

/// A part with the language, the colours and the fonts of this report.
fn dressed(part: &str, document: &Document, theme: &Theme) -> String {
    let body = theme.fonts.body.as_deref().unwrap_or(FAMILY);
    let headings = theme.fonts.headings.as_deref().unwrap_or(body);
    part.replace("{language}", &words(&document.language))
        .replace("{accent}", &words(theme.colours.accent.trim_start_matches('#')))
        .replace("{body}", &words(body))
        .replace("{headings}", &words(headings))
}

/// Title, words of the house, who made it, and the page.
fn footer(document: &Document, theme: &Theme) -> String {
    let page = text::field(" PAGE ", "1");
    let made = office::made_with(&document.version);
    let said = [document.title.as_str(), &theme.footer, &made, office::PAGE];
    let said = said.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ") + " ";
    let style = "<w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>";
    let line = around("w:p", &[], &format!("{style}{}{page}", text::run(&said)));
    format!("{HEAD}{}", around("w:ftr", &SPACES[..2], &line))
}

/// What the document says of itself; no date, since none would be true of every making.
fn core(document: &Document) -> String {
    let spaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    let parts = [
        around("dc:title", &[], &words(&document.title)),
        around("dc:subject", &[], &words(&document.kicker)),
        around("dc:creator", &[], &words(&office::made_with(&document.version))),
        around("dc:language", &[], &words(&document.language)),
    ];
    format!("{HEAD}{}", around("cp:coreProperties", &spaces, &parts.concat()))
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn relation(id: &str, kind: &str, target: &str) -> String {
    empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)])
}

fn relations(all: &str) -> String {
    format!("{HEAD}{}", around("Relationships", &[("xmlns", PACKAGE)], all))
}

fn outer_relations() -> String {
    let core = format!("{PACKAGE}/metadata/core-properties");
    relations(&format!(
        "{}{}",
        relation("rId1", &format!("{OFFICE}/officeDocument"), "word/document.xml"),
        relation("rId2", &core, "docProps/core.xml")
    ))
}

fn inner_relations(pictures: &[(String, String)]) -> String {
    let fixed = ["styles", "numbering", "settings", "footer"].map(|kind| {
        let file = if kind == "footer" { "footer1" } else { kind };
        relation(&format!("rId{kind}"), &format!("{OFFICE}/{kind}"), &format!("{file}.xml"))
    });
    let image = format!("{OFFICE}/image");
    let pictures = pictures.iter().map(|(id, path)| relation(id, &image, path));
    relations(&fixed.into_iter().chain(pictures).collect::<String>())
}
