//! How alike the groups are: love plot, overlap of the score, balance table with lights.

use super::super::ReportError;
use super::super::charts::{Bin, Dots, Mark, MarkRow, Mirror, Style};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::balance::BalanceRecord;
use super::super::tables::descriptives::DescriptiveRecord;
use super::super::words::{level, number, percent};
use super::View;

pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let judged = judged(view);
    if judged.is_empty() {
        return Ok(None);
    }
    let mut blocks = vec![Block::Words(intro(view, &judged)), Block::Figure(love(view, &judged)?)];
    if let Some(figure) = overlap(view)? {
        blocks.push(Block::Figure(figure));
    }
    blocks.push(Block::Grid(table(view, &judged)));
    Ok(Some(Section { id: "alike", title: "How alike the groups are".to_owned(), blocks }))
}

/// The standardised differences of the primary specification, products of covariates left out.
fn judged<'a>(view: &'a View<'_>) -> Vec<&'a BalanceRecord> {
    let mine = |b: &&BalanceRecord| {
        b.specification == view.primary.specification
            && b.statistic == "standardised_difference"
            && !b.covariate.contains(':')
    };
    view.release.tables().balance.iter().filter(mine).collect()
}

fn name(b: &BalanceRecord) -> String {
    b.level.as_ref().map_or_else(|| b.label.clone(), |l| format!("{}: {l}", b.label))
}

fn intro(view: &View<'_>, judged: &[&BalanceRecord]) -> String {
    let green = judged.iter().filter(|b| b.light.as_deref() == Some("green")).count();
    let s = view.primary;
    let worst = match (s.worst_before, s.worst_after) {
        (Some(b), Some(a)) => {
            format!(" The largest difference fell from {} to {} of a standard deviation.", apart(b), apart(a))
        }
        _ => String::new(),
    };
    let worst = format!("{worst}{}", several(s.imputations, judged));
    format!(
        "After matching, {green} of {} facts compared are alike: the groups differ by no more than {} of a standard deviation.{worst}",
        judged.len(),
        percent(s.green.unwrap_or(0.05))
    )
}

/// A difference in % of a standard deviation: with a decimal where whole numbers would hide on which side of
/// a limit it lies.
fn apart(difference: f64) -> String {
    let p = difference * 100.0;
    let decimals = usize::from(p.abs() < 9.95 && (p - p.round()).abs() > 1e-6);
    format!("{}\u{202f}%", number(p, decimals))
}

/// The difference left, with a word where it is rounded to the limit that its verdict says it passes.
fn after(b: &BalanceRecord, [green, amber]: [Option<f64>; 2]) -> String {
    let Some(left) = b.after else { return "–".to_owned() };
    let passed = match b.light.as_deref() {
        Some("amber") => green,
        Some("red") => amber,
        _ => None,
    };
    let over = passed.is_some_and(|limit| left.abs() <= limit);
    format!("{}{}", apart(left), if over { ", just over" } else { "" })
}

/// What to know about averages over completed data sets.
fn several(imputations: Option<i64>, judged: &[&BalanceRecord]) -> String {
    let Some(m) = imputations else { return String::new() };
    let worst = judged.iter().filter_map(|b| b.after_worst).map(f64::abs).max_by(f64::total_cmp);
    let worst = worst.map_or(String::new(), |w| {
        format!(", and the largest difference in any single one is {} of a standard deviation", apart(w))
    });
    format!(" Differences are averages over {m} completed data sets{worst}.")
}

fn love(view: &View<'_>, judged: &[&BalanceRecord]) -> Result<Figure, ReportError> {
    let mark = |at: Option<f64>, style| at.map(|v| Mark { at: v.abs(), interval: None, style });
    let row = |b: &&BalanceRecord| MarkRow {
        label: name(b),
        marks: [mark(b.before, Style::Diamond), mark(b.after, Style::Disc)].into_iter().flatten().collect(),
    };
    let limits = [view.primary.green, view.primary.amber].into_iter().flatten().collect();
    let chart = Dots {
        title: "Differences between the groups before and after matching".to_owned(),
        description: intro(view, judged),
        rows: judged.iter().map(row).filter(|r| !r.marks.is_empty()).collect(),
        axis: "Difference in % of a standard deviation".to_owned(),
        anchor: Some(0.0),
        limits,
        percent: true,
        legend: vec![
            (Style::Diamond, "before matching".to_owned()),
            (Style::Disc, "after matching".to_owned()),
        ],
    };
    let caption = format!(
        "The closer to nought, the more alike. Dashed lines: {} and {}. The ruler is the {}.",
        percent(view.primary.green.unwrap_or(0.05)),
        percent(view.primary.amber.unwrap_or(0.1)),
        view.primary.ruler
    );
    Ok(Figure { pictures: vec![Picture::alone(chart.svg()?)], caption, grid: None })
}

fn overlap(view: &View<'_>) -> Result<Option<Figure>, ReportError> {
    let rows = |section: &str, arm: &str| -> Vec<&DescriptiveRecord> {
        let mine = |d: &&DescriptiveRecord| {
            d.specification == view.primary.specification && d.section == section && d.arm == arm
        };
        view.release.tables().descriptives.iter().filter(mine).collect()
    };
    let bins = |section: &str, arm: &str| -> Vec<Bin> {
        let bin =
            |d: &DescriptiveRecord| Some(Bin { from: d.lower_edge?, to: d.upper_edge?, share: d.value });
        rows(section, arm).into_iter().filter_map(bin).collect()
    };
    let panel =
        |words: &str, section: &str| (words.to_owned(), bins(section, "treated"), bins(section, "control"));
    let panels = vec![panel("Before matching", "score_before"), panel("After matching", "score_after")];
    if panels.iter().all(|p| p.1.is_empty() && p.2.is_empty()) {
        return Ok(None);
    }
    let score = view.names.score;
    let chart = Mirror {
        title: format!("The {score} in both groups, before and after matching"),
        description: "Bars up: treated; bars down: comparison. The more the two mirror each other, the more alike the groups."
            .to_owned(),
        panels,
        names: (view.names.treated.clone(), view.names.comparison.clone()),
        axis: super::super::words::effects::capital(score),
        range: (0.0, 1.0),
    };
    let meaning = if view.primary.shape == "one_file" {
        "how likely a person with these facts was to be treated"
    } else {
        "how much a person resembles those supported, rather than the survey"
    };
    let gaps = if view.discloses_all() { String::new() } else { format!(" {}", view.withheld()) };
    Ok(Some(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: format!(
            "The {score} says {meaning}. Mirror images mean like is compared with like. Each picture has its own scale.{gaps}"
        ),
        grid: Some(score_table(view, &rows)),
    }))
}

fn score_table<'a>(view: &View<'_>, rows: &dyn Fn(&str, &str) -> Vec<&'a DescriptiveRecord>) -> Grid {
    let columns = [
        rows("score_before", "treated"),
        rows("score_before", "control"),
        rows("score_after", "treated"),
        rows("score_after", "control"),
    ];
    let edge = |v: Option<f64>| number(v.unwrap_or_default(), 2);
    let line = |k: usize, first: &DescriptiveRecord| {
        let range = format!("{} to {}", edge(first.lower_edge), edge(first.upper_edge));
        let cell = |c: &Vec<&DescriptiveRecord>| {
            Cell::number(c.get(k).map_or_else(|| "–".to_owned(), |d| super::people::figure(d)))
        };
        std::iter::once(Cell::text(range)).chain(columns.iter().map(cell)).collect()
    };
    let (t, c) = (&view.names.treated, &view.names.comparison);
    Grid {
        caption: "The numbers behind the bars".to_owned(),
        head: vec![
            "Score".to_owned(),
            format!("{t}, before"),
            format!("{c}, before"),
            format!("{t}, after"),
            format!("{c}, after"),
        ],
        rows: columns[0].iter().enumerate().map(|(k, d)| line(k, d)).collect(),
        foot: String::new(),
    }
}

fn table(view: &View<'_>, judged: &[&BalanceRecord]) -> Grid {
    let find = |b: &BalanceRecord, statistic: &str| {
        let same = |o: &&BalanceRecord| {
            o.specification == b.specification
                && o.covariate == b.covariate
                && o.level == b.level
                && o.statistic == statistic
        };
        view.release.tables().balance.iter().find(same).and_then(|o| o.after)
    };
    let share = |b: &BalanceRecord, v: Option<f64>| {
        v.map_or("–".to_owned(), |v| if b.kind == "number" { level(v) } else { percent(v) })
    };
    let smd = |v: Option<f64>| v.map_or("–".to_owned(), apart);
    let row = |b: &&BalanceRecord| {
        vec![
            Cell::text(name(b)),
            Cell::number(share(b, find(b, "mean_treated"))),
            Cell::number(share(b, find(b, "mean_control"))),
            Cell::number(smd(b.before)),
            Cell::number(after(b, [view.primary.green, view.primary.amber])),
            Cell::number(find(b, "variance_ratio").map_or("–".to_owned(), |v| number(v, 2))),
            light(b.light.as_deref()),
        ]
    };
    let (t, c) = (&view.names.treated, &view.names.comparison);
    let n = |v: i64| super::super::words::number(v as f64, 0);
    let matched = view.primary.treated_matched.zip(view.primary.control_matched);
    let people = matched.map_or_else(String::new, |(x, y)| format!(", of {} {t} and {} {c}", n(x), n(y)));
    Grid {
        caption: "Balance of each fact".to_owned(),
        head: vec![
            "Fact".to_owned(),
            format!("Mean or share, {t}"),
            format!("Mean or share, {c}"),
            "Difference before".to_owned(),
            "Difference after".to_owned(),
            "Variance ratio".to_owned(),
            "Verdict".to_owned(),
        ],
        rows: judged.iter().map(row).collect(),
        foot: format!(
            "Means and shares after matching{} (weighted). Differences are in % of the {}. The verdict is about the difference after; where the variance ratio lies outside 0.5 to 2 the groups are spread differently, however alike their means.",
            people, view.primary.ruler
        ),
    }
}

/// A light is a shape and a word as well as a colour.
fn light(light: Option<&str>) -> Cell {
    let (text, class) = match light {
        Some("green") => ("● alike", "light green"),
        Some("amber") => ("▲ nearly alike", "light amber"),
        Some("red") => ("■ not alike", "light red"),
        _ => ("–", ""),
    };
    Cell { text: text.to_owned(), class }
}
