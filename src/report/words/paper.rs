//! Words that only a report on paper needs.

/// Heading of the list of sections.
pub const CONTENTS: &str = "Contents";
/// What a figure is called before its number.
pub const FIGURE: &str = "Figure";
/// What a table is called before its number.
pub const TABLE: &str = "Table";
/// Before a page's number, and between it and the number of pages.
pub const PAGE: [&str; 2] = ["page", "of"];
/// At the end of a caption, before the table's number.
pub const BEHIND: &str = "The numbers behind it are in";
/// Heading of the tables that the text points to.
pub const APPENDIX: &str = "The numbers behind the figures";
/// Before the reason for which a finding is accepted.
pub const ACCEPTED: &str = "Accepted by the analyst because:";

/// Who made the report.
#[must_use]
pub fn made(version: &str) -> String {
    format!("Made with Matchwell {version}.")
}
