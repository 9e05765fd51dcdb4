//! Sizes of pages, in twentieths of a point.

use super::xml::{around, empty};

/// A page of A4.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    width: usize,
    height: usize,
    turned: &'static str,
}

/// Upright: for text.
pub(super) const PORTRAIT: Page = Page { width: 11_906, height: 16_838, turned: "portrait" };
/// On its side: for wide tables.
pub(super) const LANDSCAPE: Page = Page { width: 16_838, height: 11_906, turned: "landscape" };
/// Two centimetres at every side.
const MARGIN: usize = 1_134;

impl Page {
    /// Width between the margins.
    pub(super) fn room(self) -> usize {
        self.width - 2 * MARGIN
    }

    /// The mark at the end of the document.
    pub(super) fn last(self) -> String {
        let margin = MARGIN.to_string();
        let edges = ["w:top", "w:right", "w:bottom", "w:left"].map(|edge| (edge, margin.as_str()));
        let more = [("w:header", "708"), ("w:footer", "567"), ("w:gutter", "0")];
        let (width, height) = (self.width.to_string(), self.height.to_string());
        let size = [("w:w", width.as_str()), ("w:h", &height), ("w:orient", self.turned)];
        let parts = [
            empty("w:footerReference", &[("w:type", "default"), ("r:id", "rIdfooter")]),
            empty("w:pgSz", &size),
            empty("w:pgMar", &[edges.as_slice(), &more].concat()),
        ];
        around("w:sectPr", &[], &parts.concat())
    }

    /// The mark where other pages begin.
    pub(super) fn ends_here(self) -> String {
        around("w:p", &[], &around("w:pPr", &[], &self.last()))
    }
}
