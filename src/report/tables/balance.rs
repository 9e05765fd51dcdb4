//! `balance`: how alike the groups are.

use super::define::table;

table! {
    /// One statistic of one covariate or level, before and after matching.
    BalanceRecord = "balance",
    "One row per specification, covariate, level and statistic: how alike the groups are before and after matching.",
    key ["specification", "covariate", "level", "statistic"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    covariate: String, "", "Covariate, start score, `propensity`, or a product such as `age:educ`.";
    label: String, "", "What readers see instead of the name.";
    kind: String, "", "What the values are: `number`, `yes-no` or `category`.";
    level: Option<String>, "", "Level of a category; missing for numbers and yes/no.";
    statistic: String, "", "Which statistic, such as `standardised_difference`.";
    before: Option<f64>, "", "Value before matching, over all eligible units.";
    after: Option<f64>, "", "Value after matching.";
    after_worst: Option<f64>, "", "Value after matching in the completed data set in which it is worst; missing = nothing was imputed.";
    ruler: Option<f64>, "", "Standard deviation the difference was divided by.";
    light: Option<String>, "", "Traffic light of the value after matching: `green`, `amber` or `red`.";
    matched_on: bool, "", "True for covariates the design matched on.";
    suppressed: bool, "", "True if a value is withheld because too few people are behind it.";
}
