//! What a codebook says about the columns of a file.

use super::levels::Known;
use super::sources::Part;

/// What the codebook called `book` says about a column of a wave: its concept, its codes.
pub fn known(book: Option<&str>, part: &Part, column: &str) -> Option<(String, Known)> {
    let _ = (book, part, column);
    None
}

/// Weeks between two waves, and why.
pub fn gap(book: Option<&str>, start: &Part, end: &Part) -> Option<(f64, String)> {
    let _ = (book, start, end);
    None
}
