//! The covariates of the lalonde data, as jobs name them.

/// `[covariates]` of a one-file job.
pub const COVARIATES: &str = r#"[covariates]
age = { kind = "number", column = "age" }
educ = { kind = "number", column = "educ" }
race = { kind = "category", column = "race" }
married = { kind = "yes-no", column = "married" }
nodegree = { kind = "yes-no", column = "nodegree" }
re74 = { kind = "number", column = "re74" }
re75 = { kind = "number", column = "re75" }"#;
