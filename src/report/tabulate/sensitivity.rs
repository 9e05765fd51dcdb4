//! Rows of `sensitivity`.

use super::{keys, start};
use crate::report::tables::sensitivity::SensitivityRecord;
use crate::sensitivity::Doubt;
use crate::study::Analysis;

pub(super) fn rows(a: &Analysis) -> Vec<SensitivityRecord> {
    a.doubts.rows.iter().map(|d| row(a, d)).collect()
}

fn row(a: &Analysis, d: &Doubt) -> SensitivityRecord {
    let (specification, imputation) = start(a);
    let headline = a.effects.as_ref().and_then(|e| e.rows.get(e.primary));
    let primary = headline.is_some_and(|h| {
        (&h.outcome, h.contrast, &h.group, h.base) == (&d.outcome, d.contrast, &d.group, d.base)
            && (h.estimator, h.measure) == (d.estimator, d.measure)
    });
    SensitivityRecord {
        specification,
        imputation,
        analysis: d.analysis.to_owned(),
        outcome: d.outcome.clone(),
        contrast: keys::key(&d.contrast),
        group: d.group.clone(),
        base: keys::base(d.base).to_owned(),
        estimator: keys::key(&d.estimator),
        measure: keys::key(&d.measure),
        primary: primary && a.specification.id == 0,
        subject: d.subject.clone(),
        parameter: d.parameter.map(|p| p.0.to_owned()),
        strength: d.parameter.map(|p| p.1),
        second_parameter: d.second.map(|p| p.0.to_owned()),
        second_strength: d.second.map(|p| p.1),
        estimate: d.estimate,
        lower: d.lower,
        upper: d.upper,
        p_value: d.p_value,
        p_lower: d.p_lower,
        value: d.value,
        proportion: d.unit.contains("percentage"),
        unit: d.unit.clone(),
        suppressed: false,
        null_reason: d.null_reason.clone(),
        remark: d.remark.clone(),
    }
}
