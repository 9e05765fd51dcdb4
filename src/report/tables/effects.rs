//! `effects`: what the difference is.

use super::define::table;

table! {
    /// One effect: specification x outcome x contrast x group x base x estimator x measure.
    EffectRecord = "effects",
    "One row per specification, outcome, contrast, group, base, estimator and measure: how much more the treated changed.",
    key ["specification", "outcome", "contrast", "group", "base", "estimator", "measure"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    cell: Option<i64>, "", "Number of the cell of the specification curve; missing = a specification of its own.";
    outcome: String, "", "Outcome.";
    contrast: String, "", "What about it: `change`, `end`, `improved`, `unchanged`, `worsened`, `left_case`, `became_case` or `value`.";
    group: String, "", "`all` or the name of a sub-group.";
    base: String, "", "What percentages and means are of: `all_matched`, `could_improve`, `could_worsen`, `cases_at_start` or `non_cases_at_start`.";
    estimand: String, "", "Whom the effect is about, in words.";
    estimator: String, "", "How it was estimated: `difference`, `regression`, `ancova`, `bias_corrected`, `augmented`, `ordinal` or `completion_weighted`.";
    measure: String, "", "Scale of the estimate: `difference`, `risk_ratio`, `odds_ratio`, `per_hundred` (extra people per 100), `number_needed` (people for one more) or `hedges_g` (standardised difference).";
    variance: String, "", "Name of the variance.";
    treat_number: Option<i64>, "people", "Treated people in the base.";
    treat_numerator: Option<f64>, "people", "Treated people with the event.";
    treat_mean: Option<f64>, "", "Mean or proportion of the treated.";
    treat_lower: Option<f64>, "", "Lower limit of that mean.";
    treat_upper: Option<f64>, "", "Upper limit of that mean.";
    comparison_number: Option<i64>, "people", "Comparison people in the base.";
    comparison_ess: Option<f64>, "people", "Effective sample size of the comparison people under their weights.";
    comparison_numerator_weighted: Option<f64>, "people", "Comparison people with the event, weights of mean 1.";
    comparison_mean: Option<f64>, "", "Weighted mean or proportion of the comparison people.";
    comparison_lower: Option<f64>, "", "Lower limit of that mean.";
    comparison_upper: Option<f64>, "", "Upper limit of that mean.";
    estimate: Option<f64>, "", "The effect on the scale of `measure`; proportions are fractions of 1.";
    se: Option<f64>, "", "Standard error of the estimate (log scale for ratios).";
    lower: Option<f64>, "", "Lower limit of the interval.";
    upper: Option<f64>, "", "Upper limit of the interval.";
    df: Option<f64>, "", "Degrees of freedom; missing = normal distribution.";
    imputations: Option<i64>, "data sets", "Completed data sets the row is pooled over; missing = nothing was imputed.";
    missing_share: Option<f64>, "", "Share of the variance that is due to imputed values (between the data sets).";
    missing_information: Option<f64>, "", "Fraction of missing information (Rubin 1987, with Barnard and Rubin's degrees of freedom).";
    clusters: Option<i64>, "clusters", "Clusters the variance is built from: of the dimension and arm that has fewest.";
    difference: Option<f64>, "", "The absolute difference, whatever the measure.";
    difference_lower: Option<f64>, "", "Lower limit of the absolute difference.";
    difference_upper: Option<f64>, "", "Upper limit of the absolute difference.";
    p_value: Option<f64>, "", "Two-sided p-value of a difference of nought.";
    p_holm: Option<f64>, "", "p-value adjusted by Holm over the main rows.";
    p_bh: Option<f64>, "", "p-value adjusted by Benjamini and Hochberg over the main rows.";
    number_needed_to_detect: Option<f64>, "people", "People per arm at which the observed difference would be significant, if it is not.";
    detectable: Option<f64>, "", "Smallest absolute difference that a test at 5 % would find with a power of 80 %, given its standard error.";
    primary: bool, "", "True for the one declared headline of the job.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
    null_reason: Option<String>, "", "Why there is no estimate, where there is none.";
    unit: String, "", "Unit of the estimate.";
}

impl EffectRecord {
    /// `true` if the arms' means are proportions.
    #[must_use]
    pub fn is_proportion(&self) -> bool {
        let of_means = matches!(self.measure.as_str(), "difference" | "hedges_g");
        self.treat_numerator.is_some() || self.unit.contains("percentage") || !of_means
    }

    /// `true` if the estimate is a ratio, whose value of no effect is 1.
    #[must_use]
    pub fn is_ratio(&self) -> bool {
        matches!(self.measure.as_str(), "risk_ratio" | "odds_ratio")
    }

    /// Unit of the arms' means and of their difference.
    #[must_use]
    pub fn natural_unit(&self) -> &str {
        self.unit.strip_prefix("standard deviations of ").unwrap_or(&self.unit)
    }
}
