//! A summary in Markdown: the headline, what it can and cannot tell, results, range, value, doubts. It fits two
//! pages, an e-mail and a wiki.

mod escape;

use super::document::{Block, Document, Finding, Grid, Section};
use super::words::office;
use escape::{cell, line};

/// Rows that a table of the summary may have; a longer one is left to the report.
const ROWS: usize = 14;
/// Points of a list, and findings of the review, that are told.
const POINTS: usize = 8;
/// Paragraphs told of a section.
const PARAGRAPHS: usize = 2;

/// The summary of a document; the same words for the same document.
#[must_use]
pub fn render(document: &Document) -> Vec<u8> {
    let mut page = Page::default();
    page.add(format!("# {}", line(&document.title)));
    top(&mut page, document);
    for section in &document.sections {
        match section.id {
            "said" => said(&mut page, section),
            "results" => results(&mut page, section),
            "range" | "value" => told(&mut page, section),
            "review" => review(&mut page, section),
            _ => {}
        }
    }
    page.add(format!("{}.", line(&office::made_with(&document.version))));
    page.text.into_bytes()
}

/// Parts with an empty line between them.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn add(&mut self, part: impl AsRef<str>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(part.as_ref());
        self.text.push('\n');
    }

    fn heading(&mut self, words: &str) {
        self.add(format!("## {}", line(words)));
    }

    fn words(&mut self, words: &str) {
        if !words.is_empty() {
            self.add(line(words));
        }
    }

    /// A list; what is beyond its first points is counted.
    fn list(&mut self, items: &[String]) {
        let shown = items.iter().take(POINTS).map(|i| format!("- {i}"));
        let more = items.len().saturating_sub(POINTS);
        let rest = (more > 0).then(|| format!("- {}", line(&office::more_in_report(more))));
        self.add(shown.chain(rest).collect::<Vec<_>>().join("\n"));
    }

    fn grid(&mut self, grid: &Grid) {
        self.add(format!("**{}**", line(&grid.caption)));
        self.add(table(grid));
        self.words(&grid.foot);
    }
}

fn top(page: &mut Page, document: &Document) {
    let top = &document.top;
    page.add(format!("**{}**", line(&top.finding)));
    let more = [&top.gap, &top.reading, &top.about, &top.ties, &top.band, &top.doubts];
    let said: Vec<&str> = more.into_iter().filter(|w| !w.is_empty()).map(String::as_str).collect();
    page.words(&said.join(" "));
}

fn said(page: &mut Page, section: &Section) {
    let panels = section.blocks.iter().filter_map(|b| match b {
        Block::Panels(panels) => Some(panels),
        _ => None,
    });
    for panel in panels.flatten() {
        page.heading(&panel.title);
        page.list(&panel.items.iter().map(|i| line(i)).collect::<Vec<_>>());
    }
}

/// The tables of results; a note that several share is told once.
fn results(page: &mut Page, section: &Section) {
    page.heading(&section.title);
    let grids: Vec<&Grid> = section.blocks.iter().filter_map(grid).collect();
    for (at, grid) in grids.iter().enumerate() {
        let again = grids.get(at + 1).is_some_and(|next| next.foot == grid.foot);
        let foot = if again { String::new() } else { grid.foot.clone() };
        page.grid(&Grid { foot, ..(*grid).clone() });
    }
}

/// The first words of a section, and its first table where that is short.
fn told(page: &mut Page, section: &Section) {
    page.heading(&section.title);
    let words = section.blocks.iter().filter_map(|b| match b {
        Block::Words(words) => Some(words),
        _ => None,
    });
    for words in words.take(PARAGRAPHS) {
        page.words(words);
    }
    if let Some(grid) = section.blocks.iter().find_map(grid) {
        page.grid(grid);
    }
}

/// A table that is short enough.
fn grid(block: &Block) -> Option<&Grid> {
    match block {
        Block::Grid(grid) if grid.rows.len() <= ROWS => Some(grid),
        _ => None,
    }
}

fn review(page: &mut Page, section: &Section) {
    page.heading(&section.title);
    let findings: Vec<&Finding> = section
        .blocks
        .iter()
        .filter_map(|b| if let Block::Findings(f) = b { Some(f) } else { None })
        .flatten()
        .collect();
    if findings.is_empty() {
        return told(page, section);
    }
    let told = |f: &&Finding| format!("**{} ({})**: {}", line(&f.severity), line(&f.rule), line(&f.message));
    page.list(&findings.iter().map(told).collect::<Vec<_>>());
}

/// A table in pipes; every row is as long as the head.
fn table(grid: &Grid) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![row(grid.head.iter().map(|h| cell(h)).collect())];
    let first = grid.rows.first().map_or(&[][..], Vec::as_slice);
    let rule = |at| {
        if first.get(at).is_some_and(|c: &super::document::Cell| c.class.contains("num")) {
            "---:"
        } else {
            "---"
        }
    };
    lines.push(row((0..grid.head.len()).map(|at| rule(at).to_owned()).collect()));
    lines.extend(grid.rows.iter().map(|cells| row(cells.iter().map(|c| cell(&c.text)).collect())));
    lines.join("\n")
}
