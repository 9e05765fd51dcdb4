//! Text files: from packed bytes in some encoding to rows of cells.

mod decimals;
mod delimited;
mod delimiter;
mod encoding;
mod ending;
mod packed;
mod packing;

pub(super) use decimals::{Seen, Style};
pub(super) use encoding::sixteen;
pub(super) use packed::{Packed, outline, read};
pub(super) use packing::{Bounded, Limits, Packing, Swollen};
