//! Rows of `moderators`.

use super::{keys, start};
use crate::estimate::{Effects, Moderation, ModeratorKind};
use crate::report::tables::moderators::ModeratorRecord;
use crate::study::Analysis;

pub(super) fn rows(a: &Analysis) -> Vec<ModeratorRecord> {
    a.effects.iter().flat_map(|e| e.moderators.iter().map(move |m| row(a, e, m))).collect()
}

fn row(a: &Analysis, effects: &Effects, m: &Moderation) -> ModeratorRecord {
    let (specification, imputation) = start(a);
    let headline = effects.rows.get(effects.primary);
    let same = headline.is_some_and(|h| (&h.outcome, h.contrast, h.base) == (&m.outcome, m.contrast, m.base));
    let test = m.together.as_ref().map(|t| t.test);
    let parted = m.kind != ModeratorKind::Number;
    ModeratorRecord {
        specification,
        imputation,
        outcome: m.outcome.clone(),
        contrast: keys::key(&m.contrast),
        base: keys::base(m.base).to_owned(),
        estimator: keys::key(&m.estimator),
        moderator: m.moderator.clone(),
        label: m.label.clone(),
        kind: kind(m.kind).to_owned(),
        level: m.level.clone(),
        after_start: m.after_start,
        treat_supported: keys::count(m.here.supported),
        treat_number: keys::count(m.here.treated),
        support_share: m.here.support(),
        comparison_number: keys::count(m.here.comparison),
        effect: m.effect.estimate,
        effect_se: m.effect.se,
        effect_lower: m.effect.lower,
        effect_upper: m.effect.upper,
        others_treat_number: keys::count(m.others.treated).filter(|_| parted),
        others_comparison_number: keys::count(m.others.comparison).filter(|_| parted),
        others_effect: m.elsewhere.estimate,
        others_lower: m.elsewhere.lower,
        others_upper: m.elsewhere.upper,
        step: m.step,
        interaction: m.interaction.estimate,
        interaction_se: m.interaction.se,
        interaction_lower: m.interaction.lower,
        interaction_upper: m.interaction.upper,
        interaction_df: m.interaction.df,
        interaction_p: m.interaction.p,
        variance: m.variance.clone(),
        clusters: m.clusters.and_then(keys::count),
        test_statistic: test.map(|t| t.statistic),
        test_df: test.and_then(|t| keys::count(t.df)),
        test_df_below: test.and_then(|t| t.below),
        test_p: test.map(|t| t.p),
        test_p_holm: m.p_holm,
        test_p_bh: m.p_bh,
        tests: keys::count(effects.interaction_tests).unwrap_or_default(),
        primary: same && a.specification.id == 0,
        proportion: m.proportion,
        unit: m.unit.clone(),
        suppressed: false,
        null_reason: m.null_reason.clone(),
    }
}

fn kind(kind: ModeratorKind) -> &'static str {
    match kind {
        ModeratorKind::Subgroup => "subgroup",
        ModeratorKind::Category => "category",
        ModeratorKind::Number => "number",
    }
}
