//! One table on one sheet.

use super::super::tables::{Cell, Field, Table, Type};
use super::super::words::office::WITHHELD;
use super::look::{self, Look};
use super::text;
use arrow::array::{ArrayRef, RecordBatch};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// Narrowest and widest column, in letters.
const WIDTHS: [usize; 2] = [9, 44];
/// Rows that decide how wide a column is.
const LOOKED_AT: usize = 200;
/// Whole numbers up to here are exact as the numbers of a spreadsheet.
const EXACT: u64 = 1 << 53;

/// Writes a table: names of columns, then its rows. Names stay in sight and can be filtered.
pub(super) fn write(
    sheet: &mut Worksheet,
    table: &Table,
    batch: &RecordBatch,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.set_name(table.name)?;
    let withheld = withheld(table, batch);
    for (field, index) in table.fields.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, index, field.name, &look.head)?;
        if let Some(array) = batch.column_by_name(field.name) {
            let may_hide = !table.key.contains(&field.name);
            let withheld: &[bool] = if may_hide { &withheld } else { &[] };
            let widest = Column { index, look, withheld }.write(sheet, field, array)?;
            let [least, most] = WIDTHS;
            sheet.set_column_width(index, (widest.max(field.name.len() + 3)).clamp(least, most) as f64)?;
        }
    }
    let (rows, columns) = (batch.num_rows(), table.fields.len());
    let last = u32::try_from(rows).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX))?;
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Rows whose missing figures are withheld.
fn withheld(table: &Table, batch: &RecordBatch) -> Vec<bool> {
    let declared = table.fields.iter().any(|f| f.name == "suppressed");
    let marks = batch.column_by_name("suppressed").filter(|_| declared);
    marks.and_then(bool::read).unwrap_or_default()
}

/// Where a column is, and in which rows a missing figure is withheld.
struct Column<'a> {
    index: u16,
    look: &'a Look,
    withheld: &'a [bool],
}

impl Column<'_> {
    /// Writes the values of one column; returns the letters of its widest one.
    fn write(&self, sheet: &mut Worksheet, field: &Field, array: &ArrayRef) -> Result<usize, XlsxError> {
        match field.kind {
            Type::Text => self.texts(sheet, &Option::<String>::read(array).unwrap_or_default()),
            Type::Whole => {
                let format = look::whole(field.unit);
                self.wholes(sheet, &Option::<i64>::read(array).unwrap_or_default(), &format)
            }
            Type::Number => self.numbers(sheet, &Option::<f64>::read(array).unwrap_or_default()),
            Type::YesNo => self.marks(sheet, &bool::read(array).unwrap_or_default()),
        }
    }

    fn texts(&self, sheet: &mut Worksheet, values: &[Option<String>]) -> Result<usize, XlsxError> {
        for (row, value) in rows(values) {
            if let Some(value) = value {
                text::write(sheet, (row, self.index), value, self.look)?;
            }
        }
        let length = |v: &Option<String>| v.as_ref().map_or(0, |v| v.chars().count());
        Ok(values.iter().take(LOOKED_AT).map(length).max().unwrap_or(0))
    }

    fn wholes(
        &self,
        sheet: &mut Worksheet,
        values: &[Option<i64>],
        format: &Format,
    ) -> Result<usize, XlsxError> {
        let figures = values.iter().any(Option::is_some);
        for (row, value) in rows(values) {
            match *value {
                Some(v) if v.unsigned_abs() <= EXACT => {
                    sheet.write_number_with_format(row, self.index, v as f64, format)?;
                }
                Some(v) => text::write(sheet, (row, self.index), &v.to_string(), self.look)?,
                None => self.nothing(sheet, row, figures)?,
            }
        }
        Ok(values.iter().flatten().map(|v| v.to_string().len() + 3).max().unwrap_or(0))
    }

    fn numbers(&self, sheet: &mut Worksheet, values: &[Option<f64>]) -> Result<usize, XlsxError> {
        let [usual, tiny] = look::number(values);
        let figures = values.iter().any(Option::is_some);
        for (row, value) in rows(values) {
            match *value {
                Some(v) => {
                    let format = if look::is_tiny(v) { &tiny } else { &usual };
                    sheet.write_number_with_format(row, self.index, v, format)?;
                }
                None => self.nothing(sheet, row, figures)?,
            }
        }
        Ok(values.iter().flatten().map(|v| format!("{v:.1}").len() + 3).max().unwrap_or(0))
    }

    fn marks(&self, sheet: &mut Worksheet, values: &[bool]) -> Result<usize, XlsxError> {
        for (row, value) in rows(values) {
            sheet.write_boolean(row, self.index, *value)?;
        }
        Ok(0)
    }

    /// A missing figure: withheld, if its row says so and the column has `figures` at all.
    fn nothing(&self, sheet: &mut Worksheet, row: u32, figures: bool) -> Result<(), XlsxError> {
        let at = usize::try_from(row).unwrap_or(usize::MAX).wrapping_sub(1);
        if figures && self.withheld.get(at).copied().unwrap_or(false) {
            sheet.write_string_with_format(row, self.index, WITHHELD, &self.look.withheld)?;
        }
        Ok(())
    }
}

/// Values with the rows they go to, below the head.
fn rows<T>(values: &[T]) -> impl Iterator<Item = (u32, &T)> {
    (1_u32..).zip(values)
}
