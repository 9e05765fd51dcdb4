//! A document as source of the typesetting language.

use super::super::document::{Block, Cell, Document, Figure, Finding, Grid, Panel, Picture, Top};
use super::super::theme::Theme;
use super::super::words::{office, paper};
use super::columns::{Layout, layout, said};
use super::literal::{Literals, list};
use crate::report::charts::{Ground, size, standing_alone, told};
use std::fmt::Write;

/// Functions that set each kind of block.
const HOUSE: &str = include_str!("house.typ");

/// Width of a chart, and of one that takes the whole page, in millimetres.
const CHART: f64 = 122.0;
const WIDE: f64 = 166.0;

/// Greatest height of a chart, in millimetres; and of one that is much taller than wide, whose marks would
/// otherwise be too small.
const LOW: f64 = 118.0;
const TALL: f64 = 185.0;
const SLIM: f64 = 1.3;

/// Name of the logo among the files of the source.
pub(super) const LOGO: &str = "logo";

/// Source text, and the drawings it names `0.svg`, `1.svg` ...
pub(super) struct Source {
    pub(super) text: String,
    pub(super) drawings: Vec<String>,
}

/// The source of a document.
pub(super) fn source(document: &Document, theme: &Theme, literals: &Literals<'_>) -> Source {
    let family = theme.fonts.body.as_deref();
    let mut writer = Writer {
        literals,
        family,
        accepted: &document.furniture.accepted,
        body: String::new(),
        drawings: Vec::new(),
        tables: 0,
        behind: Vec::new(),
    };
    writer.document(document);
    let text = format!("{}\n{HOUSE}\n{}", settings(document, theme, literals), writer.body);
    Source { text, drawings: writer.drawings }
}

/// Language and region of a code such as `en-GB`; of a code of another form, English.
fn language(code: &str) -> (&str, Option<&str>) {
    let (language, region) = code.split_once('-').map_or((code, None), |(l, r)| (l, Some(r)));
    let letters = |word: &str, least, most| {
        (least..=most).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphabetic())
    };
    if letters(language, 2, 3) { (language, region.filter(|r| letters(r, 2, 2))) } else { ("en", None) }
}

/// What the house style takes from the theme and the document.
fn settings(document: &Document, theme: &Theme, literals: &Literals<'_>) -> String {
    let q = |words: &str| literals.quote(words);
    let c = &theme.colours;
    let ink = |hex: &str| format!("rgb({})", q(hex));
    let author = if theme.organisation.is_empty() { "Matchwell" } else { &theme.organisation };
    let logo = match &theme.logo {
        Some(logo) => format!("\"{LOGO}.{}\"", logo.kind.ending()),
        None => "none".to_owned(),
    };
    let families = |own: Option<&String>, ours: &[&str]| {
        list(own.map(String::as_str).into_iter().chain(ours.iter().copied()).map(q))
    };
    let fonts = &theme.fonts;
    let (language, region) = language(&document.language);
    format!(
        "#let theme = (organisation: {}, author: {}, footer: {}, logo: {logo}, accent: {}, link: {}, \
         treated: {}, comparison: {}, text: {}, paper: {}, body: {}, headings: {})\n\
         #let about = (lang: {}, region: {}, title: {}, finding: {}, page: {}, of: {}, figure: {}, table: {}, behind: {}, made: {})\n",
        q(&theme.organisation),
        q(author),
        q(&theme.footer),
        ink(&c.accent),
        ink(&c.accent),
        ink(&c.treated),
        ink(&c.comparison),
        ink(&c.text),
        ink(&c.paper),
        families(fonts.body.as_ref(), &super::BODY),
        families(fonts.headings.as_ref(), &super::HEADINGS),
        q(language),
        region.map_or_else(|| "none".to_owned(), q),
        literals.named(&document.title),
        q(&document.top.finding),
        q(office::PAGE),
        q(paper::OF),
        q(office::FIGURE),
        q(office::TABLE),
        q(paper::BEHIND),
        q(&paper::made(&document.version)),
    )
}

struct Writer<'a> {
    literals: &'a Literals<'a>,
    family: Option<&'a str>,
    accepted: &'a str,
    body: String,
    drawings: Vec<String>,
    tables: usize,
    /// Tables that the text points to, with their labels: set at the end.
    behind: Vec<(String, &'a Grid, Layout)>,
}

impl<'a> Writer<'a> {
    fn document(&mut self, document: &'a Document) {
        self.cover(&document.kicker, &document.topic, &document.top);
        let contents = self.literals.named(&document.furniture.contents);
        self.call("contents", &[contents]);
        for section in &document.sections {
            let args = [self.quote(section.id), self.literals.named(&section.title)];
            self.call("section", &args);
            for block in &section.blocks {
                self.block(block);
            }
        }
        self.appendix();
    }

    fn cover(&mut self, kicker: &str, topic: &str, top: &Top) {
        let lines = [&top.reading, &top.about, &top.ties, &top.band];
        let lines = list(lines.into_iter().filter(|l| !l.is_empty()).map(|l| self.quote(l)));
        let q = |words: &str| self.quote(words);
        let args = [q(kicker), q(topic), q(&top.finding), q(&top.gap), lines, q(&top.doubts)];
        self.call("cover", &args);
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Words(words) => self.words("words", words),
            Block::Small(words) => self.words("small", words),
            Block::Heading(words) => {
                let args = [self.literals.named(words)];
                self.call("subhead", &args);
            }
            Block::Figure(figure) => self.figure(figure, CHART),
            Block::Wide(figure) => self.figure(figure, WIDE),
            Block::Grid(grid) => {
                let layout = layout(grid);
                if layout.turned { self.folded(grid) } else { self.grid(grid, &layout) }
            }
            Block::Folded(grid) => self.folded(grid),
            Block::Panels(all) => {
                let panels = list(all.iter().map(|p| self.panel(p)));
                self.call("panels", &[panels]);
            }
            Block::Terms(terms) => {
                let pair = |(term, meaning): &(String, String)| list([self.quote(term), self.quote(meaning)]);
                let terms = list(terms.iter().map(pair));
                self.call("terms-of", &[terms]);
            }
            Block::Findings(findings) => {
                for finding in findings {
                    self.finding(finding);
                }
            }
        }
    }

    fn panel(&self, panel: &Panel) -> String {
        let items = list(panel.items.iter().map(|i| self.quote(i)));
        list([self.quote(panel.class), self.quote(&panel.title), items])
    }

    fn finding(&mut self, f: &Finding) {
        let severity = capital(&f.severity);
        let because = f.allowed.as_ref().map_or_else(|| "none".to_owned(), |a| self.quote(a));
        let q = |words: &str| self.quote(words);
        let args = [q(&f.class), q(&severity), q(&f.rule), q(&f.message), because, q(self.accepted)];
        self.call("finding", &args);
    }

    fn figure(&mut self, figure: &'a Figure, width: f64) {
        let behind = match &figure.grid {
            Some(grid) => {
                let id = self.keep(grid);
                self.quote(&id)
            }
            None => "none".to_owned(),
        };
        let tallest =
            figure.pictures.iter().filter_map(|p| size(&p.svg)).map(|(w, h)| h / w).fold(0.0, f64::max);
        let most = if tallest > SLIM { TALL } else { LOW };
        let width = if tallest > 0.0 { width.min(most / tallest) } else { width };
        let pictures: Vec<String> = figure.pictures.iter().map(|p| self.picture(p)).collect();
        let args = [self.quote(&figure.caption), behind, list(pictures), format!("{width:.1}mm")];
        self.call("chart", &args);
    }

    fn picture(&mut self, picture: &Picture) -> String {
        let file = format!("\"{}.svg\"", self.drawings.len());
        let alone = standing_alone(&picture.svg, self.family, Ground::Clear);
        self.drawings.push(self.literals.drawing(&alone));
        list([self.quote(&capital(&picture.name)), file, self.literals.named(&told(&picture.svg))])
    }

    /// A table that is set at the end, and here only pointed to.
    fn folded(&mut self, grid: &'a Grid) {
        let id = self.keep(grid);
        let args = [self.quote(&id), self.quote(&grid.caption)];
        self.call("folded", &args);
    }

    fn keep(&mut self, grid: &'a Grid) -> String {
        let id = self.label();
        self.behind.push((id.clone(), grid, layout(grid)));
        id
    }

    fn label(&mut self) -> String {
        self.tables += 1;
        format!("t-{}", self.tables)
    }

    fn grid(&mut self, grid: &Grid, layout: &Layout) {
        let id = self.label();
        self.table(&id, grid, layout);
    }

    fn appendix(&mut self) {
        let behind = std::mem::take(&mut self.behind);
        if behind.is_empty() {
            return;
        }
        let args = [self.quote("behind"), self.quote(office::APPENDIX)];
        self.body.push_str("#pagebreak(weak: true)\n");
        self.call("section", &args);
        let (turned, upright): (Vec<_>, Vec<_>) = behind.into_iter().partition(|(_, _, l)| l.turned);
        for (id, grid, layout) in &upright {
            self.table(id, grid, layout);
        }
        if !turned.is_empty() {
            self.body.push_str("#set page(flipped: true)\n");
        }
        for (id, grid, layout) in &turned {
            self.table(id, grid, layout);
        }
    }

    fn table(&mut self, id: &str, grid: &Grid, layout: &Layout) {
        let widths = list(layout.widths.iter().map(|w| format!("{w:.2}mm")));
        let sides = list((0..grid.head.len()).map(|x| side(grid, x).to_owned()));
        let head = list(grid.head.iter().map(|h| self.quote(&capital(h))));
        let rows = list(grid.rows.iter().map(|row| list(row.iter().map(|cell| self.cell(cell)))));
        let (size, foot) = (layout.size, self.quote(&grid.foot));
        let body = format!("cells({size}pt, {widths}, {sides}, {head}, {rows}, {foot})");
        let args = [self.quote(id), self.quote(&grid.caption), body];
        self.call("grid-of", &args);
    }

    fn cell(&self, cell: &Cell) -> String {
        let text = self.quote(&said(cell));
        match cell.class.strip_prefix("light ") {
            Some(light) => format!("(light: {}, text: {text})", self.quote(light)),
            None => text,
        }
    }

    fn words(&mut self, function: &str, words: &str) {
        let args = [self.quote(words)];
        self.call(function, &args);
    }

    fn quote(&self, words: &str) -> String {
        self.literals.quote(words)
    }

    fn call(&mut self, function: &str, args: &[String]) {
        let written = writeln!(self.body, "#{function}({})\n", args.join(", "));
        debug_assert!(written.is_ok(), "writing into memory cannot fail");
    }
}

/// Figures stand to the right, words to the left.
fn side(grid: &Grid, x: usize) -> &'static str {
    let figures = |row: &Vec<Cell>| row.get(x).is_some_and(|c| c.class.starts_with("num"));
    if grid.rows.iter().any(figures) { "\"r\"" } else { "\"l\"" }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
