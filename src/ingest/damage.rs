//! What can be wrong with a file of bytes, before its name is put to it.

use crate::fault::{Fault, Place};
use std::path::Path;

/// Something wrong inside a binary file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    code: &'static str,
    message: String,
    help: &'static str,
    row: Option<usize>,
    column: Option<String>,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Damage {}

const AGAIN: &str = "copy or export the file again; the original may be whole";

impl Damage {
    fn new(code: &'static str, message: String, help: &'static str) -> Self {
        Self { code, message, help, row: None, column: None }
    }

    /// The file ends too early.
    pub(super) fn cut(what: &str) -> Self {
        Self::new("MW240", format!("the file is cut off: it ends in {what}"), AGAIN)
    }

    /// The rows that are announced are not all there.
    pub(super) fn rows(announced: u64, there: u64) -> Self {
        if there >= announced / 2 {
            let message = format!("the file is cut off: {announced} rows are announced, {there} are there");
            return Self::new("MW240", message, AGAIN);
        }
        Self::claims("rows", announced, there)
    }

    /// More of something is announced than the bytes of the file can hold.
    pub(super) fn claims(what: &str, announced: u64, most: u64) -> Self {
        let message = format!("{announced} {what} are announced, the bytes there are hold at most {most}");
        Self::new("MW244", message, "the header is damaged or most of the file is missing; export it again")
    }

    /// Not a file of the kind it looks like, or of a release nobody here knows.
    pub(super) fn unknown(message: String, help: &'static str) -> Self {
        Self::new("MW241", message, help)
    }

    /// The part that describes the columns contradicts itself.
    pub(super) fn header(why: &str) -> Self {
        Self::new("MW242", format!("the description of the columns is damaged: {why}"), AGAIN)
    }

    /// The cells contradict the description of the columns.
    pub(super) fn cells(why: &str) -> Self {
        Self::new("MW243", format!("the cells are damaged: {why}"), AGAIN)
    }

    /// A text that its encoding has no characters for.
    pub(super) fn text(bytes: &[u8], encoding: &str) -> Self {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let help = "export the file again, as Unicode if the program offers it";
        Self::new("MW245", format!("`{shown}` is not valid {encoding}"), help)
    }

    /// An encoding nobody here knows.
    pub(super) fn encoding(name: &str) -> Self {
        Self::new("MW245", format!("the texts are in an unknown encoding, `{name}`"), "export it as Unicode")
    }

    /// Compressed bytes that cannot be unpacked.
    pub(super) fn compression(why: &str) -> Self {
        Self::new("MW246", format!("the compressed cells are damaged: {why}"), AGAIN)
    }

    /// Compressed bytes that unpack to more than any honest file would.
    pub(super) fn bomb(bytes: u64, most: u64) -> Self {
        let message = format!(
            "the cells would unpack to {bytes} bytes, an honest file of this size and shape to at most {most}"
        );
        Self::new("MW247", message, "export the file again, uncompressed")
    }

    /// The file could be opened but not read on.
    pub(super) fn io(error: &std::io::Error, what: &str) -> Self {
        if error.kind() == std::io::ErrorKind::UnexpectedEof {
            return Self::cut(what);
        }
        Self::new("MW202", format!("the file cannot be read: {error}"), "check the disk or the network drive")
    }

    /// The row it is in, counted from 0.
    pub(super) fn in_row(self, row: usize) -> Self {
        Self { row: Some(row + 1), ..self }
    }

    /// The column it is in.
    pub(super) fn in_column(self, column: &str) -> Self {
        Self { column: Some(column.to_owned()), ..self }
    }

    /// The fault, with the file it is in.
    pub(super) fn fault(self, file: &Path) -> Fault {
        let Self { code, message, help, row, column } = self;
        let place = Place::Data { file: file.to_path_buf(), row, column };
        Fault { code, message, help: Some(help.to_owned()), place }
    }
}
