//! Every word and number of the report, in one place: plain English, short sentences.

mod band;
pub mod curve;
pub mod described;
pub mod disclosure;
pub mod effects;
pub mod estimators;
mod genetic;
pub mod glossary;
mod hidden;
mod imputed;
mod method;
pub mod moderators;
mod names;
mod numbers;
pub mod office;
pub mod paper;
mod range;
mod said;
mod sample;
pub mod scales;
pub mod statement;
mod strata;
mod ties;
pub mod value;

pub(super) use band::about;
pub use band::{Band, Part, band, band_line, gap_words, parts};
pub(super) use hidden::strengths;
pub use hidden::{Hidden, amplified, hidden, placebo};
pub use method::{lock, method};
pub use names::{Names, OutcomeWords};
pub use numbers::{count, counted, interval, level, limits, measured, number, people, percent, points};
pub use range::ranges;
pub use said::{can, cannot, follow_up};
pub use ties::ties;
