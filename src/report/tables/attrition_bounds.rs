//! `attrition_bounds`: what people without an end score could do to a result.

use super::define::table;

table! {
    /// Tipping point and bounds of one result.
    BoundsRecord = "attrition_bounds",
    "One row per specification, contrast and base of the primary outcome: the mean of the treated without an end score at which the difference is 0, and the worst- and best-case bounds.",
    key ["specification", "outcome", "contrast", "base"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    outcome: String, "", "Outcome.";
    contrast: String, "", "What about it, as in `effects`.";
    base: String, "", "What percentages and means are of, as in `effects`.";
    primary: bool, "", "True for the headline's own question.";
    treated_starters: Option<i64>, "people", "Treated people of the base with a start score.";
    treated_lost: Option<i64>, "people", "Of those, without an end score.";
    control_starters: Option<i64>, "people", "Controls of the base with a start score.";
    control_lost: Option<i64>, "people", "Of those, without an end score.";
    share_lost: Option<f64>, "", "Share of the treated starters without an end score.";
    seen: Option<f64>, "", "Mean or proportion of the treated who were seen.";
    comparison: Option<f64>, "", "Mean or proportion of the comparison people.";
    difference: Option<f64>, "", "The difference among those seen.";
    tipping_point: Option<f64>, "", "Mean or proportion of the treated without an end score at which the difference would be 0.";
    tipping_limit: Option<f64>, "", "The same for the limit of the interval nearer to 0; missing where the interval holds 0.";
    lowest: Option<f64>, "", "Lowest mean they could have, given their start scores.";
    highest: Option<f64>, "", "Highest mean they could have.";
    attainable: Option<String>, "", "`yes` if the tipping point lies between lowest and highest, else `no`.";
    lower_bound: Option<f64>, "", "The difference with every unseen treated score at its lowest and every unseen control score at its highest value.";
    upper_bound: Option<f64>, "", "The reverse.";
    informative: Option<String>, "", "`no` if the bounds are as far apart as the scale of one value is wide, else `yes`.";
    proportion: bool, "", "True if the figures are proportions.";
    unit: String, "", "Unit of the difference.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
}
