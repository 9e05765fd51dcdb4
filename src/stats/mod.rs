//! Numbers only: slices in, numbers out. Knows mathematics, not people.

pub mod binomial;
pub mod cuts;
pub mod date;
pub mod distribution;
pub mod draw;
pub mod ecdf;
pub mod forest;
pub mod glm;
pub mod lattice;
pub mod linalg;
pub mod moments;
pub mod multiplicity;
pub mod ordinal;
pub mod quantile;
pub mod rank;
pub mod regression;
pub mod reliability;
pub mod rng;
pub mod rubin;
pub mod sandwich;
pub mod sum;
pub mod taylor;
pub mod text;
pub mod tilt;
