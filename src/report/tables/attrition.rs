//! `attrition`: who has no end score.

use super::define::table;

table! {
    /// One covariate or level, among starters with and without an end score.
    AttritionRecord = "attrition",
    "One row per specification, arm, covariate and level: people with a start score who have an end score, beside those who have none.",
    key ["specification", "arm", "variable", "level"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    outcome: String, "", "Outcome whose end score is meant: the primary one.";
    arm: String, "", "`treated` or `control`.";
    variable: String, "", "Covariate, or the start column of an outcome.";
    label: String, "", "What readers see instead of the name.";
    level: Option<String>, "", "Level of a category, `yes` for yes/no; missing for the mean of a number.";
    with_people: Option<i64>, "people", "People with an end score whose value is known.";
    without_people: Option<i64>, "people", "People without an end score whose value is known.";
    with_count: Option<i64>, "people", "Of those with an end score, how many have the level.";
    without_count: Option<i64>, "people", "Of those without an end score, how many have the level.";
    with_value: Option<f64>, "", "Mean or share of those with an end score.";
    without_value: Option<f64>, "", "Mean or share of those without.";
    difference: Option<f64>, "SD", "With minus without, over the standard deviation among all starters of the arm.";
    unit: String, "", "`share`, or the unit of the covariate or outcome.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
}
