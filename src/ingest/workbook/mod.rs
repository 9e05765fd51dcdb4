//! Excel workbooks: one sheet, read cell by cell, only the columns that are asked for.
//!
//! The parts of a workbook are XML in a zip archive. Each is bounded in size and read as it unpacks; in
//! memory are the texts that cells share, the formats, and the columns in the making.

mod archive;
mod book;
mod dates;
mod format;
mod heading;
mod read;
mod rows;
mod sheet;
mod strings;
mod xml;

pub use read::sheets;
pub(super) use read::{outline, read};
