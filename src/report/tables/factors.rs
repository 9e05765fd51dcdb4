//! `factors`: what improvement goes with.

use super::define::table;

table! {
    /// One factor of improvement, or one level of it.
    FactorRecord = "factors",
    "One row per specification, factor and level: its average marginal effect on the share who improved, among the treated, among their matched comparison, and the difference of the two, which alone may be interpreted.",
    key ["specification", "outcome", "contrast", "base", "factor", "level"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    outcome: String, "", "Outcome.";
    contrast: String, "", "Which share of people, as in `effects`.";
    base: String, "", "What it is a share of, as in `effects`.";
    factor: String, "", "Column, or name of the group.";
    label: String, "", "What readers see.";
    kind: String, "", "`start` (start score), `covariate` or `group`.";
    level: Option<String>, "", "Level or band; missing for numbers, yes/no and groups.";
    reference: Option<String>, "", "Level it is set against; missing for numbers, yes/no and groups.";
    step: Option<f64>, "", "For a number: the step, one standard deviation among the treated.";
    after_start: bool, "", "True if it was measured after the start: 'associated with', and no comparison has it.";
    treat_number: Option<i64>, "people", "Treated people with the level; all in the model, for a number.";
    treat_all: Option<i64>, "people", "Treated people in the model.";
    comparison_number: Option<i64>, "people", "Comparison people with the level.";
    comparison_all: Option<i64>, "people", "Comparison people in the model.";
    treat_effect: Option<f64>, "", "Average marginal effect among the treated, a difference of shares.";
    treat_se: Option<f64>, "", "Its standard error.";
    treat_lower: Option<f64>, "", "Its lower limit.";
    treat_upper: Option<f64>, "", "Its upper limit.";
    comparison_effect: Option<f64>, "", "The same among the matched comparison people.";
    comparison_se: Option<f64>, "", "Its standard error.";
    comparison_lower: Option<f64>, "", "Its lower limit.";
    comparison_upper: Option<f64>, "", "Its upper limit.";
    interaction: Option<f64>, "", "The one less the other: what the factor does to the effect of the programme.";
    interaction_se: Option<f64>, "", "Its standard error.";
    interaction_lower: Option<f64>, "", "Its lower limit.";
    interaction_upper: Option<f64>, "", "Its upper limit.";
    interaction_df: Option<f64>, "", "Its degrees of freedom; missing = normal distribution.";
    interaction_p: Option<f64>, "", "Its two-sided p-value.";
    interaction_p_holm: Option<f64>, "", "The same adjusted by Holm over all factors.";
    interaction_p_bh: Option<f64>, "", "The same adjusted by Benjamini and Hochberg.";
    tests: i64, "tests", "Factors tested.";
    variance: Option<String>, "", "Name of the variance.";
    left_out: Option<i64>, "people", "Treated people left out because a factor is not known of them.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
    null_reason: Option<String>, "", "Why a figure is missing, where one is.";
}
