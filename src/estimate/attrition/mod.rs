//! People with a start and no end score: who they are, who can stand for them, how much they could change.

mod model;
mod profile;
mod run;
mod tilt;
mod types;
mod unseen;

pub use profile::profile;
pub use types::*;

pub(super) use run::run;
pub(super) use tilt::Completion;
