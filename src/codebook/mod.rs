//! Codebooks: what the columns of a source are called in each wave, and what their codes mean.
//!
//! A codebook is data (`data-schemas/codebooks`, or a file beside the job). It says which codes are
//! missing *for each column*: that negative numbers are missing is never assumed, since ages are
//! top-coded with them and debts are negative.

mod apply;
mod book;
mod draft;
mod entry;
mod expand;
mod find;
mod spec;
mod waves;

pub use apply::{Applied, Translation, apply};
pub use book::Codebook;
pub use draft::draft;
pub use entry::Entry;
pub use find::{find, names, read, schema};
pub use spec::{
    CodebookSpec, ColumnsSpec, FactSpec, MissingListSpec, MissingSpec, NamesSpec, Part, VariableSpec,
    WaveSpec,
};
