//! The rows of a sheet, and what their cells mean.

use super::dates::iso;
use super::heading::{LOOKED_AT, Top};
use super::sheet::{Cell, Sheet, Value, address, letters};
use super::strings::Strings;
use super::xml::Wrong;
use crate::fault::{Fault, Place};
use crate::ingest::builders::Builder;
use crate::ingest::cells::trimmed_number;
use crate::ingest::repeated::Repeated;
use crate::ingest::table::Lines;
use crate::ingest::wanted::{Reading, Request};
use std::io::Read;

/// A column in the making.
pub(super) struct Growing<'a> {
    pub(super) name: &'a str,
    pub(super) place: Option<u32>,
    pub(super) reading: Reading,
    pub(super) cells: Builder,
    pub(super) bad: Repeated,
    /// Cells of a column of numbers that are texts, and the row of the first.
    pub(super) texts: usize,
    pub(super) first: u32,
}

/// Everything that is needed to say what a cell means.
pub(super) struct Meaning<'a> {
    pub(super) strings: &'a Strings,
    pub(super) from_1904: bool,
    pub(super) request: &'a Request,
}

impl Meaning<'_> {
    /// Reads the rows down to the heading and `more` below it; hands back the first cell after them.
    pub(super) fn top<R: Read>(
        &self,
        sheet: &mut Sheet<'_, R>,
        top: &mut Top,
        more: u32,
    ) -> Result<Option<Cell>, Wrong> {
        let last = top.row.saturating_add(more);
        let first = top.row.saturating_sub(LOOKED_AT);
        while let Some(cell) = sheet.next(|row, _| row >= first)? {
            let beyond = cell.row > last;
            if !beyond {
                self.note(&cell, top)?;
            }
            if beyond {
                return Ok(Some(cell));
            }
        }
        Ok(None)
    }

    fn note(&self, cell: &Cell, top: &mut Top) -> Result<(), Wrong> {
        let words = match &cell.value {
            Value::Empty | Value::Other | Value::Unknown => return Ok(()),
            value => self.words(value)?,
        };
        if cell.row > top.row {
            top.filled.insert(cell.column);
        }
        top.words.entry(cell.row).or_default().insert(cell.column, words);
        Ok(())
    }

    /// Columns are missing from the heading: looks further down to say why.
    pub(super) fn missing<R: Read>(
        &self,
        sheet: &mut Sheet<'_, R>,
        mut top: Top,
        below: Option<Cell>,
        mut faults: Vec<Fault>,
    ) -> Vec<Fault> {
        let looked = below.map_or(Ok(()), |cell| self.note(&cell, &mut top));
        let rest = looked.and_then(|()| self.top(sheet, &mut top, LOOKED_AT)).and_then(|_| {
            // Merged cells stand after the last cell.
            while sheet.next(|_, _| false)?.is_some() {}
            Ok(())
        });
        if let Err(wrong) = rest {
            return wrong.faults(self.request);
        }
        let mut suspicions = top.suspicions(&sheet.merged, self.request);
        suspicions.append(&mut faults);
        suspicions
    }

    /// Reads all rows below the heading; rows without anything are passed over, as in texts.
    pub(super) fn rows<R: Read>(
        &self,
        sheet: &mut Sheet<'_, R>,
        below: Option<Cell>,
        columns: &mut [Growing<'_>],
    ) -> Result<(usize, Lines), Wrong> {
        let mut used: Vec<u32> = columns.iter().filter_map(|c| c.place).collect();
        used.sort_unstable();
        used.dedup();
        let start = below.as_ref().map_or(1, |c| c.row + 1);
        let (mut rows, mut lines) = (0, Lines::from_line(start));
        let mut row: Vec<(u32, Value)> = Vec::new();
        let (mut at, mut filled) = (0, false);
        let limit = self.request.limit.unwrap_or(usize::MAX);
        let mut next = below;
        while rows < limit {
            if next.as_ref().is_none_or(|cell| cell.row != at) && filled {
                lines.note(rows, u64::from(at) + 1);
                self.push(columns, &row, at)?;
                rows += 1;
            }
            let Some(cell) = next.take() else { break };
            if cell.row != at {
                (at, filled) = (cell.row, false);
                row.clear();
            }
            if cell.value != Value::Empty {
                filled = true;
                if used.binary_search(&cell.column).is_ok() {
                    row.push((cell.column, cell.value));
                }
            }
            next = sheet.next(|_, column| used.binary_search(&column).is_ok())?;
        }
        while sheet.next(|_, _| false)?.is_some() {}
        Ok((rows, lines))
    }

    /// Adds a row to the columns.
    fn push(&self, columns: &mut [Growing<'_>], row: &[(u32, Value)], at: u32) -> Result<(), Wrong> {
        for column in columns {
            let Some(place) = column.place else { continue };
            let value = row.iter().find(|(c, _)| *c == place).map_or(&Value::Empty, |(_, v)| v);
            self.cell(column, place, at, value)?;
        }
        Ok(())
    }

    fn cell(&self, column: &mut Growing<'_>, place: u32, row: u32, value: &Value) -> Result<(), Wrong> {
        match value {
            Value::Number(number, format) => match iso(*number, *format, self.from_1904) {
                Some(words) => column.cells.push(&words),
                None => column.cells.push_number(*number),
            },
            Value::Truth(is) if column.reading == Reading::Numbers => {
                column.cells.push_number(f64::from(u8::from(*is)));
            }
            Value::Error(_) | Value::Unknown => {
                column.cells.push("");
                let name = column.name;
                column.bad.add(|| self.unusable(name, place, row, value));
            }
            Value::Text(_) | Value::Shared(_) => {
                let words = self.text(value)?;
                if column.reading == Reading::Numbers && trimmed_number(words.trim_ascii()).is_some() {
                    if column.texts == 0 {
                        column.first = row;
                    }
                    column.texts += 1;
                }
                column.cells.push(words);
            }
            Value::Truth(_) | Value::Empty | Value::Other => column.cells.push(&self.words(value)?),
        }
        Ok(())
    }

    fn unusable(&self, name: &str, column: u32, row: u32, value: &Value) -> Fault {
        let at = address(row, column);
        let (message, help) = match value {
            Value::Error(error) => {
                (format!("cell {at} is an error: `{error}`"), "mend the formula, or empty the cell")
            }
            _ => (
                format!("cell {at} is a formula whose value is not in the file"),
                "open the workbook in a spreadsheet program and save it, so that values are stored",
            ),
        };
        Fault {
            code: "MW258",
            message,
            help: Some(help.to_owned()),
            place: Place::Data {
                file: self.request.path.clone(),
                row: Some(row as usize + 1),
                column: Some(format!("{name} ({})", letters(column))),
            },
        }
    }

    fn text<'v>(&'v self, value: &'v Value) -> Result<&'v str, Wrong> {
        match value {
            Value::Text(text) => Ok(text),
            Value::Shared(at) => {
                let lost = || Wrong::Damaged("a cell speaks of a text that is not there".to_owned());
                self.strings.get(*at).ok_or_else(lost)
            }
            _ => Ok(""),
        }
    }

    /// What a cell says in words.
    fn words(&self, value: &Value) -> Result<String, Wrong> {
        Ok(match value {
            Value::Number(number, format) => {
                iso(*number, *format, self.from_1904).unwrap_or_else(|| number.to_string())
            }
            Value::Truth(is) => is.to_string(),
            Value::Error(error) => error.clone(),
            other => self.text(other)?.to_owned(),
        })
    }
}
