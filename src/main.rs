//! The `matchwell` program.

fn main() {}
