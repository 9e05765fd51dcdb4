//! The estimate stage against stored results of the reference tools, and at its edges.

#[path = "../common/mod.rs"]
mod common;
mod edges;
mod factors;
mod hand;
mod lalonde;
mod moderators;
mod oracle;
