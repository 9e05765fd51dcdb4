//! The specification curve: every combination of choices.

use super::super::charts::{CURVE_COLUMNS, Curve, Row, Spot};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::curve::CurveRecord;
use super::super::tables::curve_choices::ChoiceRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::super::words::curve::{
    about, bare, choice, combinations, joint, level_word, most, probability, sentence,
};
use super::super::words::{number, percent};
use super::View;
use serde_json::Value;

/// Questions told in sentences; all are in the table.
const TOLD: usize = 4;

/// Outcome, contrast and base: figures and choices are compared within these.
type Kind<'a> = (&'a str, &'a str, &'a str);

pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let tables = view.release.tables();
    let counted = combinations(view.release)?;
    let mut blocks = vec![Block::Words(format!("{} {counted}", introduction()))];
    for kind in kinds(&tables.curve) {
        let questions: Vec<&CurveRecord> = tables.curve.iter().filter(|q| of(q) == kind).collect();
        let choices: Vec<&ChoiceRecord> = tables
            .curve_choices
            .iter()
            .filter(|c| (c.outcome.as_str(), c.contrast.as_str(), c.base.as_str()) == kind)
            .collect();
        if kinds(&tables.curve).len() > 1 {
            let label = view.names.outcome(kind.0).label;
            blocks.push(Block::Heading(format!("{label}: {}", kind.1.replace('_', " "))));
        }
        let told: Vec<String> = questions.iter().take(TOLD).map(|q| sentence(q, &view.names)).collect();
        blocks.push(Block::Words(told.join(" ")));
        blocks.extend(most(&choices).map(Block::Words));
        blocks.extend(questions.first().and_then(|q| joint(q, &view.names)).map(Block::Words));
        blocks.extend(figure(view, kind, &choices).map(Block::Wide));
        blocks.push(Block::Grid(ranges(view, &questions)));
        blocks.push(Block::Grid(by_choice(&questions, &choices)));
    }
    blocks.extend(fates(view).map(Block::Folded));
    let title = "Every combination of defensible choices".to_owned();
    Some(Section { id: "curve", title, blocks })
}

fn introduction() -> &'static str {
    "Nobody knows the one right way to make such a comparison. So the choices that could be made in good faith were listed before, and the difference was estimated under every combination of them."
}

fn of(q: &CurveRecord) -> Kind<'_> {
    (&q.outcome, &q.contrast, &q.base)
}

fn kinds(questions: &[CurveRecord]) -> Vec<Kind<'_>> {
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for q in questions {
        if !kinds.contains(&of(q)) {
            kinds.push(of(q));
        }
    }
    kinds
}

fn figure(view: &View<'_>, kind: Kind<'_>, choices: &[&ChoiceRecord]) -> Option<Figure> {
    let rows = rows(choices);
    let cells: Vec<&SpecificationRecord> = view
        .release
        .tables()
        .specifications
        .iter()
        .filter(|s| s.role == "curve" && s.difference.is_some())
        .filter(|s| {
            (s.outcome.as_deref(), s.contrast.as_deref(), s.base.as_deref())
                == (Some(kind.0), Some(kind.1), Some(kind.2))
        })
        .collect();
    let unit = view.release.tables().curve.iter().find(|q| of(q) == kind)?.unit.clone();
    let grid = (cells.len() <= CURVE_COLUMNS).then(|| listed(&cells, &rows, &unit));
    let spots: Vec<Spot> = cells.iter().filter_map(|s| spot(s, &rows)).collect();
    if spots.len() < 2 {
        return None;
    }
    let same = |s: &SpecificationRecord| {
        s.outcome.as_deref() == Some(kind.0) && s.contrast.as_deref() == Some(kind.1)
    };
    let primary = view.primary.difference.filter(|_| same(view.primary) && !spots.iter().any(|s| s.primary));
    let n = spots.len();
    let axis = if unit.contains("percentage") {
        "Difference in percentage points".to_owned()
    } else {
        format!("Difference in {unit}")
    };
    let named = rows.iter().map(|(name, levels)| Row {
        name: choice(name),
        levels: levels.iter().map(|l| level_word(l)).collect(),
    });
    let chart = Curve {
        title: "The difference under every combination of choices".to_owned(),
        description: format!(
            "{n} differences in order of size, each with its interval; below, the choices each was made under."
        ),
        percent: unit.contains("percentage"),
        rows: named.collect(),
        spots,
        primary,
        axis,
    };
    let grouped = if n > 280 {
        " Neighbours are drawn together; the paler a mark, the fewer of them have the choice."
    } else {
        ""
    };
    Some(Figure {
        pictures: vec![Picture::alone(chart.svg())],
        caption: format!(
            "Above: {} differences from the lowest to the highest, each with its interval. Below: what each of them chose. A choice whose marks gather at one side moves the result.{grouped}",
            number(n as f64, 0)
        ),
        grid,
    })
}

/// Every difference of the chart, from the lowest to the highest, with what it was made under.
fn listed(cells: &[&SpecificationRecord], rows: &[(String, Vec<String>)], unit: &str) -> Grid {
    let mut cells = cells.to_vec();
    cells.sort_by(|a, b| a.difference.unwrap_or_default().total_cmp(&b.difference.unwrap_or_default()));
    let row = |(k, s): (usize, &&SpecificationRecord)| {
        let levels: Value =
            s.levels.as_deref().and_then(|l| serde_json::from_str(l).ok()).unwrap_or_default();
        let level = |(name, _): &(String, Vec<String>)| {
            Cell::text(levels[name.as_str()].as_str().map_or_else(|| "–".to_owned(), level_word))
        };
        let limits = s.difference_lower.zip(s.difference_upper);
        let limits = limits.map_or_else(
            || "–".to_owned(),
            |(l, u)| format!("{} to {}", bare(unit, Some(l)), bare(unit, Some(u))),
        );
        [
            Cell::number(number((k + 1) as f64, 0)),
            Cell::number(bare(unit, s.difference)),
            Cell::number(limits),
        ]
        .into_iter()
        .chain(rows.iter().map(level))
        .collect()
    };
    let head = ["Place", "Difference", "Interval"].map(str::to_owned);
    Grid {
        caption: format!("Every one of these differences ({unit})"),
        head: head.into_iter().chain(rows.iter().map(|r| choice(&r.0))).collect(),
        rows: cells.iter().enumerate().map(row).collect(),
        foot: String::new(),
    }
}

/// Choices and levels in the order of the job.
fn rows(choices: &[&ChoiceRecord]) -> Vec<(String, Vec<String>)> {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    for c in choices.iter().filter(|c| !c.level.is_empty()) {
        match rows.iter_mut().find(|r| r.0 == c.choice) {
            Some(row) => row.1.push(c.level.clone()),
            None => rows.push((c.choice.clone(), vec![c.level.clone()])),
        }
    }
    rows
}

fn spot(s: &SpecificationRecord, rows: &[(String, Vec<String>)]) -> Option<Spot> {
    let levels: Value = serde_json::from_str(s.levels.as_deref()?).ok()?;
    let place = |(name, known): &(String, Vec<String>)| {
        let own = levels[name.as_str()].as_str().unwrap_or_default();
        known.iter().position(|l| l == own).unwrap_or(usize::MAX)
    };
    Some(Spot {
        at: s.difference?,
        interval: s.difference_lower.zip(s.difference_upper),
        levels: rows.iter().map(place).collect(),
        primary: s.as_primary,
    })
}

fn ranges(view: &View<'_>, questions: &[&CurveRecord]) -> Grid {
    let row = |q: &&CurveRecord| {
        let arm = |low: Option<f64>, high: Option<f64>| match low.zip(high) {
            Some((l, h)) if q.unit.contains("percentage") => super::super::words::interval(l, h, percent),
            Some((l, h)) => super::super::words::interval(l, h, super::super::words::level),
            None => "–".to_owned(),
        };
        let p = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), probability);
        vec![
            Cell::text(about(q, &view.names)),
            Cell::number(number(q.cells as f64, 0)),
            Cell::number(bare(&q.unit, q.low)),
            Cell::number(bare(&q.unit, q.median)),
            Cell::number(bare(&q.unit, q.high)),
            Cell::number(arm(q.treat_low, q.treat_high)),
            Cell::number(arm(q.comparison_low, q.comparison_high)),
            Cell::number(p(q.p_median)),
            Cell::number(p(q.p_mean_z)),
        ]
    };
    let (t, c) = (view.names.treated.clone(), view.names.comparison.clone());
    Grid {
        caption: format!("Range of the difference, question by question ({})", unit_of(questions)),
        head: vec![
            "Whom it is about".to_owned(),
            "Ways".to_owned(),
            "Least".to_owned(),
            "Middle".to_owned(),
            "Greatest".to_owned(),
            t,
            c,
            "All together: p, by the median".to_owned(),
            "p, by the mean z".to_owned(),
        ],
        rows: questions.iter().map(row).collect(),
        foot: "Ranges never run across different people or assumptions. p: no effect in any of these ways, all of them tested at once; the same people are drawn anew for all, with who is compared with whom as it is.".to_owned(),
    }
}

fn unit_of<'a>(questions: &[&'a CurveRecord]) -> &'a str {
    questions.first().map_or("", |q| q.unit.as_str())
}

fn by_choice(questions: &[&CurveRecord], choices: &[&ChoiceRecord]) -> Grid {
    let unit = unit_of(questions);
    let told = |v: Option<f64>| bare(unit, v);
    let mut last = "";
    let mut rows = Vec::with_capacity(choices.len());
    for c in choices {
        let new = c.choice != last;
        last = &c.choice;
        let name = if new { choice(&c.choice) } else { String::new() };
        let share = c.share.filter(|_| new).map_or_else(String::new, percent);
        rows.push(vec![
            Cell::text(name),
            Cell::number(share),
            Cell::text(level_word(&c.level)),
            Cell::number(number(c.cells as f64, 0)),
            Cell::number(if c.level.is_empty() { String::new() } else { told(c.low) }),
            Cell::number(if c.level.is_empty() { String::new() } else { told(c.median) }),
            Cell::number(if c.level.is_empty() { String::new() } else { told(c.high) }),
        ]);
    }
    Grid {
        caption: format!("What each choice does to the difference ({unit})"),
        head: ["Choice", "Share of the spread", "Chosen", "Ways", "Least", "Middle", "Greatest"].map(str::to_owned).to_vec(),
        rows,
        foot: "Share of the spread: part of the variance of all these differences that goes with the choice, averaged over all orders in which choices could be counted (Lindeman, Merenda and Gold 1980). Who takes part counts as a choice here.".to_owned(),
    }
}

/// Combinations that gave no estimate of their own, with the reasons.
fn fates(view: &View<'_>) -> Option<Grid> {
    let rows = &view.release.tables().curve_combinations;
    let told = |fate: &str| match fate {
        "same" => "another one over again",
        "impossible" => "cannot be",
        _ => "no estimate",
    };
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        .filter(|r| r.fate != "estimated")
        .map(|r| {
            let reason = r.reason.replace('`', "");
            vec![
                Cell::text(told(&r.fate)),
                Cell::text(reason),
                Cell::number(number(r.combinations as f64, 0)),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Grid {
        caption: "Combinations without an estimate of their own".to_owned(),
        head: ["Combinations that are", "Why", "How many"].map(str::to_owned).to_vec(),
        rows,
        foot: String::new(),
    })
}
