//! What estimators are called, and what must be true for each.

use super::Names;

/// Name of an estimator in a table.
#[must_use]
pub fn estimator(key: &str) -> String {
    match key {
        "difference" => "Plain difference".to_owned(),
        "regression" => "Regression".to_owned(),
        "ancova" => "Analysis of covariance".to_owned(),
        "bias_corrected" => "Bias-corrected matching".to_owned(),
        "augmented" => "Augmented weighting".to_owned(),
        "ordinal" => "Proportional odds".to_owned(),
        "completion_weighted" => "Completion-weighted difference".to_owned(),
        other => super::effects::capital(&other.replace('_', " ")),
    }
}

/// What must be true for an estimator, beside what all of them share.
///
/// * `estimand`: such as `ATT`.
#[must_use]
pub fn assumed(key: &str, estimand: &str, names: &Names) -> String {
    let (t, c) = (&names.treated, &names.comparison);
    match key {
        "difference" => format!("The {c}, as they are matched or weighted, are like the {t}."),
        "regression" => format!(
            "What is still unlike between the {t} and the {c} acts on the outcome as the regression says, in each group on its own."
        ),
        "ancova" => format!(
            "As the regression, but every fact (the start score among them, where there is one) acts alike in both groups: support does the same for all {t}."
        ),
        "bias_corrected" => format!(
            "The little that partners differ by acts on the outcome nearly in proportion, among the {c}."
        ),
        "augmented" if matches!(estimand, "ATT" | "ATC" | "ATE") => {
            "Either who is supported, or how the outcome hangs on the facts recorded, is described rightly: one of the two is enough."
                .to_owned()
        }
        "augmented" => {
            "Who is supported is described rightly; how the outcome hangs on the facts recorded narrows the interval."
                .to_owned()
        }
        "ordinal" => {
            "Every fact moves the odds of a higher score by the same factor, wherever on the scale the line is drawn.".to_owned()
        }
        _ => String::new(),
    }
}
