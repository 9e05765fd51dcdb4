//! Disclosure of `factors`.

use super::super::tables::factors::FactorRecord;
use super::rounding::{Rule, level, two_figures};

/// Withholds what rests on few people, and rounds.
///
/// A line is withheld if those with its level, or all others of the model, are few. Where one level is withheld, no
/// count of the others of its factor is told.
pub(super) fn apply(rows: &mut [FactorRecord], rule: Rule) {
    let hidden: Vec<bool> = rows.iter().map(|r| few(r, rule)).collect();
    let same = |a: &FactorRecord, b: &FactorRecord| {
        (&a.specification, a.imputation, &a.factor) == (&b.specification, b.imputation, &b.factor)
    };
    let bare: Vec<bool> =
        rows.iter().map(|r| rows.iter().zip(&hidden).any(|(o, h)| *h && same(o, r))).collect();
    for ((row, hidden), bare) in rows.iter_mut().zip(hidden).zip(bare) {
        if hidden {
            blank(row);
        }
        if bare {
            (row.treat_number, row.comparison_number) = (None, None);
        }
        round(row, rule);
    }
}

fn few(row: &FactorRecord, rule: Rule) -> bool {
    let arms = [(row.treat_number, row.treat_all), (row.comparison_number, row.comparison_all)];
    arms.into_iter().any(|(here, all)| {
        let (Some(here), Some(all)) = (here, all) else { return false };
        let rest = all - here;
        rule.small(here as f64) || (row.step.is_none() && rule.small(rest as f64))
    })
}

fn blank(row: &mut FactorRecord) {
    for value in [
        &mut row.treat_effect,
        &mut row.treat_se,
        &mut row.treat_lower,
        &mut row.treat_upper,
        &mut row.comparison_effect,
        &mut row.comparison_se,
        &mut row.comparison_lower,
        &mut row.comparison_upper,
        &mut row.interaction,
        &mut row.interaction_se,
        &mut row.interaction_lower,
        &mut row.interaction_upper,
        &mut row.interaction_df,
        &mut row.interaction_p,
        &mut row.interaction_p_holm,
        &mut row.interaction_p_bh,
    ] {
        *value = None;
    }
    row.suppressed = true;
    row.null_reason = Some("withheld: too few people are behind it".to_owned());
}

fn round(row: &mut FactorRecord, rule: Rule) {
    for n in [
        &mut row.treat_number,
        &mut row.treat_all,
        &mut row.comparison_number,
        &mut row.comparison_all,
        &mut row.left_out,
    ] {
        *n = rule.count(*n);
    }
    for value in [
        &mut row.treat_effect,
        &mut row.treat_lower,
        &mut row.treat_upper,
        &mut row.comparison_effect,
        &mut row.comparison_lower,
        &mut row.comparison_upper,
        &mut row.interaction,
        &mut row.interaction_lower,
        &mut row.interaction_upper,
    ] {
        *value = level(*value, true);
    }
    for value in [
        &mut row.step,
        &mut row.treat_se,
        &mut row.comparison_se,
        &mut row.interaction_se,
        &mut row.interaction_p,
        &mut row.interaction_p_holm,
        &mut row.interaction_p_bh,
    ] {
        *value = two_figures(*value);
    }
    row.interaction_df =
        row.interaction_df.map(|df| (df / rule.grain() as f64).round() * rule.grain() as f64);
}
