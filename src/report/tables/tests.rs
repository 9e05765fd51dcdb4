//! `tests`: results without a formula for their interval.

use super::define::table;

table! {
    /// One exact test or bootstrap interval.
    TestRecord = "tests",
    "One row per specification, result and method: the same result by a test or an interval that needs no formula for the variance.",
    key ["specification", "outcome", "contrast", "group", "base", "estimator", "measure", "method"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    outcome: String, "", "Outcome.";
    contrast: String, "", "What about it, as in `effects`.";
    group: String, "", "`all` or the name of a sub-group.";
    base: String, "", "What percentages and means are of, as in `effects`.";
    estimator: String, "", "How it was estimated, as in `effects`; tests in sets are of the plain difference.";
    measure: String, "", "Scale of the estimate: `difference`, `risk_ratio` or `odds_ratio` (for McNemar's test of pairs the conditional one).";
    method: String, "", "`randomisation` (chance picks the treated of each set), `signed_rank` (pairs) or `aligned_rank` (sets) with the Hodges-Lehmann estimate, `mcnemar_exact`, `mcnemar_mid_p`, `bootstrap_percentile` or `bootstrap_bca`.";
    statistic: Option<f64>, "", "Rank sum of the positive differences (`signed_rank`) or of the treated (`aligned_rank`); missing where the estimate is the statistic.";
    estimate: Option<f64>, "", "The effect on the scale of `measure`; proportions are fractions of 1. For rank tests the Hodges-Lehmann estimate of an effect that is the same for everybody.";
    se: Option<f64>, "", "Standard deviation of the bootstrap replicates (log scale for ratios).";
    lower: Option<f64>, "", "Lower limit of the interval.";
    upper: Option<f64>, "", "Upper limit of the interval.";
    p_value: Option<f64>, "", "Two-sided p-value of no effect for anybody: twice the smaller tail.";
    exact: bool, "", "True if the p-value counts every possible assignment; false if it comes from random ones or from the normal distribution.";
    exact_limits: bool, "", "True if the limits do.";
    coarse: bool, "", "True if the estimate jumps between few values, because the scale is short and of whole numbers.";
    sets: Option<i64>, "", "Matched sets, or the blocks that the bootstrap draws.";
    treated: Option<i64>, "people", "Treated people behind it.";
    control: Option<i64>, "people", "Controls behind it.";
    treated_only: Option<i64>, "pairs", "Pairs in which only the treated has the event (McNemar).";
    control_only: Option<i64>, "pairs", "Pairs in which only the control has it.";
    replicates: Option<i64>, "", "Random assignments or bootstrap resamples drawn; missing = none.";
    lost: Option<i64>, "", "Resamples in which the estimator has no answer.";
    proportion: bool, "", "True if a difference is one of proportions.";
    unit: String, "", "Unit of the estimate.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
    null_reason: Option<String>, "", "Why a number is missing, where one is.";
}
