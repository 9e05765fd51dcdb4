//! Rows of a specification curve: its cells in `specifications` and `effects`, and what they say together.

use super::super::Tables;
use super::super::tables::curve::CurveRecord;
use super::super::tables::curve_choices::ChoiceRecord;
use super::super::tables::curve_combinations::CombinationRecord;
use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::{effects, keys, specifications};
use crate::job::{Cell, Grid};
use crate::sensitivity::curve::{Answered, Curve, Figures, Parted, Question};
use crate::study::Study;
use serde_json::{Map, Value, json};

/// The choice that stands for combinations of choices.
pub(crate) const TOGETHER: &str = "(combinations)";

/// Adds the rows of the study's curve, where it has one.
pub(super) fn add(study: &Study, tables: &mut Tables) {
    let (Some(grid), Some(curve)) = (&study.job.grid, &study.curve) else { return };
    let mut question = vec![None; curve.cells.len()];
    for (q, cells) in (1..).zip(curve.questions.iter().map(|q| &q.cells)) {
        for &at in cells {
            question[at] = Some(q);
        }
    }
    for ((cell, answered), question) in grid.cells.iter().zip(&curve.cells).zip(question) {
        tables.specifications.push(specification(study, grid, cell, answered, question));
        if let Ok(figures) = &answered.figures {
            tables.effects.push(effect(cell, figures));
        }
    }
    tables.curve = (1..).zip(&curve.questions).map(|(n, q)| row(n, q)).collect();
    tables.curve_choices = curve.parted.iter().flat_map(choices).collect();
    tables.curve_combinations = combinations(grid, curve);
}

fn specification(
    study: &Study,
    grid: &Grid,
    cell: &Cell,
    answered: &Answered,
    question: Option<i64>,
) -> SpecificationRecord {
    let mut row = SpecificationRecord::default();
    let said = &cell.specification;
    specifications::settings_of(&mut row, study, said);
    (row.cell, row.question, row.as_primary) = (keys::count(cell.number), question, cell.primary);
    let level = |c: usize| (grid.choices[c].name.clone(), json!(grid.choices[c].word(cell.levels[c])));
    row.levels = Some(Value::Object((0..grid.choices.len()).map(level).collect::<Map<_, _>>()).to_string());
    row.settings_json = json!({ "specification": said }).to_string();
    let figures = match &answered.figures {
        Ok(figures) => figures,
        Err(reason) => {
            row.null_reason = Some(reason.clone());
            return row;
        }
    };
    let b = &figures.balance;
    row.terms = figures.terms.join(", ");
    row.calipers = keys::list(&figures.calipers);
    row.score_auc = figures.auc;
    (row.cost, row.gap, row.tied) = (figures.cost, figures.gap, keys::count(figures.tied));
    row.ruler.clone_from(&b.ruler);
    row.treated_all = keys::count(b.treated.all);
    row.treated_eligible = keys::count(b.treated.eligible);
    row.treated_matched = keys::count(b.treated.matched);
    row.control_all = keys::count(b.control.all);
    row.control_eligible = keys::count(b.control.eligible);
    row.control_matched = keys::count(b.control.matched);
    row.control_ess = Some(b.control.ess);
    (row.worst_before, row.worst_after) = (b.worst_before, b.worst_after);
    row.most_used = keys::count(b.most_used);
    specifications::figures(&mut row, &figures.effect);
    row.null_reason.clone_from(&figures.effect.null_reason);
    row
}

fn effect(cell: &Cell, figures: &Figures) -> EffectRecord {
    let name = (cell.specification.name.clone(), None);
    EffectRecord { primary: false, cell: keys::count(cell.number), ..effects::record(name, &figures.effect) }
}

fn row(number: i64, q: &Question) -> CurveRecord {
    let joint = q.joint.as_ref();
    CurveRecord {
        question: number,
        outcome: q.asked.outcome.clone(),
        contrast: keys::key(&q.asked.contrast),
        base: keys::base(q.asked.base).to_owned(),
        estimand: q.asked.estimand.to_owned(),
        filter: q.asked.filter.clone(),
        baseline: if q.asked.baseline { "match" } else { "ignore" }.to_owned(),
        everyone: q.asked.everyone,
        unit: q.unit.clone(),
        cells: keys::count(q.cells.len()).unwrap_or_default(),
        withheld: 0,
        low: Some(q.difference.low),
        median: Some(q.difference.median),
        high: Some(q.difference.high),
        treat_low: q.treated.map(|r| r.low),
        treat_high: q.treated.map(|r| r.high),
        comparison_low: q.comparison.map(|r| r.low),
        comparison_high: q.comparison.map(|r| r.high),
        compared_low: q.compared.map(|r| r.low),
        compared_high: q.compared.map(|r| r.high),
        replicates: joint.and_then(|j| keys::count(j.replicates)),
        p_median: joint.map(|j| j.p_median),
        direction: joint.map(|j| j.direction),
        p_direction: joint.map(|j| j.p_direction),
        mean_z: joint.and_then(|j| j.mean_z),
        p_mean_z: joint.and_then(|j| j.p_mean_z),
    }
}

fn choices(parted: &Parted) -> Vec<ChoiceRecord> {
    let start = || ChoiceRecord {
        outcome: parted.outcome.clone(),
        contrast: keys::key(&parted.contrast),
        base: keys::base(parted.base).to_owned(),
        ..ChoiceRecord::default()
    };
    let of_choice = parted.choices.iter().flat_map(|c| {
        c.levels.iter().map(|l| ChoiceRecord {
            choice: c.name.clone(),
            level: l.name.clone(),
            share: c.share,
            cells: keys::count(l.cells).unwrap_or_default(),
            low: Some(l.difference.low),
            median: Some(l.difference.median),
            high: Some(l.difference.high),
            ..start()
        })
    });
    let cells = keys::count(parted.cells).unwrap_or_default();
    let together = ChoiceRecord { choice: TOGETHER.to_owned(), share: parted.together, cells, ..start() };
    of_choice.chain([together]).collect()
}

fn combinations(grid: &Grid, curve: &Curve) -> Vec<CombinationRecord> {
    let mut rows: Vec<CombinationRecord> = Vec::new();
    let mut add = |fate: &str, reason: &str, n: usize| {
        let n = keys::count(n).unwrap_or_default();
        if let Some(row) = rows.iter_mut().find(|r| r.fate == fate && r.reason == reason) {
            row.combinations += n;
            return;
        }
        let (fate, reason) = (fate.to_owned(), reason.to_owned());
        rows.push(CombinationRecord { fate, reason, combinations: n });
    };
    let estimated = curve.cells.iter().filter(|a| a.figures.is_ok()).count();
    if estimated > 0 {
        add("estimated", "", estimated);
    }
    for skipped in &grid.skipped {
        add(if skipped.impossible { "impossible" } else { "same" }, &skipped.reason, skipped.combinations);
    }
    for reason in curve.cells.iter().filter_map(|a| a.figures.as_ref().err()) {
        add("without_answer", reason, 1);
    }
    rows
}
