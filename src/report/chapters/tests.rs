//! The same results without a formula for the interval.

use super::super::document::{Block, Cell, Grid, Section};
use super::super::tables::tests::TestRecord;
use super::super::words::effects::{base, contrast};
use super::super::words::{count, level, limits, measured, number, points};
use super::View;

/// The section; none where nothing was tested.
pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let mine = |t: &&TestRecord| t.specification == view.primary.specification;
    let rows: Vec<&TestRecord> = view.release.tables().tests.iter().filter(mine).collect();
    if rows.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Words(INTRODUCTION.to_owned())];
    blocks.extend(said(&rows, &level_of(view)).into_iter().map(Block::Words));
    if view.primary.tie_averaged {
        blocks.push(Block::Words(TIES.to_owned()));
    }
    let (shown, folded): (Vec<&TestRecord>, Vec<&TestRecord>) =
        rows.into_iter().partition(|t| t.group == "all");
    if !shown.is_empty() {
        blocks.push(Block::Grid(grid(view, "Tests and intervals without a formula", &shown)));
    }
    if !folded.is_empty() {
        blocks.push(Block::Folded(grid(view, "The same for sub-groups", &folded)));
    }
    Some(Section {
        id: "tests",
        title: "The same results without a formula for the interval".to_owned(),
        blocks,
    })
}

const INTRODUCTION: &str = "The intervals above rest on a formula that is right when many people, or many matched sets, \
    stand behind a result. Here the same results come from chance itself, without it. Where the two agree, the formula \
    can be trusted; where they do not, take the wider one. Like the formula, none of these allows for differences \
    between the groups that nobody recorded.";

/// The headline is a mean over orders of ties; tests are of one order.
const TIES: &str = "The headline is a mean over many ways of breaking ties between equally good partners. The figures here \
    are about one of these ways, so their estimates may differ a little from it.";

/// What each kind of test does, in words.
fn said(rows: &[&TestRecord], percent: &str) -> Vec<String> {
    let has = |word: &str| rows.iter().any(|t| t.method.starts_with(word));
    let mut all = Vec::new();
    if has("randomisation") {
        all.push(
            "Randomisation: had the support made no difference to anybody, it would be as if chance had picked who in \
             each matched set was supported. The p-value is twice the share of such picks that give a difference at \
             least as large as the real one; the interval holds every effect, the same for all, that this test does \
             not reject."
                .to_owned(),
        );
    }
    if has("signed_rank") || has("aligned_rank") {
        all.push(
            "Ranks: the same question asked of the order of the differences instead of their size, so that a few \
             very large changes decide nothing. The estimate (Hodges and Lehmann) is the typical effect: about as \
             many comparisons lie above it as below."
                .to_owned(),
        );
    }
    if has("mcnemar") {
        all.push(
            "McNemar: only pairs in which one of the two has the event can tell them apart. The odds ratio is how many \
             times more often it is the supported one. The exact test is never too bold; the mid-p, usually the fairer \
             one, counts half of the probability of exactly what was seen."
                .to_owned(),
        );
    }
    if let Some(t) = rows.iter().find(|t| t.method.starts_with("bootstrap")) {
        all.push(format!(
            "Bootstrap: the whole comparison was estimated again{} on samples drawn from it, whole matched sets (or \
             people, households or sampling units where there are no sets) at a time. The interval is where {percent} % \
             of these estimates lie{}.",
            t.replicates.map_or(String::new(), |n| format!(" {} times", number(n as f64, 0))),
            if t.method == "bootstrap_bca" { ", corrected for bias and skewness" } else { "" },
        ));
    }
    all
}

fn grid(view: &View<'_>, caption: &str, rows: &[&TestRecord]) -> Grid {
    let line = |t: &&TestRecord| {
        let o = view.names.outcome(&t.outcome);
        let part = if t.group == "all" { String::new() } else { format!(", {}", t.group) };
        vec![
            Cell::text(format!("{}: {}, {}{part}", o.label, contrast(&o, &t.contrast), base(&o, &t.base))),
            Cell::text(method(t)),
            Cell::wide(estimate(t)),
            Cell::number(t.p_value.map_or_else(|| "–".to_owned(), p)),
            Cell::wide(rests_on(t)),
        ]
    };
    let any = |f: fn(&TestRecord) -> bool| rows.iter().any(|t| f(t));
    let mut foot = vec![format!("Intervals: {} %.", level_of(view))];
    if any(|t| t.exact) {
        foot.push("Exact: every possible assignment is counted.".to_owned());
    }
    if any(|t| t.method == "randomisation" && t.lower.is_some() && !t.exact_limits) {
        foot.push("Limits of the randomisation test come from 9,999 random picks.".to_owned());
    }
    if any(|t| t.coarse) {
        foot.push(
            "Coarse: the scale has few whole values, so the estimate jumps in halves of a point.".to_owned(),
        );
    }
    if !view.discloses_all() {
        foot.push(view.withheld());
    }
    Grid {
        caption: caption.to_owned(),
        head: ["", "Method", "Effect (interval)", "p-value", "Rests on"].map(str::to_owned).to_vec(),
        rows: rows.iter().map(line).collect(),
        foot: foot.join(" "),
    }
}

/// The level of the intervals in per cent.
fn level_of(view: &View<'_>) -> String {
    number(100.0 * view.primary.level.unwrap_or(0.95), 0)
}

fn method(t: &TestRecord) -> String {
    let word = match t.method.as_str() {
        "randomisation" => "Randomisation test",
        "signed_rank" => "Signed ranks, Hodges-Lehmann",
        "aligned_rank" => "Aligned ranks, Hodges-Lehmann",
        "mcnemar_exact" => "McNemar, odds ratio of pairs",
        "mcnemar_mid_p" => "McNemar, mid-p",
        "bootstrap_percentile" => "Bootstrap (percentiles)",
        "bootstrap_bca" => "Bootstrap (BCa)",
        other => other,
    };
    let model = match t.estimator.as_str() {
        "regression" => ", regression",
        "ancova" => ", analysis of covariance",
        "bias_corrected" => ", bias-corrected",
        "augmented" => ", augmented weighting",
        "ordinal" => ", proportional odds",
        _ => "",
    };
    let ratio = match t.measure.as_str() {
        "risk_ratio" => ", risk ratio",
        "odds_ratio" if t.method.starts_with("bootstrap") => ", odds ratio",
        _ => "",
    };
    let marks: Vec<&str> =
        [(t.exact, "exact"), (t.coarse, "coarse")].into_iter().filter(|m| m.0).map(|m| m.1).collect();
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    format!("{word}{model}{ratio}{marks}")
}

fn estimate(t: &TestRecord) -> String {
    let Some(value) = t.estimate else {
        return t.null_reason.clone().unwrap_or_else(|| "–".to_owned());
    };
    let ratio = t.measure != "difference";
    let words = match (ratio, t.proportion) {
        (true, _) => level(value),
        (_, true) => points(value),
        _ => measured(value, &t.unit),
    };
    let (scale, ratio_or_number) = (100.0, ratio || !t.proportion);
    match (t.lower, t.upper) {
        (Some(l), Some(u)) if ratio_or_number => format!("{words} ({})", limits(l, u)),
        (Some(l), Some(u)) => format!("{words} ({})", limits(scale * l, scale * u)),
        _ => match &t.null_reason {
            Some(reason) => format!("{words} (no interval: {reason})"),
            None => words,
        },
    }
}

fn rests_on(t: &TestRecord) -> String {
    let n = |v: Option<i64>| count(v.map(|v| v as f64));
    let sets = if t.method.starts_with("bootstrap") { "blocks" } else { "sets" };
    match (t.treated_only, t.control_only) {
        (Some(_), Some(_)) => {
            format!("{} pairs against {}", n(t.treated_only), n(t.control_only))
        }
        _ if t.sets.is_none() => "–".to_owned(),
        _ => format!("{} {sets}, {} and {} people", n(t.sets), n(t.treated), n(t.control)),
    }
}

fn p(value: f64) -> String {
    match value {
        v if v < 0.001 => "< 0.001".to_owned(),
        v if v < 0.1 => number(v, 3),
        v => number(v, 2),
    }
}
