//! How people changed between start and end.

use super::super::super::ReportError;
use super::super::super::charts::{Alluvial, Changes, Fill, Stage, Step, Strand};
use super::super::super::document::{Block, Figure, Picture};
use super::super::super::tables::descriptives::DescriptiveRecord;
use super::super::super::words::scales::{NO_EFFECT, Scale};
use super::super::super::words::{count, level, percent};
use super::super::View;
use super::{each, grids, withheld};

/// Every scale; that a change is no effect is said once.
pub(super) fn all(view: &View<'_>, scales: &[Scale<'_>]) -> Result<Vec<Block>, ReportError> {
    let mut blocks = vec![Block::Words(NO_EFFECT.to_owned())];
    blocks.extend(each(view, scales.iter(), blocks_of)?);
    Ok(blocks)
}

fn blocks_of(view: &View<'_>, scale: &Scale<'_>) -> Result<Vec<Block>, ReportError> {
    let mut blocks = vec![Block::Words(scale.changed().join(" "))];
    let moved: Vec<String> = scale.crossed().into_iter().chain(scale.against()).collect();
    if !moved.is_empty() {
        blocks.push(Block::Words(moved.join(" ")));
    }
    blocks.extend(changes(view, scale)?.map(Block::Figure));
    blocks.extend(flow(view, scale).map(Block::Figure));
    blocks.push(Block::Grid(grids::means(scale)));
    let sections =
        ["scale_change", "scale_meaningful", "scale_case", "scale_case_transition", "scale_benchmark"];
    let caption = format!("{}: every share with its base", scale.about.label);
    blocks.extend(grids::shares(view, scale, &caption, &sections).map(Block::Folded));
    if let Some(source) = &scale.about.source {
        blocks.push(Block::Small(format!("Instrument: {}", source.trim())));
    }
    Ok(blocks)
}

/// Bars of the change in points.
fn changes(view: &View<'_>, scale: &Scale<'_>) -> Result<Option<Figure>, ReportError> {
    let rows = scale.shares("scale_change_points", "start_to_end", "with_both");
    if rows.len() < 3 || rows.iter().all(|r| r.value.is_none()) {
        return Ok(None);
    }
    let told = |d: &&DescriptiveRecord| {
        let change = d.category.as_deref().unwrap_or_default();
        format!("{change}: {}", d.value.map_or_else(|| "withheld".to_owned(), percent))
    };
    let last = rows.len() - 1;
    let steps = rows.iter().enumerate().map(|(k, d)| step(scale, d, k == 0 || k == last)).collect();
    let chart = Changes {
        title: format!("{}: change from start to end", scale.about.label),
        description: format!(
            "Change in {}. {}",
            scale.about.unit,
            rows.iter().map(told).collect::<Vec<_>>().join(", ")
        ),
        steps,
        names: vec![
            (Fill::Full, "better".to_owned()),
            (Fill::Pale, "the same".to_owned()),
            (Fill::Hollow, "worse".to_owned()),
        ],
        axis: format!("Change in {}, end less start", scale.about.unit),
    };
    let ranges = rows.iter().filter(|r| r.lower_edge != r.upper_edge).count();
    let wide = if ranges > 2 { " A bar holds changes up to the number under it." } else { "" };
    let good = if scale.lower_is_better() { "Lower scores are better." } else { "Higher scores are better." };
    Ok(Some(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: format!("Share of the {}. {good}{wide}{}", scale.base("with_both"), withheld(view)),
        grid: grids::grid(view, scale, "Change in points", &rows),
    }))
}

/// One step: its end farther from nought, or all beyond the nearer end for an open step at either side.
fn step(scale: &Scale<'_>, d: &DescriptiveRecord, outer: bool) -> Step {
    let (low, high) = (d.lower_edge.unwrap_or(0.0), d.upper_edge.unwrap_or(0.0));
    let signed = |v: f64| if v > 0.0 { format!("+{}", level(v)) } else { level(v) };
    let (near, far) = if low.abs() <= high.abs() { (low, high) } else { (high, low) };
    let label = match (low == high, outer) {
        (true, _) => signed(low),
        (false, true) => format!("{}…", signed(near)),
        (false, false) => signed(far),
    };
    let fill = match low + high {
        0.0 => Fill::Pale,
        sum if (sum < 0.0) == scale.lower_is_better() => Fill::Full,
        _ => Fill::Hollow,
    };
    Step { label, fill, share: d.value }
}

/// Who moved from which band to which.
fn flow(view: &View<'_>, scale: &Scale<'_>) -> Option<Figure> {
    let moves = scale.section("scale_flow");
    let bands = |time| scale.shares("scale_bands", time, "with_both");
    let used =
        |rows: Vec<&DescriptiveRecord>, of: &dyn Fn(&DescriptiveRecord) -> Option<String>| -> Vec<Stage> {
            let moved = |d: &&&DescriptiveRecord| moves.iter().any(|m| of(m) == d.category);
            rows.iter().filter(moved).map(|d| stage(d)).collect()
        };
    let (from, to) =
        (|d: &DescriptiveRecord| Some(d.group.clone()), |d: &DescriptiveRecord| d.category.clone());
    let mut stages = [used(bands("start"), &from), used(bands("end"), &to)];
    // The worst band on top.
    if scale.lower_is_better() {
        for column in &mut stages {
            column.reverse();
        }
    }
    let place = |column: usize, name: Option<&str>| {
        stages[column].iter().position(|s| Some(s.label.as_str()) == name)
    };
    let strand = |d: &&DescriptiveRecord| {
        let (from, to) = (place(0, Some(&d.group))?, place(1, d.category.as_deref())?);
        Some(Strand { from, to, people: d.numerator })
    };
    let mut strands: Vec<Strand> = moves.iter().filter_map(strand).collect();
    strands.sort_by_key(|s| (s.from, s.to));
    if strands.iter().all(|s| s.people.is_none()) {
        return None;
    }
    let told = |d: &&DescriptiveRecord| {
        let n = d.numerator.map_or_else(|| "withheld".to_owned(), |n| count(Some(n)));
        format!("{} to {}: {n}", d.group, d.category.as_deref().unwrap_or_default())
    };
    let chart = Alluvial {
        title: format!("{}: from where people started to where they ended", scale.about.label),
        description: moves.iter().map(told).collect::<Vec<_>>().join(", "),
        times: ["At the start", "At the end"].map(str::to_owned),
        stages,
        strands,
    };
    let note = if view.discloses_all() {
        String::new()
    } else {
        " Moves that are withheld are drawn together in pale grey; numbers are rounded.".to_owned()
    };
    Some(Figure {
        pictures: vec![Picture::alone(chart.svg())],
        caption: format!(
            "Numbers of {}: each strand goes from a band at the start to one at the end.{note}",
            scale.base("with_both")
        ),
        grid: grids::grid(view, scale, "From band to band", &moves),
    })
}

fn stage(d: &DescriptiveRecord) -> Stage {
    Stage {
        label: d.category.clone().unwrap_or_default(),
        count: d.numerator.map_or_else(|| "withheld".to_owned(), |n| count(Some(n))),
        people: d.numerator,
    }
}
