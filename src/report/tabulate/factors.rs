//! Rows of `factors`.

use super::{keys, start};
use crate::estimate::{Effects, FactorKind, FactorRow};
use crate::report::tables::factors::FactorRecord;
use crate::study::Analysis;

pub(super) fn rows(a: &Analysis) -> Vec<FactorRecord> {
    a.effects.iter().flat_map(|e| e.factors.iter().map(move |f| row(a, e, f))).collect()
}

fn row(a: &Analysis, effects: &Effects, f: &FactorRow) -> FactorRecord {
    let (specification, imputation) = start(a);
    let kind = match f.kind {
        FactorKind::Start => "start",
        FactorKind::Covariate => "covariate",
        FactorKind::Group => "group",
    };
    let compared = |n: usize| keys::count(n).filter(|_| !f.after_start);
    FactorRecord {
        specification,
        imputation,
        outcome: f.outcome.clone(),
        contrast: keys::key(&f.contrast),
        base: keys::base(f.base).to_owned(),
        factor: f.factor.clone(),
        label: f.label.clone(),
        kind: kind.to_owned(),
        level: f.level.clone(),
        reference: f.reference.clone(),
        step: f.step,
        after_start: f.after_start,
        treat_number: keys::count(f.treated[0]),
        treat_all: keys::count(f.treated[1]),
        comparison_number: compared(f.comparison[0]),
        comparison_all: compared(f.comparison[1]),
        treat_effect: f.among_treated.estimate,
        treat_se: f.among_treated.se,
        treat_lower: f.among_treated.lower,
        treat_upper: f.among_treated.upper,
        comparison_effect: f.among_comparison.estimate,
        comparison_se: f.among_comparison.se,
        comparison_lower: f.among_comparison.lower,
        comparison_upper: f.among_comparison.upper,
        interaction: f.interaction.estimate,
        interaction_se: f.interaction.se,
        interaction_lower: f.interaction.lower,
        interaction_upper: f.interaction.upper,
        interaction_df: f.interaction.df,
        interaction_p: f.interaction.p,
        interaction_p_holm: f.p_holm,
        interaction_p_bh: f.p_bh,
        tests: keys::count(effects.factor_tests).unwrap_or_default(),
        variance: f.variance.clone(),
        left_out: keys::count(f.left_out),
        suppressed: false,
        null_reason: f.null_reason.clone(),
    }
}
