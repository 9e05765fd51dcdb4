//! Block bootstrap: the interval from what other samples would have given, without a formula.

mod blocks;
mod refit;
mod run;
mod score;

pub(super) use run::all;
