//! XML, event by event, each of a bounded length.

use crate::fault::Fault;
use crate::ingest::format::whole;
use crate::ingest::text::Swollen;
use crate::ingest::wanted::Request;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::{self, BufRead, BufReader, Read};

/// Bytes that one tag or one text may have: a cell of Excel holds at most 32,767 characters.
const LONGEST: usize = 1 << 20;

/// Why a workbook cannot be read.
#[derive(Debug)]
pub(super) enum Wrong {
    /// It breaks the rules of its format.
    Damaged(String),
    /// It is something else: what, and what to do.
    Kind(String, &'static str),
    /// It unpacks to more than it may.
    Swollen(String),
}

impl Wrong {
    /// The same as faults of the file that is asked for.
    pub(super) fn faults(self, request: &Request) -> Vec<Fault> {
        vec![match self {
            Self::Damaged(why) => {
                let message = format!("the workbook is damaged: {why}");
                whole(request, "MW209", message, "open it in a spreadsheet program and save it again")
            }
            Self::Kind(what, help) => whole(request, "MW203", what, help),
            Self::Swollen(what) => whole(request, "MW255", what, "save the sheet as CSV"),
        }]
    }
}

/// A reader that gives out only so many bytes between two events.
struct Rationed<R> {
    inner: BufReader<R>,
    left: usize,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl<R: Read> BufRead for Rationed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("a tag or text without end"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.left = self.left.saturating_sub(n);
        self.inner.consume(n);
    }
}

/// A part of a workbook.
pub(super) struct Xml<R: Read> {
    reader: Reader<Rationed<R>>,
    buffer: Vec<u8>,
}

impl<R: Read> Xml<R> {
    /// XML from its first byte.
    pub(super) fn new(source: R) -> Self {
        let inner = BufReader::with_capacity(1 << 16, source);
        let mut reader = Reader::from_reader(Rationed { inner, left: LONGEST });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new() }
    }

    /// The next event; an empty element is its start and its end.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Wrong> {
        self.buffer.clear();
        self.reader.get_mut().left = LONGEST;
        self.reader.read_event_into(&mut self.buffer).map_err(|e| wrong(&e))
    }
}

fn wrong(error: &quick_xml::Error) -> Wrong {
    if let quick_xml::Error::Io(io) = error
        && let Some(swollen) = io.get_ref().and_then(|e| e.downcast_ref::<Swollen>())
    {
        return Wrong::Swollen(format!("a part of the workbook: {swollen}"));
    }
    Wrong::Damaged(error.to_string())
}

/// The value of an attribute by its name without prefix, with character references resolved.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name);
    found.and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok()).map(std::borrow::Cow::into_owned)
}

/// `true` for the attribute values that mean yes.
pub(super) fn is_true(value: &str) -> bool {
    value == "1" || value == "true"
}

/// Adds what an event says as text, if it says any.
pub(super) fn add_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(t) => text.push_str(&t.xml10_content()),
        Event::CData(t) => text.push_str(&t.xml10_content()),
        Event::GeneralRef(r) => text.extend(resolved(r)),
        _ => {}
    }
}

fn resolved(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// Undoes Excel's own escapes: `_x000D_` is a carriage return, `_x005F_` an underscore.
pub(super) fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|c| c.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = code.filter(|_| rest[at + 6..].starts_with('_'));
        let sign = code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32);
        if let Some(sign) = sign {
            out.push(sign);
            rest = &rest[at + 7..];
        } else {
            out.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_put_together() {
        let mut xml = Xml::new(&b"<t a='1 &amp; 2'>x &lt; y&#xe9;<![CDATA[<z>]]></t>"[..]);
        let mut text = String::new();
        loop {
            let event = xml.next().expect("sound XML");
            match &event {
                Event::Start(e) => assert_eq!(attribute(e, "a").as_deref(), Some("1 & 2")),
                Event::Eof => break,
                other => add_text(other, &mut text),
            }
        }
        assert_eq!(text, "x < y\u{e9}<z>");
    }

    #[test]
    fn escapes_of_excel() {
        for (text, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("a_xyz", "a_xyz"),
            ("_x00", "_x00"),
            ("_x\u{e9}\u{e9}\u{e9}_", "_x\u{e9}\u{e9}\u{e9}_"),
        ] {
            assert_eq!(unescaped(text.to_owned()), expected);
        }
    }

    #[test]
    fn a_tag_without_end_is_refused() {
        let endless = io::Cursor::new(b"<a b='").chain(io::repeat(b'x'));
        assert!(Xml::new(endless).next().is_err());
    }
}
