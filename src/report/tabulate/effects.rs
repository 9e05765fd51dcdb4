//! Rows of `effects`.

use super::super::tables::effects::EffectRecord;
use super::{keys, start};
use crate::estimate::EffectRow;
use crate::study::Analysis;

pub(super) fn rows(a: &Analysis) -> Vec<EffectRecord> {
    a.effects.iter().flat_map(|e| &e.rows).map(|r| row(a, r)).collect()
}

fn row(a: &Analysis, r: &EffectRow) -> EffectRecord {
    EffectRecord { primary: r.primary && a.specification.id == 0, ..record(start(a), r) }
}

/// The record of a row, of the specification and imputation that `start` names.
pub(super) fn record((specification, imputation): (String, Option<i64>), r: &EffectRow) -> EffectRecord {
    EffectRecord {
        specification,
        cell: None,
        imputation,
        outcome: r.outcome.clone(),
        contrast: keys::key(&r.contrast),
        group: r.group.clone(),
        base: keys::base(r.base).to_owned(),
        estimand: r.estimand.clone(),
        estimator: keys::key(&r.estimator),
        measure: keys::key(&r.measure),
        variance: r.variance.clone(),
        treat_number: keys::count(r.treat.number),
        treat_numerator: r.treat.numerator,
        treat_mean: r.treat.mean,
        treat_lower: r.treat.lower,
        treat_upper: r.treat.upper,
        comparison_number: keys::count(r.comparison.number),
        comparison_ess: Some(r.comparison.ess),
        comparison_numerator_weighted: r.comparison.numerator,
        comparison_mean: r.comparison.mean,
        comparison_lower: r.comparison.lower,
        comparison_upper: r.comparison.upper,
        estimate: r.estimate,
        se: r.se,
        lower: r.lower,
        upper: r.upper,
        df: r.df,
        imputations: r.pooled.and_then(|p| keys::count(p.m)),
        missing_share: r.pooled.map(|p| p.share),
        missing_information: r.pooled.map(|p| p.fmi),
        clusters: r.clusters.and_then(keys::count),
        difference: r.difference,
        difference_lower: r.difference_lower,
        difference_upper: r.difference_upper,
        p_value: r.p_value,
        p_holm: r.p_holm,
        p_bh: r.p_bh,
        number_needed_to_detect: r.number_needed_to_detect,
        primary: r.primary,
        suppressed: false,
        null_reason: r.null_reason.clone(),
        unit: r.unit.clone(),
    }
}
