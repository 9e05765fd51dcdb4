//! Words that only a report on paper needs.

/// Between the number of a page and that of all pages.
pub const OF: &str = "of";
/// At the end of a caption, before the table's number.
pub const BEHIND: &str = "The numbers behind it are in";

/// Who made the report.
#[must_use]
pub fn made(version: &str) -> String {
    format!("Made with Matchwell {version}.")
}
