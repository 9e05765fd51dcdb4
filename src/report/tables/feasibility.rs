//! `feasibility`: what could be matched at all, stratum by stratum.

use super::define::{Field, Folder, Table, Type};

const fn field(name: &'static str, kind: Type, unit: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, unit, meaning, nullable: false }
}

/// The declaration.
pub static TABLE: Table = Table {
    name: "feasibility",
    description: "One row per exact stratum and rule, worked out before matching: who is there, how many pairs are possible, and what each rule costs.",
    folder: Folder::Restricted,
    key: &["specification", "stratum", "rule"],
    fields: &[
        field("specification", Type::Text, "", "Name of the specification."),
        Field {
            name: "imputation",
            kind: Type::Whole,
            unit: "",
            meaning: "Imputation; missing = none or pooled.",
            nullable: true,
        },
        field("stratum", Type::Text, "", "The stratum in words; `everybody` without an exact rule."),
        field("rule", Type::Text, "", "One rule, or `all rules together`."),
        field(
            "focal",
            Type::Whole,
            "people",
            "Eligible people who look for partners: the treated, or the controls for ATC.",
        ),
        field("pool", Type::Whole, "people", "Eligible people who may be partners."),
        field(
            "most_pairs",
            Type::Whole,
            "pairs",
            "Most 1:1 pairs under all rules, or a bound on it (see `attained`).",
        ),
        field(
            "attained",
            Type::YesNo,
            "",
            "True if that many pairs can be made; false if it is only a bound.",
        ),
        field(
            "without_partner",
            Type::Whole,
            "people",
            "Focal people whom this rule alone leaves without any possible partner.",
        ),
    ],
};
