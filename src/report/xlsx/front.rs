//! The first two sheets: what the workbook holds, and what every column says.

use super::super::document::{Block, Document};
use super::super::tables::{Table, VERSION};
use super::super::words::office;
use super::look::Look;
use super::text;
use arrow::array::RecordBatch;
use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

/// Sizes of letters.
const SMALL: f64 = 11.0;
const LARGE: f64 = 13.0;
/// Letters of size 1 that fit a line of a paragraph.
const ROOM: f64 = 1500.0;

type Tables<'a> = [&'a (&'static Table, RecordBatch)];

/// Width of the first column and of the column of words, in letters.
const WIDTHS: [f64; 3] = [26.0, 10.0, 100.0];

/// Title, first sentences, how to read the sheets, and the list of them.
pub(super) fn read_me(
    sheet: &mut Worksheet,
    document: &Document,
    filled: &Tables<'_>,
    empty: &Tables<'_>,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.set_name(office::READ_ME)?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_row_height(0, 28)?;
    let mut page = Page { sheet, row: 0 };
    page.line(&document.title, &look.title)?;
    page.words(&document.top.finding, &look.finding, LARGE)?;
    for more in [&document.top.gap, &document.top.about, &document.top.doubts] {
        page.words(more, &look.words, SMALL)?;
    }
    page.row += 1;
    page.line(office::HOW_TO_READ, &look.heading)?;
    let about = about(document);
    for note in office::NOTES.into_iter().chain(about.iter().map(String::as_str)) {
        page.words(note, &look.words, SMALL)?;
    }
    page.words(&office::made_tables(&document.version, VERSION), &look.words, SMALL)?;
    page.row += 1;
    page.line(office::SHEETS, &look.heading)?;
    page.list(filled, look)?;
    if !empty.is_empty() {
        let names: Vec<&str> = empty.iter().map(|(t, _)| t.name).collect();
        page.words(&office::without_rows(&names), &look.words, SMALL)?;
    }
    Ok(())
}

/// What the report says of itself: how to cite it, what is withheld and rounded.
fn about(document: &Document) -> Vec<String> {
    let section = document.sections.iter().find(|s| s.id == "about");
    let words = |b: &Block| if let Block::Words(words) = b { Some(words.clone()) } else { None };
    section.map(|s| s.blocks.iter().filter_map(words).collect()).unwrap_or_default()
}

/// A sheet written from top to bottom.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    fn line(&mut self, words: &str, format: &Format) -> Result<(), XlsxError> {
        text::formatted(self.sheet, (self.row, 0), words, format)?;
        self.row += 1;
        Ok(())
    }

    /// A paragraph over the whole width in letters of a size; nothing for no words.
    fn words(&mut self, words: &str, format: &Format, size: f64) -> Result<(), XlsxError> {
        if words.is_empty() {
            return Ok(());
        }
        self.sheet.merge_range(self.row, 0, self.row, 2, "", format)?;
        text::formatted(self.sheet, (self.row, 0), words, format)?;
        // A merged cell does not grow by itself.
        let lines = (words.chars().count() as f64 * size / ROOM).ceil().clamp(1.0, 25.0);
        self.sheet.set_row_height(self.row, lines * size * 1.4)?;
        self.row += 1;
        Ok(())
    }

    fn list(&mut self, filled: &Tables<'_>, look: &Look) -> Result<(), XlsxError> {
        for (column, head) in (0_u16..).zip(office::SHEET_HEADS) {
            self.sheet.write_string_with_format(self.row, column, head, &look.head)?;
        }
        self.row += 1;
        let rows = filled.iter().map(|(_, b)| b.num_rows());
        let columns = filled.iter().map(|(t, _)| t.fields.len()).sum();
        self.entry(office::COLUMNS, columns, office::COLUMNS_HOLD, look)?;
        for ((table, _), rows) in filled.iter().zip(rows) {
            self.entry(table.name, rows, table.description, look)?;
        }
        Ok(())
    }

    fn entry(&mut self, name: &str, rows: usize, what: &str, look: &Look) -> Result<(), XlsxError> {
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        self.sheet.write_url_with_format(self.row, 0, link, &look.link)?;
        self.sheet.write_number(self.row, 1, rows as f64)?;
        self.sheet.write_string_with_format(self.row, 2, what, &look.words)?;
        self.row += 1;
        Ok(())
    }
}

/// One row for each column of each sheet.
pub(super) fn columns(sheet: &mut Worksheet, filled: &Tables<'_>, look: &Look) -> Result<(), XlsxError> {
    sheet.set_name(office::COLUMNS)?;
    let widths = [22.0, 30.0, 14.0, 16.0, 100.0, 14.0];
    for ((column, head), width) in (0_u16..).zip(office::COLUMN_HEADS).zip(widths) {
        sheet.write_string_with_format(0, column, head, &look.head)?;
        sheet.set_column_width(column, width)?;
    }
    let fields = filled.iter().flat_map(|(t, _)| t.fields.iter().map(|f| (t.name, f)));
    let mut last = 0;
    for (row, (table, field)) in (1_u32..).zip(fields) {
        let kind = office::kind(field.kind.word());
        for (column, words) in (0_u16..).zip([table, field.name, kind, field.unit, field.meaning]) {
            text::write(sheet, (row, column), words, look)?;
        }
        sheet.write_boolean(row, 5, field.nullable)?;
        last = row;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.autofilter(0, 0, last, 5)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
