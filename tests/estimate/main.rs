//! The estimate stage against stored results of the reference tools, and at its edges.

mod adjusted;
#[path = "../common/mod.rs"]
mod common;
mod corrected;
mod edges;
mod factors;
mod few_clusters;
mod hand;
mod lalonde;
mod measures;
mod moderators;
mod oracle;
