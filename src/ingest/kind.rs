//! What kind of file it is, by its first bytes; they count for more than its name.

use super::format::whole;
use super::survey;
use super::text::{Packing, sixteen};
use super::wanted::Request;
use crate::fault::Fault;
use std::path::Path;

/// Kinds of files that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, packed or not.
    Text,
    /// Parquet.
    Parquet,
    /// An Arrow file or stream.
    Arrow,
    /// A file of a statistics program.
    Survey(survey::Kind),
    /// An Excel workbook, or another zip archive: its contents tell.
    Workbook,
}

impl Kind {
    /// Its name, for messages.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow",
            Self::Workbook => "Excel",
            Self::Survey(survey::Kind::Spss) => "SPSS",
            Self::Survey(survey::Kind::Stata) => "Stata",
        }
    }
}

/// The kind of a file that starts with `head`; a fault that says what it is if it cannot be read.
pub(super) fn of(head: &[u8], path: &Path, request: &Request) -> Result<Kind, Fault> {
    if Packing::of(head) != Packing::Plain {
        return Ok(Kind::Text);
    }
    if let Some(kind) = readable(head) {
        return Ok(kind);
    }
    if let Some(program) = survey::kind(Path::new(""), head) {
        return Ok(Kind::Survey(program));
    }
    if let Some((what, help)) = foreign(head) {
        return Err(whole(request, "MW203", what.to_owned(), help));
    }
    if let Some(program) = survey::kind(path, head) {
        return Ok(Kind::Survey(program));
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let binary = ["por", "xlsx", "xls", "xlsb", "ods", "arrow", "feather", "ipc", "parquet"];
    if binary.contains(&extension.as_str()) || extension == "zip" {
        let message = format!("this is no `.{extension}` file of a kind that can be read");
        return Err(whole(request, "MW203", message, "save it as CSV, Excel, Parquet or Arrow"));
    }
    let marked = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let told = marked || request.options.encoding.is_some() || sixteen(head).is_some();
    if head.contains(&0) && !told {
        let message = "this is no text: it has zero bytes".to_owned();
        return Err(whole(request, "MW203", message, "save it as CSV in UTF-8"));
    }
    Ok(Kind::Text)
}

fn readable(head: &[u8]) -> Option<Kind> {
    let stream = head.starts_with(&[0xFF; 4]) && head.get(7).is_some_and(|b| *b < 0x10);
    if head.starts_with(b"PAR1") {
        Some(Kind::Parquet)
    } else if head.starts_with(b"ARROW1") || stream {
        Some(Kind::Arrow)
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Some(Kind::Workbook)
    } else {
        None
    }
}

/// First bytes of files that cannot be read, with what they are and what to do.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "this is a PDF document", "ask for the table itself, as CSV or Excel"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "this is an old Excel file (.xls) or an encrypted one", XLS),
    (b"FEA1", "this is a Feather file of version 1", "write it as Feather version 2 (Arrow) or Parquet"),
    (b"PARE", "this is an encrypted Parquet file", "write it without encryption"),
    (b"RDX2\n", "this is an R workspace (.rda)", R),
    (b"RDX3\n", "this is an R workspace (.rda)", R),
    (b"RDA2\n", "this is an R workspace (.rda)", R),
    (b"RDA3\n", "this is an R workspace (.rda)", R),
    (b"X\n\0\0\0", "this is an R object (.rds)", R),
    (b"BZh", "this file is packed with bzip2", PACKED),
    (b"\xFD7zXZ\0", "this file is packed with xz", PACKED),
    (b"7z\xBC\xAF\x27\x1C", "this is a 7z archive", PACKED),
    (b"Rar!", "this is a RAR archive", PACKED),
    (b"HEADER RECORD*******", "this is a SAS transport file (.xpt)", SAS),
    (b"SQLite format 3\0", "this is an SQLite data base", "export the table as CSV"),
    (b"{\\rtf", "this is a text document (RTF)", "save the table in it as CSV"),
    (b"\x89PNG", "this is a picture (PNG)", "ask for the table itself, as CSV or Excel"),
    (b"\xFF\xD8\xFF", "this is a picture (JPEG)", "ask for the table itself, as CSV or Excel"),
    (b"ORC", "this is an ORC file", "write it as Parquet"),
    (b"Obj\x01", "this is an Avro file", "write it as Parquet"),
];
const XLS: &str = "open it and save it as an Excel workbook (.xlsx) without a password";
const R: &str = "write the data frame with `write.csv` or `arrow::write_parquet`";
const SAS: &str = "export it as CSV, or write it as Parquet";
const PACKED: &str = "unpack it, or pack it with gzip or Zstandard";

/// What a file that cannot be read is, and what to do about it.
fn foreign(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let sas = [0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11, 0xCF, 0xBD, 0x92, 0x08, 0x00];
    if head.len() > 24 && head[..12] == [0; 12] && head[12..24] == sas {
        return Some(("this is a SAS file (.sas7bdat)", SAS));
    }
    let known = FOREIGN.iter().find(|(start, ..)| head.starts_with(start));
    known.map(|(_, what, help)| (*what, *help)).or_else(|| markup(head))
}

/// Web pages, XML and JSON.
fn markup(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let start: Vec<u8> = text.iter().take(16).map(u8::to_ascii_lowercase).collect();
    let next = text.get(1..).unwrap_or_default().trim_ascii_start().first();
    if [&b"<!doctype html"[..], b"<html", b"<table", b"<head"].iter().any(|t| start.starts_with(t)) {
        let help = "open it in a spreadsheet program and save it as an Excel workbook (.xlsx) or CSV";
        Some(("this is a web page (HTML), whatever its name says", help))
    } else if start.starts_with(b"<?xml") {
        Some(("this is an XML document", "save the table in it as CSV or as an Excel workbook (.xlsx)"))
    } else if (start.starts_with(b"{") && matches!(next, Some(b'"' | b'}')))
        || (start.starts_with(b"[") && matches!(next, Some(b'{' | b'[')))
    {
        Some(("this is JSON", "write the records as CSV or Parquet"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::wanted::FileOptions;

    #[test]
    fn first_bytes_count_for_more_than_names() {
        let request = Request::open_ended(Path::new("x"), &FileOptions::default());
        let told = |head: &[u8], name: &str| of(head, Path::new(name), &request).map_err(|f| f.message);
        assert_eq!(told(b"PAR1...", "a.csv"), Ok(Kind::Parquet));
        assert_eq!(told(b"ARROW1\0\0", "a.csv"), Ok(Kind::Arrow));
        assert_eq!(told(b"PK\x03\x04", "a.csv"), Ok(Kind::Workbook));
        assert_eq!(told(b"\xFF\xFEi\0d\0", "a.csv"), Ok(Kind::Text));
        assert_eq!(told(b"\xFF\xFF\xFF\xFF\x10\x01\0\0", "a.csv"), Ok(Kind::Arrow));
        assert_eq!(told(b"[id],age\n1,2\n", "a.csv"), Ok(Kind::Text));
        for (head, says) in [
            (&b"%PDF-1.7"[..], "PDF"),
            (b"\xEF\xBB\xBF <!DOCTYPE html><table>", "HTML"),
            (b" [ {\"id\": 1}]", "JSON"),
            (b"{\"id\": 1}", "JSON"),
            (b"RDX3\nX\n", "R workspace"),
            (b"id,a\0ge\n", "zero bytes"),
        ] {
            let message = told(head, "a.csv").expect_err("foreign");
            assert!(message.contains(says), "{message}");
        }
        assert!(told(b"id,age\n", "a.xlsx").is_err_and(|m| m.contains(".xlsx")));
    }
}
