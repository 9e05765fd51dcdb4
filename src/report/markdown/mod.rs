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
            "range" => told(&mut page, section),
            "value" => {
                told(&mut page, section);
                if let Some(grid) = section.blocks.iter().find_map(grid) {
                    page.grid(grid);
                }
            }
            "review" => review(&mut page, section, &document.furniture.accepted),
            _ => {}
        }
    }
    page.words(&format!("{} {}.", office::SUMMARY_OF, office::made_with(&document.version)));
    page.text.into_bytes()
}

/// Parts with an empty line between them.
#[derive(Default)]
struct Page {
    text: String,
    /// Notes under tables, each said once.
    feet: Vec<String>,
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
        if !self.feet.contains(&grid.foot) {
            self.words(&grid.foot);
            self.feet.push(grid.foot.clone());
        }
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

fn results(page: &mut Page, section: &Section) {
    page.heading(&section.title);
    for grid in section.blocks.iter().filter_map(grid) {
        page.grid(grid);
    }
}

/// The first words of a section.
fn told(page: &mut Page, section: &Section) {
    page.heading(&section.title);
    let words = section.blocks.iter().filter_map(|b| match b {
        Block::Words(words) => Some(words),
        _ => None,
    });
    for words in words.take(PARAGRAPHS) {
        page.words(words);
    }
}

/// A table that is short enough.
fn grid(block: &Block) -> Option<&Grid> {
    match block {
        Block::Grid(grid) if grid.rows.len() <= ROWS => Some(grid),
        _ => None,
    }
}

/// What weakens the result, the gravest first; notes are left to the report.
fn review(page: &mut Page, section: &Section, accepted: &str) {
    let all = section.blocks.iter().filter_map(|b| match b {
        Block::Findings(findings) => Some(findings),
        _ => None,
    });
    let mut findings: Vec<&Finding> = all.flatten().filter(|f| f.class != "note").collect();
    if findings.is_empty() {
        return told(page, section);
    }
    page.heading(&section.title);
    findings.sort_by_key(|f| match f.class.as_str() {
        "serious" => 0,
        "accepted" => 1,
        _ => 2,
    });
    let told = |f: &&Finding| {
        let reason = f.allowed.as_ref().map_or(String::new(), |a| format!(" {accepted} {a}"));
        format!("**{} ({})**: {}", line(&f.severity), line(&f.rule), line(&format!("{}{reason}", f.message)))
    };
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
