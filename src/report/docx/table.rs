//! A grid as a Word table: its head comes again on every page, and no row is torn apart.

use super::super::document::{Cell, Grid};
use super::captions::Number;
use super::text::{Style, plain, run, strong};
use super::xml::{around, empty};

/// Letters that a column is at least and at most thought to hold.
const LEAST: usize = 4;
const MOST: usize = 40;
/// Width of a letter of a table and of the margins of a cell, in twentieths of a point.
const LETTER: usize = 100;
const MARGINS: usize = 230;

/// Caption, table and note of a grid on a page `room` twentieths of a point wide.
pub(super) fn table(number: Number, grid: &Grid, room: usize) -> String {
    let widths = widths(grid, room);
    let columns: String = widths.iter().map(|w| empty("w:gridCol", &[("w:w", &w.to_string())])).collect();
    let head =
        around("w:tr", &[], &format!("<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}", head(grid, &widths)));
    let rows: String = grid.rows.iter().map(|r| row(r, &widths)).collect();
    let body =
        around("w:tbl", &[], &format!("{}<w:tblGrid>{columns}</w:tblGrid>{head}{rows}", properties(grid)));
    // Without a paragraph between them Word would join two tables.
    let foot = plain(Style::Note, &grid.foot);
    format!("{}{body}{foot}", number.caption(&grid.caption))
}

fn properties(grid: &Grid) -> String {
    let parts = [
        empty("w:tblStyle", &[("w:val", "TableGrid")]),
        empty("w:tblW", &[("w:w", "5000"), ("w:type", "pct")]),
        empty(
            "w:tblLook",
            &[
                ("w:val", "04A0"),
                ("w:firstRow", "1"),
                ("w:lastRow", "0"),
                ("w:firstColumn", "1"),
                ("w:lastColumn", "0"),
                ("w:noHBand", "0"),
                ("w:noVBand", "1"),
            ],
        ),
        empty("w:tblCaption", &[("w:val", &grid.caption)]),
    ];
    around("w:tblPr", &[], &parts.concat())
}

fn head(grid: &Grid, widths: &[usize]) -> String {
    let cells = grid.head.iter().zip(widths).enumerate();
    cells.map(|(at, (words, width))| cell(&strong(words), *width, side(at > 0))).collect()
}

fn row(cells: &[Cell], widths: &[usize]) -> String {
    let made = cells.iter().zip(widths).map(|(c, w)| cell(&run(&c.text), *w, side(c.class.contains("num"))));
    around("w:tr", &[], &format!("<w:trPr><w:cantSplit/></w:trPr>{}", made.collect::<String>()))
}

/// Figures stand at the right, so that digits stand under digits.
fn side(figures: bool) -> &'static str {
    if figures { "<w:jc w:val=\"right\"/>" } else { "" }
}

fn cell(runs: &str, width: usize, side: &str) -> String {
    let size = empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
    let start = if side.is_empty() { String::new() } else { around("w:pPr", &[], side) };
    around("w:tc", &[], &format!("<w:tcPr>{size}</w:tcPr><w:p>{start}{runs}</w:p>"))
}

/// Every column has room for its longest word, if the page is wide enough; what is left over goes to those with more
/// to say.
fn widths(grid: &Grid, room: usize) -> Vec<usize> {
    let texts = |at: usize| {
        let inside = grid.rows.iter().filter_map(move |r| r.get(at)).map(|c| c.text.as_str());
        inside.chain(grid.head.get(at).map(String::as_str))
    };
    let longest = |text: &str| text.split(' ').map(|w| w.chars().count()).max().unwrap_or(0);
    let columns = 0..grid.head.len();
    let word = |at| texts(at).map(longest).max().unwrap_or(0).clamp(LEAST, MOST) * LETTER + MARGINS;
    let words: Vec<usize> = columns.clone().map(word).collect();
    let whole = |at| texts(at).map(|t| t.chars().count()).max().unwrap_or(0).min(MOST) * LETTER + MARGINS;
    let more: Vec<usize> =
        columns.map(whole).zip(&words).map(|(all, word)| all.saturating_sub(*word)).collect();
    let (least, wished): (usize, usize) = (words.iter().sum(), more.iter().sum());
    match room.checked_sub(least) {
        Some(left) if wished > 0 => words.iter().zip(more).map(|(w, m)| w + m * left / wished).collect(),
        _ => words.iter().map(|w| w * room / least.max(1)).collect(),
    }
}
