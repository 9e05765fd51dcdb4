//! Who was supported and how: one section a chapter that the job names.

use super::super::charts::{Ranked, RankedRow, Weight};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tabulate::DESCRIBE;
use super::super::words::described::{self, Words};
use super::super::words::{count, level, percent};
use super::View;

/// Where links to the chapters go, in their order; the job has no more chapters than these.
const IDS: [&str; 12] = [
    "service",
    "service-2",
    "service-3",
    "service-4",
    "service-5",
    "service-6",
    "service-7",
    "service-8",
    "service-9",
    "service-10",
    "service-11",
    "service-12",
];

type Rows<'a> = Vec<&'a DescriptiveRecord>;

/// The chapters; none where the job describes nobody.
pub(super) fn sections(view: &View<'_>) -> Vec<Section> {
    let mut chapters: Vec<(String, Vec<Block>)> = Vec::new();
    for words in described::all(view.primary) {
        let found = blocks(view, &words);
        if found.is_empty() {
            continue;
        }
        match chapters.iter_mut().find(|(title, _)| *title == words.chapter) {
            Some((_, blocks)) => blocks.extend(found),
            None => chapters.push((words.chapter.clone(), found)),
        }
    }
    IDS.into_iter().zip(chapters).map(|(id, (title, blocks))| Section { id, title, blocks }).collect()
}

/// Rows of a section, or of one fact of it.
fn of<'a>(view: &'a View<'_>, name: &str) -> Rows<'a> {
    let rows = view.release.tables().descriptives.iter();
    rows.filter(|d| {
        d.section == DESCRIBE
            && d.specification == view.primary.specification
            && d.outcome.as_deref() == Some(name)
    })
    .collect()
}

fn everyone<'a>(rows: &[&'a DescriptiveRecord]) -> Rows<'a> {
    rows.iter().filter(|r| r.group == "everyone").copied().collect()
}

fn is(row: &DescriptiveRecord, statistic: &str) -> bool {
    row.statistic.as_deref() == Some(statistic)
}

fn blocks(view: &View<'_>, w: &Words) -> Vec<Block> {
    let facts: Vec<(String, Rows<'_>)> = if w.kind == "profile" {
        w.facts.iter().map(|(n, title, _)| (title.clone(), of(view, &format!("{}.{n}", w.name)))).collect()
    } else {
        vec![(w.title.clone(), of(view, &w.name))]
    };
    if facts.iter().all(|(_, rows)| rows.is_empty()) {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading(w.title.clone())];
    blocks.extend(w.text.clone().map(Block::Words));
    let all: Rows<'_> = facts.iter().flat_map(|(_, rows)| everyone(rows)).collect();
    blocks.extend(sentence(view, w, &all).map(Block::Words));
    blocks.extend(figure(view, w, &facts));
    let notes = notes(view, w, &facts);
    if !notes.is_empty() {
        blocks.push(Block::Small(notes.join(" ")));
    }
    blocks.extend(split(view, w, &facts[0].1).map(Block::Folded));
    blocks
}

/// Whom a figure is of.
fn base(view: &View<'_>, w: &Words, row: &DescriptiveRecord) -> String {
    let all = of(view, row.outcome.as_deref().unwrap_or_default());
    let complete = !all.iter().any(|r| r.group == row.group && is(r, "not_known"));
    described::base(w, &view.names.treated, row, complete)
}

/// The finding in a sentence.
fn sentence(view: &View<'_>, w: &Words, rows: &[&DescriptiveRecord]) -> Option<String> {
    let value = |statistic| rows.iter().find(|r| is(r, statistic)).and_then(|r| r.value);
    match w.kind.as_str() {
        "number" => {
            let levels = ["median", "lower_quartile", "upper_quartile", "mean"].map(value);
            described::spread(levels, &w.unit)
        }
        "rows" => {
            let (total, with) =
                (rows.iter().find(|r| is(r, "rows"))?, rows.iter().find(|r| is(r, "with_rows"))?);
            Some(described::rows(w, &view.names.treated, total, with, value("rows_each")))
        }
        "profile" => None,
        _ => {
            let single: Rows<'_> =
                rows.iter().filter(|r| r.category_group.is_none() && !is(r, "not_known")).copied().collect();
            described::largest(&single, |row| base(view, w, row))
        }
    }
}

/// What the percentages are of, and why they add up or do not.
fn notes(view: &View<'_>, w: &Words, facts: &[(String, Rows<'_>)]) -> Vec<String> {
    let mut notes = Vec::new();
    if w.kind == "several" {
        notes.push(described::several());
    }
    for (title, rows) in facts {
        let rows = everyone(rows);
        let about = |note: String| if facts.len() > 1 { format!("{title}: {note}") } else { note };
        let once = |r: &&&DescriptiveRecord| {
            ["share", "group", "other", "not_known"].iter().any(|s| is(r, s)) && r.category_group.is_none()
        };
        let (unknown, told): (Rows<'_>, Rows<'_>) =
            rows.iter().filter(once).copied().partition(|r| is(r, "not_known"));
        let same = |r: &&&DescriptiveRecord| told.first().is_some_and(|t| t.base == r.base);
        let whole: Rows<'_> = told.iter().chain(unknown.iter().filter(same)).copied().collect();
        if w.kind != "several" && w.kind != "number" && !told.is_empty() {
            notes.extend(described::adds_up(&whole).map(about));
        }
        let apart = unknown.iter().filter(|r| told.first().is_none_or(|t| t.base != r.base));
        notes.extend(apart.map(|r| about(described::unknown(r))));
    }
    notes.extend(described::sources(w));
    if !view.discloses_all() && facts.iter().any(|(_, rows)| rows.iter().any(|r| r.suppressed)) {
        notes.push(view.withheld());
    }
    notes
}

/// Bars of the shares with the numbers behind them; without shares, the numbers alone.
fn figure(view: &View<'_>, w: &Words, facts: &[(String, Rows<'_>)]) -> Option<Block> {
    let (mut bars, mut lines) = (Vec::new(), Vec::new());
    for (title, rows) in facts {
        let rows = everyone(rows);
        let shares: Rows<'_> = rows.iter().filter(|r| is_share(r)).copied().collect();
        if facts.len() > 1 && !shares.is_empty() {
            bars.push(RankedRow { label: title.clone(), heading: true, ..RankedRow::default() });
        }
        lines.extend(rows.iter().filter(|r| r.unit != "share").map(|r| line(view, w, title, r, None)));
        for row in &shares {
            let reference = rows.iter().find(|r| is(r, "reference") && r.category == row.category);
            let mark = reference.and_then(|r| r.value);
            // One scale, one base: those not known stand beside shares of the known, not among them.
            if shares.first().is_some_and(|first| first.base == row.base) {
                bars.push(bar(row, mark));
            }
            lines.push(line(view, w, title, row, mark));
        }
    }
    let marked = lines.iter().any(|l| l.get(MARK).is_some_and(|c| !c.text.is_empty()));
    let grid = grid(w, lines, marked)?;
    let Some(caption) = caption(view, w, facts).filter(|_| bars.iter().any(|b| b.weight != Weight::Hollow))
    else {
        return Some(Block::Folded(grid));
    };
    let chart = Ranked {
        title: w.title.clone(),
        description: heard(&bars),
        rows: bars,
        marks: marked.then(|| "share in the reference population".to_owned()),
    };
    Some(Block::Figure(Figure { pictures: vec![Picture::alone(chart.svg())], caption, grid: Some(grid) }))
}

/// `true` for a share of these people or of their rows that has a name.
fn is_share(row: &DescriptiveRecord) -> bool {
    row.unit == "share" && row.category.is_some() && !is(row, "reference")
}

fn bar(row: &DescriptiveRecord, mark: Option<f64>) -> RankedRow {
    let weight = match row.statistic.as_deref() {
        Some("not_known" | "none") => Weight::Hollow,
        _ if row.category_group.is_some() => Weight::Part,
        _ => Weight::Plain,
    };
    let beside = match (row.value, row.numerator) {
        (Some(v), Some(n)) if !row.suppressed => format!("{} ({})", percent(v), count(Some(n))),
        _ => "withheld".to_owned(),
    };
    RankedRow {
        label: row.category.clone().unwrap_or_default(),
        share: row.value.filter(|_| !row.suppressed),
        beside,
        weight,
        mark,
        heading: false,
    }
}

/// The bars for those who do not see them.
fn heard(bars: &[RankedRow]) -> String {
    let one = |b: &RankedRow| {
        if b.heading { format!("{}:", b.label) } else { format!("{} {},", b.label, b.beside) }
    };
    bars.iter().map(one).collect::<Vec<_>>().join(" ").trim_end_matches(',').to_owned()
}

/// Column of the table with the share of the reference.
const MARK: usize = 4;

fn line(view: &View<'_>, w: &Words, title: &str, row: &DescriptiveRecord, mark: Option<f64>) -> Vec<Cell> {
    let told = |v: Option<String>| v.filter(|_| !row.suppressed).unwrap_or_else(|| "withheld".to_owned());
    let label = row.category.clone().unwrap_or_else(|| figure_name(row));
    let label = if row.category_group.is_some() { format!("– {label}") } else { label };
    let label = if w.kind == "profile" { format!("{title}: {label}") } else { label };
    let share = row.unit == "share";
    let counted = if share { row.numerator } else { row.people.map(|n| n as f64) };
    let shown = |v: f64| if share { percent(v) } else { level(v) };
    vec![
        Cell::text(label),
        Cell::number(told(counted.map(|n| count(Some(n))))),
        Cell::number(told(row.value.map(shown))),
        Cell::text(if row.denominator.is_some() { base(view, w, row) } else { String::new() }),
        Cell::number(mark.map_or_else(String::new, percent)),
    ]
}

fn grid(w: &Words, mut lines: Vec<Vec<Cell>>, marked: bool) -> Option<Grid> {
    if lines.is_empty() {
        return None;
    }
    let rows = w.kind == "rows";
    let counted = if rows { format!("People or {}", w.unit) } else { "People".to_owned() };
    let figure = if rows || w.kind == "number" { "Figure" } else { "Share" };
    let mut head = vec![String::new(), counted, figure.to_owned(), "Of".to_owned()];
    if marked {
        head.push("Reference".to_owned());
    }
    for line in &mut lines {
        line.truncate(head.len());
    }
    Some(Grid { caption: "The numbers behind it".to_owned(), head, rows: lines, foot: String::new() })
}

fn caption(view: &View<'_>, w: &Words, facts: &[(String, Rows<'_>)]) -> Option<String> {
    let first = facts.iter().flat_map(|(_, rows)| everyone(rows)).find(|r| is_share(r))?;
    let base = if w.kind == "profile" && first.base == "known" {
        let people = w.base.clone().unwrap_or_else(|| format!("all {}", view.names.treated));
        format!("of each fact, those of {people} of whom it is known")
    } else {
        base(view, w, first)
    };
    let kind = match w.kind.as_str() {
        "rows" => format!("Share of {}", w.unit),
        _ => "Share of people".to_owned(),
    };
    let parts = if facts.iter().any(|(_, rows)| rows.iter().any(|r| r.category_group.is_some())) {
        " Pale bars are the parts of the bar above them."
    } else {
        ""
    };
    Some(format!("{kind}, in brackets how many. Base: {base}.{parts}"))
}

/// The figures for each part of a split beside those of everyone.
fn split(view: &View<'_>, w: &Words, rows: &[&DescriptiveRecord]) -> Option<Grid> {
    let by = w.by.as_ref()?;
    let mut parts: Vec<&str> = Vec::new();
    for row in rows {
        if !parts.contains(&row.group.as_str()) {
            parts.push(&row.group);
        }
    }
    let told = |part: &str, like: &DescriptiveRecord| {
        let same = |r: &&&DescriptiveRecord| {
            r.group == part
                && r.statistic == like.statistic
                && r.category == like.category
                && r.category_group == like.category_group
        };
        let shown = |r: &&DescriptiveRecord| {
            if r.suppressed {
                "withheld".to_owned()
            } else if r.unit == "share" {
                described::share(r)
            } else {
                r.value.map_or_else(|| "–".to_owned(), level)
            }
        };
        rows.iter().find(same).map_or_else(|| "–".to_owned(), shown)
    };
    let line = |like: &&DescriptiveRecord| {
        let label = like.category.clone().unwrap_or_else(|| figure_name(like));
        let figures = parts.iter().map(|part| Cell::number(told(part, like)));
        std::iter::once(Cell::text(label)).chain(figures).collect()
    };
    let head = std::iter::once(String::new()).chain(parts.iter().map(|p| (*p).to_owned())).collect();
    Some(Grid {
        caption: format!("{} by {}", w.title, by.to_lowercase()),
        head,
        rows: everyone(rows).iter().map(line).collect(),
        foot: if view.discloses_all() { String::new() } else { view.withheld() },
    })
}

fn figure_name(row: &DescriptiveRecord) -> String {
    let name = row.statistic.as_deref().unwrap_or_default().replace('_', " ");
    let name = super::super::words::effects::capital(&name);
    if row.unit.is_empty() || row.unit == "share" { name } else { format!("{name} ({})", row.unit) }
}
