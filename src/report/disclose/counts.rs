//! Disclosure of `specifications`, whose headlines are taken from disclosed effects.

use super::super::Tables;
use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::rounding::{Rule, decimals, level, two_figures};
use super::words::{self, Kept};

/// Withholds and rounds.
pub(super) fn apply(tables: &mut Tables, kept: &Kept, rule: Rule) {
    let Tables { specifications, effects, review, .. } = tables;
    for row in specifications.iter_mut() {
        // Orders of ties of few people are results that differ by few people.
        let few_tied = row.tied.is_some_and(|n| n > 0 && rule.small(n as f64));
        if few_tied {
            (row.tie_mean, row.tie_low, row.tie_high) = (None, None, None);
        }
        row.round_to = rule.grain();
        counts(row, kept, rule);
        headline(row, effects);
    }
    for finding in review {
        finding.message = words::message(finding, kept, rule);
    }
}

fn counts(row: &mut SpecificationRecord, kept: &Kept, rule: Rule) {
    for count in [
        &mut row.supported,
        &mut row.starters,
        &mut row.both_scores,
        &mut row.treated_matched_label,
        &mut row.treated_all,
        &mut row.treated_eligible,
        &mut row.treated_matched,
        &mut row.control_all,
        &mut row.control_eligible,
        &mut row.control_matched,
        &mut row.tied,
        &mut row.matched_always,
        &mut row.matched_sometimes,
        &mut row.matched_never,
    ] {
        *count = rule.count(*count);
    }
    row.control_ess = rule.mass(row.control_ess);
    row.label = row.label.take().map(|l| words::coarse(&l, kept, rule));
    for value in [&mut row.worst_before, &mut row.worst_after, &mut row.l1_before, &mut row.l1_after] {
        *value = decimals(*value, 2);
    }
    for value in [&mut row.partners_kept, &mut row.missing_information, &mut row.imputation_rhat] {
        *value = decimals(*value, 2);
    }
    row.score_auc = decimals(row.score_auc, 2);
    for value in [&mut row.cost, &mut row.bound, &mut row.gap] {
        *value = two_figures(*value);
    }
    // How often one person serves is a fact about that person.
    row.most_used = row.most_used.filter(|&n| n <= 1);
}

/// The headline is the disclosed effect, or nothing.
fn headline(row: &mut SpecificationRecord, effects: &[EffectRecord]) {
    let is = |e: &&EffectRecord| {
        e.specification == row.specification
            && e.imputation == row.imputation
            && Some(&e.outcome) == row.outcome.as_ref()
            && Some(&e.contrast) == row.contrast.as_ref()
            && Some(&e.base) == row.base.as_ref()
            && e.group == "all"
            && e.estimator == row.estimator
            && e.measure == row.measure
    };
    let found = effects.iter().find(is).cloned().unwrap_or_default();
    row.suppressed = found.suppressed;
    row.missing_information = row.missing_information.filter(|_| !found.suppressed);
    let proportion = found.is_proportion();
    for value in [&mut row.tie_mean, &mut row.tie_low, &mut row.tie_high] {
        *value = level(*value, proportion).filter(|_| !found.suppressed);
    }
    (row.treat_mean, row.comparison_mean) = (found.treat_mean, found.comparison_mean);
    (row.estimate, row.lower, row.upper) = (found.estimate, found.lower, found.upper);
    (row.difference, row.difference_lower, row.difference_upper) =
        (found.difference, found.difference_lower, found.difference_upper);
}
