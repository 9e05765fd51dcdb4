//! What a start score that holds chance, and different times of follow-up, could make of the headline.

use super::super::ReportError;
use super::super::charts::{Fan, FanPoint};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::super::words::effects::{contrast, difference, limits, quantity};
use super::super::words::{Band, band, gap_words, number, parts, points};
use super::View;

pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let Some(e) = view.headline() else { return Ok(None) };
    let mut blocks = Vec::new();
    if let Some(found) = Band::of(view.release, e) {
        blocks.push(Block::Heading("A start score that holds chance".to_owned()));
        blocks.push(Block::Words(why(view)));
        blocks.push(Block::Words(band(view.release, e, &view.names)));
        blocks.extend(fan(view, e, &found)?.map(Block::Figure));
        blocks.push(Block::Small(view.names.reliability(&e.outcome, true)));
        blocks.extend(all(view).map(Block::Folded));
    }
    if let Some(why) = view.names.no_band.as_ref().filter(|_| view.names.outcome(&e.outcome).before_after) {
        blocks.push(Block::Words(format!(
            "What chance in the start score could do was left out by the analyst because: {why}"
        )));
    }
    if let Some(grid) = bracket(view) {
        blocks.push(Block::Heading("Two assumptions, two answers".to_owned()));
        blocks.push(Block::Grid(grid));
    }
    let parts = fractions(view, e);
    if let Some(grid) = parts {
        blocks.push(Block::Heading("Followed for different times".to_owned()));
        blocks.push(Block::Words(gap_words(view.release, e, &view.names)));
        blocks.push(Block::Grid(grid));
    }
    let title = "What could have come by itself".to_owned();
    Ok((!blocks.is_empty()).then_some(Section { id: "by-itself", title, blocks }))
}

fn why(view: &View<'_>) -> String {
    format!(
        "A score taken once holds chance: whoever scores far from their usual level comes back to it, with or without support. {} and {} may have different usual levels, although they started alike. The band shows the difference that would be left if each group went back to its own: for {}, the level that their own change shows; for {}, any level from the mean of all {} to their own mean at the start.",
        super::super::words::effects::capital(&view.names.treated),
        view.names.comparison,
        view.names.comparison,
        view.names.treated,
        view.names.comparison
    )
}

/// The band over the long-run mean.
fn fan(view: &View<'_>, e: &EffectRecord, found: &Band) -> Result<Option<Figure>, ReportError> {
    let middle = found.reliabilities.get(found.reliabilities.len() / 2).copied();
    let point = |&at: &f64| {
        let rows: Vec<_> =
            found.reliabilities.iter().filter_map(|r| Band::at(view.release, e, *r, at)).collect();
        let ends = |values: Vec<f64>| {
            let low = values.iter().copied().min_by(f64::total_cmp)?;
            Some((low, values.iter().copied().max_by(f64::total_cmp)?))
        };
        let effect = ends(rows.iter().filter_map(|r| r.estimate).collect())?;
        let interval = ends(rows.iter().flat_map(|r| [r.lower, r.upper]).flatten().collect());
        let middle = Band::at(view.release, e, middle?, at)?.estimate?;
        Some(FanPoint { at, middle, effect, interval: interval.unwrap_or(effect) })
    };
    let points: Vec<FanPoint> = found.means.iter().filter_map(point).collect();
    let Some(headline) = e.difference.filter(|_| points.len() > 1) else { return Ok(None) };
    let o = view.names.outcome(&e.outcome);
    let [pool, start] = if view.names.long_run_said {
        ["as the analyst says", "as the analyst says"].map(str::to_owned)
    } else {
        [
            format!("mean of all {}", view.names.comparison),
            format!("own mean at the start of {}", view.names.treated),
        ]
    };
    let chart = Fan {
        title: format!("{}: the difference under an unreliable start score", contrast(&o, &e.contrast)),
        description: band(view.release, e, &view.names),
        points,
        headline,
        axes: [format!("Usual level of these {}", view.names.treated), super::results::axis(e)],
        ends: if found.falling { [start, pool] } else { [pool, start] },
        percent: e.is_proportion(),
    };
    Ok(Some(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: "Dark: the corrected difference at all reliabilities looked at; the line, at the one in the middle. Pale: with the interval of the headline, moved along.".to_owned(),
        grid: None,
    }))
}

/// Every before/after result with its band.
fn all(view: &View<'_>) -> Option<Grid> {
    let main = view
        .effects()
        .filter(|e| e.group == "all" && e.estimator == view.primary.estimator && e.measure == "difference");
    let row = |e: &EffectRecord| {
        let found = Band::of(view.release, e)?;
        let o = view.names.outcome(&e.outcome);
        let end = |(low, high)| {
            if e.is_proportion() {
                format!("{} points", limits(e, low, high))
            } else {
                format!("{} {}", limits(e, low, high), e.unit)
            }
        };
        let undone = found.undone.get(found.reliabilities.len() / 2).copied().flatten();
        Some(vec![
            Cell::text(format!("{}: {}", o.label, contrast(&o, &e.contrast).to_lowercase())),
            Cell::wide(difference(e)),
            Cell::wide(end(found.effect)),
            Cell::number(undone.map_or_else(|| "–".to_owned(), |m| number(m, 1))),
        ])
    };
    let rows: Vec<Vec<Cell>> = main.filter_map(row).collect();
    (!rows.is_empty()).then(|| Grid {
        caption: "Every result with its band".to_owned(),
        head: ["", "Difference (interval)", "Corrected, from ... to ...", "Interval at nought at"]
            .map(str::to_owned)
            .to_vec(),
        rows,
        foot: "Last column: the usual level at which the interval would reach nought, at the reliability in the middle. A dash: it is not clear of nought to begin with, or no level does that. Shares are corrected by moving the end scores of the matched comparison people.".to_owned(),
    })
}

/// The two answers that rest on two assumptions (METHODS 5), side by side: never averaged.
fn bracket(view: &View<'_>) -> Option<Grid> {
    let other = if view.primary.baseline == "match" { "ignore" } else { "match" };
    let like = |s: &&SpecificationRecord| {
        s.baseline == other
            && s.outcome == view.primary.outcome
            && s.contrast == view.primary.contrast
            && s.estimand == view.primary.estimand
    };
    view.names.outcome(view.primary.outcome.as_deref()?).before_after.then_some(())?;
    let all = &view.release.tables().specifications;
    let second = all.iter().filter(like).min_by_key(|s| s.role != "bracket")?;
    let row = |s: &SpecificationRecord| {
        let assumed = if s.baseline == "match" {
            "Ignorability given the start score: people who started at the same score, and are alike in the other facts, would have changed alike without support."
        } else {
            "Parallel trends: both groups would have changed by the same amount without support, wherever they started."
        };
        let effect = view.effect(s);
        vec![
            Cell::text(if s.primary { "primary (the headline)".to_owned() } else { s.specification.clone() }),
            Cell::text(assumed),
            Cell::wide(effect.map_or_else(|| "–".to_owned(), difference)),
        ]
    };
    Some(Grid {
        caption: "With the start score and without".to_owned(),
        head: ["Matched", "What must be true for it", "Difference (interval)"].map(str::to_owned).to_vec(),
        rows: vec![row(view.primary), row(second)],
        foot: format!(
            "Neither assumption can be checked with these data. The two answers are a bracket, to be read side by side: their average means nothing. With one score before and one after, the second is a difference in differences.{}",
            exact(view.primary)
        ),
    })
}

/// Where the start score is exact, three ways of estimating are one.
fn exact(s: &SpecificationRecord) -> &'static str {
    let same = s.outcome.as_ref().is_some_and(|o| {
        s.exact.as_deref().is_some_and(|e| e.split(", ").any(|name| name == format!("{o}.start")))
    });
    if same && s.baseline == "match" {
        " In the headline partners have the same start score: the difference of changes, of end scores, and adjusted for the start score level by level are one and the same, not three findings that agree."
    } else {
        ""
    }
}

fn fractions(view: &View<'_>, e: &EffectRecord) -> Option<Grid> {
    let rows = parts(view.release, e);
    let size = |v| if e.is_proportion() { points(v) } else { quantity(e, v) };
    let row = |p: &super::super::words::Part| {
        let found = match (p.estimate, p.limits) {
            (Some(v), Some((l, u))) => format!("{} ({})", size(v), limits(e, l, u)),
            (Some(v), None) => size(v),
            _ => "–".to_owned(),
        };
        let name = if p.fraction == 1.0 { " (the headline)" } else { "" };
        vec![Cell::text(format!("{}{name}", number(p.fraction, 2))), Cell::wide(found)]
    };
    (!rows.is_empty()).then(|| Grid {
        caption: format!("Share of the change of {} in the time of {}", view.names.comparison, view.names.treated),
        head: ["Share", "Difference (interval)"].map(str::to_owned).to_vec(),
        rows: rows.iter().map(row).collect(),
        foot: "The share is taken as known; for shares of people it scales those who moved, and the unchanged take the rest.".to_owned(),
    })
}
