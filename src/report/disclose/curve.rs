//! Disclosure of a specification curve: rounded differences, no counts of people.
//!
//! Cells differ by few people (METHODS 23): two counts of them, or two exact figures, would tell about those few.
//! So no cell shows how many people are behind it, and its figures are as coarse as the report's.

use super::super::Tables;
use super::super::tables::curve::CurveRecord;
use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::super::tabulate::TOGETHER;
use super::effects::{blank, round};
use super::rounding::{Rule, decimals, level, two_figures};

/// Withholds and rounds.
pub(super) fn apply(tables: &mut Tables, rule: Rule) {
    for row in tables.effects.iter_mut().filter(|e| e.cell.is_some()) {
        effect(row, rule);
    }
    let cells = || tables.effects.iter().filter(|e| e.cell.is_some());
    for row in tables.specifications.iter_mut().filter(|s| s.role == "curve") {
        let own = cells().find(|e| e.cell == row.cell);
        specification(row, own);
    }
    let of = |question: i64| {
        let mine = tables.specifications.iter().filter(move |s| s.question == Some(question));
        mine.collect::<Vec<&SpecificationRecord>>()
    };
    for row in &mut tables.curve {
        question(row, &of(row.question));
    }
    for row in tables.curve_choices.iter_mut().filter(|r| r.choice != TOGETHER) {
        let at_level = |s: &&SpecificationRecord| {
            let levels = s.levels.as_deref().and_then(|l| serde_json::from_str::<serde_json::Value>(l).ok());
            levels.is_some_and(|l| l[row.choice.as_str()].as_str() == Some(row.level.as_str()))
        };
        let cells: Vec<&SpecificationRecord> = tables
            .specifications
            .iter()
            .filter(|s| s.role == "curve" && s.outcome.as_deref() == Some(&row.outcome))
            .filter(|s| s.contrast.as_deref() == Some(&row.contrast) && s.base.as_deref() == Some(&row.base))
            .filter(at_level)
            .collect();
        (row.low, row.median, row.high) = range(&cells);
        row.suppressed = cells.iter().any(|s| s.suppressed);
    }
    for row in &mut tables.curve_choices {
        row.share = decimals(row.share, 2);
    }
}

fn effect(row: &mut EffectRecord, rule: Rule) {
    let number = |n: Option<i64>| n.unwrap_or(0) as f64;
    let arms = [
        (number(row.treat_number), row.treat_numerator),
        (number(row.comparison_number), row.comparison_numerator_weighted),
    ];
    let few = |&(n, events): &(f64, Option<f64>)| {
        rule.small(n) || events.is_some_and(|e| rule.small(e) || rule.small(n - e))
    };
    if arms.iter().any(few) {
        blank(row);
    }
    // Rounded while it still says whether it is a proportion; then the counts go.
    round(row, rule);
    for value in [
        &mut row.treat_numerator,
        &mut row.comparison_ess,
        &mut row.comparison_numerator_weighted,
        &mut row.se,
        &mut row.df,
        &mut row.p_value,
        &mut row.number_needed_to_detect,
    ] {
        *value = None;
    }
    (row.treat_number, row.comparison_number, row.clusters) = (None, None, None);
}

fn specification(row: &mut SpecificationRecord, effect: Option<&EffectRecord>) {
    for count in [
        &mut row.treated_all,
        &mut row.treated_eligible,
        &mut row.treated_matched,
        &mut row.control_all,
        &mut row.control_eligible,
        &mut row.control_matched,
        &mut row.tied,
        &mut row.most_used,
    ] {
        *count = None;
    }
    row.control_ess = None;
    for value in [&mut row.worst_before, &mut row.worst_after, &mut row.score_auc] {
        *value = decimals(*value, 2);
    }
    (row.cost, row.gap) = (two_figures(row.cost), two_figures(row.gap));
    let Some(e) = effect else { return };
    row.suppressed = e.suppressed;
    (row.treat_mean, row.comparison_mean) = (e.treat_mean, e.comparison_mean);
    (row.estimate, row.lower, row.upper) = (e.estimate, e.lower, e.upper);
    (row.difference, row.difference_lower, row.difference_upper) =
        (e.difference, e.difference_lower, e.difference_upper);
    if e.suppressed {
        row.null_reason.clone_from(&e.null_reason);
    }
}

/// Ranges of what may be shown of the cells, as it is shown.
fn question(row: &mut CurveRecord, cells: &[&SpecificationRecord]) {
    let share = row.unit.contains("percentage");
    (row.low, _, row.high) = range(cells);
    row.median = level(row.median, share);
    row.withheld = i64::try_from(cells.iter().filter(|s| s.suppressed).count()).unwrap_or(i64::MAX);
    let shown = row.low.is_some();
    row.median = row.median.filter(|_| shown && row.withheld == 0).or_else(|| range(cells).1);
    let ends = |value: &dyn Fn(&SpecificationRecord) -> Option<f64>| {
        let all: Vec<f64> = cells.iter().filter_map(|s| value(s)).collect();
        (all.iter().copied().min_by(f64::total_cmp), all.iter().copied().max_by(f64::total_cmp))
    };
    (row.treat_low, row.treat_high) = ends(&|s| s.treat_mean);
    (row.comparison_low, row.comparison_high) = ends(&|s| s.comparison_mean);
    for value in [&mut row.compared_low, &mut row.compared_high, &mut row.direction, &mut row.mean_z] {
        *value = decimals(*value, 2).filter(|_| shown);
    }
    for value in [&mut row.p_median, &mut row.p_direction, &mut row.p_mean_z] {
        *value = two_figures(*value).filter(|_| shown);
    }
}

fn range(cells: &[&SpecificationRecord]) -> (Option<f64>, Option<f64>, Option<f64>) {
    let mut all: Vec<f64> = cells.iter().filter_map(|s| s.difference).collect();
    all.sort_by(f64::total_cmp);
    (all.first().copied(), all.get(all.len() / 2).copied(), all.last().copied())
}
