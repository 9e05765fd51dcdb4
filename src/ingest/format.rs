//! What kind of file it is.

use super::description::Description;
use super::kind::{Kind, of};
use super::stamp::regular;
use super::table::{Content, SourceTable};
use super::text::{self, Packed};
use super::wanted::{FileOptions, Reading, Request};
use super::{ipc, parquet, survey, workbook};
use crate::fault::{Fault, Place};
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Bytes that tell the kind of a file.
const HEAD: u64 = 1 << 16;

/// Reads the columns of `request` from the file at `path`.
pub(super) fn read(path: &Path, request: &Request) -> Result<Content, Vec<Fault>> {
    let (head, size) = open(path, request).map_err(|f| vec![f])?;
    guarded(request, || match kind(&head, path, request).map_err(|f| vec![f])? {
        Kind::Parquet => parquet::read(path, request),
        Kind::Arrow => ipc::read(path, request),
        Kind::Workbook => workbook::read(path, request),
        Kind::Survey(program) => survey::read(program, path, request),
        Kind::Text => text::read(&unpacked(path, request, &head, size)?),
    })
}

/// The kind of a file, if what the job says about reading it can be said of that kind.
fn kind(head: &[u8], path: &Path, request: &Request) -> Result<Kind, Fault> {
    let kind = of(head, path, request)?;
    let FileOptions { sheet, heading, encoding, decimal, delimiter } = &request.options;
    let (text, book) = (kind == Kind::Text, kind == Kind::Workbook);
    let said = [
        ("sheet", sheet.is_some() && !book),
        ("heading", heading.is_some() && !book && !text),
        ("encoding", encoding.is_some() && !text),
        ("decimal", decimal.is_some() && !book && !text),
        ("delimiter", delimiter.is_some() && !text),
    ];
    match said.iter().find(|(_, misplaced)| *misplaced) {
        Some((option, _)) => {
            let message = format!("`{option}` cannot be said of a file of this kind ({})", kind.words());
            Err(whole(request, "MW250", message, "take it out"))
        }
        None if *heading == Some(0) => {
            let message = "there is no row 0".to_owned();
            Err(whole(request, "MW250", message, "rows are counted from 1: `heading = 1`"))
        }
        None => Ok(kind),
    }
}

/// A text file, if what is packed in it is text.
fn unpacked<'a>(
    path: &'a Path,
    request: &'a Request,
    head: &[u8],
    size: u64,
) -> Result<Packed<'a>, Vec<Fault>> {
    let packed = Packed::new(path, request, head, size).map_err(|f| vec![f])?;
    if packed.is_packed() && of(&packed.head, path, request).map_err(|f| vec![f])? != Kind::Text {
        let message = "a table is packed in this file".to_owned();
        return Err(vec![whole(request, "MW203", message, "unpack it; only texts are read packed")]);
    }
    Ok(packed)
}

/// Calls `read`; should a library that reads files of others fail on a damaged one, that is a fault of
/// the file and no end of the program.
fn guarded<T>(request: &Request, read: impl FnOnce() -> Result<T, Vec<Fault>>) -> Result<T, Vec<Fault>> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let message = "the file is damaged in a way that stopped its reader".to_owned();
        Err(vec![whole(request, "MW209", message, "make the file again")])
    })
}

/// The columns of a file, without its cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// How many rows there are, where the file says so.
    pub rows: Option<usize>,
    /// Name of each column, and what the file says about it.
    pub columns: Vec<(String, Description)>,
}

/// Looks at the columns of the file at `path`.
///
/// # Errors
/// A file that cannot be read, or that is none of the kinds that can.
pub fn outline(path: &Path, options: &FileOptions) -> Result<Outline, Vec<Fault>> {
    let request = Request::open_ended(path, options);
    let (head, size) = open(path, &request).map_err(|f| vec![f])?;
    guarded(&request, || match kind(&head, path, &request).map_err(|f| vec![f])? {
        Kind::Parquet => parquet::outline(path, &request),
        Kind::Arrow => ipc::outline(path, &request),
        Kind::Workbook => workbook::outline(path, &request),
        Kind::Survey(program) => survey::outline(program, path, &request),
        Kind::Text => text::outline(&unpacked(path, &request, &head, size)?),
    })
}

/// For each column of the file at `path`, whether it holds texts; `None` where the file's kind does not tell.
///
/// # Errors
/// A file that cannot be read.
pub fn texts(path: &Path, options: &FileOptions) -> Result<Option<Vec<bool>>, Vec<Fault>> {
    let request = Request::open_ended(path, options);
    let (head, _) = open(path, &request).map_err(|f| vec![f])?;
    survey::kind(path, &head).map(|program| survey::texts(program, path, &request)).transpose()
}

/// Reads columns of the file at `path`, the first `limit` rows of them.
///
/// # Errors
/// A file that cannot be read, a column that is not there, cells that cannot be what they are read as.
pub fn columns(
    path: &Path,
    options: &FileOptions,
    wanted: &[(String, Reading)],
    limit: Option<usize>,
) -> Result<SourceTable, Vec<Fault>> {
    let mut request = Request::open_ended(path, options);
    request.limit = limit;
    request.columns = wanted.iter().map(|key| (key.clone(), 1)).collect();
    let content = read(path, &request)?;
    if content.faults.is_empty() { Ok(SourceTable::new(request, content)) } else { Err(content.faults) }
}

/// The first bytes of a file, and its size.
fn open(path: &Path, request: &Request) -> Result<(Vec<u8>, u64), Fault> {
    let failed = |e: std::io::Error| unreadable(request, &e.to_string());
    let about = regular(path).map_err(failed)?;
    let file = File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head).map_err(failed)?;
    if head.is_empty() {
        let help = "give a file with a heading and at least one row";
        return Err(whole(request, "MW204", "the file is empty".to_owned(), help));
    }
    Ok((head, about.len()))
}

/// A fault of a file that cannot be read at all.
pub(super) fn unreadable(request: &Request, why: &str) -> Fault {
    let help = "check the path; it is taken from the folder of the job file";
    whole(request, "MW202", format!("the file cannot be read: {why}"), help)
}

/// A fault of a whole file.
pub(super) fn whole(request: &Request, code: &'static str, message: String, help: &str) -> Fault {
    let place = Place::Data { file: request.path.clone(), row: None, column: None };
    Fault { code, message, help: Some(help.to_owned()), place }
}
