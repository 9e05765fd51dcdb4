//! Where people stand on a short scale at the start and at the end.

use super::super::ReportError;
use super::super::charts::{Bars, Pair};
use super::super::document::{Figure, Picture};
use super::super::tables::descriptives::DescriptiveRecord;
use super::super::words::{OutcomeWords, percent};
use super::View;

/// A scale with more values than this has no chart of its values.
const SHORT: usize = 20;

/// Bars of both groups at each value, at the start and at the end; `None` for a long scale.
pub(super) fn figure(
    view: &View<'_>,
    outcome: &str,
    o: &OutcomeWords,
) -> Result<Option<Figure>, ReportError> {
    let panel = |words: &str, section: &str| (words.to_owned(), pairs(view, outcome, section));
    let panels = if o.before_after {
        vec![panel("At the start", "start"), panel("At the end", "end")]
    } else {
        vec![panel("After support", "end")]
    };
    if panels.iter().any(|(_, p)| p.len() < 3 || p.len() > SHORT) {
        return Ok(None);
    }
    let described = |(words, pairs): &(String, Vec<Pair>)| format!("{words}: {}", heard(pairs));
    let chart = Bars {
        title: format!("{}: where people stand", o.label),
        description: panels.iter().map(described).collect::<Vec<_>>().join(". "),
        panels,
        names: (view.names.treated.clone(), format!("similar {}", view.names.comparison)),
        axis: o.label.clone(),
    };
    let withheld =
        if view.discloses_all() { String::new() } else { format!(" ×: withheld. {}", view.withheld()) };
    let caption = format!("Share of the matched people of each group at each value.{withheld}");
    Ok(Some(Figure { pictures: vec![Picture::alone(chart.svg()?)], caption, grid: None }))
}

/// Shares of both groups at each value of a section, in order of the values.
fn pairs(view: &View<'_>, outcome: &str, section: &str) -> Vec<Pair> {
    let mine = |d: &&DescriptiveRecord| {
        d.specification == view.primary.specification
            && d.outcome.as_deref() == Some(outcome)
            && d.section == section
            && d.group == "matched"
            && d.category.is_some()
    };
    let rows: Vec<&DescriptiveRecord> = view.release.tables().descriptives.iter().filter(mine).collect();
    let share = |like: &DescriptiveRecord| {
        rows.iter().find(|d| d.arm == "control" && d.category == like.category).and_then(|d| d.value)
    };
    let pair = |d: &&DescriptiveRecord| Pair {
        label: d.category.clone().unwrap_or_default(),
        treated: d.value,
        comparison: share(d),
    };
    rows.iter().filter(|d| d.arm == "treated").map(pair).collect()
}

/// The shares for those who do not see the bars.
fn heard(pairs: &[Pair]) -> String {
    let share = |v: Option<f64>| v.map_or_else(|| "withheld".to_owned(), percent);
    let one = |p: &Pair| format!("{} {} against {}", p.label, share(p.treated), share(p.comparison));
    pairs.iter().map(one).collect::<Vec<_>>().join(", ")
}
