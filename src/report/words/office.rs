//! What files for an office say around the findings: workbooks, text documents, summaries.

/// Where a figure would be that rests on too few people.
pub const WITHHELD: &str = "withheld";
/// First sheet of the workbook.
pub const READ_ME: &str = "Read me";
/// Second sheet of the workbook.
pub const COLUMNS: &str = "Columns";
/// Headings of the list of columns.
pub const COLUMN_HEADS: [&str; 6] = ["table", "column", "type", "unit", "meaning", "may be empty"];
/// Headings of the list of sheets.
pub const SHEET_HEADS: [&str; 3] = ["Sheet", "Rows", "A row is"];
/// Above the notes on reading a workbook.
pub const HOW_TO_READ: &str = "How to read the sheets";
/// Above the list of sheets.
pub const SHEETS: &str = "What each sheet holds";
/// What the sheet of columns holds.
pub const COLUMNS_HOLD: &str = "A column of a sheet: its type, its unit and what it says.";
/// End of a text that is too long for a cell of a workbook.
pub const CUT: &str = " … (cut: longer than a cell can hold; the whole text is in the Parquet file)";
/// What a Word document calls a table in captions.
pub const TABLE: &str = "Table";
/// What a Word document calls a chart in captions.
pub const FIGURE: &str = "Figure";
/// Heading of the tables behind the text.
pub const APPENDIX: &str = "Appendix: the numbers behind the text";
/// Before the number of a page.
pub const PAGE: &str = "page";

/// How to read a sheet: what a row is, where the base of a share stands, what an empty cell means.
pub const NOTES: [&str; 5] = [
    "One sheet is one table, as it was released: a row is what the list below says, a column is one fact. The sheet 'Columns' tells the type, unit and meaning of every column.",
    "A share lies between 0 and 1. Its base, numerator and denominator are columns of the same row.",
    "Numbers are stored as they were released; a cell may show fewer decimals than it holds. Nothing here is a formula.",
    "An empty cell: there is no such figure. 'withheld': the row is marked as suppressed, because too few people are behind it, and the figure is not shown (or there is none).",
    "Rows of all analyses stand in one table; the column 'specification' tells them apart, and the filter at its head shows one of them.",
];

/// Tables that have no row in this run.
#[must_use]
pub fn without_rows(names: &[&str]) -> String {
    format!("Without a row in this run, and so without a sheet: {}.", names.join(", "))
}

/// Which program made it.
#[must_use]
pub fn made_with(version: &str) -> String {
    format!("Made with Matchwell {version}")
}

/// Which program made a workbook, and which version its tables have.
#[must_use]
pub fn made_tables(version: &str, tables: &str) -> String {
    format!("{}; version {tables} of the tables.", made_with(version))
}

/// What a type of column is called.
#[must_use]
pub fn kind(word: &str) -> &str {
    match word {
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "true or false",
        other => other,
    }
}

/// What stands where a table is too long for a text document.
#[must_use]
pub fn too_long(caption: &str, rows: usize) -> String {
    let caption = caption.trim_end_matches('.');
    format!(
        "{caption}: {rows} rows, too many for this document. They are in report.html and in the released tables."
    )
}

/// Which of several drawings beside each other is which.
#[must_use]
pub fn from_left(names: &[&str]) -> String {
    format!("From left to right: {}.", names.join("; "))
}

/// Last words of a summary.
pub const SUMMARY_OF: &str =
    "This is a summary. Charts, methods and whatever is said to stand below are in the report.";

/// How many points a summary leaves to the report.
#[must_use]
pub fn more_in_report(more: usize) -> String {
    if more == 1 {
        "One more stands in the report.".to_owned()
    } else {
        format!("{more} more stand in the report.")
    }
}
