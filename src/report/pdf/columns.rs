//! How wide the columns of a table are, and whether it fits a page.

use super::super::document::{Cell, Grid};

/// Width of the text on an upright and on a turned page, in millimetres.
const UPRIGHT: f64 = 166.0;
const TURNED: f64 = 253.0;

/// What is tried in turn: page, size of letters in points, most lines a cell may take, and how far its columns may
/// be pressed.
const TRIES: [(f64, f64, f64, Press); 11] = [
    (UPRIGHT, 9.0, 4.0, Press::Kindly),
    (UPRIGHT, 8.5, 3.0, Press::Kindly),
    (UPRIGHT, 8.0, 3.0, Press::Kindly),
    (UPRIGHT, 7.5, 3.0, Press::Kindly),
    (TURNED, 8.5, 3.0, Press::Kindly),
    (TURNED, 8.0, 3.0, Press::Kindly),
    (TURNED, 7.5, 3.0, Press::Kindly),
    (TURNED, 7.0, 4.0, Press::Kindly),
    (TURNED, 6.5, f64::INFINITY, Press::Kindly),
    (TURNED, SMALLEST, f64::INFINITY, Press::Kindly),
    (TURNED, SMALLEST, f64::INFINITY, Press::Hard),
];

/// Smallest letters, in points.
const SMALLEST: f64 = 6.0;

/// A letter's mean width by its size, in millimetres per point.
const LETTER: f64 = 0.182;

/// Room between two columns, in millimetres, and within one, in letters.
const GAP: f64 = 2.2;
const SLACK: f64 = 0.8;

/// Longest text of a cell that is never folded, in letters.
const SHORT: usize = 16;

/// Longest word that is never broken: beyond it words have places to break.
const WORD: usize = 24;

/// How far columns may be pressed.
#[derive(Clone, Copy, PartialEq)]
enum Press {
    /// Short texts stay on one line, figures on two.
    Kindly,
    /// Whole words only.
    Hard,
}

/// Letters that a column needs.
struct Need {
    /// For its longest word.
    word: usize,
    /// To look well.
    well: usize,
    /// For its longest text on one line.
    full: usize,
}

/// A table laid out.
pub(super) struct Layout {
    /// Size of its letters, in points.
    pub(super) size: f64,
    /// Widths of its columns, in millimetres.
    pub(super) widths: Vec<f64>,
    /// `true` if it needs a turned page.
    pub(super) turned: bool,
}

/// Lays out a table: on an upright page if it stays legible there.
pub(super) fn layout(grid: &Grid) -> Layout {
    let needs: Vec<Need> = (0..grid.head.len()).map(|x| need(grid, x)).collect();
    for (page, size, most, press) in TRIES {
        if let Some(letters) = share(&needs, room(page, size, needs.len()), press)
            && lines(&needs, &letters) <= most
        {
            let widths = letters.iter().map(|&n| width(n, size)).collect();
            return Layout { size, widths, turned: page == TURNED };
        }
    }
    // More columns than any page holds: all of it in smaller letters still.
    let widths: Vec<f64> = needs.iter().map(|n| width(n.word, SMALLEST)).collect();
    let scale = TURNED / widths.iter().sum::<f64>();
    Layout { size: SMALLEST * scale, widths: widths.iter().map(|w| w * scale).collect(), turned: true }
}

/// What a cell says; an interval in brackets stays on one line.
pub(super) fn said(cell: &Cell) -> String {
    let figures = cell.class.starts_with("num");
    let mut inside = false;
    let bound = cell.text.chars().map(|c| {
        inside = (inside || c == '(') && c != ')';
        if figures && inside && c == ' ' { '\u{a0}' } else { c }
    });
    bound.collect()
}

fn need(grid: &Grid, x: usize) -> Need {
    let cells = || grid.rows.iter().filter_map(|row| row.get(x));
    let texts: Vec<String> = cells().map(said).collect();
    let head = grid.head.get(x).map_or("", String::as_str);
    let longest = |text: &str| text.split(' ').map(|w| w.chars().count()).max().unwrap_or(0).min(WORD);
    let word = texts.iter().map(String::as_str).chain([head]).map(longest).max().unwrap_or(0).max(3);
    let text = texts.iter().map(|t| t.chars().count()).max().unwrap_or(0);
    let full = text.max(head.chars().count().div_ceil(2)).max(word);
    let figures = cells().any(|c| c.class.starts_with("num"));
    let well = match full {
        short if short <= SHORT => short,
        long if figures => long / 2 + 2,
        _ => SHORT,
    };
    Need { word, well: well.max(word), full }
}

/// Letters that `columns` columns share on a page.
fn room(page: f64, size: f64, columns: usize) -> usize {
    let letters = (page - columns as f64 * width(0, size)) / (LETTER * size);
    // Pages hold a few hundred letters; below 0 there is no room.
    (0..10_000).take_while(|n| *n as f64 + 1.0 <= letters).count()
}

/// Shares `room` letters: each column what it needs, then one letter at a time to the column whose longest text
/// takes most lines. `None` if there is not enough.
fn share(needs: &[Need], room: usize, press: Press) -> Option<Vec<usize>> {
    let least = |n: &Need| if press == Press::Kindly { n.well } else { n.word };
    let mut letters: Vec<usize> = needs.iter().map(least).collect();
    let spare = room.checked_sub(letters.iter().sum())?;
    for _ in 0..spare {
        let folded = |x: usize| needs[x].full as f64 / letters[x] as f64;
        let worst = (0..needs.len()).max_by(|&a, &b| folded(a).total_cmp(&folded(b)).then(b.cmp(&a)))?;
        if folded(worst) <= 1.0 {
            break;
        }
        letters[worst] += 1;
    }
    Some(letters)
}

/// Lines that the most folded cell takes, about.
fn lines(needs: &[Need], letters: &[usize]) -> f64 {
    needs.iter().zip(letters).map(|(n, &l)| n.full as f64 / l as f64).fold(0.0, f64::max)
}

fn width(letters: usize, size: f64) -> f64 {
    (letters as f64 + SLACK) * LETTER * size + GAP
}

#[cfg(test)]
mod tests {
    use super::super::super::document::{Cell, Grid};
    use super::{TURNED, UPRIGHT, layout};

    fn grid(columns: usize, words: &str) -> Grid {
        Grid {
            head: vec!["Head".to_owned(); columns],
            rows: vec![vec![Cell::text(words); columns]],
            ..Grid::default()
        }
    }

    #[test]
    fn few_columns_stay_upright_and_large() {
        let small = layout(&grid(3, "12.5"));
        assert!(!small.turned && small.size == 9.0);
        assert!(small.widths.iter().sum::<f64>() < UPRIGHT / 2.0);
    }

    #[test]
    fn many_columns_turn_the_page_and_never_leave_it() {
        for columns in [12, 14, 30, 60, 300] {
            let wide = layout(&grid(columns, "words that take some room"));
            assert!(wide.turned && wide.size > 0.0, "{columns}");
            assert!(wide.widths.iter().sum::<f64>() <= TURNED + 1e-9, "{columns}");
        }
    }

    #[test]
    fn long_texts_get_the_room_that_figures_leave() {
        let mut table = grid(3, "12.5");
        table.rows[0][1] = Cell::text("a long text ".repeat(12));
        let out = layout(&table);
        assert!(!out.turned && out.widths[1] > 4.0 * out.widths[0]);
        assert!(out.widths.iter().sum::<f64>() <= UPRIGHT);
    }

    #[test]
    fn intervals_stay_whole() {
        assert_eq!(super::said(&Cell::number("26 points (20 to 31)")), "26 points (20\u{a0}to\u{a0}31)");
        assert_eq!(super::said(&Cell::text("words (of all)")), "words (of all)");
    }

    #[test]
    fn a_table_without_rows_has_widths() {
        let none = Grid { head: vec!["A".to_owned()], ..Grid::default() };
        assert_eq!(layout(&none).widths.len(), 1);
        assert!(layout(&Grid::default()).widths.is_empty());
    }
}
