//! A drawing as pixels.

use super::super::ReportError;
use super::super::theme::Theme;
use super::fonts::files;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::sync::Arc;

/// Pixels for each pixel of the page.
const FINE: f32 = 2.0;

/// Most pixels a picture may have.
const MOST: f32 = 1e8;

/// The drawing as PNG, with the fonts of the theme and of the program alone.
///
/// # Errors
/// [`ReportError::Draw`] if it is no drawing, or one of absurd size.
pub fn png(svg: &str, theme: &Theme) -> Result<Vec<u8>, ReportError> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    for file in files(&theme.fonts.files) {
        fonts.load_font_source(resvg::usvg::fontdb::Source::Binary(Arc::new(file)));
    }
    fonts.set_sans_serif_family("Source Sans 3");
    let tree = Tree::from_str(svg, &options).map_err(|e| fail(&e.to_string()))?;
    let size = tree.size();
    let (width, height) = ((size.width() * FINE).ceil(), (size.height() * FINE).ceil());
    if width * height > MOST {
        return Err(fail("too large"));
    }
    let mut pixels = Pixmap::new(width as u32, height as u32).ok_or_else(|| fail("without size"))?;
    resvg::render(&tree, Transform::from_scale(FINE, FINE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| fail(&e.to_string()))
}

fn fail(reason: &str) -> ReportError {
    ReportError::Draw { what: "a chart as PNG", reason: reason.to_owned() }
}
