//! `descriptives`: the numbers behind every chart and table.

use super::define::table;

table! {
    /// One share or mean, with its numerator, denominator and base.
    DescriptiveRecord = "descriptives",
    "One row per figure behind a chart or a table: histograms of the score, profiles of covariates, start and end values, change categories, reliability of scales, who was supported and how.",
    key ["specification", "section", "outcome", "statistic", "group", "base", "arm", "category_group", "category"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    section: String, "", "What is described: `score_before`, `score_after`, `profile_before`, `profile_after`, `kept_dropped` (treated people in the comparison and not), `start`, `end`, `change`, `change_category`, `case_transition`, `survey_design` (survey weights, effective size, design effect, strata and sampling units), the reliability of a scale: `alpha_start`, `alpha_end`, `omega_start`, `omega_end`. Of the people supported alone: `scale_people`, `scale_values`, `scale_case`, `scale_worse_end`, `scale_bands`, `scale_benchmark`, `scale_change`, `scale_change_points`, `scale_meaningful`, `scale_case_transition`, `scale_flow`, `scale_later`, `scale_later_kept`, `scale_later_case`, `scale_alpha`, `scale_omega` (`docs/scales.md`). And `describe`: a section of `[describe]` about the people supported (`docs/describe.md`).";
    outcome: Option<String>, "", "Outcome, or covariate of a profile; of `describe`, the name of the section, with `.fact` in a profile.";
    statistic: Option<String>, "", "Of `describe`, which figure: `share`, `answer` (one of several), `group` (categories together), `other` (the small ones together), `none` (none of several), `not_known`, `cut` (a cut point), `mean`, `median`, `lower_quartile`, `upper_quartile`, `rows`, `with_rows` (people with any), `rows_each` (rows for each of them), `reference` (declared share). Missing elsewhere.";
    contrast: Option<String>, "", "Contrast a category belongs to, where it is one.";
    group: String, "", "`matched`, `everyone` with the values needed, or `dropped`: meant, but not in the comparison. In sections `scale_...` the time or times, or the band at the start; in `describe` a category of `by`.";
    base: String, "", "What a share is of; of `describe`: `everyone` whom the section is about, those `known`, `rows`, people `with_rows`, or `reference`.";
    arm: String, "", "`treated` or `control`.";
    category_group: Option<String>, "", "Of `describe`, group of categories that the category belongs to.";
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
