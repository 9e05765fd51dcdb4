//! `specifications`: every variant with its settings and its headline.

use super::define::table;

table! {
    /// One specification: how it was made and what it found.
    SpecificationRecord = "specifications",
    "One row per specification: settings, counts, balance and headline; the method statement is written from it.",
    key ["specification"];
    specification: String, "", "Name of the specification; `primary` for the job itself.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    primary: bool, "", "True for the job's own settings.";
    job: String, "", "Title of the job.";
    seed: i64, "", "Seed of everything random.";
    shape: String, "", "`programme_against_survey` or `one_file`.";
    software_version: String, "", "Version of Matchwell.";
    lock: String, "", "`locked`, `unlocked` or `changed` after an outcome-blind design.";
    filter: Option<String>, "", "Who takes part.";
    estimand: String, "", "`ATT`, `ATC` or `ATE`.";
    label: Option<String>, "", "Whom the headline is about, in words.";
    method: String, "", "Which rule picks partners or weights.";
    ratio: Option<f64>, "controls per treated", "Controls asked for.";
    replace: bool, "", "True if a control may serve any number of treated.";
    reuse: i64, "uses", "Most treated that one control may serve.";
    order: String, "", "In which order people choose.";
    ties: String, "", "How ties are resolved.";
    complete_sets: bool, "", "True if incomplete sets are left out.";
    distance: String, "", "How alike two people are.";
    metric_on: Option<String>, "", "Variables of the Mahalanobis distance.";
    terms: String, "", "Terms of the score and the distance.";
    exact: Option<String>, "", "Partners are equal on these.";
    antiexact: Option<String>, "", "Partners differ on these.";
    calipers: Option<String>, "", "Calipers with their absolute widths.";
    discard: String, "", "Who is dropped outside the common range of scores.";
    baseline: String, "", "What is done with the start score.";
    complete: String, "", "When a unit must have its primary outcome.";
    score_model: Option<String>, "", "Model of the score.";
    score_auc: Option<f64>, "", "C-statistic of the score.";
    score_iterations: Option<i64>, "iterations", "Iterations of the fit.";
    score_weighted: bool, "", "True if survey weights entered the score.";
    survey_weights: String, "", "How survey weights enter the analysis weights; `absent` without any.";
    ruler: String, "", "Standard deviation that differences are divided by.";
    green: Option<f64>, "", "Green up to this standardised difference.";
    amber: Option<f64>, "", "Amber up to this.";
    outcome: Option<String>, "", "Outcome of the headline.";
    contrast: Option<String>, "", "Contrast of the headline.";
    base: Option<String>, "", "Base of the headline.";
    estimator: String, "", "Estimator of the headline.";
    measure: String, "", "Measure of the headline.";
    variance: Option<String>, "", "Variance of the headline.";
    level: Option<f64>, "", "Confidence level of the intervals.";
    unit: Option<String>, "", "Unit of the headline.";
    treat_mean: Option<f64>, "", "Mean or proportion of the treated.";
    comparison_mean: Option<f64>, "", "Mean or proportion of the comparison people.";
    estimate: Option<f64>, "", "The headline on the scale of its measure.";
    lower: Option<f64>, "", "Lower limit.";
    upper: Option<f64>, "", "Upper limit.";
    difference: Option<f64>, "", "The headline as an absolute difference.";
    difference_lower: Option<f64>, "", "Lower limit of the absolute difference.";
    difference_upper: Option<f64>, "", "Upper limit of the absolute difference.";
    tests: Option<i64>, "tests", "How many hypotheses were tested.";
    supported: Option<i64>, "people", "Treated people in the file.";
    starters: Option<i64>, "people", "Of those, with a start value.";
    both_scores: Option<i64>, "people", "Of those, with an end value too.";
    treated_matched_label: Option<i64>, "people", "Of those, matched.";
    treated_all: Option<i64>, "people", "Treated units.";
    treated_eligible: Option<i64>, "people", "Eligible treated units.";
    treated_matched: Option<i64>, "people", "Treated units in the comparison.";
    control_all: Option<i64>, "people", "Control units.";
    control_eligible: Option<i64>, "people", "Eligible control units.";
    control_matched: Option<i64>, "people", "Control units in the comparison.";
    control_ess: Option<f64>, "people", "Effective sample size of the controls in the comparison.";
    worst_before: Option<f64>, "SD", "Largest standardised difference before matching.";
    worst_after: Option<f64>, "SD", "Largest standardised difference after matching.";
    l1_before: Option<f64>, "", "Multivariate L1 imbalance before matching.";
    l1_after: Option<f64>, "", "Multivariate L1 imbalance after matching.";
    cost: Option<f64>, "metric of the design", "Sum of the distances of all pairs.";
    tied: Option<i64>, "people", "People whose best partner was tied with another.";
    most_used: Option<i64>, "uses", "Most treated that one control serves.";
    treated_label: String, "", "What the treated are called.";
    control_label: String, "", "What the pool is called.";
    treated_gap_weeks: Option<f64>, "weeks", "Weeks between start and end of the treated.";
    control_gap_weeks: Option<f64>, "weeks", "Weeks between start and end of the pool.";
    disclosure: String, "", "Disclosure profile: `none` or `threshold`.";
    threshold: i64, "people", "Smallest number of people a released figure rests on.";
    round_to: i64, "people", "Released counts are rounded to a multiple of this.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
    settings_json: String, "", "All settings, and what outcomes and covariates are called, as JSON.";
}
