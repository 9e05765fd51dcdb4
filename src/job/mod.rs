//! The job file: what was said ([`JobSpec`]), checked into what is meant ([`Job`]).

mod spec;

pub use spec::*;
