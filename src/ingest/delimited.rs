//! Text files with a delimiter: CSV, TSV, TAB.

use super::builders::{KeysBuilder, NumbersBuilder, WordsBuilder};
use super::cells::Cells;
use super::description::Description;
use super::format::{Outline, whole};
use super::names::resolve;
use super::repeated::Repeated;
use super::table::{Content, Lines};
use super::wanted::{Reading, Request};
use crate::fault::{Fault, Place};
use csv::{ByteRecord, Reader};
use std::io::Read;

enum Builder {
    Numbers(NumbersBuilder),
    Words(WordsBuilder),
    Keys(KeysBuilder),
}

impl Builder {
    fn new(reading: Reading) -> Self {
        match reading {
            Reading::Numbers => Self::Numbers(NumbersBuilder::default()),
            Reading::Words => Self::Words(WordsBuilder::default()),
            Reading::Keys => Self::Keys(KeysBuilder::default()),
        }
    }

    fn push(&mut self, cell: &str) {
        match self {
            Self::Numbers(b) => b.push(cell),
            Self::Words(b) => b.push(cell),
            Self::Keys(b) => b.push(cell),
        }
    }

    fn build(self) -> Cells {
        match self {
            Self::Numbers(b) => Cells::Numbers(b.build()),
            Self::Words(b) => Cells::Words(b.build()),
            Self::Keys(b) => Cells::Keys(b.build()),
        }
    }
}

/// The columns in the making, and what was wrong on the way.
struct Growing<'a> {
    request: &'a Request,
    /// Place in the file, name, column.
    columns: Vec<(Option<usize>, &'a str, Builder, Repeated)>,
    width: usize,
    rows: usize,
    lines: Lines,
    lengths: Repeated,
}

/// A reader of rows, and the column names.
fn open<R: Read>(
    source: R,
    delimiter: u8,
    request: &Request,
) -> Result<(Reader<R>, Vec<String>), Vec<Fault>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(source);
    let mut record = ByteRecord::new();
    reader.read_byte_record(&mut record).map_err(|e| damaged(&e, request))?;
    let names = record.iter().map(|n| String::from_utf8_lossy(n).trim().to_owned()).collect();
    Ok((reader, names))
}

fn damaged(error: &csv::Error, request: &Request) -> Vec<Fault> {
    vec![whole(request, "MW209", format!("the text cannot be read: {error}"), "mend the file")]
}

/// The columns of a text.
pub(super) fn outline(source: impl Read, delimiter: u8, request: &Request) -> Result<Outline, Vec<Fault>> {
    let (_, names) = open(source, delimiter, request)?;
    let columns = names.into_iter().map(|name| (name, Description::default())).collect();
    Ok(Outline { rows: None, columns })
}

/// Reads the columns of `request` from text, row by row.
pub(super) fn read(source: impl Read, delimiter: u8, request: &Request) -> Result<Content, Vec<Fault>> {
    let (mut reader, names) = open(source, delimiter, request)?;
    let mut record = ByteRecord::new();
    let mut faults = Vec::new();
    let places = resolve(&names, request, &mut faults);
    let mut growing = Growing::new(request, &places, names.len());
    while reader.read_byte_record(&mut record).map_err(|e| damaged(&e, request))? {
        if request.limit.is_some_and(|limit| growing.rows >= limit) {
            break;
        }
        growing.row(&record);
    }
    growing.finish(faults)
}

impl<'a> Growing<'a> {
    fn new(request: &'a Request, places: &[Option<usize>], width: usize) -> Self {
        let columns = places.iter().zip(request.columns.keys());
        let columns = columns.map(|(&place, (name, reading))| {
            (place, name.as_str(), Builder::new(*reading), Repeated::default())
        });
        Self {
            request,
            columns: columns.collect(),
            width,
            rows: 0,
            lines: Lines::from_line(2),
            lengths: Repeated::default(),
        }
    }

    fn row(&mut self, record: &ByteRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        self.lines.note(self.rows, line);
        self.rows += 1;
        if record.len() != self.width {
            let (request, width) = (self.request, self.width);
            self.lengths.add(|| short(request, line, record.len(), width));
        }
        for (place, name, builder, bad) in &mut self.columns {
            let Some(place) = *place else { continue };
            let cell = record.get(place).unwrap_or_default();
            if let Ok(text) = std::str::from_utf8(cell) {
                builder.push(text);
            } else {
                bad.add(|| not_utf8(self.request, line, name, cell));
                builder.push("");
            }
        }
    }

    /// Rows of another length and bytes of another encoding stop here: what stands in such cells is
    /// anybody's guess, and looking further would only blame the wrong columns.
    fn finish(self, mut faults: Vec<Fault>) -> Result<Content, Vec<Fault>> {
        let mut sound = self.rows > 0 && self.lengths.total() == 0;
        self.lengths.finish(&mut faults);
        let mut columns = Vec::new();
        for (place, _, builder, bad) in self.columns {
            sound &= bad.total() == 0;
            bad.finish(&mut faults);
            columns.push(place.map(|_| builder.build()));
        }
        if self.rows == 0 {
            let message = "the file has a heading and no rows".to_owned();
            faults.push(whole(self.request, "MW204", message, "give a file with at least one row"));
        }
        let content =
            Content { rows: self.rows, lines: self.lines, columns, descriptions: Vec::new(), faults };
        if sound { Ok(content) } else { Err(content.faults) }
    }
}

fn short(request: &Request, line: u64, has: usize, width: usize) -> Fault {
    Fault {
        code: "MW205",
        message: format!("the row has {has} cells, the heading has {width}"),
        help: Some("look for a missing or an unquoted delimiter in this row".to_owned()),
        place: Place::Data { file: request.path.clone(), row: Some(line as usize), column: None },
    }
}

fn not_utf8(request: &Request, line: u64, name: &str, cell: &[u8]) -> Fault {
    Fault {
        code: "MW206",
        message: format!("`{}` is not valid UTF-8", String::from_utf8_lossy(cell)),
        help: Some("save the file as UTF-8".to_owned()),
        place: Place::Data {
            file: request.path.clone(),
            row: Some(line as usize),
            column: Some(name.to_owned()),
        },
    }
}
