//! The tables a run hands on: one file a table, each field declared once.

pub mod attrition;
pub mod attrition_bounds;
pub mod balance;
mod cell;
pub mod curve;
pub mod curve_choices;
pub mod curve_combinations;
mod define;
pub mod descriptives;
pub mod effects;
pub mod factors;
pub mod feasibility;
pub mod flow;
pub mod imputation;
pub mod moderators;
pub mod pairs;
pub mod review;
pub mod scales;
mod schema;
pub mod sensitivity;
pub mod specifications;
pub mod tests;
pub mod units;
pub mod value;

pub use cell::{Cell, read_column};
pub use define::{Field, Folder, Row, Table, Type};
pub use schema::VERSION;

/// Every table, in order of name.
pub static ALL: [&Table; 21] = [
    &attrition::TABLE,
    &attrition_bounds::TABLE,
    &balance::TABLE,
    &curve::TABLE,
    &curve_choices::TABLE,
    &curve_combinations::TABLE,
    &descriptives::TABLE,
    &effects::TABLE,
    &factors::TABLE,
    &feasibility::TABLE,
    &flow::TABLE,
    &imputation::TABLE,
    &moderators::TABLE,
    &pairs::TABLE,
    &review::TABLE,
    &scales::TABLE,
    &sensitivity::TABLE,
    &specifications::TABLE,
    &tests::TABLE,
    &units::TABLE,
    &value::TABLE,
];
