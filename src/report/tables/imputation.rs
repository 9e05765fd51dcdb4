//! `imputation`: how the chains went that fill in missing covariates.

use super::define::{Field, Folder, Table, Type};

const fn field(
    name: &'static str,
    kind: Type,
    unit: &'static str,
    meaning: &'static str,
    nullable: bool,
) -> Field {
    Field { name, kind, unit, meaning, nullable }
}

/// The declaration.
pub static TABLE: Table = Table {
    name: "imputation",
    description: "One row per imputed covariate, arm, imputation and round: mean and spread of the values filled in; empty when nothing was imputed.",
    folder: Folder::Restricted,
    key: &["imputation", "arm", "covariate", "round"],
    fields: &[
        field(
            "specification",
            Type::Text,
            "",
            "`primary`: all specifications share the completed data sets.",
            false,
        ),
        field("imputation", Type::Whole, "", "Imputation, from 1.", false),
        field("arm", Type::Text, "", "`treated` or `control`: each is filled in by itself.", false),
        field("covariate", Type::Text, "", "The covariate.", false),
        field("method", Type::Text, "", "`pmm`, `norm`, `logistic`, `multinomial` or `ordered`.", false),
        field("known", Type::Whole, "people", "People with a value.", false),
        field("filled", Type::Whole, "people", "People without one.", false),
        field("round", Type::Whole, "", "Round of the chained equations, from 1.", false),
        field("mean", Type::Number, "", "Mean of the values filled in; levels count 0, 1, ...", true),
        field("sd", Type::Number, "", "Their standard deviation.", true),
        field(
            "rhat",
            Type::Number,
            "",
            "R-hat of the covariate in this arm over all imputations; 1 = at rest.",
            true,
        ),
    ],
};
