//! A text file, opened as often as it takes to know its encoding.

use super::decimals::Style;
use super::delimited::{self, Stop, Way};
use super::delimiter::choose;
use super::encoding::{Found, Known, Survey, Transcoder, detect, survey};
use super::ending::Ending;
use super::packing::{Packing, Swollen};
use crate::fault::{Fault, Note};
use crate::ingest::Description;
use crate::ingest::format::{Outline, unreadable, whole};
use crate::ingest::table::Content;
use crate::ingest::wanted::Request;
use crate::job::Decimal;
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, WINDOWS_1252};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Bytes looked at before anything is decided.
const HEAD: usize = 1 << 16;

/// A text file that may be packed.
pub(in crate::ingest) struct Packed<'a> {
    path: &'a Path,
    request: &'a Request,
    size: u64,
    packing: Packing,
    /// The first bytes, unpacked.
    pub(in crate::ingest) head: Vec<u8>,
}

impl<'a> Packed<'a> {
    /// The file at `path`, which starts with `head` and has `size` bytes.
    pub(in crate::ingest) fn new(
        path: &'a Path,
        request: &'a Request,
        head: &[u8],
        size: u64,
    ) -> Result<Self, Fault> {
        let mut packed = Self { path, request, size, packing: Packing::of(head), head: Vec::new() };
        packed.head = packed.open().and_then(|mut text| peek(&mut text)).map_err(|e| packed.damaged(&e))?;
        Ok(packed)
    }

    /// `true` if the file is packed.
    pub(in crate::ingest) fn is_packed(&self) -> bool {
        self.packing != Packing::Plain
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let file = File::open(self.path)?;
        Ok(match self.packing {
            Packing::Plain => Box::new(file),
            packing => packing.unpack(BufReader::with_capacity(HEAD, file), self.size),
        })
    }

    /// The text in UTF-8, from after its byte order mark.
    fn text(&self, found: Found) -> io::Result<Box<dyn Read + Send>> {
        let mut bytes = self.open()?;
        io::copy(&mut bytes.by_ref().take(found.mark as u64), &mut io::sink())?;
        if found.encoding == UTF_8 {
            return Ok(bytes);
        }
        Ok(Box::new(Transcoder::new(BufReader::with_capacity(HEAD, bytes), found.encoding)))
    }

    /// What went wrong below the text, as a fault.
    fn damaged(&self, error: &io::Error) -> Fault {
        if let Some(swollen) = error.get_ref().and_then(|e| e.downcast_ref::<Swollen>()) {
            let help = "unpack it yourself if it is really that large, and give the unpacked file";
            return whole(self.request, "MW255", swollen.to_string(), help);
        }
        if self.packing == Packing::Plain {
            return unreadable(self.request, &error.to_string());
        }
        let message = format!("the {} file is damaged or cut off: {error}", self.packing.words());
        whole(self.request, "MW209", message, "pack it again, or copy it again")
    }

    /// Calls `read` with the text in the encoding it turns out to have.
    fn decoded<T>(
        &self,
        read: impl Fn(Box<dyn Read>, &Way<'_>) -> Result<T, Stop>,
    ) -> Result<(T, Vec<Note>), Vec<Fault>> {
        let declared = self.declared().map_err(|f| vec![f])?;
        let mut found = detect(&self.head, declared);
        let mut notes = self.told(found, declared);
        loop {
            let attempt = self.text(found).map_err(Stop::Source).and_then(|text| {
                let above = u64::from(self.request.options.heading.map_or(0, |row| row.saturating_sub(1)));
                let mut text = BufReader::with_capacity(HEAD, text);
                skip(&mut text, above).map_err(Stop::Source)?;
                let head = peek(&mut text).map_err(Stop::Source)?;
                let way = self.way(found, &head, above).map_err(|f| Stop::Faults(vec![f]))?;
                read(Box::new(io::Cursor::new(head).chain(text)), &way)
            });
            match attempt {
                Ok(value) => return Ok((value, notes)),
                Err(Stop::Faults(faults)) => return Err(faults),
                Err(Stop::Source(error)) => return Err(vec![self.damaged(&error)]),
                Err(Stop::NotUtf8) => {
                    let seen = self.open().and_then(survey).map_err(|e| vec![self.damaged(&e)])?;
                    found.known = Known::Surveyed;
                    if let Survey::Windows { signs, line } = seen {
                        found.encoding = WINDOWS_1252;
                        notes.push(self.note(&format!(
                            "is not UTF-8 and is read as Windows-1252; its signs beyond ASCII are then {signs}, \
                             the first in row {line}"
                        )));
                    }
                }
            }
        }
    }

    fn way(&self, found: Found, head: &[u8], above: u64) -> Result<Way<'_>, Fault> {
        let delimiter = choose(self.path, head, self.request)?;
        let decimals = match self.request.options.decimal {
            Some(Decimal::Point) => Style::Point,
            Some(Decimal::Comma) => Style::Comma,
            None if delimiter == b',' => Style::Point,
            None => Style::Either,
        };
        Ok(Way {
            request: self.request,
            ending: Ending::of(head),
            delimiter,
            above,
            decimals,
            encoding: found.encoding,
            known: found.known,
        })
    }

    fn declared(&self) -> Result<Option<&'static Encoding>, Fault> {
        let Some(name) = &self.request.options.encoding else { return Ok(None) };
        let known = Encoding::for_label(name.as_bytes()).filter(|e| *e != REPLACEMENT);
        known.map(Some).ok_or_else(|| {
            let help = "write `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`, or another name of the Encoding Standard";
            whole(self.request, "MW250", format!("there is no encoding `{name}`"), help)
        })
    }

    fn told(&self, found: Found, declared: Option<&'static Encoding>) -> Vec<Note> {
        let name = found.encoding.name();
        match (found.known, declared) {
            (Known::Zeros, _) => vec![self.note(&format!("has no byte order mark and is read as {name}"))],
            (Known::Marked, Some(other)) if other != found.encoding => vec![self.note(&format!(
                "is read as {name}, as its byte order mark says, and not as {}, as the job says",
                other.name()
            ))],
            _ => Vec::new(),
        }
    }

    fn note(&self, message: &str) -> Note {
        let message = format!("`{}` {message}", self.request.path.display());
        Note { code: "MW251", message, subject: None }
    }
}

/// Reads the columns that are asked for from a text file.
pub(in crate::ingest) fn read(packed: &Packed<'_>) -> Result<Content, Vec<Fault>> {
    let (mut content, mut notes) = packed.decoded(delimited::read)?;
    notes.append(&mut content.notes);
    content.notes = notes;
    Ok(content)
}

/// The names of a text file's columns.
pub(in crate::ingest) fn outline(packed: &Packed<'_>) -> Result<Outline, Vec<Fault>> {
    let (names, _) = packed.decoded(delimited::heading)?;
    let columns = names.into_iter().map(|name| (name, Description::default())).collect();
    Ok(Outline { rows: None, columns })
}

/// Skips lines.
fn skip(text: &mut impl BufRead, lines: u64) -> io::Result<()> {
    for _ in 0..lines {
        text.skip_until(b'\n')?;
    }
    Ok(())
}

/// The first bytes of a reader, as many as there are up to [`HEAD`].
fn peek(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}
