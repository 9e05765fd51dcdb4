//! Disclosure of `moderators`.

use super::super::tables::effects::EffectRecord;
use super::super::tables::moderators::ModeratorRecord;
use super::cells::Cells;
use super::descriptives::matched_cell;
use super::rounding::{Rule, level, two_figures};

/// Withholds what rests on few people, by counts not yet rounded.
///
/// A part is withheld if it, or everyone else, or those whose place is not known are few. Where one level of a
/// category is withheld, on any question of the outcome, no count of the others is told: it could be taken from the total.
pub(super) fn withhold(rows: &mut [ModeratorRecord], effects: &[EffectRecord], cells: &Cells, rule: Rule) {
    let hidden: Vec<bool> = rows.iter().map(|r| few(r, effects, rule)).collect();
    let bare: Vec<bool> = rows
        .iter()
        .map(|r| {
            elsewhere(r, cells)
                || rows
                    .iter()
                    .zip(&hidden)
                    .any(|(o, hidden)| *hidden && r.kind == "category" && same_moderator(o, r))
        })
        .collect();
    for ((row, hidden), bare) in rows.iter_mut().zip(hidden).zip(bare) {
        if hidden {
            blank(row);
        } else if bare {
            uncount(row);
        }
    }
}

/// A part whose people are withheld in another table.
fn elsewhere(row: &ModeratorRecord, cells: &Cells) -> bool {
    let run = (row.imputation, row.specification.as_str());
    ["treated", "control"].into_iter().any(|arm| match (row.kind.as_str(), &row.level) {
        ("subgroup", _) => cells.withheld(&super::effects::sub_group(run, &row.outcome, &row.moderator, arm)),
        (_, Some(level)) => cells.withheld(&matched_cell(run, &row.moderator, arm, level)),
        _ => false,
    })
}

/// Rounds, and withholds what rests on effects that were withheld.
pub(super) fn apply(rows: &mut [ModeratorRecord], effects: &[EffectRecord], rule: Rule) {
    for row in rows {
        let of = |e: &&EffectRecord| {
            of_question(e, row) && (e.group == "all" || (row.kind == "subgroup" && e.group == row.moderator))
        };
        if !row.suppressed && effects.iter().filter(of).any(|e| e.suppressed) {
            blank(row);
        }
        round(row, rule);
    }
}

fn few(row: &ModeratorRecord, effects: &[EffectRecord], rule: Rule) -> bool {
    let whole = effects.iter().find(|e| e.group == "all" && of_question(e, row));
    let arms = [
        (row.treat_number, row.others_treat_number, whole.and_then(|e| e.treat_number)),
        (row.comparison_number, row.others_comparison_number, whole.and_then(|e| e.comparison_number)),
    ];
    arms.into_iter().any(|(here, others, all)| {
        let (here, all) = (here.unwrap_or(0), all.unwrap_or(0));
        let left = all - here - others.unwrap_or(0);
        let open = left > 0 && rule.small(left as f64);
        rule.small(here as f64) || others.is_some_and(|n| rule.small(n as f64)) || open
    })
}

fn of_question(e: &EffectRecord, row: &ModeratorRecord) -> bool {
    (&e.specification, e.imputation) == (&row.specification, row.imputation)
        && (&e.outcome, &e.contrast, &e.base) == (&row.outcome, &row.contrast, &row.base)
        && e.estimator == row.estimator
        && e.measure == "difference"
}

fn same_moderator(a: &ModeratorRecord, b: &ModeratorRecord) -> bool {
    (&a.specification, a.imputation) == (&b.specification, b.imputation)
        && (&a.moderator, &a.kind) == (&b.moderator, &b.kind)
        && a.outcome == b.outcome
}

fn uncount(row: &mut ModeratorRecord) {
    for n in [
        &mut row.treat_supported,
        &mut row.treat_number,
        &mut row.comparison_number,
        &mut row.others_treat_number,
        &mut row.others_comparison_number,
        &mut row.clusters,
    ] {
        *n = None;
    }
    row.support_share = None;
}

fn blank(row: &mut ModeratorRecord) {
    uncount(row);
    for value in [
        &mut row.effect,
        &mut row.effect_se,
        &mut row.effect_lower,
        &mut row.effect_upper,
        &mut row.others_effect,
        &mut row.others_lower,
        &mut row.others_upper,
        &mut row.step,
        &mut row.interaction,
        &mut row.interaction_se,
        &mut row.interaction_lower,
        &mut row.interaction_upper,
        &mut row.interaction_df,
        &mut row.interaction_p,
        &mut row.test_statistic,
        &mut row.test_df_below,
        &mut row.test_p,
        &mut row.test_p_holm,
        &mut row.test_p_bh,
    ] {
        *value = None;
    }
    row.test_df = None;
    row.suppressed = true;
    row.null_reason = Some("withheld: too few people are behind it".to_owned());
}

fn round(row: &mut ModeratorRecord, rule: Rule) {
    for n in [
        &mut row.treat_supported,
        &mut row.treat_number,
        &mut row.comparison_number,
        &mut row.others_treat_number,
        &mut row.others_comparison_number,
        &mut row.clusters,
    ] {
        *n = rule.count(*n);
    }
    // From rounded counts: an exact share of a rounded count would give the count away.
    let share = row.treat_number.zip(row.treat_supported).map(|(n, all)| (n as f64 / all as f64).min(1.0));
    row.support_share = level(share, true);
    for value in [
        &mut row.effect,
        &mut row.effect_lower,
        &mut row.effect_upper,
        &mut row.others_effect,
        &mut row.others_lower,
        &mut row.others_upper,
        &mut row.interaction,
        &mut row.interaction_lower,
        &mut row.interaction_upper,
    ] {
        *value = level(*value, row.proportion);
    }
    for value in [
        &mut row.effect_se,
        &mut row.step,
        &mut row.interaction_se,
        &mut row.interaction_p,
        &mut row.test_statistic,
        &mut row.test_p,
        &mut row.test_p_holm,
        &mut row.test_p_bh,
    ] {
        *value = two_figures(*value);
    }
    for df in [&mut row.interaction_df, &mut row.test_df_below] {
        *df = df.map(|df| (df / rule.grain() as f64).round() * rule.grain() as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tables::effects::EffectRecord;
    use super::super::super::tables::moderators::ModeratorRecord;
    use super::{Cells, Rule, apply, withhold};
    use crate::job::DisclosureSpec;

    fn rule() -> Rule {
        Rule::new(&DisclosureSpec { threshold: 10, round_to: 5, ..DisclosureSpec::default() })
    }

    fn all() -> Vec<EffectRecord> {
        let number = Some(103);
        let (group, measure) = ("all".to_owned(), "difference".to_owned());
        vec![EffectRecord {
            group,
            measure,
            treat_number: number,
            comparison_number: number,
            ..EffectRecord::default()
        }]
    }

    fn row(kind: &str, level: Option<&str>, here: i64, others: i64) -> ModeratorRecord {
        ModeratorRecord {
            moderator: "health".to_owned(),
            kind: kind.to_owned(),
            level: level.map(str::to_owned),
            treat_supported: Some(here + 3),
            treat_number: Some(here),
            comparison_number: Some(here),
            others_treat_number: Some(others),
            others_comparison_number: Some(others),
            effect: Some(-1.234),
            interaction: Some(0.345),
            test_p: Some(0.0456),
            support_share: Some(here as f64 / (here + 3) as f64),
            ..ModeratorRecord::default()
        }
    }

    #[test]
    fn a_level_of_few_takes_the_counts_of_the_others_along() {
        let level = |name, here: i64| row("category", Some(name), here, 103 - here);
        let mut rows = vec![level("poor", 4), level("fair", 42), level("good", 57)];
        withhold(&mut rows, &all(), &Cells::new(10.0), rule());
        apply(&mut rows, &all(), rule());
        assert!(rows[0].suppressed && rows[0].effect.is_none() && rows[0].test_p.is_none());
        for r in &rows {
            let counts = [r.treat_number, r.comparison_number, r.treat_supported, r.others_treat_number];
            assert!(counts.iter().all(Option::is_none) && r.support_share.is_none());
        }
        assert_eq!(
            (rows[1].effect, rows[1].interaction, rows[1].test_p),
            (Some(-1.2), Some(0.3), Some(0.046))
        );
    }

    /// 60 here and 40 elsewhere leave 3 whose place is not known; 60 and 43 leave nobody.
    #[test]
    fn those_whose_place_is_not_known_are_a_count_too() {
        let mut rows = vec![row("subgroup", None, 60, 40), row("subgroup", None, 60, 43)];
        withhold(&mut rows, &all(), &Cells::new(10.0), rule());
        apply(&mut rows, &all(), rule());
        assert_eq!((rows[0].suppressed, rows[1].suppressed), (true, false));
        // The share comes from rounded counts, not from 60 of 63.
        assert_eq!((rows[1].treat_number, rows[1].treat_supported), (Some(60), Some(65)));
        assert_eq!(rows[1].support_share, Some(0.92));
    }

    #[test]
    fn what_rests_on_a_withheld_effect_is_withheld() {
        let mut effects = all();
        effects[0].suppressed = true;
        let mut rows = vec![row("subgroup", None, 60, 43)];
        apply(&mut rows, &effects, rule());
        assert!(rows[0].suppressed && rows[0].interaction.is_none());
    }
}
