//! The cells of a sheet, one after the other.

use super::format::Format;
use super::xml::{Wrong, Xml, add_text, attribute, unescaped};
use quick_xml::events::{BytesStart, Event};
use std::io::Read;

/// The last row and the last column that a sheet can have, from 0.
const LAST: (u32, u32) = (1_048_575, 16_383);

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing.
    Empty,
    /// Something that was not asked for.
    Other,
    /// A number, and what it shows.
    Number(f64, Format),
    /// A text of its own.
    Text(String),
    /// A text that cells share, by its number.
    Shared(usize),
    /// True or false.
    Truth(bool),
    /// An error, such as `#N/A`.
    Error(String),
    /// A formula whose value is not in the file.
    Unknown,
}

/// A cell; rows and columns from 0.
#[derive(Debug)]
pub(super) struct Cell {
    /// Its row.
    pub(super) row: u32,
    /// Its column.
    pub(super) column: u32,
    /// What it holds.
    pub(super) value: Value,
}

/// Cells that are shown as one: first row, first column, last row, last column, all from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merged {
    /// The first cell.
    pub(super) from: (u32, u32),
    /// The last cell.
    pub(super) to: (u32, u32),
}

/// A sheet being read.
pub(super) struct Sheet<'a, R: Read> {
    xml: Xml<R>,
    formats: &'a [Format],
    row: u32,
    column: u32,
    started: bool,
    /// Merged cells; they stand after the last cell, so that they are known only then.
    pub(super) merged: Vec<Merged>,
}

/// More merged cells than this are not kept.
const MOST_MERGED: usize = 1 << 16;

impl<'a, R: Read> Sheet<'a, R> {
    /// A sheet from its first byte.
    pub(super) fn new(xml: Xml<R>, formats: &'a [Format]) -> Self {
        Self { xml, formats, row: 0, column: 0, started: false, merged: Vec::new() }
    }

    /// The next cell, in the order of rows; only cells that `wanted` says yes to are looked into. `None`
    /// after the last one.
    pub(super) fn next(&mut self, wanted: impl Fn(u32, u32) -> bool) -> Result<Option<Cell>, Wrong> {
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "row" => {
                        let said =
                            attribute(&e, "r").map(|r| r.parse::<u32>().ok().and_then(|r| r.checked_sub(1)));
                        let next = if self.started { self.row + 1 } else { 0 };
                        let row = said.unwrap_or(Some(next));
                        self.row = row.filter(|r| (next..=LAST.0).contains(r)).ok_or_else(out_of_order)?;
                        (self.column, self.started) = (0, true);
                    }
                    "c" => {
                        let Tag { place, style, kind } = Tag::of(&e)?;
                        let column = self.step(place)?;
                        let format = self.formats.get(style).copied().unwrap_or(Format::Plain);
                        let value = self.value(kind, format, wanted(self.row, column))?;
                        return Ok(Some(Cell { row: self.row, column, value }));
                    }
                    "mergeCell" => {
                        let merged = attribute(&e, "ref").and_then(|r| range(&r));
                        if let Some(merged) = merged
                            && self.merged.len() < MOST_MERGED
                        {
                            self.merged.push(merged);
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// The column of the next cell: where it says it is, else beside the one before.
    fn step(&mut self, place: Option<(u32, u32)>) -> Result<u32, Wrong> {
        let (row, column) = place.unwrap_or((self.row, self.column));
        if row != self.row || column < self.column || column > LAST.1 {
            return Err(out_of_order());
        }
        self.column = column + 1;
        Ok(column)
    }

    /// Reads to the end of a cell.
    fn value(&mut self, kind: Kind, format: Format, wanted: bool) -> Result<Value, Wrong> {
        let (mut text, mut formula, mut stored) = (String::new(), false, false);
        let (mut inside, mut sounds) = (false, false);
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "f" => formula = true,
                    "v" => (inside, stored) = (true, true),
                    "t" => inside = true,
                    "is" => stored = true,
                    "rPh" => sounds = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "v" | "t" => inside = false,
                    "rPh" => sounds = false,
                    "c" => break,
                    _ => {}
                },
                Event::Eof => return Err(Wrong::Damaged("a cell without end".to_owned())),
                event if inside && !sounds => add_text(&event, &mut text),
                _ => {}
            }
        }
        // A text may be stored as empty; of a number that says that it was never worked out.
        if formula && (!stored || (text.is_empty() && kind != Kind::Text)) {
            return Ok(if wanted { Value::Unknown } else { Value::Other });
        }
        if !wanted {
            return Ok(if text.is_empty() { Value::Empty } else { Value::Other });
        }
        said(text, kind, format)
    }
}

/// What a cell's tag says.
struct Tag {
    place: Option<(u32, u32)>,
    style: usize,
    kind: Kind,
}

/// How the text of a cell is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Truth,
    Error,
    Date,
    Text,
    Odd,
}

impl Tag {
    fn of(element: &BytesStart<'_>) -> Result<Self, Wrong> {
        let mut tag = Self { place: None, style: 0, kind: Kind::Number };
        for attribute in element.attributes().with_checks(false).flatten() {
            let value = attribute.value.as_ref();
            match attribute.key.as_ref() {
                "r" => tag.place = Some(reference(value).ok_or_else(out_of_order)?),
                "s" => tag.style = value.parse().unwrap_or(0),
                "t" => {
                    tag.kind = match value {
                        "n" => Kind::Number,
                        "s" => Kind::Shared,
                        "b" => Kind::Truth,
                        "e" => Kind::Error,
                        "d" => Kind::Date,
                        "str" | "inlineStr" => Kind::Text,
                        _ => Kind::Odd,
                    }
                }
                _ => {}
            }
        }
        Ok(tag)
    }
}

/// What the text of a cell means.
fn said(text: String, kind: Kind, format: Format) -> Result<Value, Wrong> {
    let odd = |text: &str| Wrong::Damaged(format!("a cell holds `{text}`, which its kind does not allow"));
    if text.is_empty() {
        return Ok(Value::Empty);
    }
    Ok(match kind {
        Kind::Number => {
            let number = text.trim().parse().ok().filter(|v: &f64| v.is_finite());
            Value::Number(number.ok_or_else(|| odd(&text))?, format)
        }
        Kind::Shared => Value::Shared(text.trim().parse().map_err(|_| odd(&text))?),
        Kind::Truth => Value::Truth(text.trim() == "1" || text.trim().eq_ignore_ascii_case("true")),
        Kind::Error => Value::Error(text),
        Kind::Date => Value::Text(text.strip_suffix("T00:00:00").unwrap_or(&text).to_owned()),
        Kind::Text => Value::Text(unescaped(text)),
        Kind::Odd => return Err(odd(&text)),
    })
}

fn out_of_order() -> Wrong {
    Wrong::Damaged("its cells are out of order".to_owned())
}

/// Row and column, from 0, of a reference such as `B3`.
fn reference(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let mut column = 0_u32;
    for byte in text.bytes().take(letters) {
        let digit = u32::from(byte.to_ascii_uppercase() - b'A') + 1;
        column = column.checked_mul(26)?.checked_add(digit)?;
    }
    let row = text[letters..].parse::<u32>().ok()?.checked_sub(1)?;
    let column = column.checked_sub(1)?;
    (row <= LAST.0 && column <= LAST.1).then_some((row, column))
}

fn range(text: &str) -> Option<Merged> {
    let (from, to) = text.split_once(':')?;
    let (from, to) = (reference(from)?, reference(to)?);
    (from.0 <= to.0 && from.1 <= to.1).then_some(Merged { from, to })
}

/// The letters of a column counted from 0.
pub(super) fn letters(column: u32) -> String {
    let (mut rest, mut signs) = (u64::from(column) + 1, Vec::new());
    while rest > 0 {
        rest -= 1;
        signs.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    signs.iter().rev().collect()
}

/// A cell's address, such as `B3`.
pub(super) fn address(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), row + 1)
}

impl Merged {
    /// Its address, such as `B1:D1`.
    pub(super) fn words(self) -> String {
        format!("{}:{}", address(self.from.0, self.from.1), address(self.to.0, self.to.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_there_and_back() {
        for (text, place) in [("A1", (0, 0)), ("Z9", (8, 25)), ("AA10", (9, 26)), ("XFD1048576", LAST)] {
            assert_eq!(reference(text), Some(place));
            assert_eq!(address(place.0, place.1), text);
        }
        for bad in ["", "A", "1", "A0", "XFE1", "A1048577", "ZZZZZZZZZZ1", "A1x", "\u{e9}1"] {
            assert_eq!(reference(bad), None, "{bad}");
        }
        assert_eq!(range("B2:A1"), None);
    }
}
