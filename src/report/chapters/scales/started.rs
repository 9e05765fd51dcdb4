//! Where people started.

use super::super::super::ReportError;
use super::super::super::charts::{Changes, Fill, Step};
use super::super::super::document::{Block, Figure, Picture};
use super::super::super::tables::descriptives::DescriptiveRecord;
use super::super::super::words::percent;
use super::super::super::words::scales::Scale;
use super::super::View;
use super::{grids, withheld};

pub(super) fn blocks(view: &View<'_>, scale: &Scale<'_>) -> Result<Vec<Block>, ReportError> {
    let mut blocks = vec![Block::Words(scale.started().join(" "))];
    if let Some(figure) = figure(view, scale)? {
        blocks.push(Block::Figure(figure));
    }
    let sections = ["scale_people"];
    blocks.extend(grids::shares(view, scale, "Who has which scores", &sections).map(Block::Folded));
    Ok(blocks)
}

/// Bars of the scores, or of the bands of a longer scale; cases are dark.
fn figure(view: &View<'_>, scale: &Scale<'_>) -> Result<Option<Figure>, ReportError> {
    let of = |section| scale.shares(section, "start", "with_start");
    let values = of("scale_values");
    let rows = if values.is_empty() { of("scale_bands") } else { values };
    if rows.len() < 2 || rows.iter().all(|r| r.value.is_none()) {
        return Ok(None);
    }
    let is_case = |d: &DescriptiveRecord| {
        let (low, high) = (d.lower_edge.unwrap_or(f64::NAN), d.upper_edge.unwrap_or(f64::NAN));
        scale.about.case_at_least.is_some_and(|c| low >= c)
            || scale.about.case_at_most.is_some_and(|c| high <= c)
    };
    let step = |d: &&DescriptiveRecord| Step {
        label: d.category.clone().unwrap_or_default(),
        fill: if is_case(d) { Fill::Full } else { Fill::Pale },
        share: d.value,
    };
    let told = |d: &&DescriptiveRecord| {
        format!("{} {}", scale.category(d), d.value.map_or_else(|| "withheld".to_owned(), percent))
    };
    let names = match &scale.about.case_name {
        Some(case) => vec![(Fill::Full, case.clone()), (Fill::Pale, format!("not {case}"))],
        None => Vec::new(),
    };
    let chart = Changes {
        title: format!("{}: scores at the start", scale.about.label),
        description: rows.iter().map(told).collect::<Vec<_>>().join(", "),
        steps: rows.iter().map(step).collect(),
        names,
        axis: format!("{} at the start", scale.about.label),
    };
    let extra = [of("scale_case"), of("scale_worse_end"), of("scale_benchmark")].concat();
    let behind: Vec<&DescriptiveRecord> = rows.iter().copied().chain(extra).collect();
    Ok(Some(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: format!("Share of the {}.{}", scale.base("with_start"), withheld(view)),
        grid: grids::grid(view, scale, "Scores at the start", &behind),
    }))
}
