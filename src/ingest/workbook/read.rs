//! From the cells of a sheet to columns.

use super::archive::STREAMED;
use super::book::{Book, Entry};
use super::dates::iso;
use super::heading::{LOOKED_AT, Top, merged_fault};
use super::sheet::{Cell, Sheet, Value, address, letters};
use super::strings::Strings;
use super::xml::Wrong;
use crate::fault::{Fault, Note, Place};
use crate::ingest::builders::Builder;
use crate::ingest::cells::trimmed_number;
use crate::ingest::format::{Outline, whole};
use crate::ingest::names::resolve;
use crate::ingest::repeated::Repeated;
use crate::ingest::table::{Content, Lines};
use crate::ingest::text::Style;
use crate::ingest::wanted::{Reading, Request};
use crate::job::Decimal;
use crate::stats::text::nearest;
use std::io::Read;
use std::path::Path;

fn fault(wrong: Wrong, request: &Request) -> Vec<Fault> {
    vec![match wrong {
        Wrong::Damaged(why) => {
            let message = format!("the workbook is damaged: {why}");
            whole(request, "MW209", message, "open it in a spreadsheet program and save it again")
        }
        Wrong::Kind(what, help) => whole(request, "MW203", what, help),
        Wrong::Swollen(what) => whole(request, "MW255", what, "save the sheet as CSV"),
    }]
}

/// The sheet that is meant: the one named, else the only one.
fn choose<'b>(sheets: &'b [Entry], request: &Request) -> Result<&'b Entry, Fault> {
    let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).collect();
    let shown = |s: &Entry| format!("`{}`{}", s.name, if s.hidden { " (hidden)" } else { "" });
    let all = || sheets.iter().take(12).map(shown).collect::<Vec<_>>().join(", ");
    let Some(name) = &request.options.sheet else {
        return match sheets {
            [only] => Ok(only),
            [] => Err(whole(
                request,
                "MW204",
                "the workbook has no sheet of cells".to_owned(),
                "give one that has",
            )),
            [first, ..] => {
                let message = format!("the workbook has {} sheets: {}", sheets.len(), all());
                let file = request.path.display();
                let help = format!("say which: `source = {{ file = \"{file}\", sheet = {:?} }}`", first.name);
                Err(whole(request, "MW256", message, &help))
            }
        };
    };
    sheets.iter().find(|s| s.name == *name).ok_or_else(|| {
        let near = nearest(name, &names).map_or_else(String::new, |n| format!("did you mean `{n}`? "));
        let help = format!("{near}sheets are: {}", all());
        whole(request, "MW256", format!("the workbook has no sheet `{name}`"), &help)
    })
}

/// Names of the sheets that are shown, in their order; none of a file that is no workbook.
#[must_use]
pub fn sheets(path: &Path) -> Vec<String> {
    let shown = |e: Entry| (!e.hidden).then_some(e.name);
    Book::open(path).map(|b| b.sheets.into_iter().filter_map(shown).collect()).unwrap_or_default()
}

/// A column in the making.
struct Growing<'a> {
    name: &'a str,
    place: Option<u32>,
    reading: Reading,
    cells: Builder,
    bad: Repeated,
    /// Cells of a column of numbers that are texts, and the row of the first.
    texts: usize,
    first: u32,
}

/// Everything that is needed to say what a cell means.
struct Meaning<'a> {
    strings: &'a Strings,
    from_1904: bool,
    request: &'a Request,
}

/// Reads the columns of `request` from the workbook at `path`.
pub(in crate::ingest) fn read(path: &Path, request: &Request) -> Result<Content, Vec<Fault>> {
    let mut book = Book::open(path).map_err(|w| fault(w, request))?;
    let part = choose(&book.sheets, request).map_err(|f| vec![f])?.part.clone();
    let meaning = Meaning { strings: &book.strings, from_1904: book.from_1904, request };
    let xml = book.archive.part(&part, STREAMED).map_err(|w| fault(w, request))?;
    let mut sheet = Sheet::new(xml, &book.formats);
    let mut top = Top { row: request.options.heading.unwrap_or(1) - 1, ..Top::default() };
    let below = meaning.top(&mut sheet, &mut top, 0).map_err(|w| fault(w, request))?;
    let mut faults = Vec::new();
    let places = resolve(&top.names(top.row), request, &mut faults);
    if !faults.is_empty() {
        return Err(meaning.missing(&mut sheet, top, below, faults));
    }
    let mut columns = growing(request, &places);
    let (rows, lines) = meaning.rows(&mut sheet, below, &mut columns).map_err(|w| fault(w, request))?;
    let used: Vec<(u32, &str)> = columns.iter().filter_map(|c| Some((c.place?, c.name))).collect();
    let merged = sheet.merged.iter();
    let merged: Vec<Fault> =
        merged.filter_map(|m| merged_fault(*m, top.row, &used, request)).take(8).collect();
    if rows == 0 {
        let message = "the sheet has no rows below its heading".to_owned();
        faults.push(whole(request, "MW204", message, "give a sheet with at least one row"));
    }
    faults.extend(merged);
    finish(request, columns, rows, lines, faults)
}

fn growing<'a>(request: &'a Request, places: &[Option<usize>]) -> Vec<Growing<'a>> {
    let comma = request.options.decimal == Some(Decimal::Comma);
    let style = if comma { Style::Comma } else { Style::Point };
    let column = |(place, (name, reading)): (&Option<usize>, &'a (String, Reading))| Growing {
        name,
        place: place.map(|p| p as u32),
        reading: *reading,
        cells: Builder::new(*reading, style),
        bad: Repeated::default(),
        texts: 0,
        first: 0,
    };
    places.iter().zip(request.columns.keys()).map(column).collect()
}

fn finish(
    request: &Request,
    columns: Vec<Growing<'_>>,
    rows: usize,
    lines: Lines,
    mut faults: Vec<Fault>,
) -> Result<Content, Vec<Fault>> {
    let (mut built, mut notes) = (Vec::new(), Vec::new());
    for column in columns {
        if column.texts > 0 {
            let at = column.place.map_or_else(String::new, |c| address(column.first, c));
            let message = format!(
                "`{}` of `{}` has {} numbers stored as text, the first in {at}; they are read as numbers",
                column.name,
                request.path.display(),
                column.texts
            );
            notes.push(Note { code: "MW259", message, subject: None });
        }
        column.bad.finish(&mut faults);
        built.push(column.place.map(|_| column.cells.build()));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut content = Content::new(rows, lines, built, faults);
    content.notes = notes;
    Ok(content)
}

/// The columns of the workbook at `path`.
pub(in crate::ingest) fn outline(path: &Path, request: &Request) -> Result<Outline, Vec<Fault>> {
    let mut book = Book::open(path).map_err(|w| fault(w, request))?;
    let part = choose(&book.sheets, request).map_err(|f| vec![f])?.part.clone();
    let meaning = Meaning { strings: &book.strings, from_1904: book.from_1904, request };
    let xml = book.archive.part(&part, STREAMED).map_err(|w| fault(w, request))?;
    let mut top = Top { row: request.options.heading.unwrap_or(1) - 1, ..Top::default() };
    meaning.top(&mut Sheet::new(xml, &book.formats), &mut top, 0).map_err(|w| fault(w, request))?;
    let names = top.names(top.row).into_iter().filter(|n| !n.is_empty());
    Ok(Outline { rows: None, columns: names.map(|name| (name, Default::default())).collect() })
}

impl Meaning<'_> {
    /// Reads the rows down to the heading and `more` below it; hands back the first cell after them.
    fn top<R: Read>(
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
    fn missing<R: Read>(
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
            return fault(wrong, self.request);
        }
        let mut suspicions = top.suspicions(&sheet.merged, self.request);
        suspicions.append(&mut faults);
        suspicions
    }

    /// Reads all rows below the heading; rows without anything are passed over, as in texts.
    fn rows<R: Read>(
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
