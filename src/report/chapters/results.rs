//! Results outcome by outcome.

use super::super::ReportError;
use super::super::charts::{Dots, Mark, MarkRow, Style};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tables::effects::EffectRecord;
use super::super::words::effects::{
    Verdict, arm, base, contrast, difference, finding, gap, reading, verdict,
};
use super::super::words::{OutcomeWords, follow_up};
use super::View;

pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let mut blocks = Vec::new();
    for outcome in outcomes(view) {
        let rows: Vec<&EffectRecord> =
            main(view).filter(|e| e.group == "all" && e.outcome == outcome).collect();
        let o = view.names.outcome(&outcome);
        blocks.push(Block::Heading(o.label.clone()));
        blocks.push(Block::Small(about(&o)));
        if let Some(waits) = follow_up(view.primary, &view.names).filter(|_| o.before_after) {
            blocks.push(Block::Small(waits));
        }
        for (shares, unit) in [(true, ""), (false, o.unit.as_str())] {
            let some: Vec<&EffectRecord> =
                rows.iter().copied().filter(|e| e.is_proportion() == shares).collect();
            if let Some(figure) = chart(view, &o, &some, unit)? {
                blocks.push(Block::Figure(figure));
            }
        }
        blocks.extend(sentences(view, &rows));
        blocks.push(Block::Grid(table(view, &o, &rows)));
        blocks.extend(super::values::figure(view, &outcome, &o)?.map(Block::Figure));
        blocks.extend(distribution(view, &outcome, &o).map(Block::Folded));
    }
    let section = Section { id: "results", title: "Results, outcome by outcome".to_owned(), blocks };
    Ok((!section.blocks.is_empty()).then_some(section))
}

fn outcomes(view: &View<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for e in view.effects() {
        if !names.contains(&e.outcome) {
            names.push(e.outcome.clone());
        }
    }
    names
}

/// The declared estimator on the scale of differences: one row a contrast, base and group.
fn main<'a>(view: &'a View<'_>) -> impl Iterator<Item = &'a EffectRecord> {
    view.effects().filter(|e| e.estimator == view.primary.estimator && e.measure == "difference")
}

fn about(o: &OutcomeWords) -> String {
    let better = if o.lower_is_better { "A lower value is better." } else { "A higher value is better." };
    let source =
        o.source.as_ref().map_or(String::new(), |s| format!(" Source: {}.", s.trim_end_matches('.')));
    format!("{better}{source}")
}

/// One sentence for each contrast on its widest base, with what the interval says.
fn sentences(view: &View<'_>, rows: &[&EffectRecord]) -> Vec<Block> {
    let shown = rows.iter().filter(|e| e.base == "all_matched" && !e.primary);
    let sentence = |e: &&EffectRecord| {
        let verdict = verdict(e, &view.names.outcome(&e.outcome));
        let caution = match verdict {
            Verdict::Unclear | Verdict::Worse => format!(" {}", reading(verdict, &view.names)),
            _ => String::new(),
        };
        Block::Words(format!("{} {}{caution}", finding(e, &view.names), gap(e, view.primary.level)))
    };
    shown.map(sentence).collect()
}

fn chart(
    view: &View<'_>,
    o: &OutcomeWords,
    rows: &[&EffectRecord],
    unit: &str,
) -> Result<Option<Figure>, ReportError> {
    let mark = |at: Option<f64>, low: Option<f64>, high: Option<f64>, style| {
        at.map(|at| Mark { at, interval: low.zip(high), style })
    };
    let row = |e: &&EffectRecord| MarkRow {
        label: label(o, e),
        marks: [
            mark(e.treat_mean, e.treat_lower, e.treat_upper, Style::Disc),
            mark(e.comparison_mean, e.comparison_lower, e.comparison_upper, Style::Diamond),
        ]
        .into_iter()
        .flatten()
        .collect(),
    };
    let marked: Vec<MarkRow> = rows.iter().map(row).filter(|r| !r.marks.is_empty()).collect();
    if marked.is_empty() {
        return Ok(None);
    }
    let shares = unit.is_empty();
    let described: Vec<String> =
        rows.iter().map(|e| format!("{}: {} against {}", label(o, e), arm(e, true), arm(e, false))).collect();
    let chart = Dots {
        title: format!("{}: both groups with their intervals", o.label),
        description: described.join("; "),
        rows: marked,
        axis: if shares { "Share of people in the base".to_owned() } else { unit.to_owned() },
        anchor: (shares || rows.iter().any(|e| e.contrast == "change")).then_some(0.0),
        limits: Vec::new(),
        percent: shares,
        legend: vec![
            (Style::Disc, view.names.treated.clone()),
            (Style::Diamond, format!("similar {}", view.names.comparison)),
        ],
    };
    let caption = "Dots: what happened in each group. Lines: the interval of each group.".to_owned();
    Ok(Some(Figure { pictures: vec![Picture::alone(chart.svg()?)], caption, grid: None }))
}

fn label(o: &OutcomeWords, e: &EffectRecord) -> String {
    match e.base.as_str() {
        "all_matched" => contrast(o, &e.contrast),
        "could_improve" | "could_worsen" => format!("{}, of those who could", contrast(o, &e.contrast)),
        other => format!("{}, of {}", contrast(o, &e.contrast), base(o, other)),
    }
}

fn table(view: &View<'_>, o: &OutcomeWords, rows: &[&EffectRecord]) -> Grid {
    let row = |e: &&EffectRecord| {
        vec![
            Cell::text(contrast(o, &e.contrast)),
            Cell::text(base(o, &e.base)),
            Cell::number(arm(e, true)),
            Cell::number(arm(e, false)),
            Cell::wide(difference(e)),
        ]
    };
    Grid {
        caption: format!("{}: results", o.label),
        head: ["", "Base", &view.names.treated, &view.names.comparison, "Difference (interval)"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.iter().map(row).collect(),
        foot: foot(view),
    }
}

/// What the figures in a table of effects are.
pub(super) fn foot(view: &View<'_>) -> String {
    let withheld = if view.discloses_all() { String::new() } else { format!(" {}", view.withheld()) };
    format!(
        "In brackets: people with the event, of people in the base. {} are counted under their weights, scaled so that they add up to the people there are.{withheld}",
        super::super::words::effects::capital(&view.names.comparison)
    )
}

/// Start values, end values and categories of change, with numerators and denominators.
fn distribution(view: &View<'_>, outcome: &str, o: &OutcomeWords) -> Option<Grid> {
    let mine = |d: &&DescriptiveRecord| {
        d.specification == view.primary.specification
            && d.outcome.as_deref() == Some(outcome)
            && d.group == "matched"
            && !d.section.starts_with("profile")
    };
    let all: Vec<&DescriptiveRecord> = view.release.tables().descriptives.iter().filter(mine).collect();
    let row = |d: &&DescriptiveRecord| {
        let same = |c: &&&DescriptiveRecord| {
            c.arm == "control" && c.section == d.section && c.category == d.category && c.base == d.base
        };
        let other = all.iter().find(same).map_or_else(|| "–".to_owned(), |c| super::people::figure(c));
        let category = d.category.as_deref().map_or("mean".to_owned(), |c| category(o, &d.section, c));
        let section = match d.section.as_str() {
            "start" => "At the start",
            "end" => "At the end",
            "change" => "Change",
            "change_category" => "Change, in three kinds",
            _ => "From start to end",
        };
        vec![
            Cell::text(format!("{section}: {category}")),
            Cell::number(super::people::figure(d)),
            Cell::number(other),
        ]
    };
    let rows: Vec<Vec<Cell>> = all.iter().filter(|d| d.arm == "treated").map(row).collect();
    (!rows.is_empty()).then(|| Grid {
        caption: format!("{}: start, end and change of the matched people", o.label),
        head: vec![String::new(), view.names.treated.clone(), view.names.comparison.clone()],
        rows,
        foot: foot(view),
    })
}

fn category(o: &OutcomeWords, section: &str, category: &str) -> String {
    match section {
        "change_category" => contrast(o, category).to_lowercase(),
        "case_transition" => transition(o, category),
        _ => category.to_owned(),
    }
}

/// Where people stand at the start and at the end.
fn transition(o: &OutcomeWords, category: &str) -> String {
    let case = o.case.as_deref().unwrap_or("a case");
    match category {
        "case to case" => format!("{case} at both times"),
        "case to non-case" => format!("no longer {case}"),
        "non-case to case" => format!("became {case}"),
        "non-case to non-case" => format!("{case} at neither time"),
        other => other.to_owned(),
    }
}

/// The axis of a chart of differences.
pub(super) fn axis(e: &EffectRecord) -> String {
    if e.is_proportion() {
        "Difference in percentage points".to_owned()
    } else {
        format!("Difference in {}", e.natural_unit())
    }
}
