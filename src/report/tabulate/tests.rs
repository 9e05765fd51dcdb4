//! Rows of `tests`.

use super::super::tables::tests::TestRecord;
use super::{keys, start};
use crate::estimate::TestRow;
use crate::study::Analysis;

pub(super) fn rows(a: &Analysis) -> Vec<TestRecord> {
    a.tests.iter().map(|t| row(a, t)).collect()
}

fn row(a: &Analysis, t: &TestRow) -> TestRecord {
    let (specification, imputation) = start(a);
    TestRecord {
        specification,
        imputation,
        outcome: t.outcome.clone(),
        contrast: keys::key(&t.contrast),
        group: t.group.clone(),
        base: keys::base(t.base).to_owned(),
        estimator: keys::key(&t.estimator),
        measure: keys::key(&t.measure),
        method: keys::key(&t.method),
        statistic: t.statistic,
        estimate: t.estimate,
        se: t.se,
        lower: t.lower,
        upper: t.upper,
        p_value: t.p_value,
        exact: t.exact,
        exact_limits: t.exact_limits,
        coarse: t.coarse,
        sets: t.sets.and_then(keys::count),
        treated: keys::count(t.people[0]),
        control: keys::count(t.people[1]),
        treated_only: t.discordant.and_then(|d| keys::count(d[0])),
        control_only: t.discordant.and_then(|d| keys::count(d[1])),
        replicates: t.replicates.and_then(keys::count),
        lost: t.lost.and_then(keys::count),
        proportion: t.unit == "percentage points",
        unit: t.unit.clone(),
        suppressed: false,
        null_reason: t.null_reason.clone(),
    }
}
