//! Colours: calm, told apart by the colour-blind (after Okabe and Ito 2008) and in grey.

/// Treated.
pub const TREATED: &str = "#0b5c8f";
/// Comparison: marks.
pub const COMPARISON: &str = "#d55e00";
/// Comparison: words, which need more contrast to the paper than marks.
pub const COMPARISON_WORDS: &str = "#a94a00";
/// Text.
pub const TEXT: &str = "#1d2b36";
/// Secondary text.
pub const MUTED: &str = "#52606b";
/// Lines of axes.
pub const LINE: &str = "#c9c6bd";
/// Fill of what did not happen.
pub const EMPTY: &str = "#e4e1d8";
/// Background of boxes.
pub const PAPER: &str = "#ffffff";
/// Marks that are neither arm.
pub const NEUTRAL: &str = "#6b7780";
