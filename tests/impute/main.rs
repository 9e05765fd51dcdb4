//! Multiple imputation through whole jobs: what is filled in, what may be read for it, how results are pooled.

mod coverage;
mod elsewhere;
#[path = "../common/engine.rs"]
mod engine;
mod faults;
mod people;
mod pooling;
mod run;
