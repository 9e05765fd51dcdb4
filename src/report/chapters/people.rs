//! Who was supported, who is in the comparison and who is not.

use super::super::charts::{Flow, Station};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tables::flow::FlowRecord;
use super::super::words::{count, counted, follow_up, level, number, people, percent};
use super::View;

pub(super) fn section(view: &View<'_>) -> Section {
    let mut blocks = vec![Block::Words(intro(view)), Block::Figure(flow(view))];
    blocks.extend(follow_up(view.primary, &view.names).map(Block::Words));
    blocks.extend(survey(view).map(Block::Small));
    blocks.extend(dropped(view));
    blocks.extend(super::attrition::blocks(view));
    let profile = profile(view);
    if !profile.rows.is_empty() {
        blocks.push(Block::Folded(profile));
    }
    Section { id: "people", title: "Who is compared with whom".to_owned(), blocks }
}

fn intro(view: &View<'_>) -> String {
    let s = view.primary;
    let n = |v: Option<i64>| count(v.map(|n| n as f64));
    let known = match (s.supported, s.both_scores, s.treated_matched_label) {
        (Some(all), Some(both), Some(matched)) => format!(
            "The result is meant for {} {}{}; {} of them have the scores needed, and {} count in the headline. ",
            n(Some(all)),
            view.names.treated,
            s.filter.as_ref().map_or(String::new(), |f| format!(" ({f})")),
            n(Some(both)),
            n(Some(matched)),
        ),
        _ => String::new(),
    };
    if [s.treated_all, s.treated_matched, s.control_matched, s.control_all].contains(&None) {
        return format!(
            "{known}How many {} and {} there are, or are in the comparison, is withheld where it is few.",
            view.names.treated, view.names.comparison
        );
    }
    let worth = s.control_ess.map_or_else(String::new, |n| {
        format!(
            " Under their weights those are worth {} who all count the same (the effective sample size).",
            counted(n, "person", "people")
        )
    });
    format!(
        "{known}Of all {} {}, {} are in the comparison, beside {} of {} {}.{worth}",
        n(s.treated_all),
        view.names.treated,
        n(s.treated_matched),
        n(s.control_matched),
        n(s.control_all),
        view.names.comparison,
    )
}

fn flow(view: &View<'_>) -> Figure {
    let rows: Vec<&FlowRecord> =
        view.release.tables().flow.iter().filter(|f| f.specification == view.primary.specification).collect();
    let stations = |arm: &str| stations(rows.iter().filter(|f| f.arm == arm).copied());
    let chart = Flow {
        title: "Who stays in the comparison and who leaves".to_owned(),
        description: intro(view),
        names: [view.names.treated.clone(), view.names.comparison.clone()],
        arms: [stations("treated"), stations("control")],
    };
    let line = |f: &&FlowRecord| {
        let arm = if f.arm == "treated" { &view.names.treated } else { &view.names.comparison };
        let plain = f.words.replace('`', "");
        let words = if f.reason == "total" { plain } else { format!("− {plain}") };
        vec![Cell::text(words), Cell::text(arm.clone()), Cell::number(shown(f))]
    };
    Figure {
        pictures: vec![Picture::alone(chart.svg())],
        caption: "From the files to the headline. Between the boxes: who left, and why.".to_owned(),
        grid: Some(Grid {
            caption: "The same as a table".to_owned(),
            head: ["Step or reason", "Group", "People"].map(str::to_owned).to_vec(),
            rows: rows.iter().map(line).collect(),
            foot: if view.discloses_all() { String::new() } else { view.withheld() },
        }),
    }
}

/// A number as it may be told: a withheld one is small, or would tell a small one.
fn shown(f: &FlowRecord) -> String {
    f.count.map_or_else(|| "withheld".to_owned(), |n| number(n as f64, 0))
}

fn stations<'a>(rows: impl Iterator<Item = &'a FlowRecord>) -> Vec<Station> {
    let mut stations = Vec::new();
    let mut left = Vec::new();
    for row in rows {
        if row.reason == "total" {
            let left = std::mem::take(&mut left);
            stations.push(Station { words: row.words.clone(), count: shown(row), left });
        } else {
            left.push((row.words.replace('`', ""), shown(row)));
        }
    }
    stations
}

/// Who they are: shares and means of each covariate, before and after matching.
fn profile(view: &View<'_>) -> Grid {
    let find = |like: &DescriptiveRecord, section: &str, arm: &str| {
        let same = |d: &&DescriptiveRecord| {
            d.specification == like.specification
                && d.section == section
                && d.arm == arm
                && d.outcome == like.outcome
                && d.category == like.category
        };
        view.release.tables().descriptives.iter().find(same).map_or_else(|| "–".to_owned(), figure)
    };
    let mine = |d: &&DescriptiveRecord| {
        d.specification == view.primary.specification && d.section == "profile_before" && d.arm == "treated"
    };
    let row = |d: &DescriptiveRecord| {
        let covariate = view.names.covariate(d.outcome.as_deref().unwrap_or_default());
        vec![
            Cell::text(fact(covariate, d)),
            Cell::number(find(d, "profile_before", "treated")),
            Cell::number(find(d, "profile_before", "control")),
            Cell::number(find(d, "profile_after", "treated")),
            Cell::number(find(d, "profile_after", "control")),
        ]
    };
    let (t, c) = (&view.names.treated, &view.names.comparison);
    Grid {
        caption: "Who they are, before and after matching".to_owned(),
        head: vec![
            String::new(),
            format!("All eligible {t}"),
            format!("All eligible {c}"),
            format!("Matched {t}"),
            format!("Matched {c}"),
        ],
        rows: view.release.tables().descriptives.iter().filter(mine).map(row).collect(),
        foot: format!(
            "Shares with weighted numerator and denominator; means with the people behind them. {}",
            if view.discloses_all() { String::new() } else { view.withheld() }
        ),
    }
}

/// Who of those the result is meant for is in the comparison and who is not, if anybody is left out.
fn dropped(view: &View<'_>) -> Vec<Block> {
    let mine = |group: &'static str| {
        let rows = view.release.tables().descriptives.iter();
        rows.filter(move |d| {
            d.specification == view.primary.specification && d.section == "kept_dropped" && d.group == group
        })
    };
    let row = |kept: &DescriptiveRecord| {
        let same = |d: &&DescriptiveRecord| d.outcome == kept.outcome && d.category == kept.category;
        let other = mine("dropped").find(same).map_or_else(|| "–".to_owned(), figure);
        let term = view.names.term(kept.outcome.as_deref().unwrap_or_default());
        vec![Cell::text(fact(&term, kept)), Cell::number(figure(kept)), Cell::number(other)]
    };
    let rows: Vec<Vec<Cell>> = mine("matched").map(row).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let t = &view.names.treated;
    let words = format!(
        "Some {t} whom the result is meant for are not in the comparison: they lack a score or a fact, or nobody was alike enough. The table shows how they differ from those who are."
    );
    let grid = Grid {
        caption: format!("{} in the comparison and left out of it", super::super::words::effects::capital(t)),
        head: vec![String::new(), "In the comparison".to_owned(), "Left out".to_owned()],
        rows,
        foot: format!(
            "Each person counts once, where the fact is known. {}",
            if view.discloses_all() { String::new() } else { view.withheld() }
        ),
    };
    vec![Block::Heading("Who is left out".to_owned()), Block::Words(words), Block::Grid(grid)]
}

/// What the survey weights and the way of drawing make of the pool.
fn survey(view: &View<'_>) -> Option<String> {
    let find = |category: &str| {
        view.release.tables().descriptives.iter().find(|d| {
            d.specification == view.primary.specification
                && d.section == "survey_design"
                && d.arm == "control"
                && d.category.as_deref() == Some(category)
        })
    };
    let size = find("effective_size").and_then(|d| Some((d.people?, d.numerator?)));
    let weights = size.zip(find("design_effect").and_then(|d| d.value)).map(|((people, size), effect)| {
        format!(
            "As a survey, {} {} with a weight are worth {} (effective sample size under the survey weights alone; design effect {}).",
            count(Some(people as f64)),
            view.names.comparison,
            count(Some(size)),
            number(effect, 2)
        )
    });
    let drawn = |category: &str| find(category).and_then(|d| d.value).map(|v| count(Some(v)));
    let units = match (drawn("strata"), drawn("sampling_units")) {
        (Some(strata), Some(units)) => {
            Some(format!("They were drawn in {units} sampling units of {strata} strata."))
        }
        (None, Some(units)) => Some(format!("They were drawn in {units} sampling units.")),
        (Some(strata), None) => Some(format!("They were drawn in {strata} strata.")),
        (None, None) => None,
    };
    let said: Vec<String> = weights.into_iter().chain(units).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// What a row of a profile is about: a level, or a mean with its unit.
fn fact(name: &str, d: &DescriptiveRecord) -> String {
    match &d.category {
        Some(c) => format!("{name}: {c}"),
        None if d.unit.is_empty() => format!("{name} (mean)"),
        None => format!("{name} (mean, {})", d.unit),
    }
}

/// A share with numerator and denominator, or a mean with its people.
pub(super) fn figure(d: &DescriptiveRecord) -> String {
    match d.value {
        None => "withheld".to_owned(),
        Some(v) if d.unit == "share" => match (d.numerator, d.denominator) {
            (Some(_), Some(_)) => {
                format!("{} ({} of {})", percent(v), count(d.numerator), count(d.denominator))
            }
            _ => format!("{} (base withheld)", percent(v)),
        },
        Some(v) => format!("{} ({})", level(v), people(d.people.map(|n| n as f64))),
    }
}
