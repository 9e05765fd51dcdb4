//! Disclosure of `factors`.

use super::super::tables::factors::FactorRecord;
use super::cells::Cells;
use super::descriptives::matched_cell;
use super::rounding::{Rule, level, two_figures};

/// Withholds what rests on few people, and rounds.
///
/// A line is withheld if those with its level, or all others of the model, are few. Where one level is withheld, no
/// count of the others of its factor is told.
pub(super) fn apply(rows: &mut [FactorRecord], cells: &Cells, rule: Rule) {
    let hidden: Vec<bool> = rows.iter().map(|r| few(r, rule)).collect();
    let same = |a: &FactorRecord, b: &FactorRecord| {
        (&a.specification, a.imputation, &a.factor) == (&b.specification, b.imputation, &b.factor)
    };
    let bare: Vec<bool> = rows
        .iter()
        .map(|r| elsewhere(r, cells) || rows.iter().zip(&hidden).any(|(o, h)| *h && same(o, r)))
        .collect();
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

/// A sub-group or a level whose people are withheld in another table.
fn elsewhere(row: &FactorRecord, cells: &Cells) -> bool {
    let run = (row.imputation, row.specification.as_str());
    ["treated", "control"].into_iter().any(|arm| {
        let level = row.level.as_deref().unwrap_or("yes");
        let group = super::effects::sub_group(run, &row.outcome, &row.factor, arm);
        cells.withheld(&matched_cell(run, &row.factor, arm, level)) || cells.withheld(&group)
    })
}

fn few(row: &FactorRecord, rule: Rule) -> bool {
    let arms = [(row.treat_number, row.treat_all), (row.comparison_number, row.comparison_all)];
    arms.into_iter().any(|(here, all)| {
        let (Some(here), Some(all)) = (here, all) else { return false };
        let rest = all - here;
        rule.small(here as f64) || (row.step.is_none() && rule.small(rest as f64))
    })
}

pub(super) fn blank(row: &mut FactorRecord) {
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

#[cfg(test)]
mod tests {
    use super::super::super::tables::factors::FactorRecord;
    use super::{Cells, Rule, apply};
    use crate::job::DisclosureSpec;

    fn row(level: &str, here: i64) -> FactorRecord {
        FactorRecord {
            factor: "health".to_owned(),
            level: Some(level.to_owned()),
            treat_number: Some(here),
            treat_all: Some(103),
            comparison_number: Some(40),
            comparison_all: Some(103),
            treat_effect: Some(0.1234),
            interaction: Some(0.0567),
            interaction_p: Some(0.123_45),
            ..FactorRecord::default()
        }
    }

    /// Levels of 4, 42 and 57 of 103: the first is withheld, and no count is left to take from the total.
    #[test]
    fn a_level_of_few_takes_the_counts_of_its_factor_along() {
        let mut rows = vec![row("poor", 4), row("fair", 42), row("good", 57)];
        apply(
            &mut rows,
            &Cells::new(10.0),
            Rule::new(&DisclosureSpec { threshold: 10, round_to: 5, ..DisclosureSpec::default() }),
        );
        assert!(rows[0].suppressed && rows[0].treat_effect.is_none() && rows[0].interaction_p.is_none());
        assert!(rows.iter().all(|r| r.treat_number.is_none() && r.comparison_number.is_none()));
        assert_eq!(
            (rows[1].treat_effect, rows[1].interaction, rows[1].interaction_p),
            (Some(0.12), Some(0.06), Some(0.12))
        );
        assert_eq!(rows[1].treat_all, Some(105));
    }

    #[test]
    fn those_without_the_level_are_few_too() {
        let mut rows = vec![row("any contact", 98)];
        apply(
            &mut rows,
            &Cells::new(10.0),
            Rule::new(&DisclosureSpec { threshold: 10, round_to: 5, ..DisclosureSpec::default() }),
        );
        assert!(rows[0].suppressed);
    }
}
