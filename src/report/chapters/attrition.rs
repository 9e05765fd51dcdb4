//! Who has no end score, and what that could do to the result.

use super::super::document::{Block, Cell, Grid};
use super::super::tables::attrition::AttritionRecord;
use super::super::tables::attrition_bounds::BoundsRecord;
use super::super::tables::effects::EffectRecord;
use super::super::words::effects::{base, contrast, difference};
use super::super::words::{count, level, measured, number, percent, points};
use super::View;

/// Blocks of the section on people; none when nobody was lost.
pub(super) fn blocks(view: &View<'_>) -> Vec<Block> {
    let mine = |r: &&AttritionRecord| r.specification == view.primary.specification;
    let rows: Vec<&AttritionRecord> = view.release.tables().attrition.iter().filter(mine).collect();
    let of = |b: &&BoundsRecord| b.specification == view.primary.specification;
    let bounds: Vec<&BoundsRecord> = view.release.tables().attrition_bounds.iter().filter(of).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading("Who has no end score".to_owned()), Block::Words(words(view))];
    let grid = compared(view, &rows);
    blocks.push(if bounds.is_empty() { Block::Folded(grid) } else { Block::Grid(grid) });
    if !bounds.is_empty() {
        blocks.extend(bounds.iter().find(|b| b.primary).and_then(|b| tipping(view, b)).map(Block::Words));
        blocks.push(Block::Grid(unseen(view, &bounds)));
    }
    blocks
}

fn words(view: &View<'_>) -> String {
    let s = view.primary;
    let t = &view.names.treated;
    let known = match (s.starters, s.both_scores) {
        (Some(all), Some(both)) => format!(
            "Of {} {t} with a start score, {} have an end score too. ",
            count(Some(all as f64)),
            count(Some(both as f64))
        ),
        _ => String::new(),
    };
    format!(
        "{known}The result is about people who were seen again. If those who were not differ from them, or fared \
         otherwise, it may not hold for everyone who started. The table sets the two side by side; differences of \
         more than 0.25 standard deviations are worth a thought."
    )
}

/// The completer / non-completer table.
fn compared(view: &View<'_>, rows: &[&AttritionRecord]) -> Grid {
    let mut keys: Vec<(&str, &str, Option<&str>)> = Vec::new();
    for r in rows {
        let key = (r.variable.as_str(), r.label.as_str(), r.level.as_deref());
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let find = |key: &(&str, &str, Option<&str>), arm: &str| {
        rows.iter().find(|r| r.arm == arm && r.variable == key.0 && r.level.as_deref() == key.2).copied()
    };
    let line = |key: &(&str, &str, Option<&str>)| {
        let mut cells = vec![Cell::text(match key.2 {
            Some(l) => format!("{}: {l}", key.1),
            None => format!("{} (mean)", key.1),
        })];
        for arm in ["treated", "control"] {
            cells.extend(match find(key, arm) {
                Some(r) => [
                    Cell::number(figure(r, true)),
                    Cell::number(figure(r, false)),
                    Cell::number(r.difference.map_or_else(|| "–".to_owned(), |d| number(d, 2))),
                ],
                None => ["–", "–", "–"].map(Cell::number),
            });
        }
        cells
    };
    let (t, c) = (&view.names.treated, &view.names.comparison);
    Grid {
        caption: "People with and without an end score".to_owned(),
        head: vec![
            String::new(),
            format!("{t} with"),
            format!("{t} without"),
            "Difference (SD)".to_owned(),
            format!("{c} with"),
            format!("{c} without"),
            "Difference (SD)".to_owned(),
        ],
        rows: keys.iter().map(line).collect(),
        foot: format!(
            "Each person with a start score counts once, where the fact is known. Differences: with minus without, in standard deviations among all who started. A dash: nobody of that group is missing, or the figure is withheld. {}",
            if view.discloses_all() { String::new() } else { view.withheld() }
        ),
    }
}

fn figure(r: &AttritionRecord, with: bool) -> String {
    let (value, people, yes) = if with {
        (r.with_value, r.with_people, r.with_count)
    } else {
        (r.without_value, r.without_people, r.without_count)
    };
    let n = |v: Option<i64>| count(v.map(|n| n as f64));
    match (value, r.level.is_some()) {
        (None, _) if r.suppressed => "withheld".to_owned(),
        (None, _) => "–".to_owned(),
        (Some(v), true) if yes.is_some() && people.is_some() => {
            format!("{} ({} of {})", percent(v), n(yes), n(people))
        }
        (Some(v), true) => format!("{} (base withheld)", percent(v)),
        (Some(v), false) => format!("{} ({} people)", level(v), n(people)),
    }
}

/// The tipping point of the headline in a sentence.
fn tipping(view: &View<'_>, b: &BoundsRecord) -> Option<String> {
    let (point, lost) = (b.tipping_point?, b.share_lost?);
    let o = view.names.outcome(&b.outcome);
    let what = contrast(&o, &b.contrast).to_lowercase();
    let could = match b.attainable.as_deref() {
        Some("yes") => " Their start scores would allow that.",
        Some(_) => " Given their start scores that is not possible.",
        None => "",
    };
    Some(format!(
        "{} of the {} in the headline's base have no end score. Tipping point: if {what} among them were {} ({} among those seen, {} in the comparison), the difference over everyone who started would be nought.{could}",
        percent(lost),
        view.names.treated,
        value(b, point),
        b.seen.map_or_else(|| "–".to_owned(), |v| value(b, v)),
        b.comparison.map_or_else(|| "–".to_owned(), |v| value(b, v)),
    ))
}

fn value(b: &BoundsRecord, v: f64) -> String {
    if b.proportion { percent(v) } else { measured(v, &b.unit) }
}

fn gap(b: &BoundsRecord, v: f64) -> String {
    if b.proportion { points(v) } else { measured(v, &b.unit) }
}

/// Every result of the primary outcome had everyone been seen.
fn unseen(view: &View<'_>, bounds: &[&BoundsRecord]) -> Grid {
    let row = |b: &&BoundsRecord| {
        let o = view.names.outcome(&b.outcome);
        let dash = || if b.suppressed { "withheld".to_owned() } else { "–".to_owned() };
        let told = |v: Option<f64>| v.map_or_else(dash, |v| value(b, v));
        let tip = |v: Option<f64>| match v {
            Some(v) if b.proportion && !(0.0..=1.0).contains(&v) => "none".to_owned(),
            v => told(v),
        };
        let range = match (b.lower_bound, b.upper_bound) {
            (Some(l), Some(u)) => {
                let flag = if b.informative.as_deref() == Some("no") { " (uninformative)" } else { "" };
                format!("{} to {}{flag}", gap(b, l), gap(b, u))
            }
            _ => dash(),
        };
        vec![
            Cell::text(format!("{}, {}", contrast(&o, &b.contrast), base(&o, &b.base))),
            Cell::number(b.share_lost.map_or_else(dash, percent)),
            Cell::number(b.difference.map_or_else(dash, |d| gap(b, d))),
            Cell::wide(weighted(view, b).map_or_else(|| "–".to_owned(), difference)),
            Cell::number(tip(b.tipping_point)),
            Cell::number(tip(b.tipping_limit)),
            Cell::wide(range),
        ]
    };
    let t = &view.names.treated;
    Grid {
        caption: "Had everyone been seen again".to_owned(),
        head: vec![
            String::new(),
            format!("{t} without end score"),
            "Difference among those seen".to_owned(),
            "Completion-weighted (interval)".to_owned(),
            "Tipping point".to_owned(),
            "Tipping point of the nearer limit".to_owned(),
            "Worst and best case".to_owned(),
        ],
        rows: bounds.iter().map(row).collect(),
        foot: format!(
            "Completion-weighted: those seen stand for all {t} with a start score who could be matched, each for the people alike in the terms of the score and the start score; the interval takes these weights as given. Tipping point: mean or share among the {t} not seen at which the difference is nought; none: no share from 0 to 100 % does that. Worst and best case: every score not seen, of both groups, at one end of the scale; uninformative where the two are as far apart as the scale is wide."
        ),
    }
}

fn weighted<'a>(view: &'a View<'_>, b: &BoundsRecord) -> Option<&'a EffectRecord> {
    view.effects().find(|e| {
        e.estimator == "completion_weighted"
            && e.measure == "difference"
            && e.group == "all"
            && (&e.outcome, &e.contrast, &e.base) == (&b.outcome, &b.contrast, &b.base)
    })
}
