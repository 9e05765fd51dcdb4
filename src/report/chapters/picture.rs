//! 'For 100 people like these', or two means where the headline is no share.

use super::super::ReportError;
use super::super::charts::{Dots, Hundred, Mark, MarkRow, Style};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::effects::EffectRecord;
use super::super::words::effects::{arm, base, contrast, difference};
use super::View;

pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let Some(e) = view.headline().filter(|e| e.treat_mean.is_some()) else { return Ok(None) };
    let (title, figure) = if e.is_proportion() {
        ("For 100 people like these", hundred(view, e))
    } else {
        ("The two groups side by side", means(view, e)?)
    };
    let blocks = vec![Block::Figure(figure)];
    Ok(Some(Section { id: "picture", title: title.to_owned(), blocks }))
}

fn hundred(view: &View<'_>, e: &EffectRecord) -> Figure {
    let o = view.names.outcome(&e.outcome);
    let picture = |treated: bool| -> Picture {
        let share = if treated { e.treat_mean } else { e.comparison_mean };
        let name =
            if treated { view.names.treated.clone() } else { format!("similar {}", view.names.comparison) };
        let share = share.unwrap_or(0.0);
        let title = format!("For every 100 {name}");
        let description = format!("{}: {}", contrast(&o, &e.contrast), arm(e, treated));
        Picture { name, svg: Hundred { title, description, share, treated }.svg() }
    };
    Figure {
        pictures: vec![picture(true), picture(false)],
        caption: format!(
            "{} on {}. Each figure stands for one person in 100; the coloured ones {}.",
            contrast(&o, &e.contrast),
            o.label,
            "are those it happened to"
        ),
        grid: Some(numbers(view, e)),
    }
}

fn numbers(view: &View<'_>, e: &EffectRecord) -> Grid {
    let o = view.names.outcome(&e.outcome);
    Grid {
        caption: "The numbers behind the picture".to_owned(),
        head: ["", &view.names.treated, &view.names.comparison, "Difference"].map(str::to_owned).to_vec(),
        rows: vec![vec![
            Cell::text(contrast(&o, &e.contrast)),
            Cell::number(arm(e, true)),
            Cell::number(arm(e, false)),
            Cell::number(difference(e)),
        ]],
        foot: format!("Of {}.", base(&o, &e.base)),
    }
}

fn means(view: &View<'_>, e: &EffectRecord) -> Result<Figure, ReportError> {
    let o = view.names.outcome(&e.outcome);
    let row = |label: &str, at: Option<f64>, low: Option<f64>, high: Option<f64>, style| MarkRow {
        label: label.to_owned(),
        marks: at.map(|at| Mark { at, interval: low.zip(high), style }).into_iter().collect(),
    };
    let chart = Dots {
        title: format!("{}: the two groups", o.label),
        description: format!(
            "{}: {}; {}: {}",
            view.names.treated,
            arm(e, true),
            view.names.comparison,
            arm(e, false)
        ),
        rows: vec![
            row(&view.names.treated, e.treat_mean, e.treat_lower, e.treat_upper, Style::Disc),
            row(
                &format!("similar {}", view.names.comparison),
                e.comparison_mean,
                e.comparison_lower,
                e.comparison_upper,
                Style::Diamond,
            ),
        ],
        axis: format!("{}, {}", contrast(&o, &e.contrast), e.unit),
        anchor: (e.contrast == "change").then_some(0.0),
        limits: Vec::new(),
        percent: false,
        legend: Vec::new(),
    };
    Ok(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: format!("{}: mean of each group with its interval.", o.label),
        grid: Some(numbers(view, e)),
    })
}
