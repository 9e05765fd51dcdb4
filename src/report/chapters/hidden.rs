//! How strong a hidden difference would have to be.

use super::super::ReportError;
use super::super::charts::{Benchmark, Contours};
use super::super::document::{Block, Cell, Figure, Grid, Picture, Section};
use super::super::tables::effects::EffectRecord;
use super::super::tables::sensitivity::SensitivityRecord;
use super::super::words::effects::{contrast, difference, limits, quantity};
use super::super::words::{Hidden, about, amplified, hidden, number, percent, placebo, points, strengths};
use super::View;

/// Measured variables of which one is shown once in the chart.
const ONCE: &str = "1x ";
/// Level of confidence of a job that says none.
const LEVEL: f64 = 0.95;

pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let Some(e) = view.headline() else { return Ok(None) };
    let mut blocks = Vec::new();
    if let Some(found) = Hidden::of(view.release, e) {
        blocks.push(Block::Words(why(view)));
        blocks.push(Block::Words(format!("The headline. {}", hidden(&found, &view.names))));
        blocks.extend(amplified(view.release, e, &view.names).map(Block::Words));
        blocks.extend(strengths(&found).into_iter().map(Block::Words));
        blocks.push(Block::Grid(all(view)));
        blocks.extend(contours(view, e, &found)?.map(Block::Figure));
        blocks.extend(measured(view, e).map(Block::Folded));
        blocks.extend(bounds(view, e).map(Block::Folded));
    }
    blocks.extend(placebos(view));
    let title = "How strong would a hidden difference have to be?".to_owned();
    Ok((!blocks.is_empty()).then_some(Section { id: "hidden", title, blocks }))
}

fn why(view: &View<'_>) -> String {
    format!(
        "Matching makes {} and {} alike in what was measured, and in nothing else. If they differ in something unseen that also drives the outcome, part of the difference is not the programme's. Nobody can rule that out; one can say how strong such a thing would have to be.",
        view.names.treated, view.names.comparison
    )
}

/// One row a result.
fn all(view: &View<'_>) -> Grid {
    let row = |e: &EffectRecord| {
        let found = Hidden::of(view.release, e)?;
        let o = view.names.outcome(&e.outcome);
        let pair = |(v, limit): (Option<f64>, Option<f64>), show: fn(f64) -> String| {
            let told = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), show);
            format!("{} ({})", told(v), told(limit))
        };
        Some(vec![
            Cell::text(format!("{}: {}", o.label, contrast(&o, &e.contrast).to_lowercase())),
            Cell::wide(difference(e)),
            Cell::number(found.gamma_cell()),
            Cell::number(pair(found.e_values, |v| number(v, 1))),
            Cell::number(pair(found.robustness, percent)),
        ])
    };
    let main = view.effects().filter(|e| {
        e.group == "all" && e.estimator == view.primary.estimator && (e.primary || e.measure == "difference")
    });
    Grid {
        caption: "Every result".to_owned(),
        head: ["", "Difference (interval)", "Hidden bias withstood (Gamma)", "E-value (limit)", "Robustness value (limit)"]
            .map(str::to_owned)
            .to_vec(),
        rows: main.filter_map(row).collect(),
        foot: "Gamma: factor by which something unseen may change the odds of being supported, within a matched set, before the result could be chance (Rosenbaum). E-value: ratio that an unseen trait must have with both support and outcome to leave no effect (VanderWeele and Ding); in brackets, to take the interval to none. Robustness value: share of the rest of both that an unseen variable must tell in a linear regression of the matched people (Cinelli and Hazlett); in brackets likewise.".to_owned(),
    }
}

/// The chart of hidden bias with measured variables.
fn contours(view: &View<'_>, e: &EffectRecord, found: &Hidden) -> Result<Option<Figure>, ReportError> {
    let Some(value) = found.robustness.0.filter(|v| *v > 0.0 && *v < 1.0) else { return Ok(None) };
    let mark = |(name, r): (&str, &SensitivityRecord), before| {
        let (treatment, outcome) = (r.strength?, r.second_strength?);
        Some(Benchmark { label: view.names.term(name), treatment, outcome, before })
    };
    let after = benchmarks(view, e, ONCE).into_iter().filter_map(|b| mark(b, false));
    let before = before(view, e).into_iter().filter_map(|b| mark(b, true));
    let marks: Vec<Benchmark> = after.chain(before).collect();
    let o = view.names.outcome(&e.outcome);
    let strongest =
        marks.iter().max_by(|a, b| (a.treatment * a.outcome).total_cmp(&(b.treatment * b.outcome)));
    let reading = strongest.map_or_else(String::new, |m| {
        format!(
            " A hidden variable like {} before matching would tell {} of what is left of who was supported and {} of what is left of the outcome.",
            m.label,
            percent(m.treatment),
            percent(m.outcome)
        )
    });
    let description =
        format!("A hidden variable that tells {} of both leaves no difference.{reading}", percent(value));
    let chart = Contours {
        title: format!("{}: how strong a hidden variable would have to be", contrast(&o, &e.contrast)),
        description: description.clone(),
        value,
        limit: found.robustness.1.filter(|l| *l > 0.0),
        marks,
        axes: [
            "Share of what is left of who was supported that it tells".to_owned(),
            "Share of what is left of the outcome that it tells".to_owned(),
        ],
    };
    Ok(Some(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: format!(
            "A hidden variable on or beyond the black line would leave nothing of the difference; beyond the broken line its interval would hold nought. Diamonds: how strong a hidden variable would be that is like one of those measured was before matching, when it had not been made alike either; small dots: as it still is among the matched. The farther the diamonds are from the lines, the less ordinary a hidden variable would have to be.{reading}"
        ),
        grid: None,
    }))
}

/// Rows of the measured variables at one multiple of their strength, with their names.
fn benchmarks<'a>(
    view: &'a View<'_>,
    e: &EffectRecord,
    times: &str,
) -> Vec<(&'a str, &'a SensitivityRecord)> {
    let rows = about(view.release, e, "bias_benchmark");
    rows.into_iter().filter_map(|r| Some((r.subject.as_deref()?.strip_prefix(times)?, r))).collect()
}

/// The same as they were before matching.
fn before<'a>(view: &'a View<'_>, e: &EffectRecord) -> Vec<(&'a str, &'a SensitivityRecord)> {
    let rows = about(view.release, e, "bias_benchmark_before");
    rows.into_iter().filter_map(|r| Some((r.subject.as_deref()?, r))).collect()
}

/// What each measured variable would be worth as a hidden one.
fn measured(view: &View<'_>, e: &EffectRecord) -> Option<Grid> {
    let worth = about(view.release, e, "e_value_benchmark");
    let (once, before) = (benchmarks(view, e, ONCE), before(view, e));
    let mut names: Vec<&str> = once.iter().map(|b| b.0).collect();
    names.extend(
        worth.iter().filter_map(|r| r.subject.as_deref()).filter(|s| !once.iter().any(|b| b.0 == *s)),
    );
    let dash = || "–".to_owned();
    let row = |name: &&str| {
        let left = |of: &[(&str, &SensitivityRecord)]| {
            let found = of.iter().find(|b| b.0 == *name).map(|b| b.1);
            found.and_then(|r| Some(size(e, r.estimate?, r.lower?, r.upper?))).unwrap_or_else(dash)
        };
        let own = worth.iter().find(|r| r.subject.as_deref() == Some(*name));
        let ratio = |v: Option<f64>| v.map_or_else(dash, |v| number(v, 1));
        vec![
            Cell::text(view.names.term(name)),
            Cell::number(ratio(own.and_then(|r| r.strength))),
            Cell::number(ratio(own.and_then(|r| r.second_strength))),
            Cell::number(ratio(own.and_then(|r| r.value))),
            Cell::wide(left(&before)),
            Cell::wide(left(&once)),
        ]
    };
    (!names.is_empty()).then(|| Grid {
        caption: "As strong as what was measured".to_owned(),
        head: [
            "A hidden variable like",
            "Ratio with support",
            "Ratio with the outcome",
            "Both together (as an E-value)",
            "Would leave, as strong as before matching",
            "As strong as after matching",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: names.iter().map(row).collect(),
        foot: "Ratios: before matching, among all who are eligible; numbers are split at their median, and of several words the strongest counts. Compare the fourth column with the E-value of the headline. What would be left: the difference in the linear regression, with its interval, had one more variable of that strength been in it.".to_owned(),
    })
}

fn size(e: &EffectRecord, estimate: f64, lower: f64, upper: f64) -> String {
    let words = if e.is_proportion() { points(estimate) } else { quantity(e, estimate) };
    format!("{words} ({})", limits(e, lower, upper))
}

/// The headline at each strength of a hidden bias.
fn bounds(view: &View<'_>, e: &EffectRecord) -> Option<Grid> {
    let of = |analysis: &str| about(view.release, e, analysis);
    let tests: Vec<(&str, &str)> = [
        ("m_statistic", "M-statistic"),
        ("signed_rank", "Signed ranks"),
        ("mcnemar", "McNemar"),
        ("mantel_haenszel", "Mantel-Haenszel"),
    ]
    .into_iter()
    .filter(|(name, _)| of(name).iter().any(|r| r.parameter.is_some()))
    .collect();
    let mut grid: Vec<f64> = of(tests.first()?.0).iter().filter_map(|r| r.strength).collect();
    grid.dedup();
    let ranges = [("hodges_lehmann", "Estimate between"), ("attributable", "Due to the programme, between")];
    let ranges: Vec<_> =
        ranges.into_iter().filter(|(name, _)| of(name).iter().any(|r| r.lower.is_some())).collect();
    let row = |gamma: &f64| {
        let at = |name: &str| of(name).into_iter().find(|r| r.strength == Some(*gamma));
        let p = |name: &str| at(name).and_then(|r| r.p_value).map_or_else(|| "–".to_owned(), probability);
        let range = |name: &str| {
            at(name).and_then(|r| Some(limits(e, r.lower?, r.upper?))).unwrap_or_else(|| "–".to_owned())
        };
        std::iter::once(Cell::number(number(*gamma, 2)))
            .chain(tests.iter().map(|(name, _)| Cell::number(p(name))))
            .chain(ranges.iter().map(|(name, _)| Cell::wide(range(name))))
            .collect()
    };
    let head = std::iter::once("Gamma".to_owned())
        .chain(tests.iter().map(|(_, words)| format!("{words}: largest p")))
        .chain(ranges.iter().map(|(_, words)| (*words).to_owned()));
    let coarse =
        of("hodges_lehmann").iter().any(|r| r.remark.as_deref().is_some_and(|m| m.contains("coarse")));
    Some(Grid {
        caption: "The headline under a hidden bias of each strength".to_owned(),
        head: head.collect(),
        rows: grid.iter().map(row).collect(),
        foot: format!(
            "Gamma 1 is no hidden bias. Largest p: of a test of either direction, whatever the unseen thing is.{}{}",
            if coarse {
                " The estimate (Hodges-Lehmann) is coarse on a scale this short: it moves in steps of half a point."
            } else {
                ""
            },
            if ranges.iter().any(|r| r.0 == "attributable") {
                " Due to the programme: percentage points of the supported people in the base whose event it brought about (below 0: prevented), taking it to work one way only."
            } else {
                ""
            }
        ),
    })
}

fn probability(p: f64) -> String {
    if p < 0.001 { "under 0.001".to_owned() } else { number(p, 3) }
}

/// What the programme cannot have changed.
fn placebos(view: &View<'_>) -> Vec<Block> {
    let mine =
        |r: &&SensitivityRecord| r.analysis == "placebo" && r.specification == view.primary.specification;
    let rows: Vec<&SensitivityRecord> = view.release.tables().sensitivity.iter().filter(mine).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let name = |r: &SensitivityRecord| {
        let subject = r.subject.as_deref().unwrap_or_default();
        let o = view.names.outcome(subject);
        if o.label == subject { view.names.covariate(subject).to_owned() } else { o.label }
    };
    let interval = |r: &SensitivityRecord| match (r.lower, r.upper) {
        (Some(l), Some(u)) if r.proportion => format!("{} to {}", points(l), points(u)),
        (Some(l), Some(u)) => super::super::words::interval(l, u, |v| number(v, 1)),
        _ => "–".to_owned(),
    };
    let level = view.primary.level.unwrap_or(LEVEL);
    let row = |r: &&SensitivityRecord| {
        vec![Cell::text(name(r)), Cell::text(placebo(r, level)), Cell::wide(interval(r))]
    };
    vec![
        Block::Heading("Where the programme can have done nothing".to_owned()),
        Block::Words(
            "These facts cannot have been changed by the programme. If the matched groups differ on one of them, they differ in something unseen; if they do not, that is some comfort, and no proof.".to_owned(),
        ),
        Block::Grid(Grid {
            caption: "Placebos".to_owned(),
            head: ["", "Difference", "Interval"].map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            foot: "Not counted among the results that are tested.".to_owned(),
        }),
    ]
}
