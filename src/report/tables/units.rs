//! `units`: one row per unit of both arms.

use super::define::{Field, Folder, Table, Type};

const fn field(name: &'static str, kind: Type, meaning: &'static str, nullable: bool) -> Field {
    Field { name, kind, unit: "", meaning, nullable }
}

/// The declaration. Covariates are appended on request, so they are not listed.
pub static TABLE: Table = Table {
    name: "units",
    description: "One row per unit of both arms: what became of it and what it weighs.",
    folder: Folder::Restricted,
    key: &["specification", "imputation", "arm", "unit_id"],
    fields: &[
        field("specification", Type::Text, "Name of the specification.", false),
        field("imputation", Type::Whole, "Imputation, from 1; missing = nothing was imputed.", true),
        field("arm", Type::Text, "`treated` or `control`.", false),
        field("unit_id", Type::Text, "Id of the unit in its source; unique within its arm.", false),
        field("eligible", Type::YesNo, "True if the unit may take part in the comparison.", false),
        field("reason", Type::Text, "Why the unit is not eligible; missing = it is.", true),
        field(
            "fate",
            Type::Text,
            "What became of it in matching: `ineligible`, `matched`, `no_stratum`, `no_admissible`, `none_left`, `spare`, `not_chosen` or `trimmed`.",
            false,
        ),
        field("set_id", Type::Whole, "Set (pair, k:1 set or stratum); missing = in none.", true),
        field("matching_weight", Type::Number, "Weight from the matching; 0 = not used.", false),
        field("survey_weight", Type::Number, "Survey weight, mean 1 over eligible controls.", true),
        field("analysis_weight", Type::Number, "Weight of the unit in every result.", false),
        field("score", Type::Number, "Propensity (or resemblance) score, a probability.", true),
        field("stratum", Type::Text, "Exact stratum; missing = not eligible or no exact rule.", true),
    ],
};
