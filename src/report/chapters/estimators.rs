//! The headline by every estimator, with what each assumes.

use super::super::document::{Block, Cell, Grid, Section};
use super::super::tables::effects::EffectRecord;
use super::super::words::effects::{difference, quantity};
use super::super::words::estimators::{assumed, estimator};
use super::super::words::percent;
use super::View;

/// A note of the review: change, end score and covariance analysis are one number.
const ONE_NUMBER: &str = "MW169";

/// The section; none with one estimator.
pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let headline = view.headline()?;
    let mut rows: Vec<&EffectRecord> = view.effects().filter(|e| same(e, headline)).collect();
    rows.sort_by_key(|e| e.estimator != headline.estimator);
    if rows.len() < 2 {
        return None;
    }
    let mut blocks = vec![Block::Words(INTRODUCTION.to_owned()), Block::Grid(grid(view, headline, &rows))];
    blocks.extend(one_number(view, headline, &rows).map(Block::Words));
    Some(Section { id: "estimators", title: "The same result by other estimators".to_owned(), blocks })
}

const INTRODUCTION: &str = "One estimator was declared beforehand and gives the headline. Here the same question is \
    answered in other ways, from the same people. Each has to assume something that the others need not; none can make \
    up for a difference between the groups that nobody recorded.";

/// `true` for the headline's question on the scale of differences, by any estimator.
fn same(e: &EffectRecord, headline: &EffectRecord) -> bool {
    e.measure == "difference"
        && e.estimator != "completion_weighted"
        && (&e.outcome, &e.contrast, &e.group, &e.base)
            == (&headline.outcome, &headline.contrast, &headline.group, &headline.base)
}

fn grid(view: &View<'_>, headline: &EffectRecord, rows: &[&EffectRecord]) -> Grid {
    let line = |e: &&EffectRecord| {
        let mark = if e.estimator == headline.estimator { " (the headline)" } else { "" };
        vec![
            Cell::text(format!("{}{mark}", estimator(&e.estimator))),
            Cell::text(assumed(&e.estimator, &view.primary.estimand, &view.names)),
            Cell::number(figure(e, e.treat_mean)),
            Cell::number(figure(e, e.comparison_mean)),
            Cell::wide(difference(e)),
        ]
    };
    Grid {
        caption: "One question, several estimators".to_owned(),
        head: [
            "Estimator",
            "What must be true for it",
            &view.names.treated,
            &view.names.comparison,
            "Difference (interval)",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.iter().map(line).collect(),
        foot: if view.discloses_all() { String::new() } else { view.withheld() },
    }
}

/// Mean or share of one group: the people are the same in every line.
fn figure(e: &EffectRecord, mean: Option<f64>) -> String {
    match mean {
        Some(mean) if e.is_proportion() => percent(mean),
        Some(mean) => quantity(e, mean),
        None if e.suppressed => "withheld".to_owned(),
        None => "–".to_owned(),
    }
}

/// Which of the lines cannot differ.
fn one_number(view: &View<'_>, headline: &EffectRecord, rows: &[&EffectRecord]) -> Option<String> {
    let has = |key: &str| rows.iter().any(|e| e.estimator == key && e.difference.is_some());
    let mut told = Vec::new();
    if has("bias_corrected") && has("regression") && !headline.is_proportion() {
        told.push(
            "For a mean, bias-corrected matching and the regression rest on the same fitted lines and give the same \
             difference; only their intervals are two.",
        );
    }
    let mut review = view.release.tables().review.iter();
    if review.any(|r| r.rule == ONE_NUMBER && r.specification == view.primary.specification) {
        told.push(
            "Partners started at the same score, so that the differences in change and in end score are one number: \
             their agreement is no further evidence.",
        );
    }
    (!told.is_empty()).then(|| told.join(" "))
}
