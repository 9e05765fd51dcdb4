//! What a workbook says about itself: its sheets, its count of days, its formats.

use super::archive::{Archive, STREAMED};
use super::format::{Format, known, of_code};
use super::strings::Strings;
use super::xml::{Wrong, attribute, is_true};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::path::Path;

const RELATIONS: &str = "xl/_rels/workbook.xml.rels";

/// A sheet of a workbook.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// `true` if it is not shown.
    pub(super) hidden: bool,
    /// The part it is in.
    pub(super) part: String,
}

/// A workbook without its cells.
pub(super) struct Book {
    /// Its parts.
    pub(super) archive: Archive,
    /// Its sheets of cells, in their order.
    pub(super) sheets: Vec<Entry>,
    /// Days are counted from 1904.
    pub(super) from_1904: bool,
    /// The texts that cells share.
    pub(super) strings: Strings,
    /// What each style makes of a number.
    pub(super) formats: Vec<Format>,
}

impl Book {
    /// Opens the workbook at `path`.
    pub(super) fn open(path: &Path) -> Result<Self, Wrong> {
        let mut archive = Archive::open(path)?;
        let relations = relations(&mut archive)?;
        let (sheets, from_1904) = sheets(&mut archive, &relations)?;
        let part = |kind: &str, usual: &str| {
            let found = relations.values().filter(|r| r.kind == kind).map(|r| r.part.clone()).min();
            found.unwrap_or_else(|| usual.to_owned())
        };
        let strings = Strings::read(&mut archive, &part("sharedStrings", "xl/sharedStrings.xml"))?;
        let formats = formats(&mut archive, &part("styles", "xl/styles.xml"))?;
        Ok(Self { archive, sheets, from_1904, strings, formats })
    }
}

/// What the workbook calls one of its parts by.
struct Relation {
    kind: String,
    part: String,
}

/// Goes through the starting tags of a part.
fn each_tag(
    archive: &mut Archive,
    part: &str,
    mut see: impl FnMut(&str, &BytesStart<'_>),
) -> Result<(), Wrong> {
    let mut xml = archive.part(part, STREAMED)?;
    loop {
        match xml.next()? {
            Event::Start(e) => see(e.local_name().as_ref(), &e),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn relations(archive: &mut Archive) -> Result<HashMap<String, Relation>, Wrong> {
    let mut found = HashMap::new();
    each_tag(archive, RELATIONS, |tag, e| {
        let of = |name| attribute(e, name);
        if tag == "Relationship"
            && let (Some(id), Some(kind), Some(target)) = (of("Id"), of("Type"), of("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let part = if target.starts_with('/') { target } else { format!("xl/{target}") };
            found.insert(id, Relation { kind, part });
        }
    })?;
    Ok(found)
}

fn sheets(archive: &mut Archive, relations: &HashMap<String, Relation>) -> Result<(Vec<Entry>, bool), Wrong> {
    let (mut sheets, mut from_1904) = (Vec::new(), false);
    each_tag(archive, "xl/workbook.xml", |tag, e| match tag {
        "workbookPr" => from_1904 = attribute(e, "date1904").is_some_and(|v| is_true(&v)),
        "sheet" => {
            let relation = attribute(e, "id").and_then(|id| relations.get(&id));
            if let Some(relation) = relation.filter(|r| r.kind == "worksheet") {
                let hidden = attribute(e, "state").is_some_and(|s| s != "visible");
                let name = attribute(e, "name").unwrap_or_default();
                sheets.push(Entry { name, hidden, part: relation.part.clone() });
            }
        }
        _ => {}
    })?;
    Ok((sheets, from_1904))
}

fn formats(archive: &mut Archive, part: &str) -> Result<Vec<Format>, Wrong> {
    let (mut codes, mut formats, mut inside) = (HashMap::new(), Vec::new(), false);
    if !archive.has(part) {
        return Ok(formats);
    }
    each_tag(archive, part, |tag, e| {
        let id = || attribute(e, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0_u32);
        match tag {
            "numFmt" => {
                codes.insert(id(), of_code(&attribute(e, "formatCode").unwrap_or_default()));
            }
            "cellXfs" => inside = true,
            "cellStyleXfs" | "cellStyles" | "dxfs" => inside = false,
            "xf" if inside => {
                let id = id();
                formats.push(codes.get(&id).copied().unwrap_or_else(|| known(id)));
            }
            _ => {}
        }
    })?;
    Ok(formats)
}
