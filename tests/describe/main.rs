//! Who was supported and how: counts by hand, the made example against pandas, faults, disclosure, the report.

#[path = "../common/engine.rs"]
mod engine;

mod by_hand;
mod loneliness;
mod refused;
mod released;
