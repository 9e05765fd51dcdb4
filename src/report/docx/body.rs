//! The document in reading order: the text first, then every table that a page of text has no room for.

use super::super::document::{Block, Document, Figure, Finding, Grid, Section, Top};
use super::super::words::office;
use super::captions::{self, Number};
use super::package::Part;
use super::page::{LANDSCAPE, PORTRAIT, Page};
use super::text::{Keep, Style, paragraph, plain, run, strong};
use super::{Pixels, picture, table};

/// Columns that a table within the text may have.
const COLUMNS: usize = 7;
/// Rows that a table of the document may have: longer ones are for the screen and the workbook.
const ROWS: usize = 100;

/// The body in the making.
pub(super) struct Body<'a> {
    /// What stands there so far.
    pub xml: String,
    /// Files of its pictures.
    pub parts: Vec<Part>,
    /// Relations to them: identifier and path.
    pub relations: Vec<(String, String)>,
    /// Before the reason for which a finding is accepted.
    accepted: &'a str,
    /// The family of the words in charts, before those of Matchwell itself.
    family: Option<&'a str>,
    /// Draws a chart in pixels.
    pixels: Pixels<'a>,
    /// Numbers given so far: tables in the text, figures, drawings.
    tables: usize,
    figures: usize,
    drawings: usize,
    /// Tables for the appendix, and how many stand in the text before them.
    later: Vec<&'a Grid>,
    before: usize,
}

impl<'a> Body<'a> {
    /// The whole body of a document.
    pub(super) fn of(document: &'a Document, family: Option<&'a str>, pixels: Pixels<'a>) -> Self {
        let blocks = document.sections.iter().flat_map(|s| &s.blocks);
        let before =
            blocks.filter(|b| matches!(b, Block::Grid(g) if fits(g) && g.rows.len() <= ROWS)).count();
        let mut body = Self {
            xml: String::new(),
            parts: Vec::new(),
            relations: Vec::new(),
            accepted: &document.furniture.accepted,
            family,
            pixels,
            tables: 0,
            figures: 0,
            drawings: 0,
            later: Vec::new(),
            before,
        };
        body.add(&plain(Style::Title, &document.title));
        body.add(&plain(Style::Subtitle, &document.kicker));
        body.add(&plain(Style::Heading1, &document.topic));
        body.top(&document.top);
        for section in &document.sections {
            body.section(section);
        }
        body.finish();
        body
    }

    fn add(&mut self, xml: &str) {
        self.xml.push_str(xml);
    }

    fn words(&mut self, style: Style, text: &str) {
        if !text.is_empty() {
            self.add(&plain(style, text));
        }
    }

    fn top(&mut self, top: &Top) {
        self.add(&paragraph(Style::Normal, Keep::Alone, &strong(&top.finding)));
        for more in [&top.gap, &top.reading, &top.about, &top.ties, &top.band, &top.doubts] {
            self.words(Style::Normal, more);
        }
    }

    fn section(&mut self, section: &'a Section) {
        self.add(&plain(Style::Heading1, &section.title));
        for block in &section.blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Words(words) => self.words(Style::Normal, words),
            Block::Small(words) => self.words(Style::Note, words),
            Block::Heading(words) => self.words(Style::Heading2, words),
            Block::Figure(figure) | Block::Wide(figure) => self.figure(figure),
            Block::Grid(grid) | Block::Folded(grid) if grid.rows.len() > ROWS => {
                self.words(Style::Normal, &office::too_long(&grid.caption, grid.rows.len()));
            }
            Block::Grid(grid) if fits(grid) => {
                self.tables += 1;
                self.add(&table::table(Number(self.tables), grid, PORTRAIT.room()));
            }
            Block::Grid(grid) | Block::Folded(grid) => {
                let reference = self.postpone(grid);
                let caption = run(&format!(": {}.", grid.caption.trim_end_matches('.')));
                self.add(&paragraph(Style::Normal, Keep::Alone, &format!("{reference}{caption}")));
            }
            Block::Panels(panels) => {
                for panel in panels {
                    self.words(Style::Heading2, &panel.title);
                    for item in &panel.items {
                        self.words(Style::ListBullet, item);
                    }
                }
            }
            Block::Terms(terms) => {
                for (term, meaning) in terms {
                    let runs = format!("{}{}", strong(term), run(&format!(": {meaning}")));
                    self.add(&paragraph(Style::Normal, Keep::Alone, &runs));
                }
            }
            Block::Findings(findings) => {
                for finding in findings {
                    self.finding(finding);
                }
            }
        }
    }

    fn finding(&mut self, f: &Finding) {
        let name = strong(&format!("{} ({}): ", f.severity, f.rule));
        let reason = f.allowed.as_ref().map(|a| run(&format!(" {} {a}", self.accepted))).unwrap_or_default();
        let runs = format!("{name}{}{reason}", run(&f.message));
        self.add(&paragraph(Style::ListBullet, Keep::Alone, &runs));
    }

    /// The drawings of a figure beside each other, its caption, and where its numbers are.
    fn figure(&mut self, figure: &'a Figure) {
        let room = PORTRAIT.room() / figure.pictures.len().max(1);
        let mut drawings = String::new();
        for one in &figure.pictures {
            self.drawings += 1;
            let drawn = picture::draw(self.drawings, one, (self.family, self.pixels), room);
            drawings.push_str(&drawn.xml);
            self.parts.extend(drawn.parts);
            self.relations.extend(drawn.relations);
        }
        self.add(&paragraph(Style::Normal, Keep::WithNext, &drawings));
        self.figures += 1;
        let names: Vec<&str> =
            figure.pictures.iter().map(|p| p.name.as_str()).filter(|n| !n.is_empty()).collect();
        let beside = if names.len() > 1 { format!(" {}", office::from_left(&names)) } else { String::new() };
        let numbers = figure.grid.as_ref().map(|g| format!("{}{}", run(" ("), self.postpone(g)) + &run(")"));
        let text = format!("{}{beside}", figure.caption);
        self.add(&captions::figure(self.figures, &text, &numbers.unwrap_or_default()));
    }

    /// Puts a table into the appendix; gives the reference to it.
    fn postpone(&mut self, grid: &'a Grid) -> String {
        self.later.push(grid);
        Number(self.before + self.later.len()).reference()
    }

    /// The appendix on pages of its own, wide enough for its tables, and the sizes of all pages.
    fn finish(&mut self) {
        let later = std::mem::take(&mut self.later);
        if later.is_empty() {
            self.add(&PORTRAIT.last());
            return;
        }
        let page: Page = if later.iter().all(|g| fits(g)) { PORTRAIT } else { LANDSCAPE };
        self.add(&PORTRAIT.ends_here());
        self.add(&plain(Style::Heading1, office::APPENDIX));
        for (number, grid) in (self.before + 1..).zip(later) {
            self.add(&table::table(Number(number), grid, page.room()));
        }
        self.add(&page.last());
    }
}

fn fits(grid: &Grid) -> bool {
    grid.head.len() <= COLUMNS
}
