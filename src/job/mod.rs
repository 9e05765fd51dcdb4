//! The job file: what was said ([`JobSpec`]), checked into what is meant ([`Job`]).

mod schema;
mod spec;

pub use schema::schema;
pub use spec::*;
