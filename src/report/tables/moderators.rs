//! `moderators`: how far effects differ between people.

use super::define::table;

table! {
    /// One part of one moderator: its effect, and how far it is from the effect among the others.
    ModeratorRecord = "moderators",
    "One row per specification, main question, moderator and level: the effect there, the effect elsewhere, and the difference of the two with its test.",
    key ["specification", "outcome", "contrast", "base", "moderator", "kind", "level"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    outcome: String, "", "Outcome.";
    contrast: String, "", "What about it, as in `effects`.";
    base: String, "", "What percentages and means are of, as in `effects`.";
    estimator: String, "", "Estimator of the effects, as in `effects`; slopes are always by `difference`.";
    moderator: String, "", "Name of the sub-group, or column the effect may differ by.";
    label: String, "", "What readers see.";
    kind: String, "", "`subgroup` (against everyone else), `category` (a level against all others) or `number` (a slope).";
    level: Option<String>, "", "Level of a category.";
    after_start: bool, "", "True if it was measured after the start: described, not tested.";
    treat_supported: Option<i64>, "people", "Treated people here with the values the outcome needs.";
    treat_number: Option<i64>, "people", "Of those, in the comparison.";
    support_share: Option<f64>, "", "Share of them who are in the comparison: common support.";
    comparison_number: Option<i64>, "people", "Comparison people here.";
    effect: Option<f64>, "", "Difference here; for a number, where it is at its mean among the treated.";
    effect_se: Option<f64>, "", "Its standard error.";
    effect_lower: Option<f64>, "", "Its lower limit.";
    effect_upper: Option<f64>, "", "Its upper limit.";
    others_treat_number: Option<i64>, "people", "Treated people in the comparison who are not here.";
    others_comparison_number: Option<i64>, "people", "Comparison people who are not here.";
    others_effect: Option<f64>, "", "Difference among all who are not here.";
    others_lower: Option<f64>, "", "Its lower limit.";
    others_upper: Option<f64>, "", "Its upper limit.";
    step: Option<f64>, "", "For a number: the step that `interaction` is told for, in its own unit.";
    interaction: Option<f64>, "", "Effect here less effect elsewhere; for a number, change of the effect with one step.";
    interaction_se: Option<f64>, "", "Its standard error.";
    interaction_lower: Option<f64>, "", "Its lower limit.";
    interaction_upper: Option<f64>, "", "Its upper limit.";
    interaction_df: Option<f64>, "", "Its degrees of freedom; missing = normal distribution.";
    interaction_p: Option<f64>, "", "Two-sided p-value of no difference between the effects of this row.";
    variance: Option<String>, "", "Name of the variance of the interaction.";
    clusters: Option<i64>, "clusters", "Clusters it is built from.";
    test_statistic: Option<f64>, "", "Joint test that the effect is the same in all parts: chi-squared, or F where `test_df_below` is given.";
    test_df: Option<i64>, "", "Differences tested.";
    test_df_below: Option<f64>, "", "Degrees of freedom of the variances; missing = chi-squared.";
    test_p: Option<f64>, "", "p-value of that test.";
    test_p_holm: Option<f64>, "", "The same adjusted by Holm over all tests of the specification.";
    test_p_bh: Option<f64>, "", "The same adjusted by Benjamini and Hochberg.";
    tests: i64, "tests", "Tests of differences between effects made in the specification.";
    primary: bool, "", "True for the question of the one declared headline.";
    proportion: bool, "", "True if effects are differences of proportions.";
    unit: String, "", "Unit of effects and interaction.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
    null_reason: Option<String>, "", "Why a figure is missing, where one is.";
}
