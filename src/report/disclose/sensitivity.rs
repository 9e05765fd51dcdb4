//! Disclosure of `sensitivity`: what rests on a withheld effect is withheld.

use super::super::tables::effects::EffectRecord;
use super::super::tables::sensitivity::SensitivityRecord;
use super::rounding::{Rule, decimals, level, two_figures};
use crate::sensitivity::fallible::{LONG_RUN, RELIABILITY};

/// Analyses whose strengths come from the data and not from the job.
const MEASURED: [&str; 5] =
    ["e_value_benchmark", "bias_benchmark", "bias_benchmark_before", "bias_contour", "amplification"];

/// Withholds and rounds, by the effects as they were released.
pub(super) fn apply(rows: &mut Vec<SensitivityRecord>, effects: &[EffectRecord], _rule: Rule) {
    for row in rows.iter_mut() {
        let same = |e: &&EffectRecord| {
            (&e.specification, e.imputation) == (&row.specification, row.imputation)
                && (&e.outcome, &e.contrast, &e.group, &e.base)
                    == (&row.outcome, &row.contrast, &row.group, &row.base)
        };
        let mine = |e: &&EffectRecord| {
            (&e.specification, e.imputation) == (&row.specification, row.imputation) && e.group == row.group
        };
        // A covariate as a placebo is no effect of its own: it is withheld with all the others.
        let with_all = row.analysis == "placebo" && effects.iter().filter(mine).all(|e| e.suppressed);
        if with_all || effects.iter().filter(same).any(|e| e.suppressed) {
            (row.estimate, row.lower, row.upper) = (None, None, None);
            (row.p_value, row.p_lower, row.value) = (None, None, None);
            row.suppressed = true;
        }
        for value in [&mut row.estimate, &mut row.lower, &mut row.upper] {
            let plain = row.measure == "difference" && row.unit != "ratio";
            *value = if plain { level(*value, row.proportion) } else { two_figures(*value) };
        }
        row.p_value = two_figures(row.p_value);
        row.p_lower = two_figures(row.p_lower);
        row.value = two_figures(row.value);
        if row.parameter.as_deref() == Some(RELIABILITY) {
            row.strength = decimals(row.strength, 2);
        }
        if row.second_parameter.as_deref() == Some(LONG_RUN) {
            row.second_strength = level(row.second_strength, false);
        }
        if MEASURED.contains(&row.analysis.as_str()) {
            row.strength = two_figures(row.strength);
            row.second_strength = two_figures(row.second_strength);
        }
    }
    // Means that differ by less than a rounding are one.
    rows.dedup_by(|a, b| a.second_strength.is_some() && same_key(a, b));
}

fn same_key(a: &SensitivityRecord, b: &SensitivityRecord) -> bool {
    (&a.specification, a.imputation, &a.analysis, &a.outcome, &a.contrast, &a.group, &a.base)
        == (&b.specification, b.imputation, &b.analysis, &b.outcome, &b.contrast, &b.group, &b.base)
        && (&a.estimator, &a.measure, &a.subject, &a.parameter)
            == (&b.estimator, &b.measure, &b.subject, &b.parameter)
        && (a.strength, &a.second_parameter, a.second_strength)
            == (b.strength, &b.second_parameter, b.second_strength)
}
