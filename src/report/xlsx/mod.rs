//! The released tables as one Excel workbook: a sheet a table, numbers as numbers, no formula, no macro.

mod front;
mod look;
mod sheet;
mod text;

use super::document::Document;
use super::tables::Table;
use super::words::office;
use super::{Release, ReportError};
use arrow::array::RecordBatch;
use look::Look;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// The workbook of a release: what it holds, what each column says, then one sheet for each table that has rows.
///
/// A table that is added to the release needs no change here. The same findings give the same bytes.
///
/// # Errors
/// [`ReportError::Draw`] if the library refuses, [`ReportError::Table`] if a table cannot be made.
pub fn render(release: &Release, document: &Document) -> Result<Vec<u8>, ReportError> {
    book(&release.batches()?, document)
        .map_err(|e| ReportError::Draw { what: "the workbook", reason: e.to_string() })
}

fn book(tables: &[(&'static Table, RecordBatch)], document: &Document) -> Result<Vec<u8>, XlsxError> {
    let (filled, empty): (Vec<_>, Vec<_>) = tables.iter().partition(|(_, b)| b.num_rows() > 0);
    let look = Look::new();
    let mut book = Workbook::new();
    book.set_properties(&properties(document)?);
    front::read_me(book.add_worksheet(), document, &filled, &empty, &look)?;
    front::columns(book.add_worksheet(), &filled, &look)?;
    for (table, batch) in filled {
        sheet::write(book.add_worksheet(), table, batch, &look)?;
    }
    book.save_to_buffer()
}

/// A fixed date: the library would ask the clock.
fn properties(document: &Document) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new()
        .set_title(&document.title)
        .set_author(office::made_with(&document.version))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?))
}
