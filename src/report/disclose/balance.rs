//! Disclosure of `balance`.

use super::super::tables::balance::BalanceRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::cells::Cells;
use super::descriptives::{matched_cell, profile_cell};
use super::rounding::{Rule, decimals, level, two_figures};
use std::collections::BTreeMap;

/// People of each arm of a specification, before and after matching.
#[derive(Debug, Clone, Copy, Default)]
struct Sizes {
    treated: [f64; 2],
    control: [f64; 2],
}

/// What tells a level of a covariate in a specification.
type Key = (String, Option<i64>, String, Option<String>);

/// Withholds the figures of levels that too few people have (or have not), and rounds.
pub(super) fn apply(
    rows: &mut [BalanceRecord],
    specifications: &[SpecificationRecord],
    cells: &Cells,
    rule: Rule,
) {
    let rare = rare(rows, specifications, rule);
    for row in rows {
        if rare.contains(&key(row)) || in_profile(row, cells) {
            (row.before, row.after, row.after_worst, row.ruler) = (None, None, None, None);
            row.suppressed = true;
        }
        let share = row.kind != "number";
        let value = |v| match row.statistic.as_str() {
            "mean_treated" | "mean_control" | "raw_difference" => level(v, share),
            _ => decimals(v, 2),
        };
        (row.before, row.after, row.after_worst) =
            (value(row.before), value(row.after), value(row.after_worst));
        row.ruler = two_figures(row.ruler);
    }
}

/// A level that is withheld in a profile is withheld here too.
fn in_profile(row: &BalanceRecord, cells: &Cells) -> bool {
    let run = (row.imputation, row.specification.as_str());
    let level = row.level.as_deref().unwrap_or("yes");
    let hidden = |arm: &str| {
        let of = [profile_cell, matched_cell].map(|cell| cell(run, &row.covariate, arm, level));
        of.iter().any(|cell| cells.withheld(cell))
    };
    row.kind != "number" && ["treated", "control"].into_iter().any(hidden)
}

/// Levels with too few people in either arm at either time; where one level of a covariate is
/// withheld and only one, the next rarest is withheld too, since levels add up to everyone.
fn rare(
    rows: &[BalanceRecord],
    specifications: &[SpecificationRecord],
    rule: Rule,
) -> std::collections::BTreeSet<Key> {
    let mut fewest: BTreeMap<Key, f64> = BTreeMap::new();
    let of = |s: &SpecificationRecord| ((s.specification.clone(), s.imputation), sizes(s));
    let people: BTreeMap<(String, Option<i64>), Sizes> = specifications.iter().map(of).collect();
    for row in rows.iter().filter(|r| r.kind != "number") {
        let Some(sizes) = people.get(&(row.specification.clone(), row.imputation)) else { continue };
        let people = match row.statistic.as_str() {
            "mean_treated" => sizes.treated,
            "mean_control" => sizes.control,
            _ => continue,
        };
        let few = fewest.entry(key(row)).or_insert(f64::INFINITY);
        for (mean, n) in [row.before, row.after].into_iter().zip(people) {
            let share = mean.unwrap_or(0.0);
            *few = few.min(share.min(1.0 - share) * n);
        }
    }
    let mut rare: std::collections::BTreeSet<Key> =
        fewest.iter().filter(|(_, n)| rule.small(**n)).map(|(k, _)| k.clone()).collect();
    for key in rare.clone() {
        let sibling = |k: &Key| k.0 == key.0 && k.1 == key.1 && k.2 == key.2;
        if rare.iter().filter(|k| sibling(k)).count() == 1 {
            let shown = fewest.iter().filter(|(k, _)| sibling(k) && **k != key);
            if let Some((next, _)) = shown.min_by(|a, b| a.1.total_cmp(b.1)) {
                rare.insert(next.clone());
            }
        }
    }
    rare
}

fn sizes(s: &SpecificationRecord) -> Sizes {
    let n = |v: Option<i64>| v.unwrap_or(0) as f64;
    Sizes {
        treated: [n(s.treated_eligible), n(s.treated_matched)],
        control: [n(s.control_eligible), n(s.control_matched)],
    }
}

fn key(row: &BalanceRecord) -> Key {
    (row.specification.clone(), row.imputation, row.covariate.clone(), row.level.clone())
}
