//! All that the typesetter may look at.

use super::super::ReportError;
use super::super::theme::Logo;
use super::fonts::Shelf;
use super::source::{LOGO, Source as Written};
use std::collections::BTreeMap;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// A source, its drawings and the fonts.
pub(super) struct Desk<'a> {
    library: LazyHash<Library>,
    shelf: &'a Shelf,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(source: Written, logo: Option<&Logo>, shelf: &'a Shelf) -> Result<Self, ReportError> {
        let drawings = source.drawings.into_iter().enumerate();
        let mut files: BTreeMap<String, Bytes> =
            drawings.map(|(i, svg)| (format!("{i}.svg"), Bytes::from_string(svg))).collect();
        if let Some(logo) = logo {
            files.insert(format!("{LOGO}.{}", logo.kind.ending()), Bytes::new(logo.bytes.clone()));
        }
        let path = VirtualPath::new("report.typ").map_err(|e| super::fail(&e.to_string()))?;
        let main = Source::new(RootedPath::new(VirtualRoot::Project, path).intern(), source.text);
        Ok(Self { library: LazyHash::new(Library::default()), shelf, main, files })
    }

    fn missing(id: FileId) -> FileError {
        FileError::NotFound(id.vpath().get_without_slash().into())
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shelf.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(Self::missing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(id.vpath().get_without_slash()).cloned().ok_or_else(|| Self::missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.fonts.get(index).cloned()
    }

    /// There is no today: the same findings give the same bytes.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
