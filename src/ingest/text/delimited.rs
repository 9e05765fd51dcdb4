//! Rows and cells of a text in UTF-8.

use super::decimals::{Seen, Style};
use super::delimiter::suspect;
use super::encoding::Known;
use super::ending::Ending;
use crate::fault::{Fault, Note, Place};
use crate::ingest::builders::Builder;
use crate::ingest::format::whole;
use crate::ingest::names::resolve;
use crate::ingest::rationed::{Ration, Rationed, is_too_long};
use crate::ingest::repeated::Repeated;
use crate::ingest::table::{Content, Lines};
use crate::ingest::wanted::Request;
use csv::ByteRecord;
use encoding_rs::Encoding;
use std::io::{self, Read};

/// How a text is to be read.
pub(super) struct Way<'a> {
    /// What is asked for.
    pub(super) request: &'a Request,
    /// How lines end.
    pub(super) ending: Ending,
    /// What stands between cells.
    pub(super) delimiter: u8,
    /// Lines above the heading, which are skipped.
    pub(super) above: u64,
    /// How decimals are written.
    pub(super) decimals: Style,
    /// The encoding before it became UTF-8, for messages.
    pub(super) encoding: &'static Encoding,
    /// How that is known: bytes that are not UTF-8 where it is assumed stop the reading.
    pub(super) known: Known,
}

/// Why reading a text stopped.
pub(super) enum Stop {
    /// It was taken for UTF-8 and is not.
    NotUtf8,
    /// Its bytes could not be had.
    Source(io::Error),
    /// What is wrong with it.
    Faults(Vec<Fault>),
}

/// The columns in the making, and what was wrong on the way.
struct Growing<'a> {
    way: &'a Way<'a>,
    /// Place in the file, name, column.
    columns: Vec<(Option<usize>, &'a str, Builder, Repeated)>,
    width: usize,
    rows: usize,
    lines: Lines,
    lengths: Repeated,
}

/// Reads the columns that are asked for, row by row.
pub(super) fn read(source: Box<dyn Read>, way: &Way<'_>) -> Result<Content, Stop> {
    let ration = Ration::new();
    let (mut reader, mut record) = (reader(source, way, &ration), ByteRecord::new());
    let damaged = |e: csv::Error| damaged(e, way.request);
    reader.read_byte_record(&mut record).map_err(damaged)?;
    ration.renew();
    let names = names(&record, way)?;
    if let Some(fault) = suspect(way.delimiter, way.above, &names, way.request) {
        return Err(Stop::Faults(vec![fault]));
    }
    let mut faults = Vec::new();
    let places = resolve(&names, way.request, &mut faults);
    let mut growing = Growing::new(way, &places, names.len());
    while reader.read_byte_record(&mut record).map_err(damaged)? {
        let line = way.above + way.ending.line(&record, reader.position().line(), growing.rows);
        if way.request.limit.is_some_and(|limit| growing.rows >= limit) {
            break;
        }
        growing.row(&record, line)?;
        ration.renew();
    }
    growing.finish(faults).map_err(Stop::Faults)
}

/// Reads the names of the columns.
pub(super) fn heading(source: Box<dyn Read>, way: &Way<'_>) -> Result<Vec<String>, Stop> {
    let mut record = ByteRecord::new();
    reader(source, way, &Ration::new()).read_byte_record(&mut record).map_err(|e| damaged(e, way.request))?;
    names(&record, way)
}

fn reader(source: Box<dyn Read>, way: &Way<'_>, ration: &Ration) -> csv::Reader<Rationed<Box<dyn Read>>> {
    csv::ReaderBuilder::new()
        .delimiter(way.delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(Rationed::new(source, ration))
}

fn damaged(error: csv::Error, request: &Request) -> Stop {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if is_too_long(&error) => {
            let message = format!("the text cannot be read: {error}");
            let help = "is it the right file, and whole? Close the quote, or export it again";
            Stop::Faults(vec![whole(request, "MW209", message, help)])
        }
        csv::ErrorKind::Io(error) => Stop::Source(error),
        other => {
            let message = format!("the text cannot be read: {other:?}");
            Stop::Faults(vec![whole(request, "MW209", message, "mend the file")])
        }
    }
}

fn names(record: &ByteRecord, way: &Way<'_>) -> Result<Vec<String>, Stop> {
    if way.known == Known::Assumed && record.iter().any(|n| std::str::from_utf8(n).is_err()) {
        return Err(Stop::NotUtf8);
    }
    Ok(record.iter().map(|n| String::from_utf8_lossy(n).trim().to_owned()).collect())
}

impl<'a> Growing<'a> {
    fn new(way: &'a Way<'a>, places: &[Option<usize>], width: usize) -> Self {
        let columns = places.iter().zip(way.request.columns.keys());
        let columns = columns.map(|(&place, (name, reading))| {
            (place, name.as_str(), Builder::new(*reading, way.decimals), Repeated::default())
        });
        Self {
            way,
            columns: columns.collect(),
            width,
            rows: 0,
            lines: Lines::from_line(u32::try_from(way.above + 2).unwrap_or(u32::MAX)),
            lengths: Repeated::default(),
        }
    }

    fn row(&mut self, record: &ByteRecord, line: u64) -> Result<(), Stop> {
        self.lines.note(self.rows, line);
        self.rows += 1;
        if record.len() != self.width {
            let (request, width) = (self.way.request, self.width);
            self.lengths.add(|| short(request, line, record, width));
        }
        for (place, name, builder, bad) in &mut self.columns {
            let Some(place) = *place else { continue };
            let cell = record.get(place).unwrap_or_default();
            if let Ok(text) = std::str::from_utf8(cell) {
                builder.push(text);
            } else if self.way.known == Known::Assumed {
                return Err(Stop::NotUtf8);
            } else {
                bad.add(|| not_in_encoding(self.way, line, name, cell));
                builder.push("");
            }
        }
        Ok(())
    }

    /// Rows of another length and bytes of another encoding stop here: what stands in such cells is
    /// anybody's guess, and looking further would only blame the wrong columns.
    fn finish(self, mut faults: Vec<Fault>) -> Result<Content, Vec<Fault>> {
        let mut sound = self.rows > 0 && self.lengths.total() == 0;
        self.lengths.finish(&mut faults);
        let (mut columns, mut notes) = (Vec::new(), Vec::new());
        for (place, name, builder, bad) in self.columns {
            sound &= bad.total() == 0;
            bad.finish(&mut faults);
            if let Some(seen) = builder.decimals() {
                match settle(self.way, name, seen, &self.lines) {
                    Ok(note) => notes.extend(note),
                    Err(fault) => {
                        sound = false;
                        faults.push(fault);
                    }
                }
            }
            columns.push(place.map(|_| builder.build()));
        }
        if self.rows == 0 {
            let message = "the file has a heading and no rows".to_owned();
            faults.push(whole(self.way.request, "MW204", message, "give a file with at least one row"));
        }
        let mut content = Content::new(self.rows, self.lines, columns, faults);
        content.notes = notes;
        if sound { Ok(content) } else { Err(content.faults) }
    }
}

/// Whether a column's decimal commas are what they seem; a note where nobody declared them.
fn settle(way: &Way<'_>, name: &str, seen: &Seen, lines: &Lines) -> Result<Option<Note>, Fault> {
    let Some(comma) = seen.comma else {
        let points = seen.point.filter(|_| way.decimals == Style::Comma);
        return points.map_or(Ok(None), |row| {
            let message = format!("`{name}` has a decimal point here, and the job says `decimal = \",\"`");
            Err(decimal_fault(
                way,
                name,
                lines.of(row as usize),
                message,
                "take `decimal` out, or write commas",
            ))
        });
    };
    let line = lines.of(comma as usize);
    if let Some(point) = seen.point {
        let point = lines.of(point as usize);
        let message = format!("`{name}` has a decimal comma here and a point in row {point}");
        let help = "write all decimals alike, and no signs between thousands";
        return Err(decimal_fault(way, name, line, message, help));
    }
    if way.decimals == Style::Comma {
        return Ok(None);
    }
    if !seen.clear {
        let message = format!("the commas of `{name}` may be decimal commas or stand between thousands");
        let help = "write `decimal = \",\"` beside `file`, or take out the signs between thousands";
        return Err(decimal_fault(way, name, line, message, help));
    }
    let file = way.request.path.display();
    let message = format!(
        "`{name}` of `{file}` is read with decimal commas ({} cells, the first in row {line})",
        seen.commas
    );
    Ok(Some(Note { code: "MW252", message, subject: None }))
}

fn decimal_fault(way: &Way<'_>, name: &str, line: usize, message: String, help: &str) -> Fault {
    let column = Some(name.to_owned());
    let place = Place::Data { file: way.request.path.clone(), row: Some(line), column };
    Fault { code: "MW253", message, help: Some(help.to_owned()), place }
}

fn short(request: &Request, line: u64, record: &ByteRecord, width: usize) -> Fault {
    let has = record.len();
    let breaks = record.iter().flatten().filter(|b| **b == b'\n').count() as u64;
    let help = if breaks > 0 {
        format!(
            "a quote opens in this row and closes {breaks} lines below, in row {}, or never",
            line + breaks
        )
    } else {
        "look for a missing or an unquoted delimiter in this row".to_owned()
    };
    Fault {
        code: "MW205",
        message: format!(
            "the row has {has} cell{}, the heading has {width}",
            if has == 1 { "" } else { "s" }
        ),
        help: Some(help),
        place: Place::Data { file: request.path.clone(), row: Some(line as usize), column: None },
    }
}

fn not_in_encoding(way: &Way<'_>, line: u64, name: &str, cell: &[u8]) -> Fault {
    let help = "save the file as UTF-8, or name its encoding: `encoding = \"windows-1252\"` beside `file`";
    Fault {
        code: "MW206",
        message: format!("`{}` is not valid {}", String::from_utf8_lossy(cell), way.encoding.name()),
        help: Some(help.to_owned()),
        place: Place::Data {
            file: way.request.path.clone(),
            row: Some(line as usize),
            column: Some(name.to_owned()),
        },
    }
}
