//! Does the effect differ between people?

use super::super::ReportError;
use super::super::charts::{Forest, ForestRow};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::effects::EffectRecord;
use super::super::tables::moderators::ModeratorRecord;
use super::super::words::effects::{arm, contrast, difference};
use super::super::words::moderators::{p_value, verdict, who, with_interval};
use super::super::words::{count, percent};
use super::View;
use super::results::{axis, foot};

/// Effects in sub-groups and by moderators, for the question of the headline; `None` where nothing was asked.
pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let Some(headline) = view.headline() else { return Ok(None) };
    let all = &view.release.tables().moderators;
    let rows: Vec<&ModeratorRecord> = all.iter().filter(|m| m.primary).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let mut blocks = vec![Block::Words(verdict(&rows, &view.names))];
    blocks.push(Block::Figure(forest(view, headline, &rows)?));
    blocks.push(Block::Grid(tested(view, &rows)));
    blocks.extend(arms(view, headline).map(Block::Folded));
    let other: Vec<&ModeratorRecord> =
        all.iter().filter(|m| m.specification == view.primary.specification && !m.primary).collect();
    blocks.extend(others(view, &other).map(Block::Folded));
    Ok(Some(Section { id: "groups", title: "Does the effect differ between people?".to_owned(), blocks }))
}

fn forest(
    view: &View<'_>,
    headline: &EffectRecord,
    rows: &[&ModeratorRecord],
) -> Result<Figure, ReportError> {
    let o = view.names.outcome(&headline.outcome);
    let most = headline.treat_number.unwrap_or(0).max(1) as f64;
    let people = |n: Option<i64>| count(n.map(|n| n as f64));
    let everyone = ForestRow {
        label: "Everyone".to_owned(),
        people: people(headline.treat_number),
        at: headline.difference,
        interval: headline.difference_lower.zip(headline.difference_upper),
        share: 1.0,
        overall: true,
        ..ForestRow::default()
    };
    let of = |m: &&ModeratorRecord| ForestRow {
        label: who(m),
        people: people(m.treat_number),
        at: m.effect,
        interval: m.effect_lower.zip(m.effect_upper),
        beside: m.interaction_p.map_or_else(|| "–".to_owned(), p_value),
        share: m.treat_number.unwrap_or(0) as f64 / most,
        overall: false,
    };
    let parts = rows.iter().filter(|m| m.kind != "number");
    let drawn: Vec<ForestRow> = [everyone].into_iter().chain(parts.map(of)).collect();
    let heard: Vec<String> = rows
        .iter()
        .filter(|m| m.kind != "number")
        .map(|m| format!("{}: {}", who(m), with_interval(m, m.effect, m.effect_lower.zip(m.effect_upper))))
        .collect();
    let chart = Forest {
        title: format!("{}: the difference among parts of the people", contrast(&o, &headline.contrast)),
        description: heard.join("; "),
        rows: drawn,
        heads: [view.names.treated.clone(), "p, v. others".to_owned()],
        axis: axis(headline),
        percent: headline.is_proportion(),
    };
    let caption = "Dots: the difference between the groups compared, with its interval; larger dots, more people. Dashed \
                   line: everyone. The p-value asks whether the effect here is another than among everyone else, which \
                   is not whether the interval here holds nought."
        .to_owned();
    Ok(Figure { pictures: vec![Picture::alone(chart.svg()?)], caption, grid: None })
}

/// What is tested, with its adjusted p-values, and how many could be compared.
fn tested(view: &View<'_>, rows: &[&ModeratorRecord]) -> Grid {
    let p = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), p_value);
    let line = |m: &&ModeratorRecord| {
        let limits = m.interaction_lower.zip(m.interaction_upper);
        vec![
            Cell::text(if m.after_start {
                format!("{} (known only after the start)", who(m))
            } else {
                who(m)
            }),
            Cell::number(support(m)),
            Cell::wide(with_interval(m, m.effect, m.effect_lower.zip(m.effect_upper))),
            Cell::wide(match m.interaction {
                Some(_) if m.after_start => "described, not tested".to_owned(),
                d => with_interval(m, d, limits),
            }),
            Cell::number(p(m.test_p)),
            Cell::number(p(m.test_p_holm)),
            Cell::number(p(m.test_p_bh)),
        ]
    };
    let tests = rows.first().map_or(0, |m| m.tests);
    let withheld = if view.discloses_all() { String::new() } else { format!(" {}", view.withheld()) };
    Grid {
        caption: "How far the effect differs".to_owned(),
        head: [
            "",
            "Could be compared",
            "Difference here",
            "More than elsewhere",
            "p of the whole",
            "p (Holm)",
            "p (BH)",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.iter().map(line).collect(),
        foot: format!(
            "Could be compared: {} with the values needed who are in the comparison; what is said of a group is said of \
             those. More than elsewhere: the difference here less the difference among everyone else (for a number: \
             change of the difference with one step), and its p-value; that of a category is one test of all its levels together, so that the levels share it. Adjusted (Holm; BH: Benjamini and Hochberg) over \
             the {tests} tests of this kind.{withheld}",
            view.names.treated
        ),
    }
}

/// Share of a group's treated people who are compared.
fn support(m: &ModeratorRecord) -> String {
    match (m.support_share, m.treat_number, m.treat_supported) {
        (Some(s), Some(n), Some(all)) => {
            format!("{} ({} of {})", percent(s), count(Some(n as f64)), count(Some(all as f64)))
        }
        _ if m.suppressed => "withheld".to_owned(),
        _ => "–".to_owned(),
    }
}

/// Both arms in each sub-group.
fn arms(view: &View<'_>, headline: &EffectRecord) -> Option<Grid> {
    let same = |e: &&EffectRecord| {
        (&e.outcome, &e.contrast, &e.base) == (&headline.outcome, &headline.contrast, &headline.base)
            && e.estimator == view.primary.estimator
            && e.measure == "difference"
    };
    let rows: Vec<&EffectRecord> = view.effects().filter(same).collect();
    let o = view.names.outcome(&headline.outcome);
    let line = |e: &&EffectRecord| {
        let name = if e.group == "all" { "Everyone".to_owned() } else { e.group.clone() };
        vec![
            Cell::text(name),
            Cell::number(arm(e, true)),
            Cell::number(arm(e, false)),
            Cell::wide(difference(e)),
        ]
    };
    rows.iter().any(|e| e.group != "all").then(|| Grid {
        caption: format!("{} in sub-groups", contrast(&o, &headline.contrast)),
        head: ["Group", &view.names.treated, &view.names.comparison, "Difference (interval)"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.iter().map(line).collect(),
        foot: foot(view),
    })
}

/// The same tests for all other questions.
fn others(view: &View<'_>, rows: &[&ModeratorRecord]) -> Option<Grid> {
    let p = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), p_value);
    let line = |m: &&ModeratorRecord| {
        let o = view.names.outcome(&m.outcome);
        vec![
            Cell::text(format!("{}, {}: {}", o.label, contrast(&o, &m.contrast).to_lowercase(), who(m))),
            Cell::wide(with_interval(m, m.effect, m.effect_lower.zip(m.effect_upper))),
            Cell::wide(with_interval(m, m.interaction, m.interaction_lower.zip(m.interaction_upper))),
            Cell::number(p(m.test_p)),
            Cell::number(p(m.test_p_holm)),
        ]
    };
    (!rows.is_empty()).then(|| Grid {
        caption: "How far other effects differ".to_owned(),
        head: ["", "Difference here", "More than elsewhere", "p of the whole", "p (Holm)"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.iter().map(line).collect(),
        foot: "As in the table above.".to_owned(),
    })
}
