//! `pairs`: the edges a method chose.

use super::define::{Field, Folder, Table, Type};

const fn field(name: &'static str, kind: Type, unit: &'static str, meaning: &'static str) -> Field {
    let nullable = matches!(kind, Type::Whole) && unit.is_empty();
    Field { name, kind, unit, meaning, nullable }
}

/// The declaration.
pub static TABLE: Table = Table {
    name: "pairs",
    description: "One row per chosen pair of a treated and a control unit; empty for methods without pairs.",
    folder: Folder::Restricted,
    key: &["specification", "imputation", "set_id", "slot", "treated_id", "control_id"],
    fields: &[
        field("specification", Type::Text, "", "Name of the specification."),
        field("imputation", Type::Whole, "", "Imputation, from 1; missing = nothing was imputed."),
        field("set_id", Type::Whole, "set", "Set, numbered from 0 in order of the focal unit."),
        field("treated_id", Type::Text, "", "Id of the treated unit."),
        field("control_id", Type::Text, "", "Id of the control unit."),
        field("slot", Type::Whole, "position", "First, second, ... partner of the focal unit, from 1."),
        field("distance", Type::Number, "metric of the design", "Distance between the two."),
    ],
};
