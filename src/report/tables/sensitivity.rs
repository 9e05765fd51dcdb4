//! `sensitivity`: what a doubt of some strength makes of an effect.

use super::define::table;

table! {
    /// One doubt at one strength, about one effect.
    SensitivityRecord = "sensitivity",
    "One row per specification, effect, doubt and strength: what would be left of the effect, or how strong the doubt must be to undo it.",
    key ["specification", "analysis", "outcome", "contrast", "group", "base", "estimator", "measure", "subject", "parameter", "strength", "second_parameter", "second_strength"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    analysis: String, "", "Which doubt.";
    outcome: String, "", "Outcome.";
    contrast: String, "", "What about it, as in `effects`.";
    group: String, "", "`all` or the name of a sub-group.";
    base: String, "", "What percentages and means are of, as in `effects`.";
    estimator: String, "", "Estimator of the effect, as in `effects`.";
    measure: String, "", "Measure of the effect, as in `effects`.";
    primary: bool, "", "True for doubts about the one declared headline.";
    subject: Option<String>, "", "What the strength is measured by: a covariate, a placebo outcome.";
    parameter: Option<String>, "", "What the strength is.";
    strength: Option<f64>, "", "How strong the doubt is supposed to be.";
    second_parameter: Option<String>, "", "A second strength, where there are two.";
    second_strength: Option<f64>, "", "How strong that is supposed to be.";
    estimate: Option<f64>, "", "The effect at that strength.";
    lower: Option<f64>, "", "Lower limit at that strength.";
    upper: Option<f64>, "", "Upper limit at that strength.";
    p_value: Option<f64>, "", "Largest p-value at that strength.";
    p_lower: Option<f64>, "", "Smallest p-value at that strength.";
    value: Option<f64>, "", "Strength at which the result is undone.";
    proportion: bool, "", "True if estimate and limits are differences of proportions.";
    unit: String, "", "Unit of estimate and limits.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
    null_reason: Option<String>, "", "Why there is no figure, where there is none.";
    remark: Option<String>, "", "What to know when reading the figures.";
}
