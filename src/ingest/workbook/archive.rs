//! The zip archive of a workbook.

use super::xml::{Wrong, Xml};
use crate::ingest::text::{Bounded, Limits};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// What a part may unpack to: sheets are never in memory as a whole.
pub(super) const STREAMED: Limits = Limits { free: 256 << 20, ratio: 500, most: 8 << 30 };
/// What the texts that cells share may unpack to: they are kept.
pub(super) const KEPT: Limits = Limits { free: 64 << 20, ratio: 500, most: 512 << 20 };

/// A zip archive, and where its parts are.
pub(super) struct Archive(ZipArchive<BufReader<File>>);

impl Archive {
    /// Opens the archive at `path`; [`Wrong::Kind`] if it is none of a workbook.
    pub(super) fn open(path: &Path) -> Result<Self, Wrong> {
        let file = File::open(path).map_err(|e| Wrong::Damaged(e.to_string()))?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|e| Wrong::Damaged(e.to_string()))?;
        let archive = Self(zip);
        match archive.foreign() {
            Some((what, help)) => Err(Wrong::Kind(what.to_owned(), help)),
            None => Ok(archive),
        }
    }

    fn place(&self, part: &str) -> Option<usize> {
        let part = part.trim_start_matches('/');
        let same = |name: &[u8]| {
            name.len() == part.len()
                && name
                    .iter()
                    .zip(part.as_bytes())
                    .all(|(a, b)| a.eq_ignore_ascii_case(b) || (*a == b'\\' && *b == b'/'))
        };
        self.0.file_names_raw().position(same)
    }

    fn foreign(&self) -> Option<(&'static str, &'static str)> {
        let has = |part: &str| self.place(part).is_some();
        if has("xl/workbook.xml") || (has("_rels/.rels") && has("xl/sharedStrings.xml")) {
            None
        } else if has("xl/workbook.bin") {
            Some(("this is a binary Excel file (.xlsb)", "save it as an Excel workbook (.xlsx)"))
        } else if has("word/document.xml") {
            Some(("this is a Word document", "copy its table into a spreadsheet and save that"))
        } else if has("ppt/presentation.xml") {
            Some(("these are slides (PowerPoint)", "ask for the table itself, as CSV or Excel"))
        } else if has("content.xml") && has("mimetype") {
            Some(("this is an OpenDocument file", "save it as an Excel workbook (.xlsx) or CSV"))
        } else {
            Some(("this is a zip archive", "unpack it, and give one of the files in it"))
        }
    }

    /// `true` if there is such a part.
    pub(super) fn has(&self, part: &str) -> bool {
        self.place(part).is_some()
    }

    /// Reads a part as XML.
    pub(super) fn part(&mut self, part: &str, limits: Limits) -> Result<Xml<impl Read + '_>, Wrong> {
        let missing = || Wrong::Damaged(format!("it has no part `{part}`"));
        let place = self.place(part).ok_or_else(missing)?;
        let file = self.0.by_index(place).map_err(|e| Wrong::Damaged(e.to_string()))?;
        let packed = file.compressed_size();
        Ok(Xml::new(Bounded::new(file, packed, limits)))
    }
}
