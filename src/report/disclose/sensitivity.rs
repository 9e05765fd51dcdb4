//! Disclosure of `sensitivity`: what rests on a withheld effect is withheld.

use super::super::tables::effects::EffectRecord;
use super::super::tables::sensitivity::SensitivityRecord;
use super::rounding::{Rule, level, two_figures};

/// Withholds and rounds, by the effects as they were released.
pub(super) fn apply(rows: &mut [SensitivityRecord], effects: &[EffectRecord], _rule: Rule) {
    for row in rows {
        let same = |e: &&EffectRecord| {
            (&e.specification, e.imputation) == (&row.specification, row.imputation)
                && (&e.outcome, &e.contrast, &e.group, &e.base)
                    == (&row.outcome, &row.contrast, &row.group, &row.base)
        };
        if effects.iter().filter(same).any(|e| e.suppressed) {
            (row.estimate, row.lower, row.upper) = (None, None, None);
            (row.p_value, row.value) = (None, None);
            row.suppressed = true;
        }
        for value in [&mut row.estimate, &mut row.lower, &mut row.upper] {
            *value =
                if row.measure == "difference" { level(*value, row.proportion) } else { two_figures(*value) };
        }
        row.p_value = two_figures(row.p_value);
        row.value = two_figures(row.value);
    }
}
