//! The range over all specifications.

use super::super::ReportError;
use super::super::charts::{Dots, Mark, MarkRow, Style};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::super::words::effects::{arm, difference};
use super::super::words::{count, lock, percent, ranges};
use super::View;

/// A specification with the effect that is its headline.
type Pair<'a> = (&'a SpecificationRecord, Option<&'a EffectRecord>);

pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let Some(headline) = view.headline() else { return Ok(None) };
    let asked = view
        .release
        .tables()
        .specifications
        .iter()
        .filter(|s| !matches!(s.role.as_str(), "bracket" | "curve"));
    let mut all: Vec<Pair<'_>> = asked.map(|s| (s, view.effect(s))).collect();
    if all.len() < 2 {
        return Ok(None);
    }
    let size = |p: &Pair<'_>| p.0.difference.unwrap_or(f64::INFINITY);
    all.sort_by(|a, b| size(a).total_cmp(&size(b)));
    let blocks = vec![
        Block::Words(intro(view, headline)),
        Block::Figure(curve(view, &all, headline)?),
        Block::Grid(table(view, &all)),
        Block::Folded(whom(view, &all)),
    ];
    let title = "The same question, asked in different ways".to_owned();
    Ok(Some(Section { id: "range", title, blocks }))
}

fn intro(view: &View<'_>, headline: &EffectRecord) -> String {
    format!(
        "{} The one declared as primary is the headline. {} Analyses that rest on other people answer a slightly different question.",
        ranges(view.release, headline, &view.names).join(" "),
        lock(view.primary)
    )
}

fn name(s: &SpecificationRecord) -> String {
    if s.primary { "primary (the headline)".to_owned() } else { s.specification.clone() }
}

fn curve(view: &View<'_>, all: &[Pair<'_>], headline: &EffectRecord) -> Result<Figure, ReportError> {
    let row = |(s, _): &Pair<'_>| {
        let style = if s.primary { Style::Disc } else { Style::Quiet };
        let interval = s.difference_lower.zip(s.difference_upper);
        let marks = s.difference.map(|at| Mark { at, interval, style }).into_iter().collect();
        MarkRow { label: name(s), marks }
    };
    let chart = Dots {
        title: "The difference under every specification".to_owned(),
        description: intro(view, headline),
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
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: "Sorted by the difference, each with its interval.".to_owned(),
        grid: None,
    })
}

/// Matched treated people, and the share of all treated that they are.
fn resting(s: &SpecificationRecord) -> String {
    let matched = count(s.treated_matched.map(|n| n as f64));
    match (s.treated_matched, s.treated_all) {
        (Some(n), Some(all)) if all > 0 => format!("{matched} ({})", percent(n as f64 / all as f64)),
        _ => matched,
    }
}

/// What came out under each specification, the answer first: a phone shows no more than two columns.
fn table(view: &View<'_>, all: &[Pair<'_>]) -> Grid {
    let row = |(s, e): &Pair<'_>| {
        let figure = |treated| e.map_or_else(|| "–".to_owned(), |e| arm(e, treated));
        vec![
            Cell::text(name(s)),
            Cell::wide(e.map_or_else(|| "–".to_owned(), difference)),
            Cell::number(figure(true)),
            Cell::number(figure(false)),
        ]
    };
    let head = ["Specification", "Difference (interval)", &view.names.treated, &view.names.comparison];
    Grid {
        caption: "All specifications".to_owned(),
        head: head.map(str::to_owned).to_vec(),
        rows: all.iter().map(row).collect(),
        foot: super::results::foot(view),
    }
}

/// Whom each specification compares, and how alike they are.
fn whom(view: &View<'_>, all: &[Pair<'_>]) -> Grid {
    let row = |(s, _): &Pair<'_>| {
        vec![
            Cell::text(name(s)),
            Cell::text(s.estimand.clone()),
            Cell::number(resting(s)),
            Cell::number(count(s.control_ess)),
            Cell::number(s.worst_after.map_or("–".to_owned(), percent)),
        ]
    };
    let (t, c) = (&view.names.treated, &view.names.comparison);
    Grid {
        caption: "Whom each specification compares, and how alike they are".to_owned(),
        head: vec![
            "Specification".to_owned(),
            "Estimand".to_owned(),
            format!("Matched {t}, of all"),
            format!("Effective {c}"),
            "Largest difference left".to_owned(),
        ],
        rows: all.iter().map(row).collect(),
        foot: "Effective: how many people who all count the same would say as much. The largest difference is in % of a standard deviation.".to_owned(),
    }
}
