//! The columns of a Stata file: names, types, formats, labels.

use super::super::bytes::Bytes;
use super::super::calendar::Clock;
use super::super::damage::Damage;
use super::layout::{self, Layout, tag};
use std::io::{BufRead, Seek};

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Byte,
    Int,
    Long,
    Float,
    Double,
    /// Text of at most so many bytes.
    Text(usize),
    /// A reference to a text elsewhere in the file.
    Reference,
}

impl Kind {
    fn of(code: u16, tagged: bool) -> Option<Self> {
        Some(match (code, tagged) {
            (1..=244, false) | (1..=2045, true) => Self::Text(code.into()),
            (251, false) | (65_530, true) => Self::Byte,
            (252, false) | (65_529, true) => Self::Int,
            (253, false) | (65_528, true) => Self::Long,
            (254, false) | (65_527, true) => Self::Float,
            (255, false) | (65_526, true) => Self::Double,
            (32_768, true) => Self::Reference,
            _ => return None,
        })
    }

    pub(super) fn width(self) -> usize {
        match self {
            Self::Byte => 1,
            Self::Int => 2,
            Self::Long | Self::Float => 4,
            Self::Double | Self::Reference => 8,
            Self::Text(width) => width,
        }
    }
}

/// One column.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Where it starts in a row.
    pub(super) offset: usize,
    pub(super) clock: Option<Clock>,
    pub(super) label: String,
    /// Which set of value labels it has; empty if none.
    pub(super) set: String,
}

/// All columns, and how many rows of which width.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) layout: Layout,
    pub(super) variables: Vec<Variable>,
    pub(super) rows: usize,
    pub(super) width: usize,
}

/// Reads up to the first row.
pub(super) fn read<R: BufRead + Seek>(bytes: &mut Bytes<R>) -> Result<Schema, Damage> {
    let (layout, columns, rows) = layout::read(bytes)?;
    let most = bytes.left() / layout.column() as u64;
    if columns > most {
        return Err(Damage::claims("columns", columns, most));
    }
    let variables = variables(bytes, layout, columns as usize)?;
    let width = variables.last().map_or(0, |v| v.offset + v.kind.width());
    expansions(bytes, layout)?;
    if layout.tagged() {
        tag(bytes, "<data>")?;
    }
    let there = if width == 0 { 0 } else { bytes.left() / width as u64 };
    if rows > there {
        return Err(Damage::rows(rows, there));
    }
    let rows = u32::try_from(rows).map_err(|_| Damage::claims("rows", rows, u32::MAX.into()))?;
    Ok(Schema { layout, variables, rows: rows as usize, width })
}

fn variables<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    layout: Layout,
    columns: usize,
) -> Result<Vec<Variable>, Damage> {
    let kinds = kinds(bytes, layout, columns)?;
    let names = texts(bytes, layout, "varnames", layout.name, columns)?;
    section(bytes, layout, "sortlist", layout.sort * (columns + 1))?;
    let formats = texts(bytes, layout, "formats", layout.format, columns)?;
    let sets = texts(bytes, layout, "value_label_names", layout.name, columns)?;
    let labels = texts(bytes, layout, "variable_labels", layout.label, columns)?;
    let mut offset = 0;
    let described = names.into_iter().zip(formats).zip(sets).zip(labels);
    let variables = kinds.into_iter().zip(described).map(|(kind, (((name, format), set), label))| {
        let text = matches!(kind, Kind::Text(_) | Kind::Reference);
        let clock = if text { None } else { Clock::of_stata(&format) };
        let variable = Variable { name, kind, offset, clock, label, set };
        offset += kind.width();
        variable
    });
    Ok(variables.collect())
}

fn kinds<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    layout: Layout,
    columns: usize,
) -> Result<Vec<Kind>, Damage> {
    let codes = section(bytes, layout, "variable_types", layout.kind * columns)?;
    let code = |c: &[u8]| if layout.kind == 1 { c[0].into() } else { bytes.order.u16(c) };
    let kinds = codes.chunks_exact(layout.kind).map(code).map(|code| {
        let unknown = || Damage::header(&format!("a column has the unknown type {code}"));
        Kind::of(code, layout.tagged()).ok_or_else(unknown)
    });
    kinds.collect()
}

/// A section of texts of one width, one a column.
fn texts<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    layout: Layout,
    name: &str,
    width: usize,
    columns: usize,
) -> Result<Vec<String>, Damage> {
    let section = section(bytes, layout, name, width * columns)?;
    Ok(section.chunks_exact(width).map(|text| loose(text, layout)).collect())
}

fn section<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    layout: Layout,
    name: &str,
    length: usize,
) -> Result<Vec<u8>, Damage> {
    if layout.tagged() {
        tag(bytes, &format!("<{name}>"))?;
    }
    let section = bytes.take(length, "the description of the columns")?;
    if layout.tagged() {
        tag(bytes, &format!("</{name}>"))?;
    }
    Ok(section)
}

/// A text that ends at the first NUL. It describes and is no data: what is no character is replaced.
pub(super) fn loose(bytes: &[u8], layout: Layout) -> String {
    let text = until_nul(bytes);
    let (text, _) = layout.encoding().decode_without_bom_handling(text);
    text.trim_end().to_owned()
}

/// The bytes in front of the first NUL.
pub(super) fn until_nul(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len())]
}

/// Passes over characteristics and notes.
fn expansions<R: BufRead + Seek>(bytes: &mut Bytes<R>, layout: Layout) -> Result<(), Damage> {
    let what = "the notes";
    if !layout.tagged() {
        loop {
            let [kind] = bytes.array(what)?;
            let length = bytes.u32(what)?;
            if (kind, length) == (0, 0) {
                return Ok(());
            }
            bytes.skip(length.into(), what)?;
        }
    }
    tag(bytes, "<characteristics>")?;
    loop {
        match &bytes.array::<4>(what)? {
            b"<ch>" => {
                let length = bytes.u32(what)?;
                bytes.skip(length.into(), what)?;
                tag(bytes, "</ch>")?;
            }
            b"</ch" => return tag(bytes, "aracteristics>"),
            _ => return Err(Damage::header("the notes do not end")),
        }
    }
}
