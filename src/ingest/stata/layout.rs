//! What differs between releases: how wide everything is.

use super::super::bytes::{Bytes, Order};
use super::super::damage::Damage;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::io::{BufRead, Seek};

const HELP: &str = "save it from Stata with `saveold`, or as CSV";

/// The widths of a release, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub(super) release: u16,
    pub(super) name: usize,
    pub(super) format: usize,
    pub(super) label: usize,
    /// One entry of the order of sorting.
    pub(super) sort: usize,
    /// One type.
    pub(super) kind: usize,
}

impl Layout {
    fn of(release: u16) -> Option<Self> {
        let (name, format, label, sort, kind) = match release {
            113 => (33, 12, 81, 2, 1),
            114 | 115 => (33, 49, 81, 2, 1),
            117 => (33, 49, 81, 2, 2),
            118 => (129, 57, 321, 2, 2),
            119 => (129, 57, 321, 4, 2),
            _ => return None,
        };
        Some(Self { release, name, format, label, sort, kind })
    }

    /// `true` from Stata 13 on: sections between tags, long strings.
    pub(super) fn tagged(self) -> bool {
        self.release >= 117
    }

    pub(super) fn encoding(self) -> &'static Encoding {
        if self.release >= 118 { UTF_8 } else { WINDOWS_1252 }
    }

    /// Bytes that describe one column.
    pub(super) fn column(self) -> usize {
        self.kind + 2 * self.name + self.sort + self.format + self.label
    }
}

/// What the first bytes say: layout, columns, rows.
pub(super) fn read<R: BufRead + Seek>(bytes: &mut Bytes<R>) -> Result<(Layout, u64, u64), Damage> {
    let what = "the header";
    let first: [u8; 1] = bytes.array(what)?;
    if first == *b"<" { tagged(bytes, what) } else { plain(bytes, first[0], what) }
}

fn plain<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    release: u8,
    what: &str,
) -> Result<(Layout, u64, u64), Damage> {
    let layout = known(release.into())?;
    let [order, _, _] = bytes.array(what)?;
    bytes.order = match order {
        1 => Order::Big,
        2 => Order::Little,
        _ => return Err(Damage::header("the order of bytes is not told")),
    };
    let columns = bytes.order.u16(&bytes.array::<2>(what)?);
    let rows = bytes.u32(what)?;
    bytes.skip(81 + 18, what)?;
    Ok((layout, columns.into(), rows.into()))
}

fn tagged<R: BufRead + Seek>(bytes: &mut Bytes<R>, what: &str) -> Result<(Layout, u64, u64), Damage> {
    tag(bytes, "stata_dta><header><release>")?;
    let digits: [u8; 3] = bytes.array(what)?;
    let release = std::str::from_utf8(&digits).ok().and_then(|d| d.parse().ok());
    let layout = known(release.unwrap_or(0))?;
    tag(bytes, "</release><byteorder>")?;
    bytes.order = match &bytes.array::<3>(what)? {
        b"MSF" => Order::Big,
        b"LSF" => Order::Little,
        _ => return Err(Damage::header("the order of bytes is not told")),
    };
    tag(bytes, "</byteorder><K>")?;
    let columns = match layout.release {
        119 => bytes.u32(what)?,
        _ => bytes.order.u16(&bytes.array::<2>(what)?).into(),
    };
    tag(bytes, "</K><N>")?;
    let rows = match layout.release {
        117 => bytes.u32(what)?.into(),
        _ => bytes.order.u64(&bytes.array::<8>(what)?),
    };
    tag(bytes, "</N><label>")?;
    let length = match layout.release {
        117 => u16::from(bytes.array::<1>(what)?[0]),
        _ => bytes.order.u16(&bytes.array::<2>(what)?),
    };
    bytes.skip(length.into(), what)?;
    tag(bytes, "</label><timestamp>")?;
    let [length] = bytes.array(what)?;
    bytes.skip(length.into(), what)?;
    tag(bytes, "</timestamp></header>")?;
    tag(bytes, "<map>")?;
    bytes.skip(14 * 8, what)?;
    tag(bytes, "</map>")?;
    Ok((layout, columns.into(), rows))
}

fn known(release: u16) -> Result<Layout, Damage> {
    let unknown = || Damage::unknown(format!("release {release} of Stata's format is not known"), HELP);
    Layout::of(release).ok_or_else(unknown)
}

/// Reads a tag that has to be here.
pub(super) fn tag<R: BufRead + Seek>(bytes: &mut Bytes<R>, expected: &str) -> Result<(), Damage> {
    let found = bytes.take(expected.len(), &format!("front of `{expected}`"))?;
    if found == expected.as_bytes() {
        return Ok(());
    }
    Err(Damage::header(&format!("`{expected}` is missing at byte {}", bytes.at() - found.len() as u64)))
}
