//! Whether the change lasted.

use super::super::super::ReportError;
use super::super::super::charts::{Course, Maintenance, Moment};
use super::super::super::document::{Block, Cell, Figure, Grid, Picture};
use super::super::super::words::scales::Scale;
use super::super::super::words::{count, level, number};
use super::super::View;
use super::grids;

/// Times in order, as tables write them.
const TIMES: [&str; 3] = ["start", "end", "follow_up"];

pub(super) fn blocks(view: &View<'_>, scale: &Scale<'_>) -> Result<Vec<Block>, ReportError> {
    let mut blocks = vec![Block::Words(when(scale))];
    blocks.push(Block::Words(scale.lasted().join(" ")));
    blocks.extend(figure(scale)?.map(Block::Figure));
    blocks.push(Block::Words(scale.alike()));
    blocks.push(Block::Grid(grids::followed(scale)));
    let sections = ["scale_later", "scale_later_kept", "scale_later_case"];
    let caption = format!("{} later: every share with its base", scale.about.label);
    blocks.extend(grids::shares(view, scale, &caption, &sections).map(Block::Folded));
    Ok(blocks)
}

/// When the follow-up was, and who counts.
fn when(scale: &Scale<'_>) -> String {
    let of = |what| scale.share(["scale_people", what, "answered_later", what]);
    let weeks = scale.mean("weeks_to_follow_up", "with_all_three").and_then(|m| m.mean);
    let weeks = weeks.map_or_else(String::new, |w| {
        format!(", {} weeks after the end of support on average", number(w, 0))
    });
    let least = scale.about.at_least_weeks.map_or_else(String::new, |least| {
        let lost: Vec<String> =
            [("too_soon", "answered sooner"), ("undated", "of whom it is not known when")]
                .into_iter()
                .filter_map(|(what, words)| Some(format!("{} {words}", count(of(what)?.numerator))))
                .collect();
        let lost = if lost.is_empty() { String::new() } else { format!(" Left out: {}.", lost.join(", ")) };
        format!(" Scores count from {} weeks after the end.{lost}", level(least))
    });
    format!(
        "Some people answered once more at {}{weeks}.{least} Everything here is about the same people: those with all three scores.",
        scale.later()
    )
}

/// Means of the same people at all times, beside those of everybody with both scores.
fn figure(scale: &Scale<'_>) -> Result<Option<Figure>, ReportError> {
    let course = |base: &str, words: &str| {
        let moment = |(time, of): (usize, &&str)| {
            let m = scale.mean(of, base)?;
            Some(Moment { time, mean: m.mean?, limits: m.lower.zip(m.upper) })
        };
        let people = count(scale.mean("start", base).and_then(|m| m.people).map(|n| n as f64));
        let moments = TIMES.iter().enumerate().filter_map(moment).collect();
        Course { label: format!("{words} ({people})"), moments }
    };
    let three = course("with_all_three", "the same people at all three times");
    if three.moments.len() < 2 {
        return Ok(None);
    }
    let others = course("not_followed_up", "those with start and end alone");
    let courses: Vec<Course> = [three, others].into_iter().filter(|c| !c.moments.is_empty()).collect();
    let told = |c: &Course| {
        let at = |m: &Moment| {
            format!(
                "{} {}",
                [scale_time(scale, 0), scale_time(scale, 1), scale_time(scale, 2)][m.time],
                level(m.mean)
            )
        };
        format!("{}: {}", c.label, c.moments.iter().map(at).collect::<Vec<_>>().join(", "))
    };
    let line = scale.about.benchmark.zip(scale.about.benchmark_label.clone());
    let chart = Maintenance {
        title: format!("{} over time", scale.about.label),
        description: courses.iter().map(told).collect::<Vec<_>>().join(". "),
        times: (0..3).map(|k| scale_time(scale, k)).collect(),
        courses,
        line,
        axis: scale.about.label.clone(),
    };
    let good = if scale.lower_is_better() { "Lower scores are better." } else { "Higher scores are better." };
    Ok(Some(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: format!(
            "Mean scores with their intervals; in brackets how many people. {good} {}",
            scale.interval()
        ),
        grid: Some(behind(scale)),
    }))
}

fn scale_time(scale: &Scale<'_>, k: usize) -> String {
    match k {
        0 => "start".to_owned(),
        1 => "end".to_owned(),
        _ => scale.later().to_owned(),
    }
}

/// The means behind the chart.
fn behind(scale: &Scale<'_>) -> Grid {
    let row = |base: &str| {
        let mut cells = vec![Cell::text(scale.base(base))];
        cells.push(Cell::number(count(scale.mean("start", base).and_then(|m| m.people).map(|n| n as f64))));
        cells.extend(TIMES.map(|of| Cell::wide(scale.figure(scale.mean(of, base)))));
        cells
    };
    Grid {
        caption: "Means over time".to_owned(),
        head: vec![
            String::new(),
            "People".to_owned(),
            "Start".to_owned(),
            "End".to_owned(),
            scale.later().to_owned(),
        ],
        rows: vec![row("with_all_three"), row("not_followed_up")],
        foot: scale.interval(),
    }
}
