//! From a workbook to columns.

use super::archive::STREAMED;
use super::book::{Book, Entry};
use super::heading::{Top, merged_fault};
use super::rows::{Growing, Meaning};
use super::sheet::{Sheet, address};
use crate::fault::{Fault, Note};
use crate::ingest::Description;
use crate::ingest::builders::Builder;
use crate::ingest::format::{Outline, whole};
use crate::ingest::names::resolve;
use crate::ingest::repeated::Repeated;
use crate::ingest::table::{Content, Lines};
use crate::ingest::text::Style;
use crate::ingest::wanted::{Reading, Request};
use crate::job::Decimal;
use crate::stats::text::nearest;
use std::path::Path;

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

/// Reads the columns of `request` from the workbook at `path`.
pub(in crate::ingest) fn read(path: &Path, request: &Request) -> Result<Content, Vec<Fault>> {
    let mut book = Book::open(path).map_err(|w| w.faults(request))?;
    let part = choose(&book.sheets, request).map_err(|f| vec![f])?.part.clone();
    let meaning = Meaning { strings: &book.strings, from_1904: book.from_1904, request };
    let xml = book.archive.part(&part, STREAMED).map_err(|w| w.faults(request))?;
    let mut sheet = Sheet::new(xml, &book.formats);
    let mut top = Top { row: request.options.heading.unwrap_or(1) - 1, ..Top::default() };
    let below = meaning.top(&mut sheet, &mut top, 0).map_err(|w| w.faults(request))?;
    let mut faults = Vec::new();
    let places = resolve(&top.names(top.row), request, &mut faults);
    if !faults.is_empty() {
        return Err(meaning.missing(&mut sheet, top, below, faults));
    }
    let mut columns = growing(request, &places);
    let (rows, lines) = meaning.rows(&mut sheet, below, &mut columns).map_err(|w| w.faults(request))?;
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
    let mut book = Book::open(path).map_err(|w| w.faults(request))?;
    let part = choose(&book.sheets, request).map_err(|f| vec![f])?.part.clone();
    let meaning = Meaning { strings: &book.strings, from_1904: book.from_1904, request };
    let xml = book.archive.part(&part, STREAMED).map_err(|w| w.faults(request))?;
    let mut top = Top { row: request.options.heading.unwrap_or(1) - 1, ..Top::default() };
    meaning.top(&mut Sheet::new(xml, &book.formats), &mut top, 0).map_err(|w| w.faults(request))?;
    let names = top.names(top.row).into_iter().filter(|n| !n.is_empty());
    Ok(Outline { rows: None, columns: names.map(|name| (name, Description::default())).collect() })
}
