//! The range over all specifications.

use super::super::ReportError;
use super::super::charts::{Dots, Mark, MarkRow, Style};
use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::super::words::effects::{arm, difference};
use super::super::words::{count, interval, level, percent, points};
use super::View;
use super::page::{Block, Cell, Figure, Grid, Section};

/// A specification with the effect that is its headline.
type Pair<'a> = (&'a SpecificationRecord, Option<&'a EffectRecord>);

pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let Some(headline) = view.headline() else { return Ok(None) };
    let mut all: Vec<Pair<'_>> =
        view.release.tables().specifications.iter().map(|s| (s, effect(view, s))).collect();
    if all.len() < 2 {
        return Ok(None);
    }
    let size = |p: &Pair<'_>| p.0.difference.unwrap_or(f64::INFINITY);
    all.sort_by(|a, b| size(a).total_cmp(&size(b)));
    let blocks = vec![
        Block::Words(intro(&all, headline)),
        Block::Figure(curve(&all, headline)?),
        Block::Grid(table(view, &all)),
    ];
    let title = "The same question, asked in different ways".to_owned();
    Ok(Some(Section { id: "range", title, blocks }))
}

fn effect<'a>(view: &'a View<'_>, s: &SpecificationRecord) -> Option<&'a EffectRecord> {
    view.release.tables().effects.iter().find(|e| {
        e.specification == s.specification
            && Some(&e.outcome) == s.outcome.as_ref()
            && Some(&e.contrast) == s.contrast.as_ref()
            && Some(&e.base) == s.base.as_ref()
            && e.group == "all"
            && e.estimator == s.estimator
            && e.measure == s.measure
    })
}

fn intro(all: &[Pair<'_>], headline: &EffectRecord) -> String {
    let same = |p: &&Pair<'_>| {
        p.0.contrast.as_deref() == Some(&headline.contrast)
            && p.0.outcome.as_deref() == Some(&headline.outcome)
    };
    let shares = headline.is_proportion();
    let range = |value: fn(&SpecificationRecord) -> Option<f64>, words: &dyn Fn(f64) -> String| {
        let values: Vec<f64> = all.iter().filter(same).filter_map(|p| value(p.0)).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if values.is_empty() { "not known".to_owned() } else { interval(low, high, words) }
    };
    let mean = |v: f64| if shares { percent(v) } else { level(v) };
    let gap = |v: f64| if shares { points(v) } else { format!("{} {}", level(v), headline.unit) };
    format!(
        "{} ways of doing the analysis were declared. Over them the difference runs from {}: {} against {} in the comparison. The one declared as primary is the headline; none was picked for its result.",
        all.len(),
        range(|s| s.difference, &gap),
        range(|s| s.treat_mean, &mean),
        range(|s| s.comparison_mean, &mean),
    )
}

fn name(s: &SpecificationRecord) -> String {
    if s.primary { "primary (the headline)".to_owned() } else { s.specification.clone() }
}

fn curve(all: &[Pair<'_>], headline: &EffectRecord) -> Result<Figure, ReportError> {
    let row = |(s, _): &Pair<'_>| {
        let style = if s.primary { Style::Disc } else { Style::Quiet };
        let interval = s.difference_lower.zip(s.difference_upper);
        let marks = s.difference.map(|at| Mark { at, interval, style }).into_iter().collect();
        MarkRow { label: name(s), marks }
    };
    let chart = Dots {
        title: "The difference under every specification".to_owned(),
        description: intro(all, headline),
        rows: all.iter().map(row).filter(|r| !r.marks.is_empty()).collect(),
        axis: super::results::axis(headline),
        anchor: Some(0.0),
        limits: Vec::new(),
        percent: headline.is_proportion(),
        legend: vec![
            (Style::Disc, "primary".to_owned()),
            (Style::Quiet, "further specifications".to_owned()),
        ],
    };
    Ok(Figure {
        svgs: vec![(String::new(), chart.svg()?)],
        caption: "Sorted by the difference, each with its interval.".to_owned(),
        grid: None,
    })
}

fn table(view: &View<'_>, all: &[Pair<'_>]) -> Grid {
    let row = |(s, e): &Pair<'_>| {
        let figure = |treated| e.map_or_else(|| "–".to_owned(), |e| arm(e, treated));
        vec![
            Cell::text(name(s)),
            Cell::text(s.estimand.clone()),
            Cell::number(count(s.treated_matched.map(|n| n as f64))),
            Cell::number(count(s.control_ess)),
            Cell::number(s.worst_after.map_or("–".to_owned(), percent)),
            Cell::number(figure(true)),
            Cell::number(figure(false)),
            Cell::wide(e.map_or_else(|| "–".to_owned(), difference)),
        ]
    };
    let (t, c) = (&view.names.treated, &view.names.comparison);
    Grid {
        caption: "All specifications".to_owned(),
        head: vec![
            "Specification".to_owned(),
            "Estimand".to_owned(),
            format!("Matched {t}"),
            format!("Effective {c}"),
            "Largest difference left".to_owned(),
            t.clone(),
            c.clone(),
            "Difference (interval)".to_owned(),
        ],
        rows: all.iter().map(row).collect(),
        foot: super::results::foot(view),
    }
}
