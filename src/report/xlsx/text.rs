//! Texts in cells, whatever they are made of: never a formula, never markup, never too long.

use super::super::words::office::CUT;
use super::look::Look;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use std::borrow::Cow;

/// The most UTF-16 units that a cell holds.
const LONGEST: usize = 32_767;

/// Letters at the start of a text that a spreadsheet may take for a formula when the cell is edited or saved as CSV.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a text as a text; one that could be taken for a formula is marked as a text for whoever edits it.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    look: &Look,
) -> Result<(), XlsxError> {
    let format = if text.starts_with(FORMULA) { &look.quoted } else { &look.plain };
    formatted(sheet, (row, column), text, format)
}

/// Writes a text in a format.
pub(super) fn formatted(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = fitting(text);
    if text.starts_with("<r>") {
        // The library would take it for markup of its own.
        sheet.write_rich_string_with_format(row, column, &[(&Format::new(), text.as_ref())], format)?;
    } else {
        sheet.write_string_with_format(row, column, text.as_ref(), format)?;
    }
    Ok(())
}

/// The text, cut where a cell ends.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more UTF-16 units than bytes.
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let room = LONGEST - CUT.encode_utf16().count();
    let mut used = 0;
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= room
    };
    let kept: String = text.chars().take_while(fits).collect();
    Cow::Owned(kept + CUT)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, fitting};

    #[test]
    fn a_long_text_is_cut_where_a_cell_ends_and_says_so() {
        let longest = "é".repeat(LONGEST);
        assert_eq!(fitting(&longest), longest);
        for letter in ["a", "é", "𝛽"] {
            let cut = fitting(&letter.repeat(LONGEST + 1)).into_owned();
            assert!(cut.encode_utf16().count() <= LONGEST && cut.ends_with("Parquet file)"), "{letter}");
        }
    }
}
