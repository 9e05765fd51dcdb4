//! Tables of the people supported: means side by side, and the shares behind a chart.

use super::super::super::document::{Cell, Grid};
use super::super::super::tables::descriptives::DescriptiveRecord;
use super::super::super::words::count;
use super::super::super::words::percent;
use super::super::super::words::scales::Scale;
use super::super::View;

/// The shares of some sections: numerator, denominator, percentage and base of each.
pub(super) fn shares(view: &View<'_>, scale: &Scale<'_>, caption: &str, sections: &[&str]) -> Option<Grid> {
    let rows: Vec<&DescriptiveRecord> = sections.iter().flat_map(|s| scale.section(s)).collect();
    grid(view, scale, caption, &rows)
}

/// The same for given rows.
pub(super) fn grid(
    view: &View<'_>,
    scale: &Scale<'_>,
    caption: &str,
    rows: &[&DescriptiveRecord],
) -> Option<Grid> {
    let line = |d: &&DescriptiveRecord| {
        vec![
            Cell::text(what(scale, d)),
            Cell::number(d.value.map_or_else(|| "withheld".to_owned(), percent)),
            Cell::number(count(d.numerator)),
            Cell::number(count(d.denominator)),
            Cell::text(scale.base(&d.base)),
        ]
    };
    let note = if view.discloses_all() { String::new() } else { view.withheld() };
    (!rows.is_empty()).then(|| Grid {
        caption: caption.to_owned(),
        head: ["", "Share", "Number", "Of", "Base"].map(str::to_owned).to_vec(),
        rows: rows.iter().map(line).collect(),
        foot: note,
    })
}

/// What a row counts and when.
fn what(scale: &Scale<'_>, d: &DescriptiveRecord) -> String {
    let category = scale.category(d);
    let later = scale.later();
    match d.section.as_str() {
        "scale_people" => category,
        "scale_flow" => format!("{} at the start, {category} at the end", d.group),
        "scale_change_points" => format!("change of {}", change(d)),
        "scale_values" => format!("score {category}"),
        _ => match d.group.as_str() {
            "start" => format!("at the start: {category}"),
            "end" => format!("at the end: {category}"),
            "follow_up" => format!("at {later}: {category}"),
            "start_to_end" => format!("from start to end: {category}"),
            "start_to_follow_up" => format!("from the start to {later}: {category}"),
            "end_to_follow_up" => format!("from the end to {later}: {category}"),
            _ => category,
        },
    }
}

/// A step of change with a typographic minus.
fn change(d: &DescriptiveRecord) -> String {
    d.category.as_deref().unwrap_or_default().replace('-', "−")
}

/// Means at the start and the end, paired and unpaired apart.
pub(super) fn means(scale: &Scale<'_>) -> Grid {
    let people = |base: &str, of: &str| {
        let n = scale.mean(of, base).and_then(|m| m.people);
        Cell::number(count(n.map(|n| n as f64)))
    };
    let figure = |of: &str, base: &str| Cell::wide(scale.figure(scale.mean(of, base)));
    let none = || Cell::wide("–");
    let rows = vec![
        vec![
            Cell::text("Paired: a start and an end score"),
            people("with_both", "start"),
            figure("start", "with_both"),
            figure("end", "with_both"),
            figure("start_to_end", "with_both"),
        ],
        vec![
            Cell::text("Unpaired: everybody with a start score"),
            people("with_start", "start"),
            figure("start", "with_start"),
            none(),
            none(),
        ],
        vec![
            Cell::text("Unpaired: everybody with an end score"),
            people("with_end", "end"),
            none(),
            figure("end", "with_end"),
            none(),
        ],
    ];
    Grid {
        caption: "Mean scores".to_owned(),
        head: ["", "People", "Start", "End", "Change"].map(str::to_owned).to_vec(),
        rows,
        foot: format!(
            "The change is that of people with both scores. Unpaired means are of other people at each time: their difference is no change. {}",
            scale.interval()
        ),
    }
}

/// Those followed up beside those who were not.
pub(super) fn followed(scale: &Scale<'_>) -> Grid {
    let row = |(of, words): (&str, &str)| {
        let kept = scale.mean(of, "with_all_three");
        let apart = kept.and_then(|m| m.standardised);
        vec![
            Cell::text(words),
            Cell::wide(scale.figure(kept)),
            Cell::wide(scale.figure(scale.mean(of, "not_followed_up"))),
            Cell::number(apart.map_or_else(|| "–".to_owned(), |d| super::super::super::words::number(d, 2))),
        ]
    };
    let number = |base: &str| count(scale.mean("start", base).and_then(|m| m.people).map(|n| n as f64));
    Grid {
        caption: "Those followed up beside the others with both scores".to_owned(),
        head: vec![
            String::new(),
            format!("Followed up ({})", number("with_all_three")),
            format!("Not followed up ({})", number("not_followed_up")),
            "Apart, in standard deviations".to_owned(),
        ],
        rows: [("start", "Start score"), ("end", "End score"), ("start_to_end", "Change")].map(row).to_vec(),
        foot: format!("Up to 0.1 is close. {}", scale.interval()),
    }
}
