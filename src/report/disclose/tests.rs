//! Disclosure of `tests`: what rests on a withheld effect, or on few pairs, is withheld.

use super::super::tables::effects::EffectRecord;
use super::super::tables::tests::TestRecord;
use super::rounding::{Rule, level, two_figures};

/// Withholds and rounds, by the effects as they were released.
pub(super) fn apply(rows: &mut [TestRecord], effects: &[EffectRecord], rule: Rule) {
    for row in rows {
        let same = |e: &&EffectRecord| {
            (&e.specification, e.imputation) == (&row.specification, row.imputation)
                && (&e.outcome, &e.contrast, &e.group, &e.base)
                    == (&row.outcome, &row.contrast, &row.group, &row.base)
        };
        let few = |n: Option<i64>| n.is_some_and(|n| rule.small(n as f64));
        let pairs = few(row.treated_only) || few(row.control_only);
        if pairs || few(row.treated) || few(row.control) || effects.iter().filter(same).any(|e| e.suppressed)
        {
            blank(row);
        }
        round(row, rule);
    }
}

fn blank(row: &mut TestRecord) {
    for value in
        [&mut row.statistic, &mut row.estimate, &mut row.se, &mut row.lower, &mut row.upper, &mut row.p_value]
    {
        *value = None;
    }
    for count in
        [&mut row.sets, &mut row.treated, &mut row.control, &mut row.treated_only, &mut row.control_only]
    {
        *count = None;
    }
    (row.exact, row.exact_limits, row.suppressed) = (false, false, true);
    row.null_reason = Some("withheld: too few people are behind it".to_owned());
}

fn round(row: &mut TestRecord, rule: Rule) {
    let ratio = row.measure != "difference";
    for value in [&mut row.estimate, &mut row.lower, &mut row.upper] {
        *value = if ratio { two_figures(*value) } else { level(*value, row.proportion) };
    }
    for value in [&mut row.statistic, &mut row.se, &mut row.p_value] {
        *value = two_figures(*value);
    }
    for count in
        [&mut row.sets, &mut row.treated, &mut row.control, &mut row.treated_only, &mut row.control_only]
    {
        *count = rule.count(*count);
    }
    // How many resamples fail hangs on single people.
    row.lost = None;
}
