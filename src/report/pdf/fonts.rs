//! The fonts in the program, and those that a theme brings.

use std::borrow::Cow;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Source Sans 3 by Adobe, under the SIL Open Font License (`fonts/LICENSE`).
const SANS: [&[u8]; 2] =
    [include_bytes!("fonts/SourceSans3-Regular.ttf"), include_bytes!("fonts/SourceSans3-Bold.ttf")];

/// The fonts that may be used: those of a theme, then ours.
pub(super) fn files(own: &[Vec<u8>]) -> impl Iterator<Item = Cow<'static, [u8]>> {
    let ours = SANS.into_iter().chain(typst_assets::fonts()).map(Cow::Borrowed);
    own.iter().cloned().map(Cow::Owned).chain(ours)
}

/// The same, read.
pub(super) struct Shelf {
    pub(super) fonts: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
}

impl Shelf {
    /// The shelf with the fonts in `files` on it.
    pub(super) fn new(files: &[Vec<u8>]) -> Self {
        let fonts: Vec<Font> = self::files(files).map(Bytes::new).flat_map(Font::iter).collect();
        Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    /// `true` if some font can draw `c`, or if it needs no drawing.
    pub(super) fn draws(&self, c: char) -> bool {
        c.is_ascii() || self.fonts.iter().any(|f| f.info().coverage.contains(u32::from(c)))
    }
}
