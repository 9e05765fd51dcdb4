//! The zip container of a document, the same bytes at any hour.

use super::super::ReportError;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// First bytes of a PNG.
const PNG: &[u8] = b"\x89PNG";

/// A file inside the container.
pub(super) struct Part {
    /// Its path.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Part {
    pub(super) fn text(path: &str, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), bytes: text.into().into_bytes() }
    }
}

/// The container of these parts, in this order; every part carries the first date that zip knows.
pub(super) fn pack(parts: &[Part]) -> Result<Vec<u8>, ReportError> {
    let fail = |reason: String| ReportError::Draw { what: "the Word document", reason };
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        // What is packed already gains nothing from being packed again.
        let method =
            if part.bytes.starts_with(PNG) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        file.start_file(part.path.as_str(), options).map_err(|e| fail(e.to_string()))?;
        file.write_all(&part.bytes).map_err(|e| fail(e.to_string()))?;
    }
    file.finish().map(Cursor::into_inner).map_err(|e| fail(e.to_string()))
}
