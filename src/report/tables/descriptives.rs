//! `descriptives`: the numbers behind every chart and table.

use super::define::table;

table! {
    /// One share or mean, with its numerator, denominator and base.
    DescriptiveRecord = "descriptives",
    "One row per figure behind a chart or a table: histograms of the score, profiles of covariates, start and end values, change categories, reliability of scales.",
    key ["specification", "section", "outcome", "group", "base", "arm", "category"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    section: String, "", "What is described: `score_before`, `score_after`, `profile_before`, `profile_after`, `kept_dropped` (treated people in the comparison and not), `start`, `end`, `change`, `change_category`, `case_transition`, `survey_design` (survey weights, effective size, design effect, strata and sampling units), or the reliability of a scale: `alpha_start`, `alpha_end`, `omega_start`, `omega_end`. Of the people supported alone: `scale_people`, `scale_values`, `scale_case`, `scale_worse_end`, `scale_bands`, `scale_benchmark`, `scale_change`, `scale_change_points`, `scale_meaningful`, `scale_case_transition`, `scale_flow`, `scale_later`, `scale_later_kept`, `scale_later_case`, `scale_alpha`, `scale_omega` (`docs/scales.md`).";
    outcome: Option<String>, "", "Outcome, or covariate of a profile.";
    contrast: Option<String>, "", "Contrast a category belongs to, where it is one.";
    group: String, "", "`matched`, `everyone` with the values needed, or `dropped`: meant, but not in the comparison. In sections `scale_...` the time or times, or the band at the start.";
    base: String, "", "What a share is of.";
    arm: String, "", "`treated` or `control`.";
    category: Option<String>, "", "Category or value; missing for a mean.";
    lower_edge: Option<f64>, "", "Lower edge of a bin of a histogram.";
    upper_edge: Option<f64>, "", "Upper edge of a bin of a histogram.";
    people: Option<i64>, "people", "People counted, without weights.";
    numerator: Option<f64>, "people", "Weighted numerator.";
    denominator: Option<f64>, "people", "Weighted denominator.";
    value: Option<f64>, "", "Share or mean.";
    unit: String, "", "Unit of the value: `share`, `coefficient` or the unit of the outcome or covariate.";
    suppressed: bool, "", "True if withheld because too few people are behind it.";
}
