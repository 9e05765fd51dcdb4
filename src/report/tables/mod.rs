//! The tables a run hands on: one file a table, each field declared once.

pub mod attrition;
pub mod attrition_bounds;
pub mod balance;
mod cell;
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
mod schema;
pub mod sensitivity;
pub mod specifications;
pub mod units;

pub use cell::{Cell, read_column};
pub use define::{Field, Folder, Row, Table, Type};
pub use schema::VERSION;

/// Every table, in order of name.
pub static ALL: [&Table; 15] = [
    &attrition::TABLE,
    &attrition_bounds::TABLE,
    &balance::TABLE,
    &descriptives::TABLE,
    &effects::TABLE,
    &factors::TABLE,
    &feasibility::TABLE,
    &flow::TABLE,
    &imputation::TABLE,
    &moderators::TABLE,
    &pairs::TABLE,
    &review::TABLE,
    &sensitivity::TABLE,
    &specifications::TABLE,
    &units::TABLE,
];
