//! Every word and number of the report, in one place: plain English, short sentences.

mod numbers;

pub use numbers::{count, interval, level, number, percent, points};
